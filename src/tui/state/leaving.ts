import {commandLine} from '../../start/shell-words.ts';
import {commandOf} from '../ways-to-start.ts';
import {notice, nothingWords} from './notices.ts';
import type {PickerState} from './picker-state.ts';
import {currentChoice, currentWay} from './picker-state.ts';

/** Leaves without a choice; what was copied goes along, and the words that come back here. */
export function cancel(state: PickerState): PickerState {
  return {...state, outcome: {status: 'cancelled', copied: state.copied, comeBack: comeBack(state)}};
}

function comeBack({step, platform, start, around}: PickerState): string | null {
  const about = step === 'platform' ? platform.about : step === 'start' ? start.about : null;
  return about === null ? null : commandLine([...around.command.before, around.command.verb, about]);
}

export function startNow(state: PickerState): PickerState {
  const choice = currentChoice(state);
  if (choice !== null) return {...state, outcome: {status: 'start', choice, copied: state.copied}};
  const way = currentWay(state);
  return notice(state, way === null ? nothingWords(state) : `It cannot start so: ${way.words}`);
}

export function print(state: PickerState): PickerState {
  const choice = currentChoice(state);
  if (choice === null) return notice(state, 'There is nothing to print: this cannot start.');
  return {...state, outcome: {status: 'print', text: commandLine(commandOf(choice, state.around.command))}};
}
