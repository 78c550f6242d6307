import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {ListAction, ListState} from '../../src/tui/state/list-state.ts';
import {EMPTY_LIST, listReducer} from '../../src/tui/state/list-state.ts';

const LIST: ListState = {length: 100, height: 10, cursor: 50, top: 45};

describe('listReducer', () => {
  const cases: readonly {title: string; from: ListState; action: ListAction; cursor: number; top: number}[] = [
    {title: 'moves within what is visible', from: LIST, action: {type: 'move', by: 1}, cursor: 51, top: 45},
    {title: 'scrolls by as little as needed', from: LIST, action: {type: 'move', by: 6}, cursor: 56, top: 47},
    {title: 'stops at the end', from: LIST, action: {type: 'move', by: 1000}, cursor: 99, top: 90},
    {title: 'stops at the start', from: LIST, action: {type: 'move-to', row: -5}, cursor: 0, top: 0},
    {title: 'pages leave one row in sight', from: {...LIST, cursor: 54}, action: {type: 'page', by: 1}, cursor: 63, top: 54},
    {
      title: 'keeps the selected row in sight when it gets smaller',
      from: {...LIST, cursor: 54},
      action: {type: 'resize', height: 3},
      cursor: 54,
      top: 52,
    },
    {
      title: 'shows no empty rows when it gets larger',
      from: {...LIST, cursor: 99, top: 90},
      action: {type: 'resize', height: 30},
      cursor: 99,
      top: 70,
    },
    {title: 'a new list begins at its start', from: LIST, action: {type: 'replace', length: 20, cursor: 0}, cursor: 0, top: 0},
    {
      title: 'a grown list keeps the row where it was on the screen',
      from: LIST,
      action: {type: 'keep', length: 120, cursor: 70},
      cursor: 70,
      top: 65,
    },
    {title: 'a shrunken list selects its last row', from: LIST, action: {type: 'keep', length: 4, cursor: 50}, cursor: 3, top: 0},
    {title: 'an empty list has row 0', from: EMPTY_LIST, action: {type: 'move', by: 1}, cursor: 0, top: 0},
  ];
  for (const {title, from, action, cursor, top} of cases) {
    test(title, () => expect(listReducer(from, action)).toMatchObject({cursor, top}));
  }

  const number = fc.integer({min: -200, max: 200});
  const action: fc.Arbitrary<ListAction> = fc.oneof(
    fc.record({type: fc.constant('move' as const), by: number}),
    fc.record({type: fc.constant('move-to' as const), row: number}),
    fc.record({type: fc.constant('page' as const), by: fc.integer({min: -3, max: 3})}),
    fc.record({type: fc.constant('resize' as const), height: fc.integer({min: -1, max: 60})}),
    fc.record({type: fc.constant('replace' as const), length: fc.nat(150), cursor: number}),
    fc.record({type: fc.constant('keep' as const), length: fc.nat(150), cursor: number}),
  );

  test('the selected row exists and is visible, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(action), actions => {
        const state = actions.reduce(listReducer, EMPTY_LIST);
        expect(state.cursor).toBeGreaterThanOrEqual(0);
        expect(state.cursor).toBeLessThan(Math.max(1, state.length));
        expect(state.top).toBeLessThanOrEqual(state.cursor);
        expect(state.cursor - state.top).toBeLessThan(state.height);
        expect(state.top).toBeLessThanOrEqual(Math.max(0, state.length - state.height));
      }),
    );
  });
});
