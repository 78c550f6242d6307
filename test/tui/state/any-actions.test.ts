import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {PickerPorts} from '../../../src/tui/picker-input.ts';
import {currentFacets} from '../../../src/tui/state/platform-facets.ts';
import type {Action, PickerState} from '../../../src/tui/state/picker-state.ts';
import {reducer} from '../../../src/tui/state/reducer.ts';
import {opened} from '../fixtures/screen-text.ts';
import {action, news, pressed} from './any-action.ts';
import {broken} from './invariants.ts';

// Nobody is asked by a reducer: that there is somebody is all that it knows.
const SOMEBODY = {} as PickerPorts;

const opening = fc.record({
  letters: fc.constantFrom('filter' as const, 'commands' as const),
  somebody: fc.boolean(),
  startAt: fc.constantFrom(
    null,
    {stack: 'lcg/LCG_107', question: 'platform' as const},
    {stack: 'eessi/2023.06', question: 'start' as const, filter: 'zen3'},
    {stack: 'lcg/gone', question: 'start' as const},
  ),
});

function start({letters, somebody, startAt}: typeof opening extends fc.Arbitrary<infer Wish> ? Wish : never): PickerState {
  return opened({
    favourites: ['lcg/LCG_104a', 'lcg/gone'],
    recents: ['eessi/2023.06'],
    settings: {letters},
    ...(somebody ? {ports: SOMEBODY} : {}),
    ...(startAt === null ? {} : {startAt}),
  });
}

/** The state after an action, from where it goes on; what is decided ends it, so that one goes on before it. */
function stepped(state: PickerState, one: Action): PickerState {
  const next = reducer(state, one);
  const problems = broken(next);
  if (problems.length > 0) expect({after: one, problems}).toEqual({after: one, problems: []});
  if (next.outcome === null) return next;
  // However many keys come in the same read.
  if (reducer(next, {type: 'command', command: 'back'}) !== next || reducer(next, {type: 'tick', now: 1e9}) !== next)
    expect(next).toBe('final');
  return state;
}

describe('any sequence of actions', () => {
  test('leaves everything as it has to be', () => {
    fc.assert(
      fc.property(opening, fc.array(action, {minLength: 20, maxLength: 120}), (wish, actions) => {
        actions.reduce(stepped, start(wish));
      }),
      {numRuns: 500},
    );
  });

  const selectedIn = (state: PickerState) => {
    const step = state[state.step];
    const row = step.rows[step.list.cursor];
    return row === undefined ? null : {id: 'id' in row ? row.id : row.address, line: step.list.cursor - step.list.top};
  };

  test('news leave what is selected where it is', () => {
    fc.assert(
      fc.property(
        opening,
        fc.array(action, {maxLength: 30}),
        fc.array(news, {minLength: 1, maxLength: 8}),
        (wish, before, then) => {
          let state = before.reduce(stepped, start(wish));
          for (const one of then) {
            const next = stepped(state, one);
            const [was, is] = [selectedIn(state), selectedIn(next)];
            const rows = next[next.step].rows;
            const stays =
              was !== null && next.step === state.step && rows.some(row => ('id' in row ? row.id : row.address) === was.id);
            if (stays) {
              expect(is?.id).toBe(was.id);
              // It moves on the screen only where the list would begin above it or end below it.
              const {cursor, top, length, height} = next[next.step].list;
              const isForced = is!.line < was.line ? top === 0 : top === Math.max(0, length - height);
              expect(is!.line === was.line || isForced, `line ${was.line} to ${is!.line} (${cursor} of ${length})`).toBe(true);
            }
            expect([next.focus, next.step === state.step ? next.overlay?.name : null]).toEqual([
              state.focus,
              next.step === state.step ? state.overlay?.name : null,
            ]);
            state = next;
          }
        },
      ),
      {numRuns: 200},
    );
  });

  test('in the columns of platforms every step ends at a build that exists', () => {
    const inColumns = fc
      .constantFrom('up', 'down', 'left', 'right', 'first', 'last', 'page-down')
      .map((command): Action => ({type: 'command', command}) as Action);
    const platforms = start({letters: 'filter', somebody: false, startAt: {stack: 'lcg/LCG_107', question: 'platform'}});
    fc.assert(
      fc.property(fc.array(fc.oneof(inColumns, pressed), {maxLength: 40}), actions => {
        let state = platforms;
        for (const one of actions) {
          const next = stepped(state, one);
          if (next.step !== 'platform') break;
          const facets = currentFacets(next);
          if (facets !== null) expect(next.platform.rows).toContain(next.platform.rows[next.platform.list.cursor]);
          state = next;
        }
      }),
      {numRuns: 200},
    );
  });
});
