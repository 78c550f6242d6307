import {beforeEach, describe, expect, test} from 'vitest';
import type {Family} from '../../src/find/family.ts';
import type {RepositoryIndex} from '../../src/find/index-file.ts';
import {emptyMemo, type PathKind} from '../../src/find/memo.ts';
import {scanRepository, type ScanRequest} from '../../src/find/scan-repository.ts';
import type {ScoutAnswer, ScoutRequest} from '../../src/find/scout/protocol.ts';
import type {Scout, ScoutOutcome} from '../../src/system/scout-process.ts';
import {familyWith, memoOf, REPOSITORY} from './layout-scene.ts';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);
const C = 'c'.repeat(40);
const PLATFORM = 'x86_64-el9-gcc13-opt';

/** What the repository is while it is read, by the paths that are asked for; what is not named is missing. */
let directories: Record<string, string>;
let checks: Record<string, PathKind>;
let attributes: Record<string, Record<string, string>>;
/** What comes of the request of that number; and how many of its answers come before. */
let ends: Map<number, {readonly outcome: ScoutOutcome; readonly after: number}>;
let requests: ScoutRequest[];
let time: number;
/** Milliseconds between the last answer and the end. */
let silence: number;

const content = (path: string) => {
  const names = directories[path];
  if (names === undefined) return 'missing' as const;
  return names.startsWith('!') ? {failed: names.slice(1)} : names.split(' ').filter(name => name !== '');
};

function answersTo(request: ScoutRequest): readonly ScoutAnswer[] {
  switch (request.ask) {
    case 'attributes': {
      const values = attributes[request.name] ?? {};
      const known = request.paths.flatMap(path => (values[path] === undefined ? [] : [[path, values[path]] as const]));
      return [{attributes: Object.fromEntries(known)}];
    }
    case 'read':
      return [
        ...request.directories.map(path => ({
          directory: path,
          memo: {key: request.times ? `times of ${path}` : null, content: content(path)},
          ...(path === 'linked' && {watch: `${REPOSITORY}/other`}),
        })),
        ...request.checks.map(path => ({
          check: path,
          kind: checks[path] ?? ('missing' as const),
          ...(request.times && checks[path] === undefined && {key: `times above ${path}`}),
        })),
      ];
    default:
      throw new Error(request.ask);
  }
}

const scout: Scout = {
  ask: (request, _patience, onAnswer) => {
    const question = request as ScoutRequest;
    requests.push(question);
    const end = ends.get(requests.length);
    for (const answer of answersTo(question).slice(0, end?.after)) {
      time += 10;
      onAnswer(answer);
    }
    if (end !== undefined) time += silence;
    return Promise.resolve(end?.outcome ?? 'answered');
  },
  stuckGroup: () => ([...ends.values()].some(({outcome}) => outcome === 'stalled') ? 77 : null),
  stop: () => Promise.resolve(),
};

beforeEach(() => {
  directories = {'': 'LCG_1/ notes', LCG_1: `${PLATFORM}/`};
  checks = {[`LCG_1/${PLATFORM}/setup.sh`]: 'file'};
  attributes = {
    'user.root_hash': {'': `${A}\n`},
    'user.revision': {'': '42'},
    'user.catalog_counters': {'': `catalog_hash: ${A}\n`, LCG_1: `catalog_hash: ${B}\n`},
  };
  ends = new Map();
  requests = [];
  time = Date.parse('2026-01-02T03:04:05.000Z');
  silence = 2000;
});

const scan = (wishes: Partial<ScanRequest> = {}) =>
  scanRepository({
    fqrn: REPOSITORY,
    families: [familyWith({})],
    extra: [],
    previous: null,
    stale: 'everything',
    freshness: 'hash',
    checkMarkers: false,
    known: [REPOSITORY],
    getfattr: '/usr/bin/getfattr',
    scout,
    silence: {silenceMs: () => 1000},
    now: () => new Date(time),
    onDirectory: () => {},
    ...wishes,
  });

const asked = () =>
  requests.map(request =>
    request.ask === 'read'
      ? [...request.directories, ...request.checks.map(path => `? ${path}`)].join(', ')
      : request.ask === 'attributes'
        ? `${request.name} of ${request.paths.join(', ')}`
        : request.ask,
  );

const keysOf = ({memo}: RepositoryIndex) => Object.fromEntries([...memo.directories].map(([path, {key}]) => [path, key]));
const contentOf = ({memo}: RepositoryIndex) =>
  Object.fromEntries([...memo.directories].map(([path, directory]) => [path, directory.content]));

const previousIndex = (wishes: Partial<RepositoryIndex> = {}): RepositoryIndex => ({
  fqrn: REPOSITORY,
  freshness: 'hash',
  checkMarkers: false,
  revision: 41,
  rootHash: C,
  scannedAt: '2026-01-01T00:00:00.000Z',
  triedAt: '2026-01-01T00:00:00.000Z',
  memo: {
    directories: new Map([
      ['', {key: A, content: ['LCG_1/', 'notes']}],
      ['LCG_1', {key: B, content: [`${PLATFORM}/`]}],
    ]),
    checks: new Map(),
  },
  watches: new Map(),
  ...wishes,
});

describe('a first reading', () => {
  test('goes level by level, and asks last in which catalogs it was', async () => {
    const read: string[] = [];
    const {index, ...end} = await scan({onDirectory: path => void read.push(path)});
    expect(asked()).toEqual([
      'user.root_hash of ',
      'user.revision of ',
      '',
      'LCG_1',
      'user.catalog_counters of , LCG_1',
      'user.root_hash of ',
    ]);
    expect(read).toEqual(['', 'LCG_1']);
    expect(end).toEqual({status: 'complete', at: null, group: null, silentMs: 0});
    expect(index).toMatchObject({
      revision: 42,
      rootHash: A,
      scannedAt: new Date(time).toISOString(),
      triedAt: new Date(time).toISOString(),
    });
    expect(keysOf(index)).toEqual({'': A, LCG_1: B});
  });

  test('of a plain tree asks for no attributes', async () => {
    const {index} = await scan({freshness: 'times', checkMarkers: true});
    expect(asked()).toEqual(['', 'LCG_1', `? LCG_1/${PLATFORM}/setup.sh`]);
    expect(index).toMatchObject({revision: null, rootHash: null});
    expect(keysOf(index)).toEqual({'': 'times of ', LCG_1: 'times of LCG_1'});
    // It is there, so its entry says so.
    expect(contentOf(index)['LCG_1']).toEqual([`${PLATFORM}/:setup.sh`]);
  });

  test('watches the directory above what is missing, by times alone', async () => {
    checks = {};
    const {index} = await scan({freshness: 'times', checkMarkers: true});
    const path = `LCG_1/${PLATFORM}/setup.sh`;
    expect(index.watches.get(path)).toEqual({directory: `${REPOSITORY}/LCG_1/${PLATFORM}`, key: `times above ${path}`});
    expect((await scan({freshness: 'age', checkMarkers: true})).index.watches.size).toBe(0);
    const family = familyWith({path: '{release}', entry: {kind: 'source', path: '/first'}});
    expect((await scan({families: [family], freshness: 'times', checkMarkers: true})).index.watches.get('first')).toEqual({
      directory: REPOSITORY,
      key: 'times above first',
    });
  });

  test('watches what a directory really is', async () => {
    const {index} = await scan({freshness: 'times', extra: ['linked']});
    expect(index.watches.get('linked')).toEqual({directory: `${REPOSITORY}/other`, key: 'times of linked'});
    const previous = previousIndex({freshness: 'times', watches: new Map([['', {directory: 'old', key: null}]])});
    const again = await scan({freshness: 'times', previous, stale: new Set([REPOSITORY, 'old'])});
    expect(again.index.watches.has('')).toBe(false);
    expect((await scan({freshness: 'times', previous, stale: 'nothing'})).index.watches.has('')).toBe(true);
  });

  test('without getfattr knows no revision', async () => {
    const {index} = await scan({getfattr: null});
    expect(asked()).toEqual(['', 'LCG_1']);
    expect(index).toMatchObject({revision: null, rootHash: null});
  });

  test.each([
    ['7', 7],
    ['0', 0],
    ['-1', null],
    ['1.5', null],
    ['none', null],
    [undefined, null],
  ])('takes %j for the revision %j', async (text, revision) => {
    attributes['user.revision'] = text === undefined ? {} : {'': text};
    expect((await scan()).index.revision).toBe(revision);
  });

  test('without a root hash keeps no keys', async () => {
    attributes['user.root_hash'] = {};
    const {index, status} = await scan();
    expect(status).toBe('complete');
    expect(index.rootHash).toBeNull();
    expect(keysOf(index)).toEqual({'': null, LCG_1: null});
  });

  test('looks at the root when nothing of what is wanted is there', async () => {
    const families: readonly Family[] = [familyWith({path: 'deep/{release}/{platform}'})];
    directories = {'': 'notes'};
    const {index} = await scan({families});
    expect(asked()).toContain('');
    expect(contentOf(index)).toEqual({deep: 'missing', '': ['notes']});
  });

  test('asks for what is to be read in any case, once', async () => {
    directories['etc'] = 'x';
    await scan({extra: ['etc', ''], families: []});
    expect(asked().filter(words => words.includes('etc'))).toEqual(['etc, ', 'user.catalog_counters of etc, ']);
  });

  test('asks for no keys of what failed', async () => {
    directories = {'': '!EIO'};
    const {index, status} = await scan();
    expect(asked().slice(2)).toEqual(['', 'user.root_hash of ']);
    expect(status).toBe('complete');
    expect(index.scannedAt).toBeNull();
    expect(contentOf(index)).toEqual({'': {failed: 'EIO'}});
  });
});

describe('what is published meanwhile', () => {
  test('leaves the listings without keys', async () => {
    const hashes = [A, B];
    const ask: Scout['ask'] = (request, patience, onAnswer) => {
      if ((request as {name?: string}).name === 'user.root_hash') attributes['user.root_hash'] = {'': hashes.shift()!};
      return scout.ask(request, patience, onAnswer);
    };
    const {index} = await scan({scout: {...scout, ask}});
    expect(keysOf(index)).toEqual({'': null, LCG_1: null});
    expect(index.rootHash).toBe(A);
  });

  test('is not known where the root has no hash at the end', async () => {
    const hashes: (string | null)[] = [A, null];
    const ask: Scout['ask'] = (request, patience, onAnswer) => {
      if ((request as {name?: string}).name === 'user.root_hash') {
        const hash = hashes.shift()!;
        attributes['user.root_hash'] = hash === null ? {} : {'': hash};
      }
      return scout.ask(request, patience, onAnswer);
    };
    expect(keysOf((await scan({scout: {...scout, ask}})).index)).toEqual({'': null, LCG_1: null});
  });

  test.each([5, 6])('leaves them without keys when question %s is not answered', async number => {
    ends.set(number, {outcome: 'stalled', after: 0});
    const {index, status} = await scan();
    // All was read, only not in which catalogs.
    expect(status).toBe('complete');
    expect(keysOf(index)).toEqual({'': null, LCG_1: null});
  });
});

describe('a reading that ends early', () => {
  test.each([
    {title: 'at its first question', number: 1, after: 0, at: null, rootHash: null, has: []},
    {title: 'at the revision', number: 2, after: 0, at: null, rootHash: A, has: []},
    {title: 'in front of the root', number: 3, after: 0, at: '', rootHash: A, has: []},
    {title: 'in front of a release', number: 4, after: 0, at: 'LCG_1', rootHash: A, has: ['']},
    {title: 'behind the last directory', number: 4, after: 1, at: null, rootHash: A, has: ['', 'LCG_1']},
  ])('hangs $title', async ({number, after, at, rootHash, has}) => {
    ends.set(number, {outcome: 'stalled', after});
    const {index, ...end} = await scan();
    expect(end).toEqual({status: 'hung', at, group: 77, silentMs: 2000});
    expect(index).toMatchObject({rootHash, scannedAt: null});
    expect([...index.memo.directories.keys()]).toEqual(has);
    expect(requests).toHaveLength(number);
  });

  test.each([
    [999, 'incomplete'],
    [1000, 'hung'],
  ])('after %s ms of silence is %s', async (ms, status) => {
    silence = ms;
    ends.set(4, {outcome: 'stalled', after: 0});
    expect(await scan()).toMatchObject({status, silentMs: ms});
  });

  test('is lost when the scout ends', async () => {
    ends.set(3, {outcome: 'gone', after: 0});
    expect(await scan()).toMatchObject({status: 'lost', at: '', group: null});
  });

  test('keeps what was known', async () => {
    ends.set(4, {outcome: 'stalled', after: 0});
    directories[''] = 'LCG_2/ notes';
    const {index} = await scan({previous: previousIndex()});
    expect(index).toMatchObject({rootHash: null, revision: 42, scannedAt: '2026-01-01T00:00:00.000Z'});
    expect(contentOf(index)).toEqual({'': ['LCG_2/', 'notes'], LCG_1: [`${PLATFORM}/`]});
  });
});

describe('a reading after another one', () => {
  test('of the same root reads nothing', async () => {
    const {index, status} = await scan({previous: previousIndex({rootHash: A}), stale: 'by-catalog'});
    expect(status).toBe('complete');
    expect(asked()).toEqual(['user.root_hash of ', 'user.revision of ', 'user.root_hash of ']);
    expect(index.revision).toBe(42);
  });

  test('of another root reads what lies in other catalogs', async () => {
    attributes['user.catalog_counters'] = {'': `catalog_hash: ${C}\n`, LCG_1: `catalog_hash: ${B}\n`};
    const {index} = await scan({previous: previousIndex(), stale: 'by-catalog'});
    expect(asked()).toEqual([
      'user.root_hash of ',
      'user.revision of ',
      'user.catalog_counters of , LCG_1',
      '',
      'user.catalog_counters of ',
      'user.root_hash of ',
    ]);
    expect(keysOf(index)).toEqual({LCG_1: B, '': C});
  });

  test('believes no listing without a key, and none of a root that was missing', async () => {
    const memo = emptyMemo();
    memo.directories.set('', {key: A, content: 'missing'});
    memo.directories.set('LCG_1', {key: null, content: []});
    await scan({previous: previousIndex({memo}), stale: 'by-catalog'});
    // Nothing to ask catalogs for.
    expect(asked().slice(2, 4)).toEqual(['', 'LCG_1']);
  });

  test('believes nothing when nobody knows the root', async () => {
    attributes['user.root_hash'] = {};
    await scan({previous: previousIndex({rootHash: null}), stale: 'by-catalog'});
    expect(asked()[2]).toBe('user.catalog_counters of , LCG_1');
  });

  test('hangs where the catalogs do', async () => {
    ends.set(3, {outcome: 'stalled', after: 0});
    const {index, status} = await scan({previous: previousIndex(), stale: 'by-catalog'});
    expect(status).toBe('hung');
    expect(requests).toHaveLength(3);
    expect(contentOf(index)).toEqual({'': ['LCG_1/', 'notes'], LCG_1: [`${PLATFORM}/`]});
  });

  test('in which nothing is stale reads nothing, and keeps the revision where it is not told', async () => {
    attributes['user.revision'] = {};
    const {index} = await scan({previous: previousIndex(), stale: 'nothing'});
    expect(asked().filter(words => !words.startsWith('user.'))).toEqual([]);
    expect(index.revision).toBe(41);
  });

  test('from the beginning believes nothing, and forgets what is no longer there', async () => {
    directories = {'': 'notes'};
    const {index} = await scan({previous: previousIndex({rootHash: A})});
    expect(asked()[2]).toBe('');
    expect(contentOf(index)).toEqual({'': ['notes']});
  });
});

describe('directories that are suddenly gone', () => {
  const families = [familyWith({path: 'deep/{release}/{platform}'})];
  const previous = () => {
    const memo = memoOf({deep: 'LCG_1/', 'deep/LCG_1': `${PLATFORM}/`});
    return previousIndex({memo});
  };

  test('are believed when the root is there', async () => {
    directories = {'': 'notes'};
    const {index, status} = await scan({families, previous: previous()});
    expect(status).toBe('complete');
    expect(contentOf(index)).toMatchObject({deep: 'missing'});
  });

  test('are not when the root is gone too', async () => {
    directories = {};
    const {index} = await scan({families, previous: previous()});
    expect(contentOf(index)).toEqual({'': 'missing', deep: ['LCG_1/'], 'deep/LCG_1': [`${PLATFORM}/`]});
    expect(index).toMatchObject({scannedAt: '2026-01-01T00:00:00.000Z', rootHash: null});
  });

  test('nor when it fails', async () => {
    directories = {'': '!ENOTCONN'};
    const {index} = await scan({families, previous: previous()});
    expect(contentOf(index)).toMatchObject({'': {failed: 'ENOTCONN'}, deep: ['LCG_1/']});
  });

  test('leave nothing of a root that only answers for them', async () => {
    directories = {'': 'notes', deep: 'LCG_2/'};
    const memo = memoOf({deep: 'LCG_1/', 'deep/LCG_1': `${PLATFORM}/`, 'deep/LCG_2': 'x/'});
    const {index} = await scan({families, previous: previousIndex({memo})});
    expect(asked()).toContain('');
    expect([...index.memo.directories.keys()]).toEqual(['deep', 'deep/LCG_2']);
    requests = [];
    await scan({families, previous: previousIndex({memo}), extra: ['']});
    expect(asked().filter(words => words === '')).toEqual([]);
  });
});
