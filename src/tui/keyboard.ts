import type {KeyPress} from './keys/key-press.ts';
import type {KeyTable} from './keys/table.ts';
import type {Action, Command, PickerState} from './state/picker-state.ts';
import {listRowAt} from './view/screen.ts';

/** Lines that one notch of the wheel moves. */
const WHEEL_LINES = 3;

/** What a key means in a state; commands that need the terminal go out as they are. */
export function actionsFor(key: KeyPress, table: KeyTable, state: PickerState): readonly Action[] {
  if (key.name === 'paste') return [{type: 'insert', text: key.text ?? ''}];
  if (key.name === 'click' && key.place !== undefined) return click(key.place.row, state);
  const command = table.get(key.name === 'text' ? (key.text ?? '') : key.name);
  if (command !== undefined) return repeated({type: 'command', command}, key.name.startsWith('wheel-') ? WHEEL_LINES : 1);
  // Keys without a meaning (F5, Alt-Q) do nothing, quietly.
  return key.name === 'text' ? [{type: 'insert', text: key.text ?? ''}] : [];
}

/** A click selects; a click on what is selected goes on. */
function click(frameRow: number, state: PickerState): readonly Action[] {
  const row = listRowAt(state, frameRow);
  if (row === null) return [];
  return row === state[state.step].list.cursor ? [command('forward')] : [{type: 'select', row}];
}

function command(name: Command): Action {
  return {type: 'command', command: name};
}

function repeated(action: Action, times: number): readonly Action[] {
  return Array.from({length: times}, () => action);
}
