import {keyTable} from '../keys/table.ts';
import type {Size} from '../layout.ts';
import {USUAL_COMMAND} from '../picker-input.ts';
import type {PickerInput} from '../picker-input.ts';
import {shownVariants} from '../ways-to-start.ts';
import type {PickerState} from './picker-state.ts';
import {initialState} from './picker-state.ts';
import {openPlatform, openStart} from './questions.ts';
import {reducer} from './reducer.ts';

/** The state that the picker opens with: the first question, or the one that somebody came for (`hsf shell eessi`). */
export function openingState(input: Omit<PickerInput, 'streams' | 'updates' | 'planFor'>, size: Size): PickerState {
  const around = {
    host: input.host,
    command: input.command ?? USUAL_COMMAND,
    banner: input.banner,
    bindings: keyTable(input.settings.keys).bindings,
    canAsk: input.ports !== undefined,
    letters: input.settings.letters,
    favourites: input.favourites ?? [],
    recents: input.recents ?? [],
  };
  const empty = initialState(around, size, {
    table: input.table,
    theme: input.theme,
    showAll: input.settings.showAll,
    now: input.now(),
  });
  const sized = reducer(empty, {type: 'resize', size});
  const filled = reducer(sized, {
    type: 'update',
    update: {table: input.table, repositories: input.repositories, reading: input.reading ?? []},
  });
  return input.startAt === undefined ? filled : openAt(filled, input.startAt);
}

function openAt(state: PickerState, {stack: address, question, filter}: NonNullable<PickerInput['startAt']>): PickerState {
  const typed = filter === undefined || filter === '' ? null : ({type: 'insert', text: filter} as const);
  const position = state.stack.rows.findIndex(row => row.address === address);
  const place = state.table.positionOf(address);
  if (question === 'stack' || place < 0) return typed === null ? state : reducer(state, typed);
  const stack = state.table.stackAt(place);
  const selected = position < 0 ? state : reducer(state, {type: 'select', row: position});
  const shown = shownVariants(stack, state.around.host, state.showAll);
  const opened = openPlatform(selected, stack, shown[0] ?? stack.variants[0]);
  const narrowed = typed === null ? opened : reducer(opened, typed);
  const variant = narrowed.platform.rows[narrowed.platform.list.cursor];
  return question === 'start' && variant !== undefined ? openStart(narrowed, variant) : narrowed;
}
