import {compilerWord, osWord} from './grammars/words.ts';
import {nearest} from '../system/nearest.ts';
import type {Wishes} from './query.ts';
import type {Stack, Variant} from './stack.ts';
import {isArch, isBuild, isCompiler, isOs, isRuns, means, wordsOf} from './variant-words.ts';

/** One condition on variants, with the words to say about it. */
export type Wish = {
  /** Flag without dashes, or `platform` for a fragment of an address. */
  readonly flag: string;
  readonly value: string;
  readonly holds: (variant: Variant) => boolean;
};

/** A wish that no variant fulfils, or wishes that none fulfils together. */
export type Unfulfilled = {readonly what: string; readonly nearest: readonly string[]};

/** The flags as conditions; commas mean "or". */
export function wishesFromFlags(wishes: Wishes): readonly Wish[] {
  const flags = {arch: isArch, os: isOs, compiler: isCompiler, build: isBuild} as const;
  const list: Wish[] = [];
  for (const [flag, is] of Object.entries(flags)) {
    const value = wishes[flag as keyof typeof flags];
    if (value === null || value === undefined || value.trim() === '') continue;
    const alternatives = value.split(',');
    list.push({flag, value, holds: variant => alternatives.some(each => is(each, variant))});
  }
  const runs = wishes.runs?.trim();
  if (runs) list.push({flag: 'runs', value: runs, holds: variant => isRuns(runs, variant)});
  return list;
}

/**
 * The fragments of an address, or `--platform`, as conditions. Fragments stand in any order, separated by `-`, `,`, `+` or blanks;
 * a piece that means something as it is (`amd/zen3`, `u74-mc`) is not taken apart.
 */
export function wishesFromFragments(fragments: string, variants: readonly Variant[]): readonly Wish[] {
  const words = variants.map(wordsOf);
  const meant = (piece: string) => variants.some((variant, index) => means(piece, variant, words[index]));
  const separators = [/[,\s]+/, /\+/, /-/];
  const split = (text: string, level: number): readonly string[] => {
    const separator = separators[level];
    if (separator === undefined || meant(text)) return [text];
    return text.split(separator).flatMap(piece => (piece === '' ? [] : split(piece, level + 1)));
  };
  // A level has the separator in its name.
  const text = fragments.trim().replaceAll(/x86-64-v(?=[1-4])/gi, 'x86_64_v');
  return split(text, 0).map(value => ({flag: 'platform', value, holds: variant => means(value, variant)}));
}

/** The variants that fulfil every wish, or what is wrong with the wishes. */
export function fulfil(stack: Stack, variants: readonly Variant[], wishes: readonly Wish[]): readonly Variant[] | Unfulfilled {
  const left = variants.filter(variant => wishes.every(wish => wish.holds(variant)));
  if (left.length > 0) return left;
  const impossible = wishes.find(wish => !variants.some(variant => wish.holds(variant)));
  if (impossible !== undefined) {
    const {flag, value} = impossible;
    const words = valuesOf(flag, variants);
    const near = nearest(value, words);
    return {what: `${stack.address} has no variant for ${value}.`, nearest: near.length > 0 || words.length > 12 ? near : words};
  }
  const fulfilled = (variant: Variant) => wishes.filter(wish => wish.holds(variant)).length;
  const closest = variants.toSorted((a, b) => fulfilled(b) - fulfilled(a)).slice(0, 3);
  return {
    what: `${stack.address} has no variant that is all of ${wishes.map(wish => wish.value).join(', ')}.`,
    nearest: closest.map(variant => variant.address),
  };
}

/** Values that a flag may have for these variants, in their order. */
export function valuesOf(flag: string, variants: readonly Variant[]): readonly string[] {
  const values = new Set<string>();
  for (const {platform, verdict} of variants) {
    const {arch, os, compiler, build, text, cpu, tags} = platform;
    const own: Readonly<Record<string, readonly (string | null)[]>> = {
      arch: [arch],
      os: [os && osWord(os)],
      compiler: [compiler && compilerWord(compiler)],
      build: [build],
      runs: [verdict.runs],
      platform: [os && osWord(os), compiler && compilerWord(compiler), build, cpu, ...tags, text, arch],
    };
    for (const value of own[flag] ?? []) if (value !== null && value !== '') values.add(value);
  }
  return [...values];
}
