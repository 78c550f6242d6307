import {zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import type {Kind, Place, SearchTable} from './search-table.ts';

/**
 * A search table as bytes. A search reads the head, and of the rows only the blocks with the names it is about: half a million of them
 * are eight blocks.
 */
export type TableHead = {
  readonly kinds: readonly Kind[];
  /** Lengths of the parts in their order: places, names and versions, then blocks of rows. */
  readonly parts: readonly number[];
  /** The first name of each block. */
  readonly blocks: readonly number[];
};

type PlacesData = {
  readonly stacks: readonly string[];
  /** Number of the stack, what follows it in the address (`suffixes`), kind and list. */
  readonly places: readonly number[];
  readonly suffixes: readonly string[];
  /** Of each list: 1 where it was looked for. */
  readonly known: readonly number[];
};
type NamesData = {
  readonly names: readonly (string | readonly [name: string, category: string])[];
  readonly versions: readonly string[];
  /** How many rows each name has. */
  readonly counts: readonly number[];
};

/** Rows of a block, at least: 8 bytes each. */
const ROWS_OF_A_BLOCK = 60_000;

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
  const names: NamesData = {
    names: table.names.map(({name, category}) => (category === null ? name : [name, category])),
    versions: table.versions,
    counts: rows.map(own => own.length / 2),
  };
  const parts = [zstdCompressSync(JSON.stringify(placesData(table))), zstdCompressSync(JSON.stringify(names)), ...packed];
  return {head: {kinds: table.kinds, parts: parts.map(part => part.length), blocks}, bytes: Buffer.concat(parts)};
}

/** Before an address that does not begin with its stack's; no name can hold it. */
const WHOLE = '\0';

function placesData({places, known}: SearchTable): PlacesData {
  const number = (numbers: Map<string, number>, text: string) => {
    let known = numbers.get(text);
    if (known === undefined) numbers.set(text, (known = numbers.size));
    return known;
  };
  const stacks = new Map<string, number>();
  const suffixes = new Map<string, number>();
  const data = places.flatMap(({stack, variant, kind, list}) => {
    const suffix = variant.startsWith(stack) ? variant.slice(stack.length) : `${WHOLE}${variant}`;
    return [number(stacks, stack), number(suffixes, suffix), kind, list];
  });
  return {stacks: [...stacks.keys()], suffixes: [...suffixes.keys()], places: data, known: known.map(Number)};
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
export function parseTable({kinds, parts, blocks}: TableHead, bytes: Buffer): SearchTable {
  const starts: number[] = [];
  let end = 0;
  for (const length of parts) {
    starts.push(end);
    end += length;
  }
  const part = (number: number) => zstdDecompressSync(bytes.subarray(starts[number]!, starts[number]! + parts[number]!));
  const {stacks, suffixes, places, known} = JSON.parse(part(0).toString('utf8')) as PlacesData;
  const {names, versions, counts} = JSON.parse(part(1).toString('utf8')) as NamesData;
  const unpacked = new Map<number, Uint32Array>();
  const blockOf = (block: number) => {
    let rows = unpacked.get(block);
    if (rows === undefined) {
      const raw = part(block + 2);
      unpacked.set(block, (rows = new Uint32Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length))));
    }
    return rows;
  };
  return {
    kinds,
    places: placesOf(stacks, suffixes, places),
    known: known.map(Boolean),
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

function placesOf(stacks: readonly string[], suffixes: readonly string[], data: readonly number[]): readonly Place[] {
  const places: Place[] = [];
  for (let at = 0; at + 3 < data.length; at += 4) {
    const suffix = suffixes[data[at + 1]!]!;
    const stack = stacks[data[at]!]!;
    const variant = suffix.startsWith(WHOLE) ? suffix.slice(1) : stack + suffix;
    places.push({stack, variant, kind: data[at + 2]!, list: data[at + 3]!});
  }
  return places;
}
