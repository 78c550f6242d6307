import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {UNPRINTABLE} from '../../../src/system/printable.ts';
import {BINDINGS} from '../../../src/tui/keys/bindings.ts';
import type {ChooserName, ChooserRow} from '../../../src/tui/state/overlay-state.ts';
import {EMPTY_LIST} from '../../../src/tui/state/list-state.ts';
import {listHeight} from '../../../src/tui/state/picker-state.ts';
import type {Action, Command, PickerState} from '../../../src/tui/state/picker-state.ts';
import {reducer} from '../../../src/tui/state/reducer.ts';
import {EMPTY_TEXT} from '../../../src/tui/state/text-input.ts';
import {symbolsFor} from '../../../src/tui/text/symbols.ts';
import {textWidth} from '../../../src/tui/text/width.ts';
import {lineWidth, plain} from '../../../src/tui/view/line.ts';
import {drawScreen, placeAt} from '../../../src/tui/view/screen.ts';
import {repositoryOf, smallCatalogue, stackOf, tableOf} from '../fixtures/catalogue.ts';
import {opened} from '../fixtures/screen-text.ts';

const HOSTILE = [
  '\u001b[2J',
  '\u0000',
  '\u202e',
  '日本語',
  'e\u0301',
  '👨‍👩‍👧',
  '\u200b',
  'क्षि',
  '\ud83c',
  '한',
  '@',
  '/',
  '\n',
  '\u00ad',
  'ﷺ',
];

const name = fc
  .array(
    fc.oneof(fc.constantFrom(...HOSTILE), fc.string({unit: 'grapheme', maxLength: 6}), fc.constant('x86_64-el9-gcc14-opt')),
    {
      maxLength: 8,
    },
  )
  .map(parts => parts.join(''));

const stack = fc
  .record({
    address: name.map(words => `lcg/${words}`),
    title: name,
    nightly: fc.boolean(),
    recommended: fc.boolean(),
    variants: fc.array(fc.record({text: name, runs: fc.constantFrom('native', 'container', 'no'), reason: name}), {
      minLength: 1,
      maxLength: 4,
    }),
  })
  .map(stackOf);

const size = fc.record({columns: fc.integer({min: 1, max: 300}), rows: fc.integer({min: 1, max: 80})});

const COMMANDS: readonly Command[] = [
  ...['forward', 'right', 'left', 'up', 'down', 'page-down', 'last', 'back', 'show-all', 'platform-view'],
  ...['help', 'details', 'environment', 'mounts', 'palette', 'themes', 'repositories', 'packages', 'letters'],
] as Command[];

const action: fc.Arbitrary<Action> = fc.oneof(
  fc.constantFrom(...COMMANDS).map((command): Action => ({type: 'command', command})),
  name.map((text): Action => ({type: 'insert', text})),
  size.map((wished): Action => ({type: 'resize', size: wished})),
  name.map((text): Action => ({type: 'notice', text})),
  fc.integer({min: 0, max: 1e7}).map((now): Action => ({type: 'tick', now})),
);

/** A frame is what its size says, line by line, and nothing in it is a command to the terminal. */
function expectWhole(state: PickerState): void {
  for (const ascii of [false, true]) {
    const {lines, cursor} = drawScreen(state, {symbols: symbolsFor(ascii), bindings: BINDINGS});
    const {columns, rows} = state.size;
    expect(lines).toHaveLength(rows);
    expect(lines.map(lineWidth)).toEqual(Array(rows).fill(columns));
    const text = lines.map(plain);
    expect(text.map(textWidth)).toEqual(Array(rows).fill(columns));
    expect(text.join('')).not.toMatch(new RegExp(UNPRINTABLE, ''));
    expect(cursor.x).toBeLessThan(columns);
    expect(cursor.y).toBeLessThan(rows);
    expect(Math.min(cursor.x, cursor.y)).toBeGreaterThanOrEqual(0);
  }
}

const CHOOSERS: readonly ChooserName[] = [
  ...(['palette', 'themes', 'family', 'experiment', 'compiler', 'difference-to', 'packages', 'repositories'] as const),
];

describe('every frame is as wide and as high as it says, with no control characters', () => {
  test('whatever is pressed, typed, found and resized', () => {
    fc.assert(
      fc.property(
        fc.array(stack, {maxLength: 4}),
        name,
        size,
        fc.array(action, {maxLength: 12}),
        (stacks, words, first, actions) => {
          const state = opened({
            ...first,
            banner: words,
            table: tableOf([...new Map([...stacks, ...smallCatalogue()].map(one => [one.address, one])).values()]),
            repositories: [repositoryOf(words, {state: 'failed', message: words}), repositoryOf('sft.cern.ch')],
            reading: [{fqrn: words, since: 0}],
          });
          expectWhole(state);
          const last = actions.reduce(reducer, state);
          expectWhole(last.outcome === null ? last : state);
        },
      ),
      {numRuns: 70},
    );
  });

  test('in every chooser', () => {
    const row: fc.Arbitrary<ChooserRow> = fc.record({id: name, text: name, note: name, possible: fc.boolean()});
    fc.assert(
      fc.property(fc.constantFrom(...CHOOSERS), fc.array(row, {maxLength: 12}), name, size, (chooser, rows, typed, wished) => {
        const state = opened(wished);
        const list = {...EMPTY_LIST, length: rows.length, height: listHeight(wished), cursor: Math.max(0, rows.length - 1)};
        const filter = {...EMPTY_TEXT, text: typed, cursor: typed.length};
        expectWhole({...state, overlay: {type: 'chooser', name: chooser, filter, list, rows}});
      }),
      {numRuns: 60},
    );
  });

  test('at every width from 1 to 300', () => {
    for (let columns = 1; columns <= 300; columns++) {
      const state = opened({columns, rows: 14, table: tableOf(smallCatalogue())});
      for (const commands of [[], ['forward'], ['forward', 'forward'], ['details'], ['help']] as const) {
        expectWhole(commands.map((command): Action => ({type: 'command', command})).reduce(reducer, state));
      }
    }
  });

  test('a click anywhere is a row, a value or nothing', () => {
    fc.assert(
      fc.property(size, fc.nat(320), fc.nat(90), fc.array(action, {maxLength: 4}), (wished, column, row, actions) => {
        const state = actions.reduce(reducer, opened(wished));
        const place = placeAt(state, {column, row});
        if (place?.type === 'row') {
          const {length} = (state.overlay ?? state[state.step]).list;
          expect(place.row).toBeLessThan(length);
        }
      }),
      {numRuns: 100},
    );
  });
});
