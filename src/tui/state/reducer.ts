import {commandOf} from '../ways-to-start.ts';
import {shellWords} from '../text/shell-words.ts';
import type {Size} from '../layout.ts';
import {listReducer} from './list-state.ts';
import {ordered, update} from './news.ts';
import {forgetNotice, notice, nothingWords} from './notices.ts';
import {overlayCommand} from './overlay.ts';
import type {ListAction} from './list-state.ts';
import type {Action, Command, PickerState, Step} from './picker-state.ts';
import {currentChoice, currentVariant, currentWay, listHeight, selectedStack} from './picker-state.ts';
import {askPlatform, askStack, askStart, openPlatform, openStart} from './questions.ts';
import {bestOfRow, stackOfRow} from './stack-rows.ts';
import type {TextAction} from './text-input.ts';
import {EMPTY_TEXT, textReducer} from './text-input.ts';

/** The whole behaviour of the picker, without a screen, a clock or a machine. */
export function reducer(state: PickerState, action: Action): PickerState {
  // Once it is decided nothing changes any more, whatever keys came in the same read as Enter.
  if (state.outcome !== null) return state;
  switch (action.type) {
    case 'command':
      return command(forgetNotice(state), action.command);
    case 'insert':
      return state.overlay === null ? editFilter(forgetNotice(state), {type: 'insert', text: action.text}) : state;
    case 'select':
      return moveList(state, {type: 'move-to', row: action.row});
    case 'resize':
      return resize(state, action.size);
    case 'update':
      return update(state, action.update);
    case 'ordered':
      return ordered(state, action.query, action.addresses);
    case 'suggested':
      return action.query === state.stack.filter.text ? {...state, suggestion: action.suggestion} : state;
    case 'previewed':
      return {...state, preview: action.preview};
    case 'notice':
      return {...state, notice: action.text};
    case 'packages':
      return {...state, packages: action.packages};
    case 'answered':
      return {...state, answers: new Map(state.answers).set(action.key, action.answer)};
    case 'theme':
      return {...state, theme: action.theme};
    case 'marks':
      return askStack({...state, around: {...state.around, favourites: action.favourites}}, true);
    case 'copied':
      return {...state, copied: action.text};
    case 'tick':
      return {...state, now: action.now};
    case 'overlay-length':
      return state.overlay === null
        ? state
        : {...state, overlay: {...state.overlay, list: {...state.overlay.list, length: action.length}}};
  }
}

function command(state: PickerState, name: Command): PickerState {
  if (name === 'leave') return {...state, outcome: {status: 'cancelled'}};
  return state.overlay?.type === 'text' ? overlayCommand(state, state.overlay, name) : pageCommand(state, name);
}

function pageCommand(state: PickerState, name: Command): PickerState {
  const filter = state[state.step].filter;
  switch (name) {
    case 'forward':
      return forward(state);
    case 'start-now':
      return startNow(state);
    case 'back':
      return back(state);
    // At the ends of the text the arrows leave it: to the next question and to the one before.
    case 'right':
      return filter.cursor < filter.text.length
        ? editFilter(state, {type: 'move', to: 'right'})
        : state.step === 'start'
          ? state
          : forward(state);
    case 'left':
      return filter.cursor > 0 ? editFilter(state, {type: 'move', to: 'left'}) : previousQuestion(state);
    case 'up':
      return moveList(state, {type: 'move', by: -1});
    case 'down':
      return moveList(state, {type: 'move', by: 1});
    case 'page-up':
      return moveList(state, {type: 'page', by: -1});
    case 'page-down':
      return moveList(state, {type: 'page', by: 1});
    case 'first':
      return moveList(state, {type: 'move-to', row: 0});
    case 'last':
      return moveList(state, {type: 'move-to', row: Number.MAX_SAFE_INTEGER});
    case 'text-start':
      return editFilter(state, {type: 'move', to: 'start'});
    case 'text-end':
      return editFilter(state, {type: 'move', to: 'end'});
    case 'delete-before':
      return editFilter(state, {type: 'delete', what: 'before'});
    case 'delete-after':
      return editFilter(state, {type: 'delete', what: 'after'});
    case 'delete-word':
      return editFilter(state, {type: 'delete', what: 'word'});
    case 'delete-to-start':
      return editFilter(state, {type: 'delete', what: 'to-start'});
    case 'delete-to-end':
      return editFilter(state, {type: 'delete', what: 'to-end'});
    case 'print':
      return print(state);
    case 'show-all':
      return showAll(state);
    case 'take-suggestion':
      return state.suggestion === null || state.step !== 'stack' ? state : setFilter(state, state.suggestion);
    case 'help':
    case 'details':
    case 'environment':
    case 'mounts':
      return {...state, overlay: {type: 'text', name, list: {length: 1000, height: listHeight(state.size), cursor: 0, top: 0}}};
    default:
      return state;
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

function startNow(state: PickerState): PickerState {
  const choice = currentChoice(state);
  if (choice !== null) return {...state, outcome: {status: 'start', choice}};
  const way = currentWay(state);
  return notice(state, way === null ? nothingWords(state) : `It cannot start so: ${way.words}`);
}

function print(state: PickerState): PickerState {
  const choice = currentChoice(state);
  if (choice === null) return notice(state, 'There is nothing to print: this cannot start.');
  return {...state, outcome: {status: 'print', text: shellWords(commandOf(choice, state.around.command))}};
}

/** Esc: the filter first, then the question before, then the way out (DESIGN.md 5, fine print). */
function back(state: PickerState): PickerState {
  if (state[state.step].filter.text !== '') return editFilter(state, {type: 'delete', what: 'all'});
  return state.step === 'stack' ? {...state, outcome: {status: 'cancelled'}} : previousQuestion(state);
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

function hasOnePlatform(state: PickerState): boolean {
  return state.platform.rows.length === 1 && state.platform.filter.text === '';
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

function moveList(state: PickerState, action: ListAction): PickerState {
  const moved = inStep(state, step => ({...step, list: listReducer(step.list, action)}));
  return {...moved, focus: 'list'};
}

function resize(state: PickerState, size: Size): PickerState {
  const height = listHeight(size);
  const fit = <Row>(step: Step<Row>): Step<Row> => ({...step, list: listReducer(step.list, {type: 'resize', height})});
  const overlay = state.overlay === null ? null : {...state.overlay, list: {...state.overlay.list, height}};
  return {...state, size, overlay, stack: fit(state.stack), platform: fit(state.platform), start: fit(state.start)};
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
