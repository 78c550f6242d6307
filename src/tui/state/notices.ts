import type {PickerState} from './picker-state.ts';

/** One sentence about the last key, until the next one. */
export function notice(state: PickerState, text: string): PickerState {
  return {...state, notice: text};
}

export function forgetNotice(state: PickerState): PickerState {
  return state.notice === null ? state : {...state, notice: null};
}

/** Where nobody takes requests. */
export const NOBODY = 'Nobody can be asked for that here.';

/** Why there is nothing to choose. */
export function nothingWords(state: PickerState): string {
  if (state[state.step].filter.text !== '') return 'Nothing matches the filter; Esc clears it.';
  return state.reading.length > 0 ? 'No stack has been found yet.' : 'No stack was found; "hsf doctor" tells why.';
}
