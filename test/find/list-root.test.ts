import {spawn} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {beforeEach, describe, expect, onTestFinished, test} from 'vitest';
import {openCache, type Cache} from '../../src/find/cache.ts';
import {listRoot, type RootRequest} from '../../src/find/list-root.ts';
import {checkLocal} from '../../src/find/local-check.ts';
import {startLiveClient} from '../../src/find/live-check.ts';
import {LAUNCH, scratch} from './scene.ts';

const PLAIN = {automounted: false, real: false, local: true, mounted: []};
let root: string;
let cache: Cache;
let folder: string;

beforeEach(() => {
  [root, folder] = [scratch(), scratch()];
  cache = openCache(folder, root);
  for (const name of ['b.example.org', 'a.example.org', 'nodot', '.hidden.org', 'a b.org', 'line\nbreak.org'])
    mkdirSync(join(root, name));
  writeFileSync(join(root, 'file.txt'), '');
});

const list = (wishes: Partial<RootRequest> = {}, client: Parameters<typeof listRoot>[1] = null) =>
  listRoot({root, kind: PLAIN, launch: LAUNCH, cache, watched: [], limitMs: 10_000, now: () => new Date(), ...wishes}, client);
const NAMES = ['a.example.org', 'b.example.org', 'file.txt'];
const changedOf = ({changed}: Awaited<ReturnType<typeof list>>) =>
  Object.fromEntries([...changed].map(([fqrn, directories]) => [fqrn, [...directories]]));

/** A shell that never answers. */
function silentShell(): string {
  const sh = join(folder, 'silent');
  writeFileSync(sh, '#!/bin/sh\nexec sleep 60\n', {mode: 0o755});
  return sh;
}

describe('the names in a root', () => {
  test.each([
    ['on a local disk', PLAIN],
    ['on the network', {...PLAIN, local: false}],
  ])('%s are those with a dot, and none that no repository can have', async (_title, kind) => {
    const listing = await list({kind});
    expect(listing.state).toBe('ready');
    expect(listing.names?.filter(name => name !== '').toSorted()).toEqual(NAMES);
  });

  test.each([
    ['on a local disk', PLAIN],
    ['on the network', {...PLAIN, local: false}],
  ])('%s are none where it is missing', async (_title, kind) => {
    expect(await list({kind, root: join(root, 'none')})).toMatchObject({state: 'missing', names: null});
    expect(await list({kind, root: `${root}\n`})).toMatchObject({state: 'missing', names: null});
  });

  test('of an automounter are never asked for', async () => {
    expect(await list({kind: {...PLAIN, automounted: true}, launch: {...LAUNCH, sh: '/nowhere'}})).toMatchObject({
      state: 'ready',
      names: null,
    });
  });

  test.each([
    ['on a local disk', PLAIN],
    ['on the network', {...PLAIN, local: false}],
  ])('%s are not waited for longer than there is time, and nobody else is sent then', async (_title, kind) => {
    const sh = silentShell();
    expect(await list({kind, limitMs: 200, launch: {...LAUNCH, sh}})).toMatchObject({state: 'hung', names: null});
    const helper = spawn('sleep', ['60'], {detached: true, stdio: 'ignore'});
    onTestFinished(() => void helper.kill('SIGKILL'));
    cache.rememberStuck('.root', helper.pid!, new Date());
    expect(await list({kind, launch: {...LAUNCH, sh: '/nowhere'}})).toMatchObject({state: 'hung', names: null});
  });

  test('come from a helper that is there, where nothing else is asked', async () => {
    const client = startLiveClient(LAUNCH);
    const gone = {...LAUNCH, sh: '/nowhere'};
    const listing = await list({launch: gone, watched: [{fqrn: 'a.example.org', watched: []}]}, client);
    expect(listing.names?.filter(name => name !== '').toSorted()).toEqual(NAMES);
    expect(changedOf(listing)).toEqual({'a.example.org': []});
    expect((await list({launch: gone, kind: {...PLAIN, local: false}}, client)).state).toBe('ready');
    await client.stop();
  });
});

describe('directories that are watched', () => {
  const SETTLED_MS = 60;
  const keysOf = async (...paths: readonly string[]) => {
    const checked = await checkLocal(LAUNCH, root, paths, 10_000);
    return checked.status === 'answered' ? checked.stamps : [];
  };

  test('are told by what changed in them', async () => {
    const paths = ['a.example.org', 'b.example.org', 'b.example.org/gone', 'nodot'];
    mkdirSync(join(root, 'b.example.org/gone'));
    await delay(SETTLED_MS);
    const keys = await keysOf(...paths);
    expect(keys.every(key => key !== null)).toBe(true);
    const watched = [
      {fqrn: 'a.example.org', watched: [{directory: paths[0]!, key: keys[0]!}]},
      {fqrn: 'b.example.org', watched: [1, 2].map(index => ({directory: paths[index]!, key: keys[index]!}))},
      {fqrn: 'c.example.org', watched: [{directory: 'nodot', key: null}]},
      {fqrn: 'd.example.org', watched: []},
    ];
    expect(changedOf(await list({watched}))).toEqual({
      'a.example.org': [],
      'b.example.org': [],
      // Of which nothing is known.
      'c.example.org': ['nodot'],
      'd.example.org': [],
    });
    writeFileSync(join(root, 'a.example.org/new'), '');
    expect(changedOf(await list({watched}))).toMatchObject({'a.example.org': ['a.example.org'], 'b.example.org': []});
    symlinkSync('x', join(root, 'b.example.org/gone/new'));
    expect(changedOf(await list({watched}))['b.example.org']).toEqual(['b.example.org/gone']);
  });

  test('that are gone have no key, and those behind them keep theirs', async () => {
    await delay(SETTLED_MS);
    const [first, last] = await keysOf('a.example.org', 'nodot');
    expect(await keysOf('none', 'a.example.org', 'b.example.org/none', 'nodot', 'none2')).toEqual([
      null,
      first,
      null,
      last,
      null,
    ]);
    expect(await keysOf()).toEqual([]);
  });

  test('may be more than one call of the system takes', async () => {
    await delay(SETTLED_MS);
    const [key] = await keysOf('a.example.org');
    const paths = Array.from({length: 9000}, (_, index) => `a.example.org/${'.//'.repeat(15)}${index % 2 === 0 ? '.' : 'none'}`);
    const stamps = await keysOf(...paths);
    expect(stamps).toHaveLength(paths.length);
    expect(stamps.every((stamp, index) => stamp === (index % 2 === 0 ? key : null))).toBe(true);
  });

  test('are not asked while a helper is stuck over them, but the names are', async () => {
    const helper = spawn('sleep', ['60'], {detached: true, stdio: 'ignore'});
    onTestFinished(() => void helper.kill('SIGKILL'));
    cache.rememberStuck('.watched', helper.pid!, new Date());
    const listing = await list({watched: [{fqrn: 'a.example.org', watched: [{directory: 'a.example.org', key: 'x'}]}]});
    expect([listing.state, changedOf(listing)]).toEqual(['ready', {}]);
  });
});
