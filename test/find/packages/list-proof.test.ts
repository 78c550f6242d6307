import {expect, test} from 'vitest';
import type {Freshness} from '../../../src/find/index-file.ts';
import {isYoung, proveLists} from '../../../src/find/packages/list-proof.ts';
import type {KeptList} from '../../../src/find/packages/package-cache.ts';
import {timesText} from '../../../src/find/packages/place-times.ts';
import type {RepositoryLists} from '../../../src/find/packages/read-packages.ts';
import type {Trace} from '../../../src/find/trace.ts';

const FQRN = 'sft.cern.ch';
const HASH = 'a'.repeat(40);
const EARLY = '2026-11-23T08:00:00.000Z';
const LATE = '2026-11-23T09:00:00.000Z';
const KEY = timesText(5n, 7n);

const trace = (changes: Partial<Trace['repositories'][number]>): Trace => ({
  root: '/cvmfs',
  kind: {automounted: false, real: false, local: true},
  config: '',
  listed: null,
  repositories: [
    {
      fqrn: FQRN,
      freshness: 'times',
      checkMarkers: true,
      rootHash: null,
      scannedAt: null,
      triedAt: EARLY,
      beginning: '',
      rest: null,
      watched: [],
      ...changes,
    },
  ],
  askedAnyway: [],
  limitMs: 1000,
});
const list = (changes: Partial<KeptList> = {}): KeptList => ({
  status: 'read',
  packages: [],
  left: 0,
  freshness: 'times',
  rootHash: null,
  readAt: LATE,
  places: [[`${FQRN}/a`, KEY]],
  ...changes,
});
const read = (lists: readonly KeptList[], changes: Partial<RepositoryLists> = {}) => ({
  repositories: [
    {
      fqrn: FQRN,
      state: 'read',
      freshness: 'times',
      rootHash: null,
      lists: lists.length,
      read: 0,
      left: 0,
      kept: new Map(lists.map((one, index) => [String(index), one])),
      ...changes,
    } satisfies RepositoryLists,
  ],
});
/** The paths of all places, or the age that counts, or that there is no proof. */
const proved = (...args: Parameters<typeof proveLists>) => {
  const proof = proveLists(...args);
  return proof === null ? 'nothing' : [...(proof.places.get(FQRN)?.keys() ?? []), ...(proof.oldest ? [proof.oldest] : [])];
};
const of = (freshness: Freshness, rootHash: string | null = null) => ({freshness, rootHash});

test.each([
  {title: 'their places', lists: [list(), list({places: [[`${FQRN}/b`, KEY]]})], by: [`${FQRN}/a`, `${FQRN}/b`]},
  {title: 'a place that two lists share', lists: [list(), list()], by: [`${FQRN}/a`]},
  {
    title: 'nothing where two lists saw a place at different times',
    lists: [list(), list({places: [[`${FQRN}/a`, timesText(5n, 8n)]]})],
    by: 'nothing',
  },
  {title: 'nothing where the times of a place are not known', lists: [list({places: [[`${FQRN}/a`, null]]})], by: 'nothing'},
  {title: 'nothing where they are no times', lists: [list({places: [[`${FQRN}/a`, '-']]})], by: 'nothing'},
  {title: 'nothing where one of the lists could not be had', lists: [list()], changes: {lists: 2}, by: 'nothing'},
  {title: 'nothing where time ran out', lists: [list()], changes: {state: 'late' as const}, by: 'nothing'},
  {title: 'nothing where a list failed for a passing reason', lists: [list({status: 'failed EIO'})], by: 'nothing'},
  {title: 'a place that nobody may read', lists: [list({status: 'failed EACCES'})], by: [`${FQRN}/a`]},
  {
    title: 'nothing where the search told of the repository by another means',
    lists: [list()],
    traced: of('age'),
    by: 'nothing',
  },
  {
    title: 'the root hash alone where it is that of the search',
    lists: [list({places: [[`${FQRN}/a`, 'catalog']]})],
    changes: of('hash', HASH),
    traced: of('hash', HASH),
    by: [],
  },
  {
    title: 'nothing where it is another one',
    lists: [list()],
    changes: of('hash', HASH),
    traced: of('hash', 'b'.repeat(40)),
    by: 'nothing',
  },
  {title: 'nothing where there is none', lists: [list()], changes: of('hash'), traced: of('hash'), by: 'nothing'},
  {
    title: 'the age of the oldest',
    lists: [list({readAt: LATE}), list({readAt: EARLY}), list({readAt: LATE})],
    changes: of('age'),
    traced: of('age'),
    by: [EARLY],
  },
])('lists are proved by $title', ({lists, changes = {}, traced = {}, by}) => {
  expect(proved(read(lists, changes), trace(traced))).toEqual(by);
});

test('lists of a repository that the search did not see are proved by nothing', () => {
  expect(proved(read([list()], {fqrn: 'other.cern.ch'}), trace({}))).toBe('nothing');
});

test.each([
  {oldest: null, minutes: 0, young: true},
  {oldest: EARLY, minutes: 14, young: true},
  {oldest: EARLY, minutes: 15, young: false},
  {oldest: EARLY, minutes: -1, young: false},
])('$oldest is young after $minutes minutes: $young', ({oldest, minutes, young}) => {
  expect(isYoung(oldest, new Date(Date.parse(EARLY) + minutes * 60_000))).toBe(young);
});
