import {didYouMean, isFuseLoaded, loadFuse, orderByLikeness} from './search/fuzzy.ts';
import {tokensOf} from './search/tokens.ts';
import type {Action, PickerState} from './state/picker-state.ts';
import type {Store} from './store.ts';

/** So few are put into order in less than a millisecond, so in the same turn as the key: there is one frame and not two. */
const AT_ONCE = 100;
/** Time without a key before anything that takes longer: it would hold up the frame of the next one. */
export const LIKENESS_DELAY_MS = 60;

/** Order by likeness and "did you mean", with fuse.js loaded on the first letter. Returns the function that ends it. */
export function likenessEffect(store: Store<PickerState, Action>): () => void {
  let last = '';
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const work = () => {
    timer = undefined;
    const {stack, table, step, packages} = store.state();
    const query = stack.filter.text;
    const tokens = tokensOf(query);
    if (isOver || step !== 'stack' || tokens.length === 0) return;
    if (stack.rows.length === 0) {
      store.dispatch({type: 'suggested', query, suggestion: didYouMean(table, tokens, packages)});
      return;
    }
    const order = orderByLikeness(table, stack.rows, tokens);
    if (order !== null) store.dispatch({type: 'ordered', query, addresses: order.map(position => stack.rows[position]!.address)});
  };
  const look = () => {
    const {filter, rows} = store.state().stack;
    if (filter.text === last) return;
    last = filter.text;
    clearTimeout(timer);
    timer = undefined;
    if (last === '') return;
    const isSmall = rows.length > 0 && rows.length <= AT_ONCE;
    if (!isFuseLoaded()) void loadFuse().then(work);
    else if (isSmall) work();
    else timer = setTimeout(work, LIKENESS_DELAY_MS);
  };
  const unsubscribe = store.subscribe(look);
  return () => {
    isOver = true;
    clearTimeout(timer);
    unsubscribe();
  };
}
