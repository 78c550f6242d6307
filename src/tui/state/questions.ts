import type {Stack, Variant} from '../../choose/stack.ts';
import {tokensOf} from '../search/tokens.ts';
import {variantText} from '../../choose/stack-table.ts';
import type {Way} from '../ways-to-start.ts';
import {shownVariants, waysToStart} from '../ways-to-start.ts';
import {listReducer} from './list-state.ts';
import type {PickerState, Step} from './picker-state.ts';
import {chosenStack, emptyStep, listHeight, variantAt} from './picker-state.ts';
import type {StackRow} from './stack-rows.ts';
import {stackRows} from './stack-rows.ts';

/** What tells one row of a question from another, whatever its position. */
export const keyOfRow = {
  stack: (row: StackRow) => row.address,
  platform: (row: Variant) => row.address,
  start: (row: Way) => row.id,
};

/** New rows for a question. `follow` keeps the selection on the row with the same key; else the first row is selected. */
export function withRows<Row>(step: Step<Row>, rows: readonly Row[], keyOf: (row: Row) => string, follow: boolean): Step<Row> {
  if (!follow) return {...step, rows, list: listReducer(step.list, {type: 'replace', length: rows.length, cursor: 0})};
  const selected = step.rows[step.list.cursor];
  const key = selected === undefined ? null : keyOf(selected);
  const at = key === null ? -1 : rows.findIndex(row => keyOf(row) === key);
  const cursor = at >= 0 ? at : step.list.cursor;
  return {...step, rows, list: listReducer(step.list, {type: 'keep', length: rows.length, cursor})};
}

/** The first question, answered anew from what is typed. */
export function askStack(state: PickerState, follow: boolean): PickerState {
  const tokens = tokensOf(state.stack.filter.text);
  const rows = stackRows(state.table, tokens, {
    showAll: state.showAll,
    favourites: state.around.favourites,
    recents: state.around.recents,
    filters: state.filters,
    packages: state.packages,
  });
  return {...state, stack: withRows(state.stack, rows, keyOfRow.stack, follow)};
}

/** The second question about a stack, as it was left when it is the same question, else with the best answer selected. */
export function openPlatform(state: PickerState, stack: Stack, best: Variant): PickerState {
  if (state.platform.about === stack.address && state.platform.preselected === best.address) return {...state, step: 'platform'};
  const empty = {...emptyStep<Variant>(state.platform.letters), about: stack.address, preselected: best.address};
  const opened = askPlatform({...state, step: 'platform', platform: sized(empty, state)}, false);
  const row = opened.platform.rows.findIndex(variant => variant.address === best.address);
  return {
    ...opened,
    platform: {...opened.platform, list: listReducer(opened.platform.list, {type: 'move-to', row: Math.max(0, row)})},
  };
}

export function askPlatform(state: PickerState, follow: boolean): PickerState {
  const stack = chosenStack(state);
  if (stack === null) return {...state, platform: sized(emptyStep(state.platform.letters), state)};
  const tokens = tokensOf(state.platform.filter.text);
  const shown = shownVariants(stack, state.around.host, state.showAll);
  // A stack that was opened by its address may have nothing that fits this machine: then show all, so that the reason is seen.
  const rows = (shown.length > 0 ? shown : stack.variants).filter(variant => {
    if (tokens.length === 0) return true;
    const text = variantText(variant);
    return tokens.every(token => text.includes(token));
  });
  return {...state, platform: withRows(state.platform, rows, keyOfRow.platform, follow)};
}

/** The third question about a variant. */
export function openStart(state: PickerState, variant: Variant): PickerState {
  if (state.start.about === variant.address) return {...state, step: 'start'};
  const empty = {...emptyStep<Way>(state.start.letters), about: variant.address};
  return askStart({...state, step: 'start', start: sized(empty, state)}, false);
}

export function askStart(state: PickerState, follow: boolean): PickerState {
  const variant = variantAt(state, state.start.about);
  if (variant === null) return {...state, start: sized(emptyStep(state.start.letters), state)};
  const tokens = tokensOf(state.start.filter.text);
  const rows = waysToStart(variant, state.around.host).filter(way => {
    const text = `${way.title} ${way.mode} ${way.image ?? ''} ${way.words}`.toLowerCase();
    return tokens.every(token => text.includes(token));
  });
  return {...state, start: withRows(state.start, rows, keyOfRow.start, follow)};
}

function sized<Row>(step: Step<Row>, state: PickerState): Step<Row> {
  return {...step, list: listReducer(step.list, {type: 'resize', height: listHeight(state.size)})};
}
