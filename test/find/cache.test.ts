import {spawn} from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {cacheKey, HUNG_AFTER_MS, openCache} from '../../src/find/cache.ts';
import {beginningOf, formatIndex, type RepositoryIndex} from '../../src/find/index-file.ts';
import {emptyMemo} from '../../src/find/memo.ts';

const index = (fqrn: string, changes: Partial<RepositoryIndex> = {}): RepositoryIndex => ({
  fqrn,
  freshness: 'times',
  checkMarkers: true,
  revision: null,
  rootHash: null,
  scannedAt: null,
  triedAt: '2026-11-23T08:00:00.000Z',
  memo: emptyMemo(),
  watches: new Map(),
  ...changes,
});

let directory = '';
let root = '';
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-cache-')));
  // Helpers are remembered in this process, by root.
  root = join(directory, 'cvmfs');
});
afterEach(() => rmSync(directory, {recursive: true, force: true}));

const cache = (own: string | null = directory) => openCache(own, root);
const indexFile = (fqrn: string) => join(directory, 'index', cacheKey(root), `${fqrn}.json`);
const noteFile = (fqrn: string) => join(directory, 'hung', cacheKey(root), fqrn);

describe('indexes', () => {
  test('come back, by root and by repository', () => {
    cache().write(index('b.org', {revision: 7}));
    cache().write(index('a.org'));
    expect(cache().read('b.org')).toEqual(index('b.org', {revision: 7}));
    expect(cache().names()).toEqual(['a.org', 'b.org']);
    expect(cache().read('c.org')).toBeNull();
    expect(openCache(directory, '/cvmfs').names()).toEqual([]);
    expect(cache().notices()).toEqual([]);
  });

  test('are told by what they begin with', () => {
    cache().write(index('a.org'));
    const beginning = beginningOf(index('a.org'));
    expect(cache().beginsWith('a.org', beginning)).toBe(true);
    expect(cache().beginsWith('a.org', beginningOf(index('a.org', {revision: 1})))).toBe(false);
    expect(cache().beginsWith('b.org', beginning)).toBe(false);
  });

  test('count only where their name is one', () => {
    cache().write(index('a.org'));
    for (const name of ['a.org.json.damaged', 'notes.txt', 'nodot.json', '.json'])
      writeFileSync(indexFile('x').replace('x.json', name), '');
    expect(cache().names()).toEqual(['a.org']);
  });

  test.each([
    {title: 'damaged', spoil: (file: string) => writeFileSync(file, '{')},
    {title: 'larger than any', spoil: (file: string) => truncateSync(file, 64 * 1024 * 1024 + 1)},
  ])('that are $title are kept aside, and that is said once', ({spoil}) => {
    const own = cache();
    own.write(index('a.org'));
    spoil(indexFile('a.org'));
    expect(own.read('a.org')).toBeNull();
    expect(own.read('a.org')).toBeNull();
    expect(own.notices()).toEqual([expect.stringContaining(`${indexFile('a.org')}.damaged`)]);
    expect(existsSync(`${indexFile('a.org')}.damaged`)).toBe(true);
  });

  test('of another version stay where they are', () => {
    const own = cache();
    own.write(index('a.org'));
    writeFileSync(indexFile('a.org'), formatIndex(index('a.org')).replace(/"format": ?\d+/, '"format":9999'));
    expect(own.read('a.org')).toBeNull();
    expect(own.notices()).toEqual([]);
    expect(existsSync(indexFile('a.org'))).toBe(true);
  });

  test('that cannot be written are told of once', () => {
    writeFileSync(join(directory, 'index'), '');
    const own = cache();
    own.write(index('a.org'));
    own.write(index('b.org'));
    expect(own.notices()).toHaveLength(1);
  });

  test('are nowhere without a directory', () => {
    const own = cache(null);
    own.write(index('a.org'));
    expect([own.read('a.org'), own.names(), own.notices()]).toEqual([null, [], []]);
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('helpers that do not answer', () => {
  /** A process that stands for a helper, with its group. */
  const helper = () => {
    const child = spawn('sleep', ['60'], {detached: true, stdio: 'ignore'});
    onTestFinished(() => void child.kill('SIGKILL'));
    return {
      group: child.pid ?? null,
      end: () => new Promise(resolve => child.once('exit', resolve) && child.kill('SIGKILL')),
    };
  };
  const NOW = new Date('2026-11-23T08:00:00.000Z');
  const LATER = new Date('2026-11-23T09:00:00.000Z');

  test('are known as long as they are there, and their silence until the repository answers', async () => {
    const {group, end} = helper();
    cache().rememberStuck('a.org', group, NOW);
    expect(cache().stuck('a.org')).toMatchObject({group, since: NOW.toISOString(), givenUp: true});
    expect(cache(null).stuck('a.org')).toMatchObject({group});
    expect(cache().stuck('b.org')).toBeNull();
    expect(openCache(directory, '/cvmfs').stuck('a.org')).toBeNull();
    await end();
    expect(cache().stuck('a.org')).toBeNull();
    expect(cache().silent('a.org')).toEqual({first: NOW.toISOString(), last: NOW.toISOString()});
    cache().rememberStuck('a.org', helper().group, LATER);
    expect(cache().silent('a.org')).toEqual({first: NOW.toISOString(), last: LATER.toISOString()});
    cache().answered('a.org');
    expect([cache().silent('a.org'), cache().stuck('a.org'), existsSync(noteFile('a.org'))]).toEqual([null, null, false]);
  });

  test('that could not be started are not known', () => {
    cache().rememberStuck('a.org', null, NOW);
    expect(cache().silent('a.org')).toBeNull();
  });

  test('that are slow are noted for others, who wait a while before they believe it', async () => {
    const {group, end} = helper();
    const watch = (at: Date) => cache().silence('a.org', () => at);
    // However long this test takes, it is not silent for long.
    watch(new Date(Date.now() + 3_600_000)).onSlow?.(group);
    expect(JSON.parse(readFileSync(noteFile('a.org'), 'utf8'))).toMatchObject({group, givenUp: false});
    expect([cache().stuck('a.org'), cache().silent('a.org')]).toEqual([null, null]);
    watch(new Date()).onAwake?.();
    expect(existsSync(noteFile('a.org'))).toBe(false);

    watch(new Date(Date.now() - HUNG_AFTER_MS - 1_000)).onSlow?.(group);
    expect(cache().stuck('a.org')).toMatchObject({group});
    const other = helper();
    watch(new Date()).onSlow?.(other.group);
    expect(cache().stuck('a.org')).toMatchObject({group});
    await end();
    expect([cache().stuck('a.org'), existsSync(noteFile('a.org'))]).toEqual([null, false]);
  });

  const note = {group: 2, machine: 'm', leftAt: 1, since: NOW.toISOString(), first: NOW.toISOString(), givenUp: true};
  test.each([
    {title: 'a note', changes: {}, silent: {first: note.first, last: note.since}},
    {title: 'one without its first time', changes: {first: undefined}, silent: {first: note.since, last: note.since}},
    {title: 'one without a time', changes: {first: undefined, since: 7}, silent: {first: '', last: ''}},
    {title: 'one that does not say', changes: {givenUp: undefined}, silent: {first: note.first, last: note.since}},
    {title: 'one that was not given up', changes: {givenUp: false}, silent: null},
    {title: 'a group that means everybody', changes: {group: 1}, silent: null},
    {title: 'no group', changes: {group: 'x'}, silent: null},
    {title: 'no machine', changes: {machine: 1}, silent: null},
    {title: 'no time since boot', changes: {leftAt: null}, silent: null},
  ])('are read from $title', ({changes, silent}) => {
    mkdirSync(join(directory, 'hung', cacheKey(root)), {recursive: true});
    writeFileSync(noteFile('a.org'), JSON.stringify({...note, ...changes}));
    expect(cache().silent('a.org')).toEqual(silent);
  });
});

test('roots have folders of their own, with names that say which', () => {
  const keys = ['/cvmfs', '/cvmfs/', '/srv/a b', '/srv/a-b', `/${'x'.repeat(300)}`].map(cacheKey);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys[0]).toContain('cvmfs');
  expect(keys.every(key => /^[A-Za-z0-9-]+$/.test(key) && key.length < 100)).toBe(true);
});
