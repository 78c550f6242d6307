import type {Host} from './host.ts';
import {classWords} from './os-rules.ts';
import type {Platform, Runs, Stack, Variant} from './stack.ts';
import {neverRuns} from './verdict.ts';

/** Variants that neither a list nor a search tells apart: a hundred thousand variants are some hundred kinds. */
export type VariantKind = {
  readonly platform: Platform;
  readonly runs: Runs;
  /** Whether it could run on this kind of machine at all (`fitsMachine`). */
  readonly fits: boolean;
  /** A nightly without its flag of completion. */
  readonly incomplete: boolean;
  /** What is searched, small letters: the platform as spelled and as people say it (`gcc13`). */
  readonly text: string;
};

/** What all stacks of a family have in common. */
export type FamilyOfTable = {readonly id: string; readonly title: string; readonly experiments: readonly string[]};

/** Bits of `flagsOf`. */
export const FLAGS = {nightly: 1, recommended: 2, old: 4} as const;

/**
 * All stacks in columns, in the order of the catalogue: what a list, a search and a filter ask for, without an object for each variant.
 * Positions of stacks count from 0 to `stacks`, those of variants from 0 to `variants`; the variants of a stack lie side by side, the
 * best first.
 */
export type StackTable = {
  readonly stacks: number;
  readonly variants: number;
  /** Position of each stack's first variant; one more number at the end. */
  readonly firstOf: Uint32Array;
  readonly flagsOf: Uint8Array;
  /** `family/release` of each stack. */
  readonly addresses: readonly string[];
  /** What is searched of each stack, small letters: family, release, title, repository. */
  readonly texts: readonly string[];
  readonly families: readonly FamilyOfTable[];
  /** Number in `families` of each stack. */
  readonly familyOf: Uint16Array;
  /** Number in `kinds` of each variant. */
  readonly kindOf: Uint32Array;
  readonly kinds: readonly VariantKind[];
  /** All that is known of a stack. Made on demand; the same object while somebody keeps asking for it. */
  readonly stackAt: (position: number) => Stack;
  /** Position of a stack by its address, -1 when there is none. */
  readonly positionOf: (address: string) => number;
};

/** Whether a variant could run on this kind of machine at all: macOS on Linux and other processors cannot (DESIGN.md 5). */
export function fitsMachine(variant: Variant, host: Host): boolean {
  return variant.verdict.runs !== 'no' || !neverRuns(variant.platform, host);
}

/** Family, release, title and repository of a stack, small letters. */
export function stackText(stack: Stack): string {
  return `${stack.address} ${stack.title} ${stack.repository}${stack.nightly ? ' nightly' : ''}`.toLowerCase();
}

/** Platform of a variant, as spelled and as people say it (`gcc13` and `gcc 13`, `el9` for `almalinux9.8`). */
export function variantText(variant: Variant): string {
  const {platform} = variant;
  const compiler = platform.compiler === null ? '' : `${platform.compiler.name}${platform.compiler.version ?? ''}`;
  const os = platform.os === null ? '' : [platform.os.id + (platform.os.version ?? ''), ...classWords(platform.os)].join(' ');
  // A variant without a platform has the address of its stack, which is searched with that: a hundred thousand images are one kind.
  const at = variant.address.lastIndexOf('@');
  const suffix = at < 0 ? '' : variant.address.slice(at + 1);
  return `${platform.text} ${suffix} ${platform.arch ?? ''} ${os} ${compiler} ${platform.build ?? ''} ${platform.cpu ?? ''}`.toLowerCase();
}

/** The table of stacks that are there as objects. */
export function stackTable(stacks: readonly Stack[], host: Host): StackTable {
  const variants = stacks.reduce((sum, stack) => sum + stack.variants.length, 0);
  const firstOf = new Uint32Array(stacks.length + 1);
  const flagsOf = new Uint8Array(stacks.length);
  const kindOf = new Uint32Array(variants);
  const kinds: VariantKind[] = [];
  const numbers = new Map<string, number>();
  const families: FamilyOfTable[] = [];
  const familyOf = new Uint16Array(stacks.length);
  const familyNumbers = new Map<string, number>();
  let position = 0;
  for (const [number, stack] of stacks.entries()) {
    firstOf[number] = position;
    flagsOf[number] =
      Number(stack.nightly) * FLAGS.nightly + Number(stack.recommended) * FLAGS.recommended + Number(stack.old) * FLAGS.old;
    familyOf[number] = numberOfFamily(stack, families, familyNumbers);
    for (const variant of stack.variants) kindOf[position++] = numberOfKind(variant, host, kinds, numbers);
  }
  firstOf[stacks.length] = position;
  let positions: ReadonlyMap<string, number> | null = null;
  return {
    stacks: stacks.length,
    variants,
    firstOf,
    flagsOf,
    addresses: stacks.map(({address}) => address),
    texts: stacks.map(stackText),
    families,
    familyOf,
    kindOf,
    kinds,
    stackAt: at => stacks[at]!,
    positionOf: address => {
      positions ??= new Map(stacks.map((stack, at) => [stack.address, at]));
      return positions.get(address) ?? -1;
    },
  };
}

function numberOfFamily({family: id, title, variants}: Stack, families: FamilyOfTable[], numbers: Map<string, number>): number {
  let number = numbers.get(id);
  if (number === undefined) {
    number = families.push({id, title, experiments: variants[0].found.family.experiments}) - 1;
    numbers.set(id, number);
  }
  return number;
}

function numberOfKind(variant: Variant, host: Host, kinds: VariantKind[], numbers: Map<string, number>): number {
  const {platform, verdict, marks} = variant;
  const fits = fitsMachine(variant, host);
  const incomplete = marks.includes('incomplete');
  const text = variantText(variant);
  const key = `${text}\n${verdict.runs}${fits}${incomplete}`;
  let number = numbers.get(key);
  if (number === undefined) {
    number = kinds.push({platform, runs: verdict.runs, fits, incomplete, text}) - 1;
    numbers.set(key, number);
  }
  return number;
}
