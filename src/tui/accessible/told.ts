import type {PickerState} from '../state/picker-state.ts';
import {currentChoice, currentPreview} from '../state/picker-state.ts';
import type {Store} from '../store.ts';

/**
 * Waits until the state is as wished, but not forever; true when it is. Answers that somebody works out come so, and nothing is said
 * before they are there: a text that changes while it is read out is of no use.
 */
export function until<State>(
  store: Pick<Store<State, never>, 'state' | 'subscribe'>,
  holds: (state: State) => boolean,
  longestMs: number,
): Promise<boolean> {
  if (holds(store.state())) return Promise.resolve(true);
  return new Promise(resolve => {
    const end = (held: boolean) => {
      clearTimeout(timer);
      unsubscribe();
      resolve(held);
    };
    const timer = setTimeout(() => end(false), longestMs);
    const unsubscribe = store.subscribe(() => holds(store.state()) && end(true));
  });
}

/** Whether nothing is being worked out that a text could tell. */
export function isWorkedOut(state: PickerState): boolean {
  if ([...state.answers.values()].some(answer => answer.status === 'asked')) return false;
  if (currentChoice(state) === null) return true;
  const preview = currentPreview(state);
  return preview !== null && (preview.plan !== null || preview.problem !== null);
}
