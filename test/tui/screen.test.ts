import {describe, expect, test} from 'vitest';
import {BINDINGS} from '../../src/tui/keys/bindings.ts';
import {frameRows, layoutFor} from '../../src/tui/layout.ts';
import {reducer} from '../../src/tui/state/reducer.ts';
import {choiceKey, currentChoice} from '../../src/tui/state/picker-state.ts';
import {symbolsFor} from '../../src/tui/text/symbols.ts';
import {drawScreen, listRowAt} from '../../src/tui/view/screen.ts';
import {repositoryOf, smallCatalogue, stackOf, tableOf} from './fixtures/catalogue.ts';
import {planOf} from './fixtures/plan.ts';
import {SCENERY, opened, play, seen} from './fixtures/screen-text.ts';

describe('what a reader sees', () => {
  test('at 40×10: one column, the best choice, the command, the keys', () => {
    expect(seen(opened({columns: 40, rows: 9, banner: 'demo tree'}))).toEqual([
      'hsf Stack    1 not answering · demo tree',
      'Search: type a release, system, comp…  9',
      '    STACK                      RUNS',
      '> ● lcg/LCG_107   recommended  here',
      '  ● lcg/LCG_106b               here',
      '  ● lcg/LCG_106                here',
      '  ● gentoo/linux               here',
      '$ hsf shell lcg/LCG_107@…4-el9-gcc14-opt',
      'Enter choose · Esc leave · ? keys   TYPE',
    ]);
  });

  test('at 80×24: a list and the details with the reason', () => {
    const screen = seen(opened({columns: 80, rows: 16})).join('\n');
    expect(screen).toMatch(/STACK +RUNS +│ lcg\/LCG_107$/m);
    expect(screen).toMatch(/^> ● lcg\/LCG_107 .*│ LCG views · recommended release$/m);
    expect(screen).toContain('│ Runs here  It was made for el9, which');
    expect(screen).toContain('│ This one   The best of 8: gcc 14, the');
    expect(screen).toMatch(/│ ↓ .* shows the rest$/m);
    expect(screen).toContain('unpacked.cern.ch not answering: No answer for 10 s; check the network. · 2 repo');
  });

  test('at 200×60: stacks, variants and details side by side', () => {
    const screen = seen(opened({columns: 200, rows: 36}));
    expect(screen.find(line => line.startsWith('> '))).toMatch(
      /^> ● lcg\/LCG_107 .*│ · ● el9 .*gcc 14 .*│ LCG views · recommended/,
    );
    expect(screen[2]).toMatch(/STACK .*RUNS .*│ .*SYSTEM +COMPILER +PROCESSOR +BUILD +RUNS .*│/);
  });

  test('columns stay aligned, and all that sets variants apart is there', () => {
    const lines = seen({...play(opened({columns: 110, rows: 20}), 'forward'), platformView: 'table'}).filter(line =>
      /^[> ] [●◆]/.test(line),
    );
    expect(lines.map(line => line.indexOf('gcc')).filter(at => at > 0 && at < 30)).toEqual(Array(5).fill(13));
  });

  test('the row that is selected is marked without colour, in each question once', () => {
    for (const steps of [[], ['forward'], ['forward', 'forward']]) {
      for (const columns of [40, 80, 200])
        expect(seen(play(opened({columns, rows: 20}), ...steps)).filter(line => /(^|│ )> /.test(line))).toHaveLength(1);
    }
  });

  test('ASCII signs only', () => {
    const scenery = {symbols: symbolsFor(true), bindings: BINDINGS};
    for (const steps of [[], ['forward'], ['forward', 'forward'], ['help'], ['details'], ['<x>']]) {
      expect(seen(play(opened({columns: 120, rows: 30}), ...steps), scenery).join('\n')).toMatch(/^[\n -~]*$/);
    }
  });

  test('names from CVMFS never reach the terminal raw', () => {
    const evil = stackOf({
      address: 'lcg/\u001b[2J\u202eevil',
      title: 'bad\u0007',
      variants: [{text: 'x86_64-el9-gcc13-opt', reason: 'be\u001bcause'}],
    });
    const state = opened({
      columns: 120,
      rows: 24,
      table: tableOf([evil]),
      repositories: [repositoryOf('sft.cern.ch', {state: 'failed', message: 'no\u001b]0;x\u0007'})],
    });
    for (const steps of [[], ['forward'], ['details']]) {
      const screen = seen(play(state, ...steps)).join('\n');
      expect(screen).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
      expect(screen).toContain('\\x1b');
    }
  });

  test('what is awaited, and since when', () => {
    const state = reducer(opened({table: tableOf([]), repositories: [], reading: [{fqrn: 'sft.cern.ch', since: 0}]}), {
      type: 'tick',
      now: 4000,
    });
    const screen = seen(state).join('\n');
    expect(screen).toContain('Looking at CVMFS for the first time.');
    expect(screen).toMatch(/sft\.cern\.ch +reading for 4 s/);
  });

  test('many repositories that are not mounted are a number', () => {
    const repositories = Array.from({length: 40}, (_, number) => repositoryOf(`r${number}.cern.ch`, {state: 'not-mounted'}));
    const shown = seen(opened({table: tableOf(smallCatalogue()), repositories})).join('\n');
    expect(shown).toContain('40 repositories not mounted');
    expect(shown).not.toContain('r7.cern.ch');
  });

  test('what is missing of a repository that is ready', () => {
    const message = 'sft.cern.ch was not read to its end in time.';
    const shown = seen(opened({columns: 120, rows: 24, repositories: [repositoryOf('sft.cern.ch', {message})]})).join('\n');
    expect(shown).toContain(message);
    expect(shown).not.toContain('repository ready');
  });

  test('nothing found', () =>
    expect(seen(opened({table: tableOf([]), repositories: []})).join('\n')).toContain('No stacks were found.'));

  test('what the plan says', () => {
    const state = opened({columns: 120, rows: 24});
    const key = choiceKey(currentChoice(state)!);
    const plan = planOf('lcg/LCG_107@x86_64-el9-gcc14-opt', {
      mode: 'container',
      engine: 'bubblewrap',
      warnings: ['The home directory is not shown inside.'],
    });
    const screen = seen(reducer(state, {type: 'previewed', preview: {key, plan, problem: null}})).join('\n');
    expect(screen).toContain('$ hsf shell lcg/LCG_107@x86_64-el9-gcc14-opt  # container with bubblewrap, 1 warning');
    expect(screen).toContain('The home directory is not shown inside.');
    const failed = seen(
      reducer(state, {type: 'previewed', preview: {key, plan: null, problem: 'sft.cern.ch does not answer.'}}),
    ).join('\n');
    expect(failed).toContain('cannot: sft.cern.ch does not answer.');
  });

  test('the mounts with their reasons, the environment without secrets', () => {
    const state = opened({columns: 100, rows: 30});
    const plan = planOf('lcg/LCG_107@x86_64-el9-gcc14-opt', {
      mounts: [
        {
          source: '/cvmfs',
          target: '/cvmfs',
          mode: 'ro',
          reason: 'the software',
          origin: 'builtin',
          kind: 'directory',
          propagation: 'rslave',
        },
      ],
      env: {
        set: {ROOTSYS: '/cvmfs/root', MY_TOKEN: 'secret'},
        unset: ['BASH_ENV'],
        dropped: [{name: 'LD_PRELOAD', reason: 'of another stack'}],
      },
    });
    const planned = reducer(state, {type: 'previewed', preview: {key: choiceKey(currentChoice(state)!), plan, problem: null}});
    expect(seen(play(planned, 'mounts')).join('\n')).toMatch(/ro {2}\/cvmfs\n +the software \(builtin\)/);
    const environment = seen(play(planned, 'environment')).join('\n');
    expect(environment).toContain('ROOTSYS');
    expect(environment).toContain('of another stack');
    expect(environment).not.toContain('secret');
    expect(seen(play(state, 'mounts')).join('\n')).toContain('no plan');
  });

  test('help has every command', () => {
    const lines = seen(play(opened({columns: 100, rows: 60}), 'help')).join('\n');
    for (const binding of BINDINGS) expect(lines).toContain(binding.words);
  });
});

describe('layoutFor', () => {
  test('all parts lie in the frame, without overlap, at any size', () => {
    for (let rows = 1; rows <= 70; rows++) {
      for (const columns of [1, 20, 63, 64, 139, 140, 400]) {
        const layout = layoutFor({columns, rows});
        const single = [layout.header, layout.filter, layout.titles, layout.repositories, layout.preview, layout.footer].filter(
          row => row !== null,
        );
        const body = Array.from({length: layout.bodyRows}, (_, row) => layout.body + row);
        expect([...single, ...body].toSorted((a, b) => a - b)).toEqual(Array.from({length: rows}, (_, row) => row));
        expect(layout.widths.reduce((sum, width) => sum + width, 0) + 3 * (layout.panes - 1)).toBe(Math.max(1, columns));
      }
    }
  });
  test('inline never fills the terminal', () => {
    expect([24, 10, 60, 2, 1].map(rows => frameRows(rows, 0.6, false))).toEqual([16, 9, 36, 1, 1]);
    expect(frameRows(24, 12, false)).toBe(12);
    expect(frameRows(24, 0.6, true)).toBe(24);
  });
});

describe('the real cursor', () => {
  test('in the filter after typing, on the row after moving', () => {
    const typed = play(opened(), '<lcg>');
    expect(drawScreen(typed, SCENERY).cursor).toEqual({x: 11, y: 1});
    expect(drawScreen(play(typed, 'down'), SCENERY).cursor).toEqual({x: 0, y: 4});
  });
  test('a long filter shows its end', () => {
    const state = play(opened({columns: 40, rows: 9}), `<${'x'.repeat(60)}y>`);
    expect(seen(state)[1]).toMatch(/xxy +0 of 9$/);
    expect(drawScreen(state, SCENERY).cursor.x).toBeLessThan(40);
  });
  test('a click finds its row', () => {
    const state = opened({columns: 80, rows: 16});
    const {body} = layoutFor(state.size);
    expect([body - 1, body, body + 2, body + smallCatalogue().length].map(row => listRowAt(state, row))).toEqual([
      null,
      0,
      2,
      null,
    ]);
  });
});
