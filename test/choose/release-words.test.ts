import {describe, expect, test} from 'vitest';
import {releaseKey} from '../../src/choose/release-key.ts';
import {isPlain, newestFirst} from '../../src/choose/release-order.ts';

const sorted = (releases: readonly string[]) => releases.toSorted((a, b) => newestFirst(releaseKey(a), releaseKey(b)));

test('what is cut off, tried or promised stands below its release, in the order in which it is made', () => {
  const order = [
    ...['v2.0', 'v2.0-rc2', 'v2.0-rc1', 'v2.0-candidate1', 'v2.0-pre1', 'v2.0-prerelease1', 'v2.0b1', 'v2.0-beta1', 'v2.0a1'],
    ...['v2.0-alpha1', 'v2.0-dev1', 'v2.0-proposed1', 'v2.0-test1', 'v2.0-testing1', 'v2.0-unstable1', 'v2.0-nightly1'],
    ...['v2.0-snapshot1', 'v2.0-branch', 'v1.9'],
  ];
  expect(sorted(order.toReversed())).toEqual(order);
});

test.each(['stable', 'release', 'final', 'lts', 'LTS'])('a version that is called %s is that version', word => {
  expect(releaseKey(`v2.0-${word}`)).toMatchObject({numbers: [2, 0, 0, 0], early: null, flavour: ''});
});

test('names that lead to others stand before releases, and what is being made behind them', () => {
  const order = [
    ...['latest', 'current', 'stable', 'pro', 'prod', 'default', 'today', 'yesterday', 'v2', 'v1'],
    ...['development', 'devel', 'dev', 'testing', 'test', 'proposed', 'next', 'nightly', 'unstable', 'head', 'master', 'main'],
  ];
  const places = order.map(name => releaseKey(name).pointer);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places.filter(place => place === 0)).toHaveLength(2);
  expect(sorted(order.toReversed())).toEqual(order);
});

test.each(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'Sun'])('%s is a day, and no release', word => {
  expect(releaseKey(word)).toMatchObject({numbers: [], pointer: -1});
  expect(releaseKey(word).day).toBe(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].indexOf(word.toLowerCase()));
});

describe('words before a version', () => {
  test.each(['', 'v', 'r', 'R', 'release-', 'releases/', 'v_'])('"%s" are those of what people work with', word => {
    const usual = releaseKey(`${word}2.0`).path.map(({rank}) => rank);
    expect(Math.max(...usual)).toBe(0);
  });
  test.each([
    'prerelease-',
    'Pre-Release/',
    'pre',
    'candidates/',
    'candidate-',
    'rc-',
    'test-',
    'dev-',
    'daily-',
    'nightly-',
    'd_',
    'snapshot-',
    'snapshots/',
  ])('"%s" are those of what is no release yet', word => {
    expect(Math.max(...releaseKey(`${word}2.0`).path.map(({rank}) => rank))).toBe(2);
    expect(sorted([`${word}2.0`, 'v1.0'])).toEqual(['v1.0', `${word}2.0`]);
  });
  test('others are names of something', () => expect(releaseKey('LCG_107').path.map(({rank}) => rank)).toEqual([1]));
});

test.each([
  {release: 'LCG_107', plain: true},
  {release: 'LCG_107a', plain: true},
  {release: 'LCG_107_swan', plain: false},
  {release: 'v2.0-rc1', plain: false},
])('$release is a plain release: $plain', ({release, plain}) => expect(isPlain(releaseKey(release))).toBe(plain));
