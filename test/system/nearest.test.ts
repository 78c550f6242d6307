import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {editDistance, nearest} from '../../src/system/nearest.ts';

const WORDS = ['LCG_107', 'LCG_107a', 'LCG_106', 'eessi', 'x86_64-el9-gcc13-opt', 'gcc13', 'gcc14'];

describe('the nearest words', () => {
  const cases = [
    {title: 'one letter wrong', word: 'gcc12', nearest: ['gcc13', 'gcc14']},
    {title: 'two letters swapped', word: 'LGC_107', nearest: ['LCG_107', 'LCG_107a', 'LCG_106']},
    {title: 'the wrong case', word: 'EESSI', nearest: ['eessi']},
    {title: 'the beginning of a word', word: 'ees', nearest: ['eessi']},
    {title: 'a part of a word', word: 'el9-gcc', nearest: ['x86_64-el9-gcc13-opt']},
    {title: 'nothing near', word: 'fedora', nearest: []},
    {title: 'nothing asked', word: '', nearest: []},
  ];
  for (const {title, word, ...expected} of cases) test(title, () => expect(nearest(word, WORDS)).toEqual(expected.nearest));

  test('a word nobody would type is answered at once', () => {
    const began = performance.now();
    nearest(
      'x'.repeat(1000),
      Array.from({length: 2000}, (_, index) => 'x'.repeat(990) + index),
    );
    expect(performance.now() - began).toBeLessThan(500);
  });
});

test('nothing is near a word with as many errors as letters', () => {
  expect(nearest('x', ['a', '', 'dev'])).toEqual([]);
});

describe('the distance of two words', () => {
  const word = fc.string({unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8});
  test('is nothing for the same word, and the same in both directions', () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, a, 8)).toBe(0);
        expect(editDistance(a, b, 8)).toBe(editDistance(b, a, 8));
        expect(editDistance(a, b, 8) === 0).toBe(a === b);
      }),
    );
  });
  test('is one for each kind of typing error', () => {
    for (const typo of ['gcc1', 'gcc133', 'gcd13', 'gcc31']) expect(editDistance('gcc13', typo, 3)).toBe(1);
  });
});
