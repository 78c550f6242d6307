import {describe, expect, test} from 'vitest';
import {didYouMean, loadFuse, orderByLikeness} from '../../src/tui/search/fuzzy.ts';
import {closeness, search} from '../../src/tui/search/search-index.ts';
import {tokensOf} from '../../src/tui/search/tokens.ts';
import {smallCatalogue, stackOf, tableOf} from './fixtures/catalogue.ts';

describe('tokensOf', () => {
  test('small words without operators', () =>
    expect(tokensOf(`  'LCG_107 ^el9 | "gcc13" !x $= `)).toEqual(['lcg_107', 'el9', 'gcc13', 'x']));
  test('what names are made of stays', () =>
    expect(tokensOf('almalinux:9 x86_64-el9 +dbg c++ 2023.06')).toEqual(['almalinux:9', 'x86_64-el9', '+dbg', 'c++', '2023.06']));
});

describe('search', () => {
  const table = tableOf(smallCatalogue());
  const all = smallCatalogue().flatMap(stack => stack.variants);
  const found = (query: string) => search(table, tokensOf(query)).variants.map(position => all[position]!.address);
  test('all words have to be there, in any order', () =>
    expect(found('gcc13 107 opt')).toEqual(['lcg/LCG_107@x86_64-el9-gcc13-opt', 'lcg/LCG_107@aarch64-el9-gcc13-opt']));
  test('family, title, repository and processor count', () => {
    expect(found('eessi zen3')).toEqual(['eessi/2023.06@x86_64/amd/zen3']);
    expect(found('gentoo prefix')).toEqual(['gentoo/linux@x86_64']);
    expect(found('unpacked.cern.ch')).toHaveLength(1);
    expect(found('nightly')).toHaveLength(4);
  });
  test('whole words are closest', () => {
    expect(closeness('lcg/lcg_106 x', ['106'])).toBe(0);
    expect(closeness('lcg/lcg_106b x', ['106'])).toBe(1);
    expect(closeness('lcg/lcg_2106 x', ['106'])).toBe(2);
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
