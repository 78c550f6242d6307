import {beforeEach, describe, expect, test} from 'vitest';
import type {Family} from '../../src/find/family.ts';
import type {Scout} from '../../src/system/scout-process.ts';
import {familyWith, REPOSITORY} from './layout-scene.ts';
import {A, B, asked, contentOf, keysOf, PLATFORM, previousIndex, renewWorld, scan, scout, world} from './scan-scene.ts';

beforeEach(renewWorld);

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
      scannedAt: new Date(world.time).toISOString(),
      triedAt: new Date(world.time).toISOString(),
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
    world.checks = {};
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
    world.attributes['user.revision'] = text === undefined ? {} : {'': text};
    expect((await scan()).index.revision).toBe(revision);
  });

  test.each([undefined, '', 'x'.repeat(40), A.slice(1), `${A} ${A}`])('with %j for a root hash keeps no keys', async text => {
    world.attributes['user.root_hash'] = text === undefined ? {} : {'': text};
    const {index, status} = await scan();
    expect(status).toBe('complete');
    expect(index.rootHash).toBeNull();
    expect(keysOf(index)).toEqual({'': null, LCG_1: null});
  });

  test('looks at the root when nothing of what is wanted is there', async () => {
    const families: readonly Family[] = [familyWith({path: 'deep/{release}/{platform}'})];
    world.directories = {'': 'notes'};
    const {index} = await scan({families});
    expect(asked()).toContain('');
    expect(contentOf(index)).toEqual({deep: 'missing', '': ['notes']});
  });

  test('asks for what is to be read in any case, once', async () => {
    world.directories['etc'] = 'x';
    await scan({extra: ['etc', ''], families: []});
    expect(asked().filter(words => words.includes('etc'))).toEqual(['etc, ', 'user.catalog_counters of etc, ']);
  });

  test('asks for no keys of what failed', async () => {
    world.directories = {'': '!EIO'};
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
      if ((request as {name?: string}).name === 'user.root_hash') world.attributes['user.root_hash'] = {'': hashes.shift()!};
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
        world.attributes['user.root_hash'] = hash === null ? {} : {'': hash};
      }
      return scout.ask(request, patience, onAnswer);
    };
    expect(keysOf((await scan({scout: {...scout, ask}})).index)).toEqual({'': null, LCG_1: null});
  });

  test.each([5, 6])('leaves them without keys when question %s is not answered', async number => {
    world.ends.set(number, {outcome: 'stalled', after: 0});
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
    world.ends.set(number, {outcome: 'stalled', after});
    const {index, ...end} = await scan();
    expect(end).toEqual({status: 'hung', at, group: 77, silentMs: 2000});
    expect(index).toMatchObject({rootHash, scannedAt: null});
    expect([...index.memo.directories.keys()]).toEqual(has);
    expect(world.requests).toHaveLength(number);
  });

  test.each([
    [999, 'incomplete'],
    [1000, 'hung'],
  ])('after %s ms of silence is %s', async (ms, status) => {
    world.silence = ms;
    world.ends.set(4, {outcome: 'stalled', after: 0});
    expect(await scan()).toMatchObject({status, silentMs: ms});
  });

  test('is lost when the scout ends', async () => {
    world.ends.set(3, {outcome: 'gone', after: 0});
    expect(await scan()).toMatchObject({status: 'lost', at: '', group: null});
  });

  test('keeps what was known', async () => {
    world.ends.set(4, {outcome: 'stalled', after: 0});
    world.directories[''] = 'LCG_2/ notes';
    const {index} = await scan({previous: previousIndex()});
    expect(index).toMatchObject({rootHash: null, revision: 42, scannedAt: '2026-01-01T00:00:00.000Z'});
    expect(contentOf(index)).toEqual({'': ['LCG_2/', 'notes'], LCG_1: [`${PLATFORM}/`]});
  });
});
