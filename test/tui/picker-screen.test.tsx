import {tableOf} from './fixtures/catalogue.ts';
import {render} from 'ink-testing-library';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {reducer} from '../../src/tui/state/reducer.ts';
import type {PickerState} from '../../src/tui/state/picker-state.ts';
import {createStore} from '../../src/tui/store.ts';
import {paints} from '../../src/tui/theme/sgr.ts';
import {PickerScreen} from '../../src/tui/view/picker-screen.tsx';
import {SCENERY, opened, seen} from './fixtures/screen-text.ts';

// The library's terminal has 100 columns.
const COLUMNS = 100;

let unmount: () => void = () => {};
afterEach(() => unmount());

/** The component on a store of its own, in the library's terminal. */
function shown(state: PickerState) {
  const store = createStore(reducer, state);
  const screen = render(<PickerScreen store={store} scenery={SCENERY} paintOf={paints(1)} putCursor={() => {}} />);
  unmount = screen.unmount;
  const text = () => (screen.lastFrame() ?? '').split('\n').map(withoutCodes);
  return {store, text, reads: (lines: readonly string[]) => vi.waitFor(() => expect(text()).toEqual(lines))};
}

/** Bold, dim and inverse stay where there is no colour. */
function withoutCodes(line: string): string {
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
  return line.replaceAll(/\u001b\[[\d;]*m/g, '').trimEnd();
}

const read = (state: PickerState) => seen(state).map(line => line.trimEnd());

describe('PickerScreen', () => {
  test('shows the lines of the state', async () => {
    const state = opened({columns: COLUMNS, rows: 20});
    await shown(state).reads(read(state));
  });

  test('follows the store: keys, another size, news', async () => {
    const {store, reads} = shown(opened({columns: COLUMNS, rows: 20}));
    store.dispatch({type: 'insert', text: '106'});
    await reads(read(store.state()));
    store.dispatch({type: 'command', command: 'forward'});
    await reads(read(store.state()));
    store.dispatch({type: 'resize', size: {columns: 60, rows: 9}});
    await reads(read(store.state()));
    store.dispatch({type: 'update', update: {table: tableOf([]), repositories: [], reading: []}});
    await reads(read(store.state()));
  });
});
