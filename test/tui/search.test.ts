import {describe, expect, test} from 'vitest';
import {didYouMean, loadFuse, orderByLikeness} from '../../src/tui/search/fuzzy.ts';
import {closeness, search, searchIndexOf} from '../../src/tui/search/search-index.ts';
import {narrows, tokensOf} from '../../src/tui/search/tokens.ts';
import {largeCatalogue, smallCatalogue, stackOf} from './fixtures/catalogue.ts';

describe('tokensOf', () => {
  test('small words without operators', () =>
    expect(tokensOf(`  'LCG_107 ^el9 | "gcc13" !x $= `)).toEqual(['lcg_107', 'el9', 'gcc13', 'x']));
  test('what names are made of stays', () =>
    expect(tokensOf('almalinux:9 x86_64-el9 +dbg c++ 2023.06')).toEqual(['almalinux:9', 'x86_64-el9', '+dbg', 'c++', '2023.06']));
});

describe('search', () => {
  const index = searchIndexOf(smallCatalogue());
  const found = (query: string) =>
    search(index, tokensOf(query), null).variants.map(position => index.variants[position]!.address);
  test('all words have to be there, in any order', () =>
    expect(found('gcc13 107 opt')).toEqual(['lcg/LCG_107@x86_64-el9-gcc13-opt', 'lcg/LCG_107@aarch64-el9-gcc13-opt']));
  test('family, title, repository and processor count', () => {
    expect(found('eessi zen3')).toEqual(['eessi/2023.06@x86_64/amd/zen3']);
    expect(found('gentoo prefix')).toEqual(['gentoo/linux@x86_64']);
    expect(found('unpacked.cern.ch')).toHaveLength(1);
    expect(found('nightly')).toHaveLength(4);
  });
  test('a longer query searches in the last result', () => {
    const last = search(index, ['lcg'], null);
    expect(search(index, ['lcg_107', 'el8'], last)).toEqual(search(index, ['lcg_107', 'el8'], null));
    expect(narrows(['lcg_107', 'el8'], ['lcg'])).toBe(true);
    expect(narrows(['el8'], ['lcg'])).toBe(false);
  });
  test('whole words are closest', () => {
    expect(closeness('lcg/lcg_106 x', ['106'])).toBe(0);
    expect(closeness('lcg/lcg_106b x', ['106'])).toBe(1);
    expect(closeness('lcg/lcg_2106 x', ['106'])).toBe(2);
  });
  test('2,000 variants take a few milliseconds at most', () => {
    const large = searchIndexOf(largeCatalogue(2000));
    const startedAt = performance.now();
    for (let round = 0; round < 20; round++) search(large, ['lcg', 'el9', 'gcc13'], null);
    expect((performance.now() - startedAt) / 20).toBeLessThan(16);
  });
});

describe('with fuse.js', () => {
  const stacks = [
    ...smallCatalogue(),
    stackOf({address: 'hep/pythia8', title: 'Pythia', variants: [{text: 'x86_64-el9-gcc13-opt'}]}),
  ];
  test('the word that was meant', async () => {
    await loadFuse();
    expect(didYouMean(stacks, ['pyhtia8'])).toBe('pythia8');
    expect(didYouMean(stacks, ['gento', 'prefx'])).toBe('gento prefix');
    expect(didYouMean(stacks, ['qqqqqqqq'])).toBeNull();
    expect(didYouMean(stacks, ['107'])).toBeNull();
  });
  test('the order keeps whole words first, and all rows', async () => {
    await loadFuse();
    const rows = stacks.map((stack, position) => ({stack, closeness: position === 3 ? 0 : 1}));
    const order = orderByLikeness(rows, ['gentoo'])!;
    expect(order[0]).toBe(3);
    expect(order.toSorted((a, b) => a - b)).toEqual(stacks.map((_, position) => position));
  });
});
