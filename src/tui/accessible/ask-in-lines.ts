import {printable} from '../../system/printable.ts';
import {
  HELP,
  PAGE,
  findStacks,
  findVariants,
  findWays,
  parseAnswer,
  questionLines,
  repositoryWords,
  stackWords,
  variantWords,
  wayWords,
} from './questions.ts';
import {lineReader} from './line-reader.ts';
import type {ReadLine} from './line-reader.ts';
import {USUAL_COMMAND} from '../picker-input.ts';
import type {PickerInput, PickerResult, PickerUpdate} from '../picker-input.ts';
import {shellWords} from '../text/shell-words.ts';
import type {Stack, Variant} from '../../choose/stack.ts';
import {bestOfRow, stackOfRow} from '../state/stack-rows.ts';
import type {StackRow} from '../state/stack-rows.ts';
import type {Way} from '../ways-to-start.ts';
import {choiceOf, commandOf} from '../ways-to-start.ts';

/** What the accessible mode needs; no theme and no screen. `write` gets whole lines or a prompt. */
export type AccessibleInput = Omit<PickerInput, 'theme' | 'streams' | 'planFor'> & {
  readonly write: (text: string) => void;
  readonly readLine: ReadLine;
};

/** The same on the terminal of the program. Reads only what it needs and changes no modes. */
export function askInLines(input: Omit<PickerInput, 'theme' | 'planFor'>): Promise<PickerResult> {
  const {stdin, stdout} = input.streams;
  return askWith({...input, write: text => void stdout.write(text), readLine: lineReader(stdin.fd ?? 0)});
}

/**
 * The picker as numbered questions on plain lines, for screen readers, magnifiers and terminals that can do nothing else: nothing is
 * drawn twice, nothing is told by colour or place, and the answer that Enter gives is in brackets.
 */
export async function askWith(input: AccessibleInput): Promise<PickerResult> {
  let known: Pick<PickerInput, 'table' | 'repositories' | 'reading'> = input;
  // News is taken in quietly and heard with the next question: a text that changes while it is read out is of no use.
  const unsubscribe = input.updates(news => {
    known = merged(known, news);
  });
  const now = (): AccessibleInput => ({...input, ...known});
  try {
    if (input.banner !== null) input.write(`hsf, ${printable(input.banner)}.\n`);
    for (const line of repositoryWords(now())) input.write(`${line}\n`);
    return await converse(now);
  } finally {
    unsubscribe();
  }
}

async function converse(now: () => AccessibleInput): Promise<PickerResult> {
  const {startAt, write} = now();
  const place = startAt === undefined ? -1 : now().table.positionOf(startAt.stack);
  let stack: Stack | null = place < 0 ? null : now().table.stackAt(place);
  let best: Variant | null = null;
  let variant: Variant | null = null;
  let opening = startAt?.filter ?? '';
  const takeOpening = () => {
    const words = opening;
    opening = '';
    return words;
  };
  for (;;) {
    if (stack === null) {
      const answer: Asked<StackRow> = await ask(now, {
        title: 'Which stack?',
        words: takeOpening(),
        find: words => findStacks(now(), words),
        wordsOf: stackWords,
        variantOf: row => bestOfRow(now().table, row),
        preselect: () => 0,
      });
      if (answer === 'back' || answer === null) return {status: 'cancelled'};
      if ('printed' in answer) return {status: 'print', text: answer.printed};
      stack = stackOfRow(now().table, answer.chosen);
      best = bestOfRow(now().table, answer.chosen);
      continue;
    }
    const about: Stack = stack;
    const all = findVariants(about, now(), '');
    if (variant === null && all.length > 1) {
      const answer: Asked<Variant> = await ask(now, {
        title: `Which platform of ${printable(about.address)}?`,
        words: takeOpening(),
        find: words => findVariants(about, now(), words),
        wordsOf: variantWords,
        variantOf: own => own,
        preselect: rows =>
          Math.max(
            0,
            rows.findIndex(own => own.address === best?.address),
          ),
      });
      if (answer === null) return {status: 'cancelled'};
      if (answer === 'back') stack = null;
      else if ('printed' in answer) return {status: 'print', text: answer.printed};
      else variant = answer.chosen;
      continue;
    }
    const one: Variant = variant ?? all[0]!;
    const answer: Asked<Way> = await ask(now, {
      title: `How to start ${printable(one.address)}?`,
      words: '',
      find: words => findWays(one, now(), words),
      wordsOf: wayWords,
      variantOf: () => one,
      preselect: () => 0,
    });
    if (answer === null) return {status: 'cancelled'};
    if (answer === 'back') {
      variant = null;
      if (all.length === 1) stack = null;
      continue;
    }
    if ('printed' in answer) return {status: 'print', text: answer.printed};
    const way = answer.chosen;
    if (way.possible) return {status: 'start', choice: choiceOf(one, way, way.id === findWays(one, now(), '')[0]?.id)};
    write(`It cannot start so: ${printable(way.words)}\n`);
  }
}

type Asked<Row> = {readonly chosen: Row} | {readonly printed: string} | 'back' | null;

type QuestionOf<Row> = {
  readonly title: string;
  /** What is searched for from the start. */
  readonly words: string;
  readonly find: (words: string) => readonly Row[];
  readonly wordsOf: (row: Row) => string;
  readonly variantOf: (row: Row) => Variant;
  /** Position of the answer that Enter gives. */
  readonly preselect: (rows: readonly Row[]) => number;
};

/** Asks until there is an answer; null when the user quits or there is nobody to answer any more. */
async function ask<Row>(now: () => AccessibleInput, question: QuestionOf<Row>): Promise<Asked<Row>> {
  const {write, readLine} = now();
  const {title, find, wordsOf, variantOf, preselect} = question;
  let {words} = question;
  let from = 0;
  let repeat = true;
  for (;;) {
    const rows = find(words);
    const preselected = preselect(rows);
    const {lines, prompt} = questionLines(heading(title, words, rows.length), rows.map(wordsOf), from, preselected);
    if (repeat) write(lines.map(line => `${line}\n`).join(''));
    repeat = false;
    write(prompt);
    const line = await readLine();
    if (line === null) {
      write('\n');
      return null;
    }
    const answer = parseAnswer(line);
    const selected = rows[preselected];
    switch (answer.kind) {
      case 'quit':
        return null;
      case 'back':
        if (words === '') return 'back';
        [words, from, repeat] = ['', 0, true];
        break;
      case 'default':
        if (selected !== undefined) return {chosen: selected};
        // Perhaps something has been found in the meantime.
        repeat = true;
        break;
      case 'number': {
        const row = rows[answer.number - 1];
        if (row !== undefined) return {chosen: row};
        // No answer of this list, but perhaps a release.
        if (find(String(answer.number)).length === 0) write(`There is no answer ${answer.number}.\n`);
        else [words, from, repeat] = [String(answer.number), 0, true];
        break;
      }
      case 'more':
        if (from + PAGE < rows.length) [from, repeat] = [from + PAGE, true];
        else write('There are no more.\n');
        break;
      case 'why':
        if (selected !== undefined)
          write(`${printable(variantOf(selected).address)}: ${printable(variantOf(selected).verdict.reason)}\n`);
        break;
      case 'print': {
        if (selected === undefined) break;
        const variant = variantOf(selected);
        const way = findWays(variant, now(), '')[0];
        if (way?.possible === true)
          return {printed: shellWords(commandOf(choiceOf(variant, way, true), now().command ?? USUAL_COMMAND))};
        write(`There is nothing to print: ${printable(variant.verdict.reason)}\n`);
        break;
      }
      case 'help':
        write(`${HELP}\n`);
        break;
      case 'words':
        if (find(answer.text).length === 0) write(`Nothing matches ${printable(answer.text)}.\n`);
        else [words, from, repeat] = [answer.text, 0, true];
        break;
    }
  }
}

function heading(title: string, words: string, count: number): string {
  if (words !== '') return `${title} ${count} with ${printable(words)}.`;
  return count === 0 ? `${title} There is none.` : `${title} ${count} to choose from.`;
}

function merged<Known extends Pick<PickerInput, 'table' | 'repositories' | 'reading'>>(known: Known, news: PickerUpdate): Known {
  return {...known, ...news};
}
