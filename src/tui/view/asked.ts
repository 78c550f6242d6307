import type {Variant} from '../../choose/stack.ts';
import type {AnswerValue} from '../picker-input.ts';
import type {Answer} from '../state/answers.ts';
import type {PickerState} from '../state/picker-state.ts';
import {choiceKey, currentChoice} from '../state/picker-state.ts';
import {printable} from '../../system/printable.ts';
import type {Span} from './line.ts';
import {span} from './line.ts';
import {ageWords} from './words.ts';

/** What somebody who takes time has said, or where he is with it; null where he was not asked. */
export type Told<Kind extends AnswerValue['kind']> =
  | {readonly value: AnswerValue & {readonly kind: Kind}; readonly words: null}
  | {readonly value: null; readonly words: Span};

export function toldOf<Kind extends AnswerValue['kind']>(
  state: PickerState,
  answer: Answer | undefined,
  kind: Kind,
): Told<Kind> | null {
  switch (answer?.status) {
    case undefined:
      return null;
    case 'asked':
      return {value: null, words: span(`being looked up since ${ageWords(state.now - answer.since)}`, 'muted')};
    case 'failed':
      return {value: null, words: span(printable(answer.problem), 'warning')};
    case 'known':
      return answer.value.kind === kind ? {value: answer.value as AnswerValue & {readonly kind: Kind}, words: null} : null;
  }
}

export function packagesTold(state: PickerState, variant: Variant): Told<'packages'> | null {
  return toldOf(state, state.answers.get(`packages\n${variant.address}`), 'packages');
}

export function environmentTold(state: PickerState): Told<'environment'> | null {
  const choice = currentChoice(state);
  return choice === null ? null : toldOf(state, state.answers.get(`environment\n${choiceKey(choice)}`), 'environment');
}

/** The difference that is shown: the one that was asked for last. */
export function differenceTold(state: PickerState): Told<'difference'> | null {
  const keys = [...state.answers.keys()].filter(key => key.startsWith('difference\n'));
  const last = keys.at(-1);
  return last === undefined ? null : toldOf(state, state.answers.get(last), 'difference');
}
