import {compareVersions} from '../choose/release-order.ts';

/** Reads some bytes of a file, fewer at its end; null when it cannot be read. */
export type ReadPart = (offset: number, length: number) => Promise<Uint8Array | null>;

/** Newest `GLIBC_x.y` that a library needs; `0` when it needs none, null when it is no library that we can read. */
export type GlibcNeed = string | null;

// Everything in such a file may be wrong, so each count has a limit; real ones stay far below.
const MOST_SEGMENTS = 64;
const MOST_ENTRIES = 2_000;
const MOST_NEEDED = 128;
const MOST_VERSIONS = 512;
const LONGEST_NAME = 64;

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const DT_STRTAB = 5;
const DT_VERNEED = 0x6fff_fffe;
const DT_VERNEEDNUM = 0x6fff_ffff;

type Segment = {readonly type: number; readonly offset: number; readonly address: number; readonly size: number};

/**
 * What the loader checks before it takes a library: the versions of symbols in its `.gnu.version_r` (ELF gABI; Drepper, "ELF Symbol
 * Versioning"), found as the loader finds them, by the dynamic segment. 64-bit files of little-endian machines; others are null.
 */
export async function newestGlibcNeeded(read: ReadPart): Promise<GlibcNeed> {
  const header = await view(read, 0, 64);
  if (
    header === null ||
    header.byteLength < 64 ||
    header.getUint32(0) !== 0x7f45_4c46 ||
    header.getUint8(4) !== 2 ||
    header.getUint8(5) !== 1
  )
    return null;
  const segments = await segmentsOf(read, header);
  const dynamic = segments.find(({type}) => type === PT_DYNAMIC);
  if (dynamic === undefined) return null;
  const tags = await tagsOf(read, dynamic);
  const strings = offsetOf(tags.get(DT_STRTAB), segments);
  const needs = offsetOf(tags.get(DT_VERNEED), segments);
  if (needs === null || strings === null) return '0';
  const count = Math.min(tags.get(DT_VERNEEDNUM) ?? MOST_NEEDED, MOST_NEEDED);
  let newest = '0';
  for (const name of await namesOf(read, needs, count, strings)) {
    const version = name === 'GLIBC_ABI_DT_RELR' ? '2.36' : /^GLIBC_(\d+(?:\.\d+){1,2})$/.exec(name)?.[1];
    if (version !== undefined && compareVersions(version, newest) > 0) newest = version;
  }
  return newest;
}

async function segmentsOf(read: ReadPart, header: DataView): Promise<readonly Segment[]> {
  const [begin, size, count] = [number(header, 32), header.getUint16(54, true), header.getUint16(56, true)];
  if (size < 56 || size > 256) return [];
  const table = await view(read, begin, size * Math.min(count, MOST_SEGMENTS));
  if (table === null) return [];
  const segments: Segment[] = [];
  for (let at = 0; at + 56 <= table.byteLength; at += size) {
    const [offset, address, length] = [number(table, at + 8), number(table, at + 16), number(table, at + 32)];
    segments.push({type: table.getUint32(at, true), offset, address, size: length});
  }
  return segments;
}

async function tagsOf(read: ReadPart, dynamic: Segment): Promise<ReadonlyMap<number, number>> {
  const table = await view(read, dynamic.offset, Math.min(dynamic.size, MOST_ENTRIES * 16));
  if (table === null) return new Map();
  const tags = new Map<number, number>();
  for (let at = 0; at + 16 <= table.byteLength; at += 16) {
    const tag = number(table, at);
    if (tag === 0) break;
    tags.set(tag, number(table, at + 8));
  }
  return tags;
}

/** Names of versions: a list of libraries, each with a list of versions, linked by distances. */
async function namesOf(read: ReadPart, begin: number, libraries: number, strings: number): Promise<readonly string[]> {
  const names: string[] = [];
  let library = begin;
  for (let count = 0; count < libraries; count++) {
    const entry = await view(read, library, 16);
    if (entry === null || entry.byteLength < 16) break;
    let version = library + entry.getUint32(8, true);
    for (let left = entry.getUint16(2, true); left > 0 && names.length < MOST_VERSIONS; left--) {
      const auxiliary = await view(read, version, 16);
      if (auxiliary === null || auxiliary.byteLength < 16) break;
      names.push(await textAt(read, strings + auxiliary.getUint32(8, true)));
      const next = auxiliary.getUint32(12, true);
      if (next === 0) break;
      version += next;
    }
    const next = entry.getUint32(12, true);
    if (next === 0) break;
    library += next;
  }
  return names;
}

async function textAt(read: ReadPart, offset: number): Promise<string> {
  const bytes = await read(offset, LONGEST_NAME);
  return bytes === null
    ? ''
    : (Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1').split('\0', 1)[0] ?? '');
}

/** Where an address of memory is in the file; null when it is nowhere. */
function offsetOf(address: number | undefined, segments: readonly Segment[]): number | null {
  if (address === undefined) return null;
  const segment = segments.find(each => each.type === PT_LOAD && address >= each.address && address < each.address + each.size);
  return segment === undefined ? null : segment.offset + address - segment.address;
}

async function view(read: ReadPart, offset: number, length: number): Promise<DataView | null> {
  if (!Number.isSafeInteger(offset) || offset < 0) return null;
  const bytes = await read(offset, length);
  return bytes === null || bytes.length === 0 ? null : new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A 64-bit word; what does not fit is no offset of any file. */
function number(table: DataView, at: number): number {
  return at + 8 > table.byteLength ? 0 : Number(table.getBigUint64(at, true));
}
