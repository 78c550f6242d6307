import type {Variant} from '../../choose/stack.ts';
import type {AnswerValue} from '../picker-input.ts';
import {answerKey} from '../state/answers.ts';
import type {Answer} from '../state/answers.ts';
import type {PickerState} from '../state/picker-state.ts';
import {choiceKey, currentChoice} from '../state/picker-state.ts';
import {printable} from '../../system/printable.ts';
import {wrap} from '../text/fit.ts';
import type {Line, Span} from './line.ts';
import {span} from './line.ts';
import {ageWords} from './words.ts';

/** What somebody who takes time has said, or where he is with it; null where he was not asked. */
export type Told<Kind extends AnswerValue['kind']> =
  | {readonly value: AnswerValue & {readonly kind: Kind}; readonly words: null}
  | NoAnswer;

/** Words that end a sentence about it, or a sentence of their own about what went wrong. */
type NoAnswer = {readonly value: null; readonly words: Span; readonly failed: boolean};

export function toldOf<Kind extends AnswerValue['kind']>(
  state: PickerState,
  answer: Answer | undefined,
  kind: Kind,
): Told<Kind> | null {
  switch (answer?.status) {
    case undefined:
      return null;
    case 'asked':
      return {value: null, words: span(`being looked up for ${ageWords(state.now - answer.since)}`, 'muted'), failed: false};
    case 'failed':
      return {value: null, words: span(printable(answer.problem), 'warning'), failed: true};
    case 'known':
      return answer.value.kind === kind ? {value: answer.value as AnswerValue & {readonly kind: Kind}, words: null} : null;
  }
}

/** What is shown in the place of an answer: what is awaited, or the whole of what went wrong. */
export function waitLines(about: string, {words, failed}: NoAnswer, columns: number): readonly Line[] {
  return failed ? wrap(words.text, columns).map(text => [span(text, words.role)]) : [[span(`${about} is `, 'muted'), words]];
}

export function packagesTold(state: PickerState, variant: Variant): Told<'packages'> | null {
  return toldOf(state, state.answers.get(answerKey.packages(variant)), 'packages');
}

export function environmentTold(state: PickerState): Told<'environment'> | null {
  const choice = currentChoice(state);
  return choice === null ? null : toldOf(state, state.answers.get(answerKey.environment(choiceKey(choice))), 'environment');
}

/** The key of the difference that was asked for last; answers stand in the order in which they were asked for. */
function lastDifference({answers}: PickerState): string | undefined {
  return [...answers.keys()].findLast(key => key.startsWith('difference\n'));
}

/** What is compared with what; empty before anybody has asked. */
export function comparedWords(state: PickerState, between: string): string {
  return (lastDifference(state) ?? '').split('\n').slice(1).map(printable).join(between);
}

/** The difference that is shown: the one that was asked for last. */
export function differenceTold(state: PickerState): Told<'difference'> | null {
  const last = lastDifference(state);
  return last === undefined ? null : toldOf(state, state.answers.get(last), 'difference');
}
