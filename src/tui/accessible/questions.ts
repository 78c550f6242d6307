import type {Stack, Variant} from '../../choose/stack.ts';
import {printable} from '../../system/printable.ts';
import type {PickerInput} from '../picker-input.ts';
import {tokensOf} from '../search/tokens.ts';
import {variantText} from '../../choose/stack-table.ts';
import {stackRows} from '../state/stack-rows.ts';
import type {StackRow} from '../state/stack-rows.ts';
import type {Way} from '../ways-to-start.ts';
import {shownVariants, waysToStart} from '../ways-to-start.ts';
import {RUNS_WORDS, STATE_WORDS, counted, variantName} from '../view/words.ts';

/** Answers that are read out at once; more come with "m". */
export const PAGE = 20;

/** What an answer means. */
export type Answer =
  | {readonly kind: 'number'; readonly number: number}
  | {readonly kind: 'words'; readonly text: string}
  | {readonly kind: 'back' | 'quit' | 'more' | 'why' | 'print' | 'help' | 'default'};

const COMMANDS: Readonly<Record<string, Exclude<Answer['kind'], 'number' | 'words'>>> = {
  '': 'default',
  b: 'back',
  back: 'back',
  q: 'quit',
  quit: 'quit',
  m: 'more',
  more: 'more',
  w: 'why',
  why: 'why',
  p: 'print',
  print: 'print',
  '?': 'help',
  h: 'help',
  help: 'help',
};

export function parseAnswer(line: string): Answer {
  const text = line.trim();
  const command = Object.hasOwn(COMMANDS, text.toLowerCase()) ? COMMANDS[text.toLowerCase()]! : null;
  if (command !== null) return {kind: command};
  return /^\d{1,6}$/.test(text) ? {kind: 'number', number: Number(text)} : {kind: 'words', text};
}

export const HELP =
  'Answer with a number, with Enter for the one in brackets, or with words to search. m more, w why, p print the command, b back, q quit.';

/** The stacks that have all words of a search. */
export function findStacks(
  input: Pick<PickerInput, 'table' | 'settings' | 'favourites' | 'recents'>,
  words: string,
): readonly StackRow[] {
  return stackRows(input.table, tokensOf(words), {
    showAll: input.settings.showAll,
    favourites: input.favourites ?? [],
    recents: input.recents ?? [],
  });
}

export function findVariants(stack: Stack, input: Pick<PickerInput, 'host' | 'settings'>, words: string): readonly Variant[] {
  const shown = shownVariants(stack, input.host, input.settings.showAll);
  const tokens = tokensOf(words);
  return (shown.length > 0 ? shown : stack.variants).filter(variant =>
    tokens.every(token => variantText(variant).includes(token)),
  );
}

export function findWays(variant: Variant, input: Pick<PickerInput, 'host'>, words: string): readonly Way[] {
  const tokens = tokensOf(words);
  return waysToStart(variant, input.host).filter(way =>
    tokens.every(token => `${way.title} ${way.words}`.toLowerCase().includes(token)),
  );
}

/** `3. lcg/LCG_107, runs here, recommended` */
export function stackWords({address, runs, mark, recommended, nightly, old}: StackRow): string {
  const parts = [printable(address), RUNS[runs]];
  if (mark !== null) parts.push(mark);
  if (recommended) parts.push('recommended');
  if (nightly) parts.push('nightly');
  if (old) parts.push('old');
  return parts.join(', ');
}

const RUNS = {native: 'runs here', container: 'runs in a container', no: 'does not run'} as const;

export function variantWords(variant: Variant): string {
  const name = variantName(variant) || RUNS_WORDS[variant.verdict.runs];
  return [name, RUNS[variant.verdict.runs], ...variant.marks.filter(mark => mark !== 'old')].join(', ');
}

export function wayWords(way: Way): string {
  return `${printable(way.title)}${way.possible ? '' : ', not possible'}: ${printable(way.words)}`;
}

/** More repositories that are not mounted are one line. */
const MOST_ASLEEP = 2;

/** Repositories that are not well, one line each. */
export function repositoryWords(input: Pick<PickerInput, 'repositories' | 'reading'>): readonly string[] {
  const reading = new Set((input.reading ?? []).map(other => other.fqrn));
  const lines = [...reading].map(fqrn => `${printable(fqrn)} is still being read.`);
  const asleep = input.repositories.filter(({fqrn, state}) => state === 'not-mounted' && !reading.has(fqrn));
  for (const {fqrn, state, message} of input.repositories) {
    if (reading.has(fqrn) || state === 'ready' || state === 'not-configured') continue;
    if (state === 'not-mounted' && asleep.length > MOST_ASLEEP) continue;
    lines.push(`${printable(fqrn)}: ${STATE_WORDS[state]}. ${message === null ? '' : printable(message)}`.trim());
  }
  if (asleep.length > MOST_ASLEEP) lines.push(`${asleep.length} repositories are not mounted; "hsf doctor" names them.`);
  return lines;
}

/** The lines of a question: its answers from `from` on, and the prompt with the default in brackets. */
export function questionLines(
  title: string,
  answers: readonly string[],
  from: number,
  preselected: number,
): {readonly lines: readonly string[]; readonly prompt: string} {
  const shown = answers.slice(from, from + PAGE);
  const lines = [title, ...shown.map((answer, position) => `${from + position + 1}. ${answer}`)];
  const left = answers.length - from - shown.length;
  if (left > 0) lines.push(`${counted(left, 'more', 'more')}: m`);
  return {
    lines,
    prompt: answers.length === 0 ? 'Words to search, b back, q quit: ' : `Number or words, ? for help [${preselected + 1}]: `,
  };
}
