import type {Variant} from '../../choose/stack.ts';
import {commandOf} from '../ways-to-start.ts';
import {commandLine} from '../../start/shell-words.ts';
import {answerKey} from './answers.ts';
import {NOBODY, notice} from './notices.ts';
import type {Command, PickerState} from './picker-state.ts';
import {choiceKey, currentChoice, currentStack, currentVariant} from './picker-state.ts';
import type {Request} from './requests.ts';
import type {StackRow} from './stack-rows.ts';

/** Puts something into the queue of what is wanted of others. */
export function requested(state: PickerState, request: Request): PickerState {
  return {...state, requests: [...state.requests, request]};
}

/** Asks a question whose answer takes time, unless it has been asked; a failed one is asked again. */
function asked(state: PickerState, request: Extract<Request, {readonly key: string}>): PickerState {
  const known = state.answers.get(request.key);
  const answers = new Map(state.answers);
  // The one that was asked for last stands last.
  answers.delete(request.key);
  if (known !== undefined && known.status !== 'failed') return {...state, answers: answers.set(request.key, known)};
  if (!state.around.canAsk) return {...state, answers: answers.set(request.key, {status: 'failed', problem: NOBODY})};
  return requested({...state, answers: answers.set(request.key, {status: 'asked', since: state.now})}, request);
}

export function askPackages(state: PickerState): PickerState {
  const variant = currentVariant(state);
  return variant === null ? state : asked(state, {kind: 'packages', key: answerKey.packages(variant), variant});
}

export function askEnvironment(state: PickerState): PickerState {
  const choice = currentChoice(state);
  if (choice === null) return state;
  return asked(state, {kind: 'environment', key: answerKey.environment(choiceKey(choice)), choice});
}

export function askDifference(state: PickerState, one: Variant, other: Variant): PickerState {
  return asked(state, {kind: 'difference', key: answerKey.difference(one, other), one, other});
}

/** Commands whose whole effect is a request. */
export function worldCommand(state: PickerState, name: Command): PickerState {
  switch (name) {
    case 'copy': {
      const choice = currentChoice(state);
      if (choice === null) return notice(state, 'There is nothing to copy: this cannot start.');
      const text = commandLine(commandOf(choice, state.around.command));
      return requested({...state, copied: text}, {kind: 'terminal', command: 'copy'});
    }
    case 'redraw':
    case 'suspend':
      return requested(state, {kind: 'terminal', command: name});
    default:
      return state.around.canAsk ? portCommand(state, name) : notice(state, NOBODY);
  }
}

function portCommand(state: PickerState, name: Command): PickerState {
  const stack = currentStack(state);
  if (stack === null) return notice(state, 'Nothing is selected.');
  switch (name) {
    case 'favourite': {
      const before = state.around.favourites;
      const on = !before.includes(stack.address);
      const favourites = on ? [stack.address, ...before] : before.filter(address => address !== stack.address);
      return requested(withMarks(state, favourites), {kind: 'favourite', stack: stack.address, on});
    }
    case 'pin': {
      const choice = currentChoice(state);
      if (choice === null) return notice(state, 'This cannot start, so it is no default.');
      return requested(state, {kind: 'pin', choice});
    }
    case 'documentation':
      if (stack.documentation === null) return notice(state, `No documentation of ${stack.family} is known.`);
      return requested(state, {kind: 'documentation', address: stack.documentation});
    case 'refresh':
      return refresh(state, stack.repository);
    default:
      return state;
  }
}

/** Has a repository read anew. */
export function refresh(state: PickerState, fqrn: string): PickerState {
  if (!state.around.canAsk) return notice(state, NOBODY);
  return requested(notice(state, `${fqrn} is being read anew.`), {kind: 'refresh', fqrn});
}

/** Other favourites: the marks change at once, and every row stays where it is until something is searched for. */
export function withMarks(state: PickerState, favourites: readonly string[]): PickerState {
  const marked = new Set(favourites);
  const recent = new Set(state.around.recents);
  const rows = state.stack.rows.map(row => {
    const mark: StackRow['mark'] = marked.has(row.address) ? 'favourite' : recent.has(row.address) ? 'recent' : null;
    return mark === row.mark ? row : {...row, mark};
  });
  return {...state, around: {...state.around, favourites}, stack: {...state.stack, rows}};
}
