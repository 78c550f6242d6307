import {expect, test} from 'vitest';
import {addressesOf, suffixOf} from '../../src/choose/variant-address.ts';
import type {FoundVariant} from '../../src/find/found.ts';
import {found, kinds, layout} from './scene.ts';

const GCC = {name: 'gcc', version: '13', path: 'usr/gcc/13'};
const build = (platform: string, changes: Partial<FoundVariant> = {}) => found('R1', platform, {...kinds.lcg, ...changes});
const elsewhere = (repository: string, platform = 'el9', changes: Partial<FoundVariant> = {}) =>
  build(platform, {repository, root: `/cvmfs/${repository}/R1`, ...changes});
const many = (count: number) => Array.from({length: count}, (_, index) => build(`el${index}`));

test.each([
  {title: 'are those of the stack for one without platform', variants: [build('')], is: ['x/R1']},
  {title: 'have the platform', variants: [build('el9'), build('el8')], is: ['x/R1@el9', 'x/R1@el8']},
  {
    title: 'have the repository where two would be the same, all but the first by path',
    variants: [elsewhere('b.org'), elsewhere('a.org'), build('el8')],
    is: ['x/R1@el9+b.org', 'x/R1@el9', 'x/R1@el8'],
  },
  {
    title: 'have it behind an @ of its own where there is no platform',
    variants: [elsewhere('a.org', ''), elsewhere('b.org', '')],
    is: ['x/R1', 'x/R1@b.org'],
  },
  {
    title: 'begin with what is preferred, wherever it lies',
    variants: [elsewhere('a.org'), elsewhere('b.org', 'el9', {layout: layout({preference: 1})})],
    is: ['x/R1@el9+a.org', 'x/R1@el9'],
  },
  {
    title: 'are counted where not even the repository tells',
    variants: [elsewhere('a.org'), elsewhere('b.org'), elsewhere('b.org'), elsewhere('b.org')],
    is: ['x/R1@el9', 'x/R1@el9+b.org', 'x/R1@el9+b.org+2', 'x/R1@el9+b.org+3'],
  },
])('addresses $title', ({variants, is}) => {
  expect(addressesOf('x/R1', variants).toSorted()).toEqual(is.toSorted());
  expect(addressesOf('x/R1', variants)[0]).toBe(is[0]);
});

test('addresses do not depend on the order in which variants come', () => {
  const [one, other] = [elsewhere('a.org'), elsewhere('b.org')];
  expect(addressesOf('x/R1', [one, other])).toEqual(addressesOf('x/R1', [other, one]).toReversed());
});

test('addresses of many variants are as different as those of few', () => {
  for (const count of [12, 13, 40]) {
    expect(new Set(addressesOf('x/R1', many(count))).size).toBe(count);
    expect(new Set(addressesOf('x/R1', [...many(count), ...many(1)])).size).toBe(count + 1);
  }
});

test.each([
  {title: 'a platform', text: 'el9', compiler: null, suffix: 'el9'},
  {title: 'a compiler', text: '', compiler: GCC, suffix: 'gcc13'},
  {title: 'both', text: 'el9', compiler: GCC, suffix: 'el9-gcc13'},
  {title: 'an image, whose platform is its name', text: 'R1', compiler: null, suffix: ''},
])('what follows the @ of $title is "$suffix"', ({text, compiler, suffix}) => {
  expect(suffixOf({release: 'R1', platformText: text, compiler})).toBe(suffix);
});
