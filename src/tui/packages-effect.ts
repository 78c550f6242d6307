import type {StackTable} from '../choose/stack-table.ts';
import type {PickerPorts} from './picker-input.ts';
import {layoutFor} from './layout.ts';
import {answerKey} from './state/answers.ts';
import type {Action, PickerState} from './state/picker-state.ts';
import {currentVariant} from './state/picker-state.ts';
import type {Store} from './store.ts';
import {problemWords} from './problem-words.ts';

/** Time without a key before packages are looked up: a list that is scrolled through asks for none. */
export const PACKAGES_DELAY_MS = 250;

export type PackagePorts = {readonly ports?: PickerPorts | undefined; readonly now: () => number};

/**
 * What is asked about packages without a key for it, both once the keys rest: which variants contain which, after the first letter that
 * is typed; and what is in the selected variant, where there is room to say it. Returns the function that ends it.
 */
export function packagesEffect(store: Store<PickerState, Action>, {ports, now}: PackagePorts): () => void {
  if (ports === undefined) return () => undefined;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  let last: PickerState | null = null;
  /** Asked about once: what is remembered does not change while the picker is open. */
  let wordsOf: StackTable | null = null;
  const tell = (action: Action) => {
    if (!isOver) store.dispatch(action);
  };

  const askWords = async (table: StackTable) => {
    wordsOf = table;
    const isFirst = store.state().packages === null;
    // Whoever only types has a list that works without: a failure is as if nothing were remembered.
    const packages = await ports.packageWords(table).catch(() => null);
    if (packages !== null) tell({type: 'packages', packages});
    else if (isFirst && store.state().stack.rows.length === 0)
      tell({type: 'notice', text: 'To search packages too, let hsf read their lists once: hsf search ROOT'});
  };
  const askSelected = async (state: PickerState) => {
    const variant = currentVariant(state);
    if (variant === null) return;
    const key = answerKey.packages(variant);
    if (state.answers.has(key)) return;
    tell({type: 'answered', key, answer: {status: 'asked', since: now()}});
    const answer = await ports.packagesOf(variant).then(
      packages => ({status: 'known', value: {kind: 'packages', packages}}) as const,
      (error: unknown) => ({status: 'failed', problem: problemWords(error)}) as const,
    );
    tell({type: 'answered', key, answer});
  };
  const work = () => {
    timer = undefined;
    const state = store.state();
    const {table, stack, size, outcome} = state;
    if (isOver || outcome !== null) return;
    if (stack.filter.text !== '' && wordsOf !== table && table.stacks > 0) void askWords(table);
    if (layoutFor(size).panes > 1 && state.overlay === null) void askSelected(state);
  };
  const look = () => {
    const state = store.state();
    if (last !== null && !isOther(last, state)) return;
    last = state;
    clearTimeout(timer);
    timer = setTimeout(work, PACKAGES_DELAY_MS);
  };
  look();
  const unsubscribe = store.subscribe(look);
  return () => {
    isOver = true;
    clearTimeout(timer);
    unsubscribe();
  };
}

/** Whether something else is asked or selected. */
function isOther(before: PickerState, now: PickerState): boolean {
  return (
    before.table !== now.table ||
    before.step !== now.step ||
    before.size !== now.size ||
    before.overlay !== now.overlay ||
    before[before.step].filter !== now[now.step].filter ||
    before[before.step].rows !== now[now.step].rows ||
    before[before.step].list.cursor !== now[now.step].list.cursor
  );
}
