import type {StackTable} from '../../choose/stack-table.ts';
import type {PackageWords} from '../picker-input.ts';
import {isOfStacks, packageTokens} from './package-tokens.ts';

/** More survivors than this keep the order of the catalogue: nobody reads that far (RUNTIME.md 5). */
export const MOST_TO_ORDER = 2000;

type FuseModule = typeof import('fuse.js');

let loaded: FuseModule | null = null;

/** Loads fuse.js, which only somebody who types needs. */
export async function loadFuse(): Promise<void> {
  loaded ??= await import('fuse.js');
}

export function isFuseLoaded(): boolean {
  return loaded !== null;
}

type Candidate = {readonly position: number; readonly address: string; readonly closeness: number};

/**
 * Positions of the rows that survived the filter, the likeliest first; null when fuse.js is not there yet or there are too many.
 * Whole words go before parts of words, and scores are rounded to tenths, so that among about equal ones the order they came in
 * stays: what runs here, newest first.
 */
export function orderByLikeness(
  table: StackTable,
  rows: readonly Candidate[],
  tokens: readonly string[],
): readonly number[] | null {
  if (loaded === null || rows.length > MOST_TO_ORDER || tokens.length === 0) return null;
  const Fuse = loaded.default;
  const fuse = new Fuse(
    rows.map(({address, position}) => ({
      family: address.slice(0, address.indexOf('/')),
      release: address.slice(address.indexOf('/') + 1),
      title: table.texts[position]!.slice(address.length + 1),
    })),
    {
      keys: [
        {name: 'release', weight: 3},
        {name: 'family', weight: 2},
        {name: 'title', weight: 1},
      ],
      includeScore: true,
      ignoreLocation: true,
      threshold: 0.6,
    },
  );
  const scores = rows.map(() => 1);
  for (const hit of fuse.search(tokens.join(' ').slice(0, 64))) scores[hit.refIndex] = Math.round((hit.score ?? 1) * 10) / 10;
  return rows
    .map((_, position) => position)
    .toSorted((a, b) => rows[a]!.closeness - rows[b]!.closeness || scores[a]! - scores[b]! || a - b);
}

/**
 * The query with each word that occurs nowhere replaced by the nearest word that does ("did you mean"); null when there is none
 * near. Fuzzy over the vocabulary only, never over the product of all variants (RUNTIME.md 5).
 */
export function didYouMean(table: StackTable, tokens: readonly string[], packages: PackageWords | null = null): string | null {
  if (loaded === null || tokens.length === 0) return null;
  const Fuse = loaded.default;
  let fuse: InstanceType<typeof Fuse<string>> | null = null;
  let changed = false;
  const better: string[] = [];
  for (const [number, said] of packageTokens(table, tokens, packages).entries()) {
    const token = tokens[number]!;
    if (said !== null || isOfStacks(table, token)) {
      better.push(token);
      continue;
    }
    fuse ??= new Fuse(vocabularyOf(table, packages), {includeScore: true, threshold: 0.45, ignoreLocation: false});
    const nearest = fuse.search(token.slice(0, 32), {limit: 1})[0]?.item;
    if (nearest === undefined) return null;
    better.push(nearest);
    changed = true;
  }
  return changed ? better.join(' ') : null;
}

const vocabularies = new WeakMap<StackTable, {readonly packages: PackageWords | null; readonly words: readonly string[]}>();

/** The distinct words of families, experiments, platforms, packages, releases and titles; what comes first wins among words as near. */
function vocabularyOf(table: StackTable, packages: PackageWords | null): readonly string[] {
  const known = vocabularies.get(table);
  if (known?.packages === packages) return known.words;
  const words = new Set<string>();
  const add = (text: string) => {
    for (const word of text.split(/[\s/]+/)) {
      words.add(word);
      for (const part of word.split('-')) if (part.length > 2) words.add(part);
    }
  };
  for (const {id, experiments} of table.families) {
    add(id);
    add(experiments.join(' ').toLowerCase());
  }
  for (const {text} of table.kinds) add(text);
  for (const name of packages?.names ?? []) words.add(name);
  for (const text of table.texts) add(text);
  words.delete('');
  const made = {packages, words: [...words]};
  vocabularies.set(table, made);
  return made.words;
}
