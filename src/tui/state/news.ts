import type {PickerUpdate} from '../picker-input.ts';
import {notice} from './notices.ts';
import type {PickerState} from './picker-state.ts';
import {chosenStack, variantAt} from './picker-state.ts';
import {askPlatform, askStack, askStart} from './questions.ts';

/** News from CVMFS: whatever is selected stays selected and stays where it is on the screen. */
export function update(state: PickerState, news: PickerUpdate): PickerState {
  const told = {...state, repositories: news.repositories ?? state.repositories, reading: news.reading ?? state.reading};
  if (news.table === undefined) return told;
  const asked = askPlatform(askStack({...told, table: news.table}, true), true);
  const stillThere = asked.step === 'stack' || chosenStack(asked) !== null;
  if (!stillThere) return notice({...asked, step: 'stack'}, `${state.platform.about ?? 'The stack'} is no longer there.`);
  if (asked.start.about === null) return asked;
  if (variantAt(asked, asked.start.about) !== null) return askStart(asked, true);
  const gone = askStart(asked, true);
  return asked.step === 'start'
    ? notice({...gone, step: 'platform'}, `${state.start.about ?? 'The variant'} is no longer there.`)
    : gone;
}

/** A better order of what was found, unless the query has changed or somebody has already moved in the list. */
export function ordered(state: PickerState, query: string, addresses: readonly string[]): PickerState {
  if (query !== state.stack.filter.text || state.focus !== 'filter' || state.step !== 'stack' || state.stack.list.cursor !== 0)
    return state;
  const places = new Map(addresses.map((address, place) => [address, place]));
  const rows = state.stack.rows.toSorted((a, b) => (places.get(a.address) ?? Infinity) - (places.get(b.address) ?? Infinity));
  return {...state, stack: {...state.stack, rows}};
}
