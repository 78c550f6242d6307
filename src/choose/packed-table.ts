import {constants, zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import type {Family, Layout} from '../find/family.ts';
import type {FoundVariant} from '../find/found.ts';
import type {Stack, Variant} from './stack.ts';
import type {FamilyOfTable, StackTable, VariantKind} from './stack-table.ts';

/**
 * A table as bytes: its columns as they lie in memory, its words in one piece, and its stacks in blocks, each of which is unpacked when
 * somebody looks at one of its stacks. A hundred thousand variants are some megabytes this way, and to open them costs next to nothing
 * (docs/decisions/packed-table-and-finder.md).
 */

/** What the first bytes say about the others. */
type Head = {
  readonly stacks: number;
  readonly variants: number;
  readonly kinds: readonly VariantKind[];
  readonly families: readonly FamilyOfTable[];
  /** Position of the first stack of each block. */
  readonly firsts: readonly number[];
  /** Lengths in bytes: addresses, texts, families, then blocks. */
  readonly lengths: readonly number[];
};

/** Families and layouts are compared by reference, and shared by all that was found. */
type Shared = {
  readonly families: readonly (Omit<Family, 'layouts'> & {readonly layouts: readonly number[]})[];
  readonly layouts: readonly Layout[];
};

type PackedVariant = readonly [
  family: number,
  layout: number,
  found: Omit<FoundVariant, 'family' | 'layout'>,
  own: Omit<Variant, 'found'>,
];
type PackedStack = Omit<Stack, 'variants'> & {readonly variants: readonly PackedVariant[]};

/** A block has at least so many variants: fewer would pack badly, more would take longer to unpack than a frame may. */
const VARIANTS_OF_A_BLOCK = 128;
/** Blocks that stay unpacked: whoever goes up and down a list meets the same ones. */
const BLOCKS_KEPT = 24;
const ALIGNMENT = 8;
/** Parts before the first block. */
const BEFORE_BLOCKS = 3;

export function packTable(table: StackTable): Uint8Array {
  const shared = collector();
  const firsts: number[] = [];
  const blocks: Uint8Array[] = [];
  for (let from = 0; from < table.stacks;) {
    const stacks: PackedStack[] = [];
    const end = table.firstOf[from]! + VARIANTS_OF_A_BLOCK;
    firsts.push(from);
    while (from < table.stacks && (stacks.length === 0 || table.firstOf[from]! < end))
      stacks.push(packedStack(table.stackAt(from++), shared));
    blocks.push(packed(stacks));
  }
  const parts = [packed(table.addresses), packed(table.texts), packed(shared.all()), ...blocks];
  const {stacks, variants, kinds, families} = table;
  const head: Head = {stacks, variants, kinds, families, firsts, lengths: parts.map(({length}) => length)};
  const text = Buffer.from(JSON.stringify(head));
  const start = Buffer.alloc(aligned(ALIGNMENT + text.length));
  start.writeUInt32LE(text.length);
  text.copy(start, ALIGNMENT);
  return Buffer.concat([
    start,
    bytesOf(table.firstOf),
    bytesOf(table.kindOf),
    bytesOf(table.familyOf),
    bytesOf(table.flagsOf),
    ...parts,
  ]);
}

/** The table of such bytes, which have to stay as they are. @throws when they are none */
export function unpackTable(bytes: Uint8Array): StackTable {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const textLength = buffer.readUInt32LE();
  const {
    stacks,
    variants,
    kinds,
    families: inTable,
    firsts,
    lengths,
  } = JSON.parse(buffer.toString('utf8', ALIGNMENT, ALIGNMENT + textLength)) as Head;
  let at = aligned(ALIGNMENT + textLength);
  const take = (length: number) => {
    if (at + length > bytes.length) throw new Error('a table that ends too early');
    const from = bytes.byteOffset + at;
    at += length;
    // Numbers have to begin where the memory of a machine lets them.
    return bytes.buffer.slice(from, from + length);
  };
  const firstOf = new Uint32Array(take((stacks + 1) * 4));
  const kindOf = new Uint32Array(take(variants * 4));
  const familyOf = new Uint16Array(take(stacks * 2));
  const flagsOf = new Uint8Array(take(stacks));
  const starts: number[] = [];
  let end = at;
  for (const length of lengths) {
    starts.push(end);
    end += length;
  }
  if (end !== bytes.length || lengths.length !== firsts.length + BEFORE_BLOCKS) throw new Error('a table of another length');
  const part = (number: number): unknown =>
    JSON.parse(zstdDecompressSync(bytes.subarray(starts[number]!, starts[number]! + lengths[number]!)).toString('utf8'));

  const addresses = once(() => part(0) as readonly string[]);
  const texts = once(() => part(1) as readonly string[]);
  const families = once(() => unpackedFamilies(part(2) as Shared));
  const positions = once(() => new Map(addresses().map((address, position) => [address, position])));
  const kept = new Map<number, readonly Stack[]>();
  const block = (number: number): readonly Stack[] => {
    const known = kept.get(number);
    if (known !== undefined) {
      // Last come, last gone.
      kept.delete(number);
      kept.set(number, known);
      return known;
    }
    const made = (part(number + BEFORE_BLOCKS) as readonly PackedStack[]).map(stack => unpackedStack(stack, families()));
    if (kept.size >= BLOCKS_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(number, made);
    return made;
  };
  return {
    stacks,
    variants,
    firstOf,
    flagsOf,
    get addresses() {
      return addresses();
    },
    get texts() {
      return texts();
    },
    families: inTable,
    familyOf,
    kindOf,
    kinds,
    stackAt: position => {
      const number = lastAtMost(firsts, position);
      return block(number)[position - firsts[number]!]!;
    },
    positionOf: address => positions().get(address) ?? -1,
  };
}

type Families = {readonly families: readonly Family[]; readonly layouts: readonly Layout[]};

function unpackedFamilies({families, layouts}: Shared): Families {
  return {families: families.map(family => ({...family, layouts: family.layouts.map(number => layouts[number]!)})), layouts};
}

/** Numbers families and layouts in the order in which they are met. */
function collector() {
  const families = new Map<Family, number>();
  const layouts = new Map<Layout, number>();
  const numberOf = <T>(known: Map<T, number>, one: T) => {
    const number = known.get(one) ?? known.size;
    known.set(one, number);
    return number;
  };
  return {
    family: (family: Family) => numberOf(families, family),
    layout: (layout: Layout) => numberOf(layouts, layout),
    all: (): Shared => ({
      families: [...families.keys()].map(family => ({
        ...family,
        layouts: family.layouts.map(layout => numberOf(layouts, layout)),
      })),
      layouts: [...layouts.keys()],
    }),
  };
}

function packedStack({variants, ...stack}: Stack, shared: ReturnType<typeof collector>): PackedStack {
  return {
    ...stack,
    variants: variants.map(({found: {family, layout, ...found}, ...own}) => [
      shared.family(family),
      shared.layout(layout),
      found,
      own,
    ]),
  };
}

function unpackedStack({variants, ...stack}: PackedStack, {families, layouts}: Families): Stack {
  const made = variants.map(([family, layout, found, own]): Variant => ({
    ...own,
    found: {...found, family: families[family]!, layout: layouts[layout]!},
  }));
  const [best, ...others] = made;
  if (best === undefined) throw new Error('a packed stack without variants');
  return {...stack, variants: [best, ...others]};
}

function packed(value: unknown): Uint8Array {
  return zstdCompressSync(JSON.stringify(value), {params: {[constants.ZSTD_c_compressionLevel]: 3}});
}

function bytesOf({buffer, byteOffset, byteLength}: Uint32Array | Uint16Array | Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function aligned(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function once<T>(make: () => T): () => T {
  let made: {readonly value: T} | null = null;
  return () => (made ??= {value: make()}).value;
}

/** Place of the last number that is not above another one, in a rising list. */
function lastAtMost(numbers: readonly number[], most: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle]! <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}
