import {describe, expect, test} from 'vitest';
import {isBelieved} from '../../src/find/freshness.ts';
import type {RepositoryIndex} from '../../src/find/index-file.ts';
import {emptyMemo, type DirectoryMemo} from '../../src/find/memo.ts';
import {
  confirmedIndex,
  isResting,
  nightlyRepositories,
  restAfter,
  restOfMissing,
  restOfRead,
  wasMissing,
} from '../../src/find/rest.ts';
import {FAMILIES} from './scene.ts';

const HOUR = 3_600_000;
const AT = Date.parse('2026-11-23T08:00:00.000Z');
const iso = (hours: number) => new Date(AT + hours * HOUR).toISOString();

function index(root: DirectoryMemo['content'], changes: Partial<RepositoryIndex> = {}): RepositoryIndex {
  const memo = emptyMemo();
  memo.directories.set('', {key: null, content: root});
  return {
    fqrn: 'a.org',
    freshness: 'age',
    checkMarkers: false,
    revision: null,
    rootHash: null,
    scannedAt: iso(0),
    triedAt: iso(0),
    memo,
    watches: new Map(),
    ...changes,
  };
}
const hoursOf = (rest: {readonly from: number; readonly until: number} | null) =>
  rest && [(rest.from - AT) / HOUR, (rest.until - AT) / HOUR];

describe('an index', () => {
  test.each([
    {minutes: 0, believed: true},
    {minutes: 14.99, believed: true},
    {minutes: 15, believed: false},
    {minutes: -0.01, believed: false},
  ])('is believed after $minutes minutes where nothing else tells: $believed', ({minutes, believed}) => {
    expect(isBelieved({scannedAt: iso(0), triedAt: iso(-9)}, new Date(AT + minutes * 60_000))).toBe(believed);
    expect(isBelieved({scannedAt: null, triedAt: iso(0)}, new Date(AT + minutes * 60_000))).toBe(believed);
  });

  test.each([
    {title: 'a day', of: index([]), nightlies: false, hours: [0, 24]},
    {title: 'some hours where there are nightlies', of: index([]), nightlies: true, hours: [0, 3]},
    {title: 'not at all before it was read', of: index([], {scannedAt: null}), nightlies: false, hours: null},
    {title: 'not at all after a try in vain', of: index([], {triedAt: iso(1)}), nightlies: false, hours: null},
    {title: 'not at all where nothing was there', of: index('missing'), nightlies: false, hours: null},
    {title: 'not at all where it was ill', of: index({failed: 'EIO'}), nightlies: false, hours: null},
    {title: 'a day where it may not be read', of: index({failed: 'EACCES'}), nightlies: false, hours: [0, 24]},
  ])('lets its repository rest $title', ({of, nightlies, hours}) => expect(hoursOf(restOfRead(of, nightlies))).toEqual(hours));

  test.each([
    {title: 'young', of: index([]), hours: 11.99, as: 0},
    {title: 'half as old as it may be', of: index([]), hours: 12, as: 12},
    {title: 'ill', of: index({failed: 'EIO'}), hours: 13, as: 0},
  ])('that is $title and right is as of hour $as', ({of, hours, as}) => {
    const {scannedAt, triedAt} = confirmedIndex(of, new Date(AT + hours * HOUR));
    expect([scannedAt, triedAt]).toEqual([iso(as), iso(as)]);
  });

  test.each([
    {of: null, missing: false},
    {of: index([]), missing: false},
    {of: index({failed: 'EIO'}), missing: false},
    {of: index('missing'), missing: true},
  ])('tells that nothing was there: $missing', ({of, missing}) => expect(wasMissing(of)).toBe(missing));
});

describe('what was tried in vain is tried again', () => {
  test.each([
    {title: 'after a minute', first: 0, last: 5, isHopeless: false, hours: 1 / 60},
    {title: 'after a minute the first time', first: 5, last: 5, isHopeless: true, hours: 1 / 60},
    {title: 'after as long as it has been in vain', first: 0, last: 5, isHopeless: true, hours: 5},
    {title: 'after a day at most', first: 0, last: 50, isHopeless: true, hours: 24},
  ])('$title', ({first, last, isHopeless, hours}) => {
    const rest = restAfter(AT + first * HOUR, AT + last * HOUR, isHopeless);
    expect(hoursOf(rest)).toEqual([last, last + hours]);
    const of = index('missing', {scannedAt: iso(first), triedAt: iso(last)});
    expect(restOfMissing(of, isHopeless)).toEqual(rest);
  });
  test('also where it was never read', () => {
    expect(hoursOf(restOfMissing(index('missing', {scannedAt: null, triedAt: iso(2)}), true))).toEqual([2, 2 + 1 / 60]);
  });
});

test.each([
  {at: -0.01, rests: false},
  {at: 0, rests: true},
  {at: 1.99, rests: true},
  {at: 2, rests: false},
])('a rest of two hours goes on at hour $at: $rests', ({at, rests}) => {
  expect(isResting({from: AT, until: AT + 2 * HOUR}, new Date(AT + at * HOUR))).toBe(rests);
  expect(isResting(null, new Date(AT + at * HOUR))).toBe(false);
});

test('nightlies are where a family has some', () => {
  const nightly = nightlyRepositories(FAMILIES);
  expect(nightly.has('sft-nightlies.cern.ch')).toBe(true);
  expect(nightly.has('software.eessi.io')).toBe(false);
});
