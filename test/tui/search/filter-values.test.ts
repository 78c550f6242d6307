import {expect, test} from 'vitest';
import {stackTable} from '../../../src/choose/stack-table.ts';
import {filterValues} from '../../../src/tui/search/filter-values.ts';
import {findStacks} from '../../../src/tui/search/find-stacks.ts';
import {NO_FILTERS} from '../../../src/tui/state/filters.ts';
import {HOST, smallCatalogue} from '../fixtures/catalogue.ts';

const PLAIN = stackTable(smallCatalogue(), HOST);
const TABLE = {
  ...PLAIN,
  families: PLAIN.families.map(family => (family.id.startsWith('lcg') ? {...family, experiments: ['LHCb', 'ATLAS']} : family)),
};

test('families with their stacks, as they come', () =>
  expect(filterValues(TABLE, 'family', false)).toEqual([
    {id: 'lcg', text: 'lcg  LCG views', count: 4},
    {id: 'gentoo', text: 'gentoo  Gentoo Prefix', count: 1},
    {id: 'eessi', text: 'eessi  EESSI', count: 1},
    {id: 'unpacked', text: 'unpacked  Images on CVMFS', count: 1},
    {id: 'lcg-nightly', text: 'lcg-nightly  LCG nightlies', count: 2},
  ]));

test('experiments by name, with the stacks of all their families', () =>
  expect(filterValues(TABLE, 'experiment', false)).toEqual([
    {id: 'ATLAS', text: 'ATLAS', count: 6},
    {id: 'LHCb', text: 'LHCb', count: 6},
  ]));

test('compilers with their builds, the newest of each first', () =>
  expect(filterValues(TABLE, 'compiler', false).map(({text, count}) => `${text}: ${count}`)).toEqual([
    'clang 16: 3',
    'gcc 14: 4',
    'gcc 13: 8',
    'gcc 11: 8',
  ]));

test.each(['family', 'experiment', 'compiler'] as const)('every %s that is offered finds as much as it says', name => {
  for (const showAll of [false, true]) {
    for (const {id, count} of filterValues(TABLE, name, showAll)) {
      const found = findStacks(TABLE, {tokens: [], packages: null, filters: {...NO_FILTERS, [name]: id}, showAll});
      const builds = found.matching.slice(0, found.count).reduce((sum, each) => sum + each, 0);
      expect(name === 'compiler' ? builds : found.count).toBe(count);
    }
  }
});
