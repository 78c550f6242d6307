/**
 * Reads and rewrites what the kernel and the dynamic loader need to know of a 64-bit little-endian ELF program: its loader
 * (PT_INTERP) and where it looks for libraries (DT_RPATH). A bare machine has no patchelf, and a program of a prefix has to
 * start with the prefix's own loader.
 *
 * Pure over bytes. Layout of the format: elf(5).
 */

/** What a program asks for; `interpreter` is null for a static program or a library. */
export type ElfFacts = {
  readonly interpreter: string | null;
  /** Names of the libraries it needs (DT_NEEDED). */
  readonly needed: readonly string[];
  /** Whether a search path can be written into it. */
  readonly hasRoom: boolean;
};

export type Relocation = {
  /** Path of the new loader, of any length. */
  readonly interpreter: string;
  /** Search path for libraries; it takes the place of the old loader's path, so it may not be longer. */
  readonly libraries: string;
};

/** `searchPath` is false where the program has no room for one: its libraries are then found by LD_LIBRARY_PATH or not at all. */
export type Relocated = {readonly bytes: Uint8Array<ArrayBuffer>; readonly searchPath: boolean};

const PT_LOAD = 1;
const PT_DYNAMIC = 2;
const PT_INTERP = 3;
const DT_NULL = 0n;
const DT_NEEDED = 1n;
const DT_STRTAB = 5n;
const DT_RPATH = 15n;
const DT_DEBUG = 21n;
const DT_RUNPATH = 29n;
const PHDR_SIZE = 56;
const DYN_SIZE = 16;

type Segment = {
  readonly at: number;
  readonly type: number;
  readonly offset: number;
  readonly address: bigint;
  readonly size: number;
};
type Dynamic = {readonly at: number; readonly tag: bigint; readonly value: bigint};
type Parsed = {readonly view: DataView; readonly segments: readonly Segment[]; readonly dynamic: readonly Dynamic[]};

/** The facts of a program or library; null for anything that is no well-formed 64-bit little-endian ELF file. */
export function readElf(bytes: Uint8Array): ElfFacts | null {
  try {
    const elf = parse(bytes);
    if (elf === null) return null;
    const interpreter = elf.segments.find(({type}) => type === PT_INTERP);
    const strings = valueOf(elf, DT_STRTAB);
    const names = elf.dynamic.filter(({tag}) => tag === DT_NEEDED);
    return {
      interpreter: interpreter === undefined ? null : textAt(bytes, interpreter.offset),
      needed: strings === null ? [] : names.map(({value}) => textAt(bytes, fileOffset(elf, strings + value))),
      hasRoom: strings !== null && spareEntry(elf) !== null,
    };
  } catch (error) {
    if (error instanceof RangeError) return null; // an offset beyond the end
    throw error;
  }
}

/**
 * A copy of a program that starts with another loader and looks for its libraries elsewhere; null for what has no loader.
 *
 * The new loader's path goes to the end of the file, since there is no room for a longer one where the old path is. Only the
 * kernel reads it, and it reads it from the file. The old path is in memory that the loader can see, so the search path takes
 * its place, named by an offset from the string table that may well be negative: it is added to a 64-bit address.
 */
export function relocateElf(bytes: Uint8Array, {interpreter, libraries}: Relocation): Relocated | null {
  const facts = readElf(bytes);
  if (facts === null || facts.interpreter === null) return null;
  const path = new TextEncoder().encode(`${interpreter}\0`);
  const copy = new Uint8Array(bytes.length + path.length);
  copy.set(bytes);
  copy.set(path, bytes.length);
  const elf = parse(copy);
  const old = elf?.segments.find(({type}) => type === PT_INTERP);
  if (!elf || !old) return null;
  elf.view.setBigUint64(old.at + 8, BigInt(bytes.length), true); // p_offset
  elf.view.setBigUint64(old.at + 32, BigInt(path.length), true); // p_filesz
  elf.view.setBigUint64(old.at + 40, BigInt(path.length), true); // p_memsz
  return {bytes: copy, searchPath: writeSearchPath(copy, elf, old, libraries)};
}

function writeSearchPath(bytes: Uint8Array, elf: Parsed, room: Segment, libraries: string): boolean {
  const text = new TextEncoder().encode(`${libraries}\0`);
  const strings = valueOf(elf, DT_STRTAB);
  const entry = spareEntry(elf);
  if (strings === null || entry === null || text.length > room.size || !isMapped(elf, room)) return false;
  bytes.fill(0, room.offset, room.offset + room.size);
  bytes.set(text, room.offset);
  // RPATH and not RUNPATH: it holds for the libraries of the libraries as well.
  elf.view.setBigUint64(entry.at, DT_RPATH, true);
  elf.view.setBigUint64(entry.at + 8, BigInt.asUintN(64, room.address - strings), true);
  return true;
}

/**
 * The entry of the dynamic section that can name a search path: one that does already, else an unused one at the end (linkers
 * leave some; the one after it has to stay as the end), else the one for debuggers.
 */
function spareEntry({dynamic}: Parsed): Dynamic | null {
  const paths = dynamic.filter(({tag}) => tag === DT_RPATH || tag === DT_RUNPATH);
  if (paths.length > 1) return null; // a RUNPATH beside it would make the loader ignore an RPATH
  const end = dynamic.findIndex(({tag}) => tag === DT_NULL);
  const unused = end !== -1 && dynamic[end + 1]?.tag === DT_NULL ? dynamic[end] : undefined;
  return paths[0] ?? unused ?? dynamic.find(({tag}) => tag === DT_DEBUG) ?? null;
}

function parse(bytes: Uint8Array): Parsed | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = bytes.length >= 64 && view.getUint32(0) === 0x7f454c46;
  if (!magic || view.getUint8(4) !== 2 || view.getUint8(5) !== 1 || view.getUint16(54, true) !== PHDR_SIZE) return null;
  const table = small(view.getBigUint64(32, true));
  const count = view.getUint16(56, true);
  // A table beyond the end is none, and room for as many entries as it claims takes a while to get.
  if (table + count * PHDR_SIZE > bytes.length) return null;
  const segments = Array.from({length: count}, (_, index): Segment => {
    const at = table + index * PHDR_SIZE;
    return {
      at,
      type: view.getUint32(at, true),
      offset: small(view.getBigUint64(at + 8, true)),
      address: view.getBigUint64(at + 16, true),
      size: small(view.getBigUint64(at + 32, true)),
    };
  });
  const section = segments.find(({type}) => type === PT_DYNAMIC);
  if (section !== undefined && section.offset + section.size > bytes.length) return null;
  const dynamic = Array.from({length: Math.floor((section?.size ?? 0) / DYN_SIZE)}, (_, index): Dynamic => {
    const at = (section?.offset ?? 0) + index * DYN_SIZE;
    return {at, tag: view.getBigUint64(at, true), value: view.getBigUint64(at + 8, true)};
  });
  return {view, segments, dynamic};
}

function valueOf({dynamic}: Parsed, wanted: bigint): bigint | null {
  return dynamic.find(({tag}) => tag === wanted)?.value ?? null;
}

function fileOffset({segments}: Parsed, address: bigint): number {
  const segment = segments.find(
    ({type, address: start, size}) => type === PT_LOAD && address >= start && address < start + BigInt(size),
  );
  if (segment === undefined) throw new RangeError(`address ${address} is not in the file`);
  return segment.offset + Number(address - segment.address);
}

/** Whether the loader will find, at the segment's address, what the file has at its offset. */
function isMapped(elf: Parsed, {address, offset}: Segment): boolean {
  try {
    return fileOffset(elf, address) === offset;
  } catch {
    return false;
  }
}

function textAt(bytes: Uint8Array, start: number): string {
  const end = bytes.indexOf(0, start);
  if (start < 0 || start >= bytes.length || end === -1) throw new RangeError(`no text at ${start}`);
  return new TextDecoder().decode(bytes.subarray(start, end));
}

function small(value: bigint): number {
  if (value > 0xffff_ffffn) throw new RangeError(`${value} is beyond any program`);
  return Number(value);
}
