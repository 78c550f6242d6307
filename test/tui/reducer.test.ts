import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Action, Command, PickerState} from '../../src/tui/state/picker-state.ts';
import {currentChoice} from '../../src/tui/state/picker-state.ts';
import {reducer} from '../../src/tui/state/reducer.ts';
import {BINDINGS} from '../../src/tui/keys/bindings.ts';
import {textWidth} from '../../src/tui/text/width.ts';
import {REPOSITORIES, repositoryOf, smallCatalogue, stackOf, tableOf} from './fixtures/catalogue.ts';
import {opened, play, seen} from './fixtures/screen-text.ts';

const selected = (state: PickerState) => {
  switch (state.step) {
    case 'stack':
      return state.stack.rows[state.stack.list.cursor]?.address ?? null;
    case 'platform':
      return state.platform.rows[state.platform.list.cursor]?.address ?? null;
    case 'start':
      return state.start.rows[state.start.list.cursor]?.id ?? null;
  }
};

describe('the way through', () => {
  const cases: readonly {
    title: string;
    steps: readonly string[];
    step?: string;
    selected?: string | null;
    outcome?: string | null;
    filter?: string;
  }[] = [
    {title: 'opens at the stacks with the best one selected', steps: [], step: 'stack', selected: 'lcg/LCG_107'},
    {
      title: 'Enter asks for the platform, the best one selected',
      steps: ['forward'],
      step: 'platform',
      selected: 'lcg/LCG_107@x86_64-el9-gcc14-opt',
    },
    {title: 'Enter, Enter asks how to start', steps: ['forward', 'forward'], step: 'start', selected: 'here'},
    {title: 'Enter, Enter, Enter starts', steps: ['forward', 'forward', 'forward'], outcome: 'start'},
    {
      title: 'a filter chooses the platform, too',
      steps: ['<gcc13>', 'forward'],
      step: 'platform',
      selected: 'lcg/LCG_107@x86_64-el9-gcc13-opt',
    },
    {title: 'a stack with one platform is not asked for it', steps: ['<gentoo>', 'forward'], step: 'start', selected: 'prefix'},
    {title: '… and goes back to the stacks', steps: ['<gentoo>', 'forward', 'back'], step: 'stack', selected: 'gentoo/linux'},
    {title: 'Esc clears the filter first', steps: ['<107>', 'back'], step: 'stack', filter: '', outcome: null},
    {title: '… keeps what was selected', steps: ['<106b>', 'back'], step: 'stack', selected: 'lcg/LCG_106b'},
    {title: '… then leaves', steps: ['<107>', 'back', 'back'], outcome: 'cancelled'},
    {title: 'Esc goes back a question and keeps its filter', steps: ['<106>', 'forward', 'back'], step: 'stack', filter: '106'},
    {
      title: 'a question that comes again is as it was left',
      steps: ['forward', 'right', 'down', 'back', 'forward'],
      step: 'platform',
      selected: 'lcg/LCG_107@x86_64-el9-gcc13-opt',
    },
    {
      title: 'another stack is another question',
      steps: ['forward', 'down', 'back', 'down', 'forward'],
      step: 'platform',
      selected: 'lcg/LCG_106b@x86_64-el9-gcc14-opt',
    },
    {title: 'right at the end of the text goes on', steps: ['<107>', 'right'], step: 'platform'},
    {title: 'right within the text moves in it', steps: ['<107>', 'left', 'right'], step: 'stack'},
    {title: 'left without text goes back', steps: ['forward', 'left'], step: 'stack'},
    {title: 'left at the first question stays', steps: ['left'], step: 'stack', outcome: null},
    {title: 'starts at once', steps: ['start-now'], outcome: 'start'},
    {title: 'prints instead', steps: ['print'], outcome: 'print'},
    {title: 'leaves from help', steps: ['help', 'leave'], outcome: 'cancelled'},
    {title: 'Esc closes help only', steps: ['help', 'back'], step: 'stack', outcome: null},
    {title: 'keys do not go to the filter behind help', steps: ['help', '<x>', 'back'], filter: ''},
    {title: 'nothing matches: Enter stays', steps: ['<zzz>', 'forward'], step: 'stack', selected: null, outcome: null},
    {title: 'operator characters mean nothing', steps: ['<\'lcg !^$|=" 107>'], selected: 'lcg/LCG_107'},
    {title: 'a whole word goes before a part of one', steps: ['<106>'], selected: 'lcg/LCG_106'},
    {title: 'the title is searched', steps: ['<gentoo prefix>'], selected: 'gentoo/linux'},
    {title: 'the processor is searched', steps: ['<zen2>', 'forward'], selected: 'eessi/2023.06@x86_64/amd/zen2'},
  ];
  for (const wish of cases) {
    test(wish.title, () => {
      const state = play(opened(), ...wish.steps);
      if (wish.step !== undefined) expect(state.step).toBe(wish.step);
      if (wish.selected !== undefined) expect(selected(state)).toBe(wish.selected);
      if (wish.outcome !== undefined) expect(state.outcome?.status ?? null).toBe(wish.outcome);
      if (wish.filter !== undefined) expect(state[state.step].filter.text).toBe(wish.filter);
    });
  }

  test('the best choice needs no flags, another one says all', () => {
    const best = play(opened(), '<104a>', 'forward', 'forward', 'forward').outcome;
    expect(best).toMatchObject({status: 'start', choice: {container: 'auto', engine: null, image: null}});
    const other = play(opened(), '<104a>', 'forward', 'forward', 'down', 'forward').outcome;
    expect(other).toMatchObject({status: 'start', choice: {container: 'always', engine: 'unshare'}});
  });

  test('what cannot start is not started, and the reason is said', () => {
    const state = play(opened({settings: {showAll: true}}), '<mac12 107>', 'forward', 'forward', 'forward');
    expect(state.outcome).toBeNull();
    expect(state.notice).toContain('It was made for macOS.');
  });

  test('after the decision nothing changes any more', () => {
    const state = play(opened(), 'start-now', 'leave', '<x>');
    expect(state.outcome?.status).toBe('start');
  });

  test('favourites and recents come first', () => {
    const state = opened({favourites: ['eessi/2023.06'], recents: ['lcg-nightly/dev3/Thu', 'gone/stack']});
    expect(state.stack.rows.slice(0, 3).map(row => row.address)).toEqual([
      'eessi/2023.06',
      'lcg-nightly/dev3/Thu',
      'lcg/LCG_107',
    ]);
  });

  test('what can never run on this kind of machine is hidden until asked for', () => {
    const hidden = play(opened(), 'forward');
    expect(hidden.platform.rows.map(row => row.platform.arch)).not.toContain('aarch64');
    const shown = play(hidden, 'show-all');
    expect(shown.platform.rows.map(row => row.platform.arch)).toContain('aarch64');
    expect(selected(shown)).toBe(selected(hidden));
  });
});

describe('opening at a question', () => {
  test('the platform of a stack, with a filter', () => {
    const state = opened({startAt: {stack: 'lcg/LCG_106b', question: 'platform', filter: 'el8'}});
    expect([state.step, selected(state)]).toEqual(['platform', 'lcg/LCG_106b@x86_64-el8-gcc11-opt']);
    expect(play(state, 'back', 'back').step).toBe('stack');
  });
  test('how to start', () => {
    const state = opened({startAt: {stack: 'lcg/LCG_104a', question: 'start'}});
    expect([state.step, selected(state)]).toEqual(['start', 'container:bubblewrap']);
  });
  test('a stack of which nothing fits this machine shows why', () => {
    const stacks = [stackOf({address: 'lcg/LCG_1', variants: [{text: 'aarch64-el9-gcc13-opt', runs: 'no'}]})];
    const state = opened({table: tableOf(stacks), startAt: {stack: 'lcg/LCG_1', question: 'platform'}});
    expect(selected(state)).toBe('lcg/LCG_1@aarch64-el9-gcc13-opt');
  });
});

describe('news', () => {
  const news = (state: PickerState, stacks: ReturnType<typeof smallCatalogue>) =>
    reducer(state, {type: 'update', update: {table: tableOf(stacks)}});

  test('rows that come before the selected one do not move it on the screen', () => {
    const few = smallCatalogue().slice(3);
    const state = play(opened({table: tableOf(few)}), 'down', 'down');
    const screenRow = state.stack.list.cursor - state.stack.list.top;
    const grown = news(state, smallCatalogue());
    expect(selected(grown)).toBe(selected(state));
    // As far as there is something above it: the list starts at its first row at the latest.
    expect(grown.stack.list.cursor - grown.stack.list.top).toBeGreaterThanOrEqual(screenRow);
  });

  test('a stack that went away while its platform is asked for', () => {
    const state = news(play(opened(), 'forward'), smallCatalogue().slice(1));
    expect(state.step).toBe('stack');
    expect(state.notice).toBe('lcg/LCG_107 is no longer there.');
  });

  test('a variant that went away while one asks how to start it', () => {
    const stacks = smallCatalogue().map(stack => ({
      ...stack,
      variants: stack.variants.slice(1) as unknown as typeof stack.variants,
    }));
    const state = news(
      play(opened(), 'forward', 'forward'),
      stacks.filter(stack => stack.variants.length > 0),
    );
    expect(state.step).toBe('platform');
    expect(state.notice).toContain('is no longer there');
  });

  test('the filter goes on while stacks arrive', () => {
    const state = news(play(opened({table: tableOf([])}), '<gentoo>'), smallCatalogue());
    expect(selected(state)).toBe('gentoo/linux');
  });
});

describe('any sequence of actions', () => {
  const commands = BINDINGS.map(binding => binding.command).filter(command => command !== 'leave');
  const action: fc.Arbitrary<Action> = fc.oneof(
    {weight: 6, arbitrary: fc.constantFrom(...commands).map((command: Command) => ({type: 'command' as const, command}))},
    {
      weight: 3,
      arbitrary: fc
        .constantFrom('l', '1', '107', 'el9', ' ', 'gcc', 'zzz', 'é', '日本')
        .map(text => ({type: 'insert' as const, text})),
    },
    {
      weight: 1,
      arbitrary: fc
        .record({columns: fc.integer({min: 1, max: 220}), rows: fc.integer({min: 1, max: 60})})
        .map(size => ({type: 'resize' as const, size})),
    },
    {
      weight: 1,
      arbitrary: fc
        .subarray(smallCatalogue() as ReturnType<typeof smallCatalogue>[number][])
        .map(stacks => ({type: 'update' as const, update: {table: tableOf(stacks)}})),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(REPOSITORIES, [repositoryOf('x.y', {state: 'failed', message: 'why\u001b[2J'})])
        .map(repositories => ({type: 'update' as const, update: {repositories}})),
    },
    {weight: 1, arbitrary: fc.nat(30).map(row => ({type: 'select' as const, row}))},
    {weight: 1, arbitrary: fc.integer({min: 1, max: 2000}).map(length => ({type: 'overlay-length' as const, length}))},
  );

  test('keeps a selection that exists, a frame that fits, and nothing raw', () => {
    fc.assert(
      fc.property(fc.array(action, {maxLength: 40}), actions => {
        let state = opened();
        for (const one of actions) {
          const next = reducer(state, one);
          // A decision ends it; go on from the state before.
          if (next.outcome === null) state = next;
          for (const step of [state.stack, state.platform, state.start]) {
            expect(step.list.length).toBe(step.rows.length);
            expect(step.list.cursor).toBeLessThan(Math.max(1, step.rows.length));
          }
          if (next.outcome?.status === 'start') expect(currentChoice(state)).not.toBeNull();
        }
        const lines = seen(state);
        expect(lines).toHaveLength(state.size.rows);
        for (const line of lines) {
          expect(textWidth(line)).toBeLessThanOrEqual(state.size.columns);
          expect(line).not.toMatch(/\p{Cc}/u);
        }
      }),
      {numRuns: 150},
    );
  });
});
