import type {KeyPress} from './keys/key-press.ts';
import type {KeyTable} from './keys/table.ts';
import type {Action, Command, Letters, PickerState} from './state/picker-state.ts';
import {placeAt} from './view/screen.ts';

/** Lines that one notch of the wheel moves. */
const WHEEL_LINES = 3;

/** Signs that begin no name, so that they are commands where nothing has been typed yet. */
const SIGN = /^[:?]$/;

/** What a key means in a state; commands that need the terminal go out as they are. */
export function actionsFor(key: KeyPress, table: KeyTable, state: PickerState): readonly Action[] {
  if (key.name === 'paste') return [{type: 'insert', text: key.text ?? ''}];
  if (key.name === 'click' && key.place !== undefined) return click(key.place, state);
  if (key.name === 'text') return typed(key.text ?? '', table, state);
  const command = table.keys.get(key.name);
  // Keys without a meaning (F9, Alt-Q) do nothing, quietly.
  return command === undefined ? [] : repeated({type: 'command', command}, key.name.startsWith('wheel-') ? WHEEL_LINES : 1);
}

function typed(text: string, table: KeyTable, state: PickerState): readonly Action[] {
  const letters = lettersNow(state);
  const isSign = SIGN.test(text) && state.overlay === null && state[state.step].filter.text === '';
  const command = letters === 'commands' || isSign ? table.letters.get(text === ' ' ? 'space' : text) : undefined;
  if (command !== undefined) return [commandAction(command)];
  return letters === 'commands' ? [] : [{type: 'insert', text}];
}

/** Where letters go now: a text has nothing to search in, and a chooser has a filter of its own. */
export function lettersNow({overlay, step, ...state}: PickerState): Letters {
  if (overlay !== null) return overlay.type === 'text' ? 'commands' : 'filter';
  return state[step].letters;
}

/** A click selects; a click on what is selected goes on. */
function click(place: NonNullable<KeyPress['place']>, state: PickerState): readonly Action[] {
  const hit = placeAt(state, place);
  if (hit === null) return [];
  if (hit.type === 'facet') return [{type: 'facet', name: hit.name, value: hit.value}];
  const {list} = state.overlay ?? state[state.step];
  return hit.row === list.cursor ? [commandAction('forward')] : [{type: 'select', row: hit.row}];
}

function commandAction(command: Command): Action {
  return {type: 'command', command};
}

function repeated(action: Action, times: number): readonly Action[] {
  return Array.from({length: times}, () => action);
}
