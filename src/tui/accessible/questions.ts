import type {FacetName} from '../../choose/facets.ts';
import type {Variant} from '../../choose/stack.ts';
import {printable} from '../../system/printable.ts';
import type {PickerInput} from '../picker-input.ts';
import type {Filters} from '../state/filters.ts';
import type {ChooserRow} from '../state/overlay-state.ts';
import type {StackRow} from '../state/stack-rows.ts';
import type {Way} from '../ways-to-start.ts';
import {RUNS_WORDS, STATE_WORDS, counted, variantName} from '../view/words.ts';

/** Answers that are read out at once; more come with "m". */
export const PAGE = 20;

/** A question with its answers, of which only those that are read out are put into words. */
export type Question = {
  /** Another one, or one with other answers, is read out anew. */
  readonly id: string;
  readonly title: string;
  readonly count: number;
  /** Position of the answer that Enter gives. */
  readonly preselected: number;
  readonly wordsOf: (position: number) => string;
  /** What tells an answer from the others, also when they have other numbers by now. */
  readonly keyOf: (position: number) => string;
  /** The column that it asks for, null for what no column tells apart; left out in all other questions. */
  readonly facet?: FacetName | null;
};

/** `3. lcg/LCG_107, runs here, recommended` */
export function stackWords({address, runs, mark, recommended, nightly, old}: StackRow): string {
  const parts = [printable(address), RUNS[runs]];
  if (mark !== null) parts.push(mark);
  if (recommended) parts.push('recommended');
  if (nightly) parts.push('nightly');
  if (old) parts.push('old');
  return parts.join(', ');
}

export const RUNS = {native: 'runs here', container: 'runs in a container', no: 'does not run'} as const;

export function variantWords(variant: Variant): string {
  const name = variantName(variant) || RUNS_WORDS[variant.verdict.runs];
  return [name, RUNS[variant.verdict.runs], ...variant.marks.filter(mark => mark !== 'old')].join(', ');
}

export function wayWords(way: Way): string {
  return `${printable(way.title)}${way.possible ? '' : ', not possible'}: ${printable(way.words)}`;
}

export function chooserWords({text, note, possible}: ChooserRow): string {
  return [printable(text), printable(note), possible ? '' : 'not possible now'].filter(part => part !== '').join(', ');
}

/** What the answers of the first question are limited to besides words; empty when to nothing. */
export function filterWords({runs, family, experiment, compiler}: Filters): string {
  const limits = [
    runs ? 'what runs here' : null,
    family === null ? null : `family ${printable(family)}`,
    experiment === null ? null : `experiment ${printable(experiment)}`,
    compiler === null ? null : `compiler ${printable(compiler)}`,
  ].filter(limit => limit !== null);
  return limits.length === 0 ? '' : `Only ${limits.join(', ')}.`;
}

/** More repositories that are not mounted are one line. */
const MOST_ASLEEP = 2;

/** Repositories that are not well, one line each. */
export function repositoryWords(input: Pick<PickerInput, 'repositories' | 'reading'>): readonly string[] {
  const reading = new Set((input.reading ?? []).map(other => other.fqrn));
  const lines = [...reading].map(fqrn => `${printable(fqrn)} is still being read.`);
  const asleep = input.repositories.filter(({fqrn, state}) => state === 'not-mounted' && !reading.has(fqrn));
  for (const {fqrn, state, message} of input.repositories) {
    if (reading.has(fqrn) || state === 'not-configured') continue;
    // A part of it is missing, which its sentence says with its name.
    if (state === 'ready' && message !== null) lines.push(printable(message));
    if (state === 'ready') continue;
    if (state === 'not-mounted' && asleep.length > MOST_ASLEEP) continue;
    lines.push(`${printable(fqrn)}: ${STATE_WORDS[state]}. ${message === null ? '' : printable(message)}`.trim());
  }
  if (asleep.length > MOST_ASLEEP) lines.push(`${asleep.length} repositories are not mounted; "hsf doctor" names them.`);
  return lines;
}

/** A title with the number of its answers and what they were searched by. */
export function heading(title: string, words: string, count: number): string {
  if (words !== '') return `${title} ${count} with ${printable(words)}.`;
  return count === 0 ? `${title} There is none.` : `${title} ${count} to choose from.`;
}

/** A page of a question, from the answer at `from` on. */
export function questionLines({title, count, wordsOf}: Question, from: number): readonly string[] {
  const shown = Math.max(0, Math.min(PAGE, count - from));
  const left = count - from - shown;
  return [
    title,
    ...Array.from({length: shown}, (_, position) => `${from + position + 1}. ${wordsOf(from + position)}`),
    ...(left > 0 ? [`${counted(left, 'more', 'more')}: m`] : []),
  ];
}

export function promptOf({count, preselected}: Question): string {
  return count === 0 ? 'Words to search, b back, q quit: ' : `Number or words, ? for help [${preselected + 1}]: `;
}
