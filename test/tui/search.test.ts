import {describe, expect, test} from 'vitest';
import {didYouMean, loadFuse, orderByLikeness} from '../../src/tui/search/fuzzy.ts';
import {findStacks} from '../../src/tui/search/find-stacks.ts';
import type {Search} from '../../src/tui/search/find-stacks.ts';
import {HIT, hitIn} from '../../src/tui/search/token-hits.ts';
import {tokensOf} from '../../src/tui/search/tokens.ts';
import {NO_FILTERS} from '../../src/tui/state/filters.ts';
import {smallCatalogue, stackOf, tableOf} from './fixtures/catalogue.ts';

describe('tokensOf', () => {
  test('small words without operators', () =>
    expect(tokensOf(`  'LCG_107 ^el9 | "gcc13" !x $= `)).toEqual(['lcg_107', 'el9', 'gcc13', 'x']));
  test('what names are made of stays', () =>
    expect(tokensOf('almalinux:9 x86_64-el9 +dbg c++ 2023.06')).toEqual(['almalinux:9', 'x86_64-el9', '+dbg', 'c++', '2023.06']));
});

describe('findStacks', () => {
  const table = tableOf(smallCatalogue());
  const found = (query: string, changes: Partial<Search> = {}) => {
    const {count, stacks, matching} = findStacks(table, {
      tokens: tokensOf(query),
      packages: null,
      filters: NO_FILTERS,
      showAll: true,
      ...changes,
    });
    return Array.from({length: count}, (_, at) => `${table.addresses[stacks[at]!]} ${matching[at]}`);
  };
  test('all words have to be there, in any order', () => expect(found('gcc13 107 opt')).toEqual(['lcg/LCG_107 2']));
  test('family, title, repository and processor count', () => {
    expect(found('eessi zen3')).toEqual(['eessi/2023.06 1']);
    expect(found('gentoo prefix')).toEqual(['gentoo/linux 1']);
    expect(found('unpacked.cern.ch')).toHaveLength(1);
    expect(found('nightly')).toEqual(['lcg-nightly/dev3/Thu 2', 'lcg-nightly/dev3/latest 2']);
  });
  test('a rebuild of Red Hat Enterprise Linux is found by the word for all of them', () => {
    const variants = ['x86_64-almalinux9.8-gcc14.2.0-opt', 'x86_64-slc6-gcc49-opt'].map(text => ({text}));
    const rebuilds = tableOf([stackOf({address: 'key4hep/R1', variants})]);
    for (const [query, count] of [
      ['el9', 1],
      ['el9 gcc14', 1],
      ['el6', 1],
      ['el8', 0],
      ['el9 gcc49', 0],
    ] as const)
      expect(
        findStacks(rebuilds, {tokens: tokensOf(query), packages: null, filters: NO_FILTERS, showAll: true}).count,
        query,
      ).toBe(count);
  });
  test('what can never run here only when asked for', () => {
    expect(found('107 mac12')).toHaveLength(1);
    expect(found('107 mac12', {showAll: false})).toHaveLength(0);
  });
  test('filters leave variants, families and experiments', () => {
    expect(found('107', {filters: {...NO_FILTERS, compiler: 'gcc 13'}})).toEqual(['lcg/LCG_107 3']);
    expect(found('107', {filters: {...NO_FILTERS, runs: true}})).toEqual(['lcg/LCG_107 6']);
    expect(found('', {filters: {...NO_FILTERS, family: 'gentoo'}})).toEqual(['gentoo/linux 1']);
    expect(found('', {filters: {...NO_FILTERS, experiment: 'ATLAS'}})).toEqual([]);
  });
});

describe('hitIn', () => {
  test('whole words are closest', () => {
    expect(hitIn('lcg/lcg_106 x', '106')).toBe(HIT.whole);
    expect(hitIn('lcg/lcg_106b x', '106')).toBe(HIT.begins);
    expect(hitIn('lcg/lcg_2106 x', '106')).toBe(HIT.within);
    expect(hitIn('lcg/lcg_2106 x', '107')).toBe(HIT.none);
  });
});

describe('with fuse.js', () => {
  const stacks = tableOf([
    ...smallCatalogue(),
    stackOf({address: 'hep/pythia8', title: 'Pythia', variants: [{text: 'x86_64-el9-gcc13-opt'}]}),
  ]);
  test('the word that was meant', async () => {
    await loadFuse();
    expect(didYouMean(stacks, ['pyhtia8'])).toBe('pythia8');
    expect(didYouMean(stacks, ['gento', 'prefx'])).toBe('gento prefix');
    expect(didYouMean(stacks, ['qqqqqqqq'])).toBeNull();
    expect(didYouMean(stacks, ['107'])).toBeNull();
  });
  test('the order keeps whole words first, and all rows', async () => {
    await loadFuse();
    const rows = stacks.addresses.map((address, position) => ({position, address, closeness: position === 3 ? 0 : 1}));
    const order = orderByLikeness(stacks, rows, ['gentoo'])!;
    expect(order[0]).toBe(3);
    expect(order.toSorted((a, b) => a - b)).toEqual(stacks.addresses.map((_, position) => position));
  });
});
