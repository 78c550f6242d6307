import {expect, test} from 'vitest';
import type {PickerState} from '../../../src/tui/state/picker-state.ts';
import {drawScreen} from '../../../src/tui/view/screen.ts';
import {largeCatalogue, tableOf} from '../fixtures/catalogue.ts';
import {SCENERY, opened, play} from '../fixtures/screen-text.ts';

/** An array that counts which of its elements are looked at. */
function watched<Row>(rows: readonly Row[]): {readonly rows: readonly Row[]; readonly seen: Set<string>} {
  const seen = new Set<string>();
  const proxy = new Proxy(rows, {
    get: (target, key) => {
      if (typeof key === 'string' && /^\d+$/.test(key)) seen.add(key);
      return Reflect.get(target, key) as unknown;
    },
  });
  return {rows: proxy, seen};
}

test('a frame looks at the visible rows, and makes the stack of the selected one only', () => {
  const table = tableOf(largeCatalogue(20_000));
  const made = new Set<number>();
  const counting = {
    ...table,
    stackAt: (position: number) => {
      made.add(position);
      return table.stackAt(position);
    },
  };
  for (const steps of [[], ['page-down', 'page-down'], ['last']]) {
    const state = play(opened({columns: 200, rows: 60, table: counting}), ...steps);
    const {rows, seen} = watched(state.stack.rows);
    const shown: PickerState = {...state, stack: {...state.stack, rows}};
    made.clear();
    drawScreen(shown, SCENERY);
    expect(seen.size).toBeLessThanOrEqual(state.stack.list.height);
    expect([...made]).toHaveLength(1);
  }
});

test('a chooser with thousands of rows looks at the visible ones', () => {
  const state = opened({columns: 120, rows: 40});
  const {rows, seen} = watched(
    Array.from({length: 20_000}, (_, at) => ({id: `${at}`, text: `package-${at}`, note: '1.0', possible: true})),
  );
  const list = {length: rows.length, height: 30, cursor: 9_000, top: 8_990};
  drawScreen({...state, overlay: {type: 'chooser', name: 'packages', filter: {text: '', cursor: 0}, list, rows}}, SCENERY);
  expect(seen.size).toBeLessThanOrEqual(40);
});
