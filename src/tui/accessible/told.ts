import {printable} from '../../system/printable.ts';
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

/** A list that is read out before the repositories have answered is soon not the list any more. */
const ALL_READ_MS = 3000;
/** With nothing found at all there is nothing to ask for so long; Ctrl-C ends this as everything else. */
const ANY_READ_MS = 60_000;

/** Waits where CVMFS is read for the first time, and says for what. */
export async function firstStacks(
  store: Pick<Store<PickerState, never>, 'state' | 'subscribe'>,
  say: (line: string) => void,
): Promise<void> {
  const isRead = ({reading}: PickerState) => reading.length === 0;
  if (isRead(store.state()) || store.state().table.stacks > 0) return;
  const names = store.state().reading.map(({fqrn}) => printable(fqrn));
  say(`Reading ${names.join(', ')} for the first time.`);
  if (await until(store, isRead, ALL_READ_MS)) return;
  if (store.state().table.stacks === 0) say('Nothing has been found yet.');
  await until(store, state => isRead(state) || state.table.stacks > 0, ANY_READ_MS);
}
