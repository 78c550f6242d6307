import type {Plan} from '../start/plan.ts';
import {layoutFor} from './layout.ts';
import type {Choice, PickerInput, PickerSettings} from './picker-input.ts';
import type {RequestPorts} from './requests-effect.ts';
import {requestsEffect} from './requests-effect.ts';
import {likenessEffect} from './likeness-effect.ts';
import {packagesEffect} from './packages-effect.ts';
import type {Action, PickerState} from './state/picker-state.ts';
import {choiceKey, currentChoice} from './state/picker-state.ts';
import type {Store} from './store.ts';
import {overlayLines} from './view/text-lines.ts';
import type {Scenery} from './view/scenery.ts';
import {problemWords} from './problem-words.ts';

/** Time without a key before a plan is worked out: a list that is scrolled through asks for none. */
export const PREVIEW_DELAY_MS = 120;
const MOST_PREVIEWS = 200;

export type EffectPorts = Pick<PickerInput, 'updates' | 'planFor' | 'now'> &
  RequestPorts & {
    readonly scenery: Scenery;
    /** Without it seconds are counted. */
    readonly settings?: Pick<PickerSettings, 'motion'>;
  };

/**
 * Everything the picker does besides drawing, in one place: previews, the order of what was found, news, the clock while something is
 * awaited. Each is started by a change of the state and ends in an action. Returns the function that ends them all.
 */
export function startEffects(store: Store<PickerState, Action>, ports: EffectPorts): () => void {
  const ends = [
    previews(store, ports),
    requestsEffect(store, ports),
    likenessEffect(store),
    packagesEffect(store, ports),
    clock(store, ports),
    lengths(store, ports),
    ports.updates(update => store.dispatch({type: 'update', update})),
  ];
  return () => ends.forEach(end => end());
}

/** The plan of the selected choice, once the keys rest; kept, so that going back and forth asks once. */
function previews(store: Store<PickerState, Action>, ports: EffectPorts): () => void {
  const known = new Map<string, {plan: Plan | null; problem: string | null}>();
  let wanted: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  const show = (key: string) => {
    const {plan, problem} = known.get(key)!;
    store.dispatch({type: 'previewed', preview: {key, plan, problem}});
  };
  const ask = async (key: string, choice: Choice) => {
    const answer = await ports.planFor(choice).then(
      plan => ({plan, problem: null}),
      (error: unknown) => ({plan: null, problem: problemWords(error)}),
    );
    if (known.size >= MOST_PREVIEWS) known.delete(known.keys().next().value!);
    known.set(key, answer);
    if (wanted === key) show(key);
  };
  const look = () => {
    const choice = currentChoice(store.state());
    const key = choice === null ? null : choiceKey(choice);
    if (key === wanted) return;
    wanted = key;
    clearTimeout(timer);
    if (choice === null || key === null) return;
    if (known.has(key)) show(key);
    else {
      store.dispatch({type: 'previewed', preview: {key, plan: null, problem: null}});
      timer = setTimeout(() => void ask(key, choice), PREVIEW_DELAY_MS);
    }
  };
  look();
  const unsubscribe = store.subscribe(look);
  return () => {
    wanted = null;
    clearTimeout(timer);
    unsubscribe();
  };
}

/** Seconds go by only while something is awaited: an idle picker wakes for nothing. */
function clock(store: Store<PickerState, Action>, ports: EffectPorts): () => void {
  const hasMotion = ports.settings?.motion ?? true;
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const {reading, answers} = store.state();
    const waiting = hasMotion && (reading.length > 0 || isAwaited(answers));
    if (waiting && timer === undefined) timer = setInterval(() => store.dispatch({type: 'tick', now: ports.now()}), 1000);
    if (!waiting && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  };
  look();
  const unsubscribe = store.subscribe(look);
  return () => {
    clearInterval(timer);
    unsubscribe();
  };
}

function isAwaited(answers: PickerState['answers']): boolean {
  for (const {status} of answers.values()) if (status === 'asked') return true;
  return false;
}

/** Tells the reducer how long the text of an overlay is, which depends on the width, so that scrolling ends where the text does. */
function lengths(store: Store<PickerState, Action>, {scenery}: EffectPorts): () => void {
  return store.subscribe(() => {
    const state = store.state();
    if (state.overlay === null) return;
    const {length} = overlayLines(state, layoutFor(state.size), scenery);
    if (length !== state.overlay.list.length) store.dispatch({type: 'overlay-length', length});
  });
}
