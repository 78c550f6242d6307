import type {Size} from '../layout.ts';
import {worldCommand, withMarks} from './asking.ts';
import {CHOOSER_OF, editChooser, filterBy, moveChooser, chooserCommand, openChooser, refreshChooser} from './choosers.ts';
import {NO_FILTERS} from './filters.ts';
import {cancel, print, startNow} from './leaving.ts';
import type {ListAction} from './list-state.ts';
import {listReducer} from './list-state.ts';
import {ordered, update} from './news.ts';
import {forgetNotice, notice, nothingWords} from './notices.ts';
import {fitted, openText, textCommand} from './overlay.ts';
import type {Action, Command, Letters, PickerState, Step} from './picker-state.ts';
import {currentVariant, listHeight, selectedStack} from './picker-state.ts';
import {activeFacet, besideFacet, moveInFacet, takeValue} from './platform-facets.ts';
import {askPlatform, askStack, askStart, openPlatform, openStart} from './questions.ts';
import {bestOfRow, stackOfRow} from './stack-rows.ts';
import type {TextAction} from './text-input.ts';
import {EMPTY_TEXT, textReducer} from './text-input.ts';
import {whyNot} from './why-not.ts';

/** The whole behaviour of the picker, without a screen, a clock or a machine. */
export function reducer(state: PickerState, action: Action): PickerState {
  // Once it is decided nothing changes any more, whatever keys came in the same read as Enter.
  if (state.outcome !== null) return state;
  switch (action.type) {
    case 'command':
      return command(forgetNotice(state), action.command);
    case 'insert':
      return insert(forgetNotice(state), action.text);
    case 'select':
      return moveList(state, {type: 'move-to', row: action.row});
    case 'facet':
      return takeValue(forgetNotice(state), action.name, action.value);
    case 'resize':
      return resize(state, action.size);
    default:
      return news(state, action);
  }
}

type News = Exclude<Action, {readonly type: 'command' | 'insert' | 'select' | 'facet' | 'resize'}>;

/** What comes from others, and not from keys: it moves nothing that is selected. */
function news(state: PickerState, action: News): PickerState {
  switch (action.type) {
    case 'update':
      return refreshChooser(update(state, action.update));
    case 'ordered':
      return ordered(state, action.query, action.addresses);
    case 'suggested':
      return action.query === state.stack.filter.text ? {...state, suggestion: action.suggestion} : state;
    case 'previewed':
      return {...state, preview: action.preview};
    case 'notice':
      return {...state, notice: action.text};
    case 'packages':
      return askStack({...state, packages: action.packages}, true);
    case 'answered':
      return refreshChooser({...state, answers: new Map(state.answers).set(action.key, action.answer)});
    case 'theme':
      return {...state, theme: action.theme, keptTheme: action.theme};
    case 'themes':
      return refreshChooser({...state, themes: action.themes});
    case 'marks':
      return withMarks(state, action.favourites);
    case 'copied':
      return {...state, copied: action.text};
    case 'taken':
      return {...state, requests: state.requests.slice(action.count)};
    case 'tick':
      return {...state, now: action.now};
    case 'overlay-length':
      return state.overlay?.type === 'text' ? {...state, overlay: fitted(state.overlay, {length: action.length})} : state;
  }
}

function command(state: PickerState, name: Command): PickerState {
  if (name === 'leave') return cancel(state);
  const {overlay} = state;
  if (overlay === null) return pageCommand(state, name);
  return overlay.type === 'text' ? textCommand(state, overlay, name, pageCommand) : chooserCommand(state, overlay, name, carry);
}

const TEXT_COMMANDS: ReadonlyMap<Command, TextAction> = new Map<Command, TextAction>([
  ['text-start', {type: 'move', to: 'start'}],
  ['text-end', {type: 'move', to: 'end'}],
  ['delete-before', {type: 'delete', what: 'before'}],
  ['delete-after', {type: 'delete', what: 'after'}],
  ['delete-word', {type: 'delete', what: 'word'}],
  ['delete-to-start', {type: 'delete', what: 'to-start'}],
  ['delete-to-end', {type: 'delete', what: 'to-end'}],
]);

/** What was chosen from a list of commands, or what means the same everywhere. */
function carry(state: PickerState, name: Command): PickerState {
  return name === 'leave' ? cancel(state) : pageCommand(state, name);
}

function pageCommand(state: PickerState, name: Command): PickerState {
  const reason = whyNot(state, name);
  if (reason !== null) return notice(state, reason);
  const chooser = CHOOSER_OF.get(name);
  if (chooser !== undefined) return openChooser(state, chooser);
  const edit = TEXT_COMMANDS.get(name);
  if (edit !== undefined) return editFilter(state, edit);
  switch (name) {
    case 'forward':
      return forward(state);
    case 'start-now':
      return startNow(state);
    case 'back':
      return back(state);
    case 'right':
      return sideways(state, 1);
    case 'left':
      return sideways(state, -1);
    case 'up':
      return moved(state, -1, {type: 'move', by: -1});
    case 'down':
      return moved(state, 1, {type: 'move', by: 1});
    case 'page-up':
      return moved(state, -Infinity, {type: 'page', by: -1});
    case 'page-down':
      return moved(state, Infinity, {type: 'page', by: 1});
    case 'first':
      return moved(state, -Infinity, {type: 'move-to', row: 0});
    case 'last':
      return moved(state, Infinity, {type: 'move-to', row: Number.MAX_SAFE_INTEGER});
    case 'letters':
      return withLetters(state, state[state.step].letters === 'filter' ? 'commands' : 'filter');
    case 'to-filter':
      return {...withLetters(state, 'filter'), focus: 'filter'};
    case 'print':
      return print(state);
    case 'show-all':
      return showAll(state);
    case 'only-runs':
      return filterBy(state, {runs: !state.filters.runs});
    case 'all-filters-off':
      return filterBy(state, NO_FILTERS);
    case 'platform-view':
      return platformView(state);
    case 'take-suggestion':
      return state.suggestion === null || state.step !== 'stack' ? state : setFilter(state, state.suggestion);
    case 'help':
    case 'details':
    case 'environment':
    case 'mounts':
      return openText(state, name);
    default:
      return worldCommand(state, name);
  }
}

function forward(state: PickerState): PickerState {
  switch (state.step) {
    case 'stack': {
      const row = selectedStack(state);
      if (row === null)
        return state.suggestion === null ? notice(state, nothingWords(state)) : setFilter(state, state.suggestion);
      const opened = openPlatform(state, stackOfRow(state.table, row), bestOfRow(state.table, row));
      // A question with one answer is not asked.
      return hasOnePlatform(opened) ? openStart(opened, opened.platform.rows[0]!) : focusList(opened);
    }
    case 'platform': {
      const variant = currentVariant(state);
      return variant === null ? notice(state, nothingWords(state)) : focusList(openStart(state, variant));
    }
    case 'start':
      return startNow(state);
  }
}

/** Esc: the filter first, then the question before, then the way out (DESIGN.md 5, fine print). */
function back(state: PickerState): PickerState {
  const {filter, letters} = state[state.step];
  const home = state.step === 'start' ? 'commands' : state.around.letters;
  if (filter.text !== '')
    return withLetters(editFilter(state, {type: 'delete', what: 'all'}), home === 'commands' ? home : letters);
  // Who went to the filter from commands and has typed nothing goes back to them.
  if (home === 'commands' && letters === 'filter') return withLetters(state, home);
  return state.step === 'stack' ? cancel(state) : previousQuestion(state);
}

function previousQuestion(state: PickerState): PickerState {
  switch (state.step) {
    case 'stack':
      return state;
    case 'platform':
      return focusList({...state, step: 'stack'});
    case 'start':
      return focusList({...state, step: hasOnePlatform(state) ? 'stack' : 'platform'});
  }
}

/** Right and left: in the text while letters go there, then to the column beside, then to the question beside. */
function sideways(state: PickerState, by: 1 | -1): PickerState {
  const {filter, letters} = state[state.step];
  const isWithin = by > 0 ? filter.cursor < filter.text.length : filter.cursor > 0;
  if (letters === 'filter' && isWithin && state.focus === 'filter')
    return editFilter(state, {type: 'move', to: by > 0 ? 'right' : 'left'});
  const beside = state.step === 'platform' ? besideFacet(state, by) : null;
  if (beside !== null) return beside;
  if (by < 0) return previousQuestion(state);
  return state.step === 'start' ? state : forward(state);
}

function hasOnePlatform(state: PickerState): boolean {
  return state.platform.rows.length === 1 && state.platform.filter.text === '';
}

function insert(state: PickerState, text: string): PickerState {
  const {overlay} = state;
  if (overlay === null) return editFilter(state, {type: 'insert', text});
  return overlay.type === 'text' ? state : editChooser(state, overlay, {type: 'insert', text});
}

function editFilter(state: PickerState, action: TextAction): PickerState {
  const step = state[state.step];
  const filter = textReducer(step.filter, action);
  const edited = {...state, focus: 'filter' as const, [state.step]: {...step, filter}};
  // A cursor that only moved leaves the selection alone.
  return filter.text === step.filter.text ? edited : ask({...edited, suggestion: null}, filter.text === '');
}

function setFilter(state: PickerState, text: string): PickerState {
  const step = state[state.step];
  const emptied = {...state, [state.step]: {...step, filter: EMPTY_TEXT}};
  return editFilter(emptied, {type: 'insert', text});
}

/** The rows of the question on the screen. A cleared filter keeps the selected row, a new one selects the best match. */
function ask(state: PickerState, follow: boolean): PickerState {
  switch (state.step) {
    case 'stack':
      return askStack(state, follow);
    case 'platform':
      return askPlatform(state, follow);
    case 'start':
      return askStart(state, follow);
  }
}

function showAll(state: PickerState): PickerState {
  const shown = {...state, showAll: !state.showAll};
  const asked = askPlatform(askStack(shown, true), true);
  return notice(
    asked,
    asked.showAll ? 'Shown: all, also what can never run on this machine.' : 'Shown: what can run on this kind of machine.',
  );
}

function platformView(state: PickerState): PickerState {
  const platformView = state.platformView === 'facets' ? 'table' : 'facets';
  return notice(
    {...state, platformView},
    platformView === 'facets' ? 'Platforms are asked for in columns.' : 'Platforms are listed.',
  );
}

/** Up and down: among the values of a column, or among rows. */
function moved(state: PickerState, by: number, action: ListAction): PickerState {
  return state.step === 'platform' && activeFacet(state) !== null ? moveInFacet(state, by) : moveList(state, action);
}

function moveList(state: PickerState, action: ListAction): PickerState {
  if (state.overlay?.type === 'chooser') return moveChooser(state, state.overlay, action);
  const moved = inStep(state, step => ({...step, list: listReducer(step.list, action)}));
  return {...moved, focus: 'list'};
}

function resize(state: PickerState, size: Size): PickerState {
  const height = listHeight(size);
  const fit = <Row>(step: Step<Row>): Step<Row> => ({...step, list: listReducer(step.list, {type: 'resize', height})});
  const {overlay} = state;
  const over =
    overlay?.type === 'chooser'
      ? {...overlay, list: listReducer(overlay.list, {type: 'resize', height})}
      : fitted(overlay, {height});
  return {...state, size, overlay: over, stack: fit(state.stack), platform: fit(state.platform), start: fit(state.start)};
}

function withLetters(state: PickerState, letters: Letters): PickerState {
  return inStep({...state, focus: letters === 'commands' ? 'list' : state.focus}, step => ({...step, letters}));
}

function inStep(state: PickerState, change: <Row>(step: Step<Row>) => Step<Row>): PickerState {
  switch (state.step) {
    case 'stack':
      return {...state, stack: change(state.stack)};
    case 'platform':
      return {...state, platform: change(state.platform)};
    case 'start':
      return {...state, start: change(state.start)};
  }
}

function focusList(state: PickerState): PickerState {
  return {...state, focus: 'list', suggestion: null};
}
