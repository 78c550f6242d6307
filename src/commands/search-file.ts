import {zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import type {Kind, SearchTable} from './search-table.ts';

/** Lengths of the parts of a table in bytes: texts, places, then blocks of rows. */
export type TableHead = {readonly parts: readonly number[]};

type Texts = {
  readonly kinds: readonly Kind[];
  readonly stacks: readonly string[];
  readonly suffixes: readonly string[];
  readonly repositories: readonly string[];
  readonly names: readonly (string | readonly [name: string, category: string])[];
  readonly versions: readonly string[];
  /** How many rows each name has. */
  readonly counts: readonly number[];
  /** The first name of each block. */
  readonly blocks: readonly number[];
  readonly places: number;
  readonly lists: number;
};

/** Rows of a block, at least: 8 bytes each. A search reads the blocks with the names it is about, and no others. */
const ROWS_OF_A_BLOCK = 30_000;

export function formatTable(table: SearchTable): {readonly head: TableHead; readonly bytes: Uint8Array} {
  const rows = table.names.map((_, name) => table.rowsOf(name));
  const blocks: number[] = [];
  const packed: Uint8Array[] = [];
  for (let from = 0; from < rows.length;) {
    let to = from;
    for (let count = 0; to < rows.length && count < ROWS_OF_A_BLOCK; to++) count += rows[to]!.length / 2;
    blocks.push(from);
    packed.push(packRows(rows.slice(from, to)));
    from = to;
  }
  const {kinds, stacks, suffixes, repositories, repositoryOf, versions, stackOf, suffixOf, kindOf, listOf, known} = table;
  const texts: Texts = {
    kinds,
    stacks,
    suffixes,
    repositories,
    names: table.names.map(({name, category}) => (category === null ? name : [name, category])),
    versions,
    counts: rows.map(own => own.length / 2),
    blocks,
    places: kindOf.length,
    lists: known.length,
  };
  const columns = Uint32Array.from([...stackOf, ...suffixOf, ...kindOf, ...listOf, ...known, ...repositoryOf]);
  const parts = [zstdCompressSync(JSON.stringify(texts)), zstdCompressSync(new Uint8Array(columns.buffer)), ...packed];
  return {head: {parts: parts.map(part => part.length)}, bytes: Buffer.concat(parts)};
}

/** Lists as differences, all of them before the versions: what is alike stands together. */
function packRows(rows: readonly Uint32Array[]): Uint8Array {
  const count = rows.reduce((sum, own) => sum + own.length / 2, 0);
  const packed = new Uint32Array(count * 2);
  let at = 0;
  for (const own of rows) {
    for (let row = 0, last = 0; row < own.length; row += 2, at++) {
      packed[at] = own[row]! - last;
      packed[count + at] = own[row + 1]!;
      last = own[row]!;
    }
  }
  return zstdCompressSync(new Uint8Array(packed.buffer));
}

/** The table of such a head and bytes. @throws when they do not fit */
export function parseTable({parts}: TableHead, bytes: Buffer): SearchTable {
  const starts: number[] = [];
  let end = 0;
  for (const length of parts) {
    starts.push(end);
    end += length;
  }
  const part = (number: number) => zstdDecompressSync(bytes.subarray(starts[number]!, starts[number]! + parts[number]!));
  const texts = JSON.parse(part(0).toString('utf8')) as Texts;
  const {names, versions, counts, blocks, places, lists} = texts;
  const columns = numbersOf(part(1));
  const column = (number: number) => columns.subarray(number * places, (number + 1) * places);
  const unpacked = new Map<number, Uint32Array>();
  const blockOf = (block: number) => {
    let rows = unpacked.get(block);
    if (rows === undefined) unpacked.set(block, (rows = numbersOf(part(block + 2))));
    return rows;
  };
  return {
    kinds: texts.kinds,
    stacks: texts.stacks,
    suffixes: texts.suffixes,
    repositories: texts.repositories,
    stackOf: column(0),
    suffixOf: column(1),
    kindOf: column(2),
    listOf: column(3),
    known: columns.subarray(4 * places, 4 * places + lists),
    repositoryOf: columns.subarray(4 * places + lists),
    names: names.map(one => (typeof one === 'string' ? {name: one, category: null} : {name: one[0], category: one[1]})),
    versions,
    rowsOf: name => {
      const block = blocks.findLastIndex(first => first <= name);
      const all = blockOf(block);
      let from = 0;
      for (let before = blocks[block]!; before < name; before++) from += counts[before]!;
      const count = counts[name]!;
      const rows = new Uint32Array(count * 2);
      for (let row = 0, list = 0; row < count; row++) {
        list += all[from + row]!;
        rows[row * 2] = list;
        rows[row * 2 + 1] = all[all.length / 2 + from + row]!;
      }
      return rows;
    },
  };
}

/** Numbers have to begin where the memory of a machine lets them; what zlib gives need not. */
function numbersOf(bytes: Buffer): Uint32Array {
  if (bytes.byteOffset % 4 === 0) return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
