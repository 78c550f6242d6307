import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {TextAction} from '../../src/tui/state/text-input.ts';
import {EMPTY_TEXT, LONGEST_TEXT, textReducer} from '../../src/tui/state/text-input.ts';

const typed = (text: string, cursor = text.length) => ({text, cursor});
const flag = '🇨🇭';
const family = '👨‍👩‍👧';

describe('textReducer', () => {
  const cases: readonly {
    title: string;
    from: {text: string; cursor: number};
    action: TextAction;
    to: {text: string; cursor: number};
  }[] = [
    {title: 'inserts at the cursor', from: typed('ac', 1), action: {type: 'insert', text: 'b'}, to: typed('abc', 2)},
    {
      title: 'makes one line of a paste',
      from: EMPTY_TEXT,
      action: {type: 'insert', text: 'a\r\nb\tc\u001b[31m\u0000'},
      to: typed('a b c[31m'),
    },
    {
      title: 'deletes what people see as one character',
      from: typed(`a${family}`),
      action: {type: 'delete', what: 'before'},
      to: typed('a'),
    },
    {title: 'deletes after the cursor', from: typed(`${flag}b`, 0), action: {type: 'delete', what: 'after'}, to: typed('b', 0)},
    {
      title: 'deletes a word with its blanks',
      from: typed('el9 gcc13  '),
      action: {type: 'delete', what: 'word'},
      to: typed('el9 '),
    },
    {title: 'deletes to the start', from: typed('abcd', 2), action: {type: 'delete', what: 'to-start'}, to: typed('cd', 0)},
    {
      title: 'moves over a whole character',
      from: typed(`a${flag}b`, 1),
      action: {type: 'move', to: 'right'},
      to: typed(`a${flag}b`, 1 + flag.length),
    },
    {title: 'stops at the start', from: typed('a', 0), action: {type: 'move', to: 'left'}, to: typed('a', 0)},
  ];
  for (const {title, from, action, to} of cases) test(title, () => expect(textReducer(from, action)).toEqual(to));

  test('a megabyte is cut', () => {
    expect(textReducer(EMPTY_TEXT, {type: 'insert', text: 'x'.repeat(1_000_000)}).text).toHaveLength(LONGEST_TEXT);
  });

  const action: fc.Arbitrary<TextAction> = fc.oneof(
    fc.record({type: fc.constant('insert' as const), text: fc.string({unit: 'grapheme', maxLength: 30})}),
    fc.record({
      type: fc.constant('delete' as const),
      what: fc.constantFrom('before', 'after', 'word', 'to-start', 'to-end', 'all'),
    }),
    fc.record({type: fc.constant('move' as const), to: fc.constantFrom('left', 'right', 'start', 'end')}),
  );

  test('it stays one bounded line with its cursor inside, whatever happens', () => {
    fc.assert(
      fc.property(fc.array(action), actions => {
        const {text, cursor} = actions.reduce(textReducer, EMPTY_TEXT);
        expect(text.length).toBeLessThanOrEqual(LONGEST_TEXT);
        expect(cursor).toBeGreaterThanOrEqual(0);
        expect(cursor).toBeLessThanOrEqual(text.length);
        expect(text).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
