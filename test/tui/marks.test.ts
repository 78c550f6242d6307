import {expect, test} from 'vitest';
import {stackRows} from '../../src/tui/state/stack-rows.ts';
import {stackWords, variantWords} from '../../src/tui/accessible/questions.ts';
import type {Stack, Variant} from '../../src/choose/stack.ts';
import {smallCatalogue, stackOf, tableOf} from './fixtures/catalogue.ts';
import {opened, play, seen} from './fixtures/screen-text.ts';

const NIGHTLY: Stack = withMarks(
  {
    ...stackOf({
      address: 'lcg-nightly/dev3/latest',
      variants: [
        {text: 'x86_64-el9-gcc14-opt', platform: {compiler: {name: 'gcc', version: '14'}}},
        {text: 'x86_64-el9-gcc13-opt', platform: {compiler: {name: 'gcc', version: '13'}}},
      ],
    }),
    nightly: true,
  },
  {marks: ['stale'], leadsTo: 'lcg-nightly/dev3/Thu@x86_64-el9-gcc14-opt'},
);

function withMarks(stack: Stack, changes: Partial<Variant>): Stack {
  const [first, ...others] = stack.variants;
  return {...stack, variants: [{...first, ...changes}, ...others]};
}

test('an old release stands after all others that run, and says so', () => {
  const [newest, ...others] = smallCatalogue();
  const old = {...withMarks(newest!, {marks: ['old']}), old: true, recommended: false};
  const screen = seen(opened({table: tableOf([old, ...others]), columns: 80, rows: 20}));
  const rows = screen.filter(line => /^[> ] [●◆○]/.test(line));
  expect(rows[0]).not.toContain(old.address);
  expect(rows.findIndex(line => line.includes(`${old.address} `))).toBeGreaterThan(0);
  expect(rows.find(line => line.includes(`${old.address} `))).toMatch(/ old /);
});

test('marks are a column of the variants and lines of the details', () => {
  const screen = seen(play(opened({table: tableOf([NIGHTLY]), columns: 160, rows: 24}), 'forward', 'platform-view', 'up')).join(
    '\n',
  );
  expect(screen).toMatch(/NOTE/);
  expect(screen).toMatch(/gcc 14 .*stale/);
  expect(screen).toMatch(/Mark +stale/);
  expect(screen).toMatch(/Leads to +.*Thu/);
});

test('marks are said where nothing is drawn', () => {
  const [variant] = NIGHTLY.variants;
  expect(variantWords(variant)).toMatch(/, stale$/);
  const [row] = stackRows(tableOf([{...NIGHTLY, old: true}]), [], {showAll: false, favourites: [], recents: []});
  expect(stackWords(row!)).toMatch(/, nightly, old$/);
});

test('what is recommended stands first, also where it takes a container, and helpers that run anywhere after it', () => {
  const [stack] = smallCatalogue();
  const as = (address: string, runs: 'native' | 'container', recommended: boolean): Stack => {
    const made = withMarks(stack!, {});
    const verdict = {runs, reason: 'So it is.', image: runs === 'container' ? '/cvmfs/unpacked.cern.ch/el9' : null};
    const [first] = made.variants;
    const family = address.split('/')[0] ?? '';
    return {...made, address, family, recommended, variants: [{...first, address: `${address}@any`, verdict}]};
  };
  const stacks = [
    as('lcg-contrib/CMake', 'native', false),
    as('lcg/LCG_111', 'container', true),
    as('cms/CMSSW_15', 'container', false),
    as('eessi/2025.06', 'native', true),
  ];
  const rows = seen(opened({table: tableOf(stacks), columns: 80, rows: 20})).filter(line => /^[> ] [●◆○]/.test(line));
  expect(rows.map(line => /\S+\/\S+/.exec(line)?.[0])).toEqual([
    'eessi/2025.06',
    'lcg/LCG_111',
    'lcg-contrib/CMake',
    'cms/CMSSW_15',
  ]);
});
