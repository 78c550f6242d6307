import type {Variant} from '../../choose/stack.ts';
import type {TextAction} from './text-input.ts';
import {EMPTY_TEXT, textReducer} from './text-input.ts';
import {askDifference, askPackages, refresh, requested} from './asking.ts';
import {chooserRows} from './chooser-rows.ts';
import type {Filters} from './filters.ts';
import {EMPTY_LIST, listReducer} from './list-state.ts';
import type {ListAction} from './list-state.ts';
import {notice} from './notices.ts';
import type {Chooser, ChooserName, ChooserRow} from './overlay-state.ts';
import type {Command, PickerState} from './picker-state.ts';
import {currentVariant, listHeight} from './picker-state.ts';
import {askStack} from './questions.ts';
import {whyNot} from './why-not.ts';

/** The lists that commands open. */
export const CHOOSER_OF: ReadonlyMap<Command, ChooserName> = new Map<Command, ChooserName>([
  ['palette', 'palette'],
  ['themes', 'themes'],
  ['packages', 'packages'],
  ['repositories', 'repositories'],
  ['only-family', 'family'],
  ['only-experiment', 'experiment'],
  ['only-compiler', 'compiler'],
  ['difference', 'difference-to'],
]);

/** What a command does once it has been chosen from the palette. */
export type Carry = (state: PickerState, command: Command) => PickerState;

/** Opens a list over the question; what it needs of others is asked for. */
export function openChooser(state: PickerState, name: ChooserName): PickerState {
  const wanting =
    name === 'themes' && state.themes === null
      ? requested(state, {kind: 'themes'})
      : name === 'packages'
        ? askPackages(state)
        : state;
  const list = listReducer(EMPTY_LIST, {type: 'resize', height: listHeight(state.size)});
  const opened = withRows(wanting, {type: 'chooser', name, filter: EMPTY_TEXT, list, rows: []}, 'first');
  return name === 'themes'
    ? onPresent(opened, state.theme.name)
    : name in FILTER_OF
      ? onPresent(opened, presentFilter(state, name))
      : opened;
}

/** The rows anew, after news or another filter: the selected one stays selected, or the first one is. */
function withRows(state: PickerState, chooser: Chooser, select: 'same' | 'first'): PickerState {
  const rows = chooserRows(state, chooser.name, chooser.filter.text);
  const id = chooser.rows[chooser.list.cursor]?.id;
  const at = select === 'same' ? rows.findIndex(row => row.id === id) : 0;
  const list =
    select === 'same'
      ? listReducer(chooser.list, {type: 'keep', length: rows.length, cursor: at < 0 ? chooser.list.cursor : at})
      : listReducer(chooser.list, {type: 'replace', length: rows.length, cursor: 0});
  return tried({...state, overlay: {...chooser, rows, list}});
}

/** News while a list stands over the question. */
export function refreshChooser(state: PickerState): PickerState {
  return state.overlay?.type === 'chooser' ? withRows(state, state.overlay, 'same') : state;
}

function onPresent(state: PickerState, id: string): PickerState {
  const {overlay} = state;
  if (overlay?.type !== 'chooser') return state;
  const row = overlay.rows.findIndex(other => other.id === id);
  return row < 0 ? state : moveChooser(state, overlay, {type: 'move-to', row});
}

export function moveChooser(state: PickerState, chooser: Chooser, action: ListAction): PickerState {
  return tried({...state, overlay: {...chooser, list: listReducer(chooser.list, action)}});
}

export function editChooser(state: PickerState, chooser: Chooser, action: TextAction): PickerState {
  const filter = textReducer(chooser.filter, action);
  const edited = {...chooser, filter};
  return filter.text === chooser.filter.text
    ? {...state, overlay: edited}
    : withRows(state, edited, filter.text === '' ? 'same' : 'first');
}

/** The theme that is selected is drawn with at once. */
function tried(state: PickerState): PickerState {
  const {overlay} = state;
  if (overlay?.type !== 'chooser' || overlay.name !== 'themes') return state;
  const id = overlay.rows[overlay.list.cursor]?.id;
  const theme = state.themes?.find(({name}) => name === id)?.theme ?? state.keptTheme;
  return theme === state.theme ? state : {...state, theme};
}

function closed(state: PickerState): PickerState {
  return {...state, overlay: null, theme: state.keptTheme};
}

/** What a key does while a list stands over the question. */
export function chooserCommand(state: PickerState, chooser: Chooser, name: Command, carry: Carry): PickerState {
  const move = (action: ListAction) => moveChooser(state, chooser, action);
  const edit = (action: TextAction) => editChooser(state, chooser, action);
  const {filter} = chooser;
  switch (name) {
    case 'forward':
    case 'start-now':
      return choose(state, chooser, carry);
    case 'right':
      return filter.cursor < filter.text.length ? edit({type: 'move', to: 'right'}) : state;
    case 'left':
      return filter.cursor > 0 ? edit({type: 'move', to: 'left'}) : filter.text === '' ? closed(state) : state;
    case 'back':
      return filter.text === '' ? closed(state) : edit({type: 'delete', what: 'all'});
    case 'up':
      return move({type: 'move', by: -1});
    case 'down':
      return move({type: 'move', by: 1});
    case 'page-up':
      return move({type: 'page', by: -1});
    case 'page-down':
      return move({type: 'page', by: 1});
    case 'first':
      return move({type: 'move-to', row: 0});
    case 'last':
      return move({type: 'move-to', row: Number.MAX_SAFE_INTEGER});
    case 'text-start':
      return edit({type: 'move', to: 'start'});
    case 'text-end':
      return edit({type: 'move', to: 'end'});
    case 'delete-before':
      return edit({type: 'delete', what: 'before'});
    case 'delete-after':
      return edit({type: 'delete', what: 'after'});
    case 'delete-word':
      return edit({type: 'delete', what: 'word'});
    case 'delete-to-start':
      return edit({type: 'delete', what: 'to-start'});
    case 'delete-to-end':
      return edit({type: 'delete', what: 'to-end'});
    case 'refresh':
      return chooser.name === 'repositories' ? choose(state, chooser, carry) : state;
    case 'redraw':
    case 'suspend':
      return carry(state, name);
    case 'palette':
    case 'help':
    case 'repositories':
      // The key that opened it closes it; others first close what is open.
      return chooser.name === name ? closed(state) : carry(closed(state), name);
    default:
      return state;
  }
}

function whyNoRow(state: PickerState, {name}: Chooser, {id, text, note}: ChooserRow): string {
  const reason = name === 'palette' ? whyNot(state, id as Command) : note;
  return reason === null || reason === '' ? `${text} cannot be chosen now.` : `${text}: ${reason}`;
}

/** Carries out the selected row. */
function choose(state: PickerState, chooser: Chooser, carry: Carry): PickerState {
  const row = chooser.rows[chooser.list.cursor];
  if (row === undefined) return state;
  if (!row.possible) return notice(state, whyNoRow(state, chooser, row));
  switch (chooser.name) {
    case 'palette':
      return carry(closed(state), row.id as Command);
    case 'themes':
      return keepTheme(state, row);
    case 'family':
    case 'experiment':
    case 'compiler':
      return filterBy(closed(state), {[FILTER_OF[chooser.name]]: row.id === '' ? null : row.id});
    case 'difference-to':
      return compareWith(state, row.id);
    case 'packages':
      return searchFor(closed(state), `${row.text} ${row.note}`.trim());
    case 'repositories':
      return refresh(state, row.id);
  }
}

const FILTER_OF = {family: 'family', experiment: 'experiment', compiler: 'compiler'} as const;

function presentFilter({filters}: PickerState, name: ChooserName): string {
  return name === 'family' || name === 'experiment' || name === 'compiler' ? (filters[name] ?? '') : '';
}

/** The first question with other filters; what is selected stays selected where it is still there. */
export function filterBy(state: PickerState, change: Partial<Filters>): PickerState {
  return askStack({...state, step: 'stack', filters: {...state.filters, ...change}}, true);
}

function keepTheme(state: PickerState, row: ChooserRow): PickerState {
  const theme = state.themes?.find(({name}) => name === row.id)?.theme ?? null;
  if (theme === null) return state;
  return requested({...state, overlay: null, theme, keptTheme: theme}, {kind: 'keep-theme', name: row.id});
}

function compareWith(state: PickerState, address: string): PickerState {
  const one = currentVariant(state);
  const at = state.table.positionOf(address);
  if (one === null || at < 0) return notice(closed(state), `${address} is no longer there.`);
  const list = {length: 1000, height: listHeight(state.size), cursor: 0, top: 0};
  return {
    ...askDifference(closed(state), one, likest(state.table.stackAt(at).variants, one)),
    overlay: {type: 'text', name: 'difference', list},
  };
}

/** Of another stack the variant for the same platform, or for the same system; else the best. */
function likest(variants: readonly [Variant, ...Variant[]], {platform}: Variant): Variant {
  return (
    variants.find(other => other.platform.text === platform.text) ??
    variants.find(({platform: {os}}) => os?.id === platform.os?.id && os?.version === platform.os?.version) ??
    variants[0]
  );
}

/** Back at the first question with these words. */
function searchFor(state: PickerState, words: string): PickerState {
  const filter = textReducer(EMPTY_TEXT, {type: 'insert', text: words});
  return askStack({...state, step: 'stack', focus: 'filter', suggestion: null, stack: {...state.stack, filter}}, false);
}
