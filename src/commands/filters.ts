import type {Options} from './options.ts';
import type {Filters, UnknownValue} from '../choose/filter.ts';
import {nearest} from '../system/nearest.ts';
import {UserError} from '../system/user-error.ts';

const RUNS = ['native', 'container', 'no', 'any'];

/** The filters of `list` and `search` as they were typed. @throws UserError `usage` for a way to run that there is none. */
export function filtersOf(options: Options, words: readonly string[]): Filters {
  const runs = options.values('runs');
  const wrong = runs.find(value => !RUNS.includes(value));
  if (wrong !== undefined) {
    throw new UserError('usage', `--runs has no value "${wrong}".`, 'Values are native, container and any.', {
      choices: {runs: ['native', 'container', 'any']},
    });
  }
  return {
    query: words.join(' '),
    family: options.values('family').join(','),
    arch: options.value('arch'),
    os: options.value('os'),
    compiler: options.value('compiler'),
    build: options.value('build'),
    runs: runs.length === 0 ? null : runs.join(','),
  };
}

/**
 * Why nothing fits, in a sentence for each word that fits nothing anywhere; null when only the combination is too narrow.
 *
 * @param known families that there are besides those with stacks here, each with what is here of it (`familySummaries`)
 */
export function unknownText(unknown: readonly UnknownValue[], known: ReadonlyMap<string, string> = new Map()): string | null {
  const sentences = unknown.map(({flag, value, nearest: here}) => {
    const summary = flag === 'family' ? known.get(value.toLowerCase()) : undefined;
    if (summary !== undefined) return `Nothing of the family ${value.toLowerCase()} is here: ${summary}.`;
    const near = flag === 'family' && here.length === 0 ? nearest(value, known.keys()) : here;
    return `${sentenceOf(flag, value)}${near.length === 0 ? '.' : `; near it: ${near.join(', ')}.`}`;
  });
  return sentences.length === 0 ? null : sentences.join(' ');
}

function sentenceOf(flag: string, value: string): string {
  if (flag === 'query') return `Nothing here is called "${value}"`;
  if (flag === 'family') return `There is no family "${value}" here`;
  return flag === 'runs' ? `Nothing here runs "${value}"` : `Nothing here is for ${NAMES[flag] ?? flag} "${value}"`;
}

const NAMES: Readonly<Record<string, string>> = {arch: 'architecture', os: 'system'};
