import {beforeEach, describe, expect, test} from 'vitest';
import {emptyMemo} from '../../src/find/memo.ts';
import {familyWith, memoOf} from './layout-scene.ts';
import {A, B, C, asked, contentOf, keysOf, PLATFORM, previousIndex, renewWorld, scan, world} from './scan-scene.ts';

beforeEach(renewWorld);

describe('a reading after another one', () => {
  test('of the same root reads nothing', async () => {
    const {index, status} = await scan({previous: previousIndex({rootHash: A}), stale: 'by-catalog'});
    expect(status).toBe('complete');
    expect(asked()).toEqual(['user.root_hash of ', 'user.revision of ', 'user.root_hash of ']);
    expect(index.revision).toBe(42);
  });

  test('of another root reads what lies in other catalogs', async () => {
    world.attributes['user.catalog_counters'] = {'': `catalog_hash: ${C}\n`, LCG_1: `catalog_hash: ${B}\n`};
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
    world.attributes['user.root_hash'] = {};
    await scan({previous: previousIndex({rootHash: null}), stale: 'by-catalog'});
    expect(asked()[2]).toBe('user.catalog_counters of , LCG_1');
  });

  test('hangs where the catalogs do', async () => {
    world.ends.set(3, {outcome: 'stalled', after: 0});
    const {index, status} = await scan({previous: previousIndex(), stale: 'by-catalog'});
    expect(status).toBe('hung');
    expect(world.requests).toHaveLength(3);
    expect(contentOf(index)).toEqual({'': ['LCG_1/', 'notes'], LCG_1: [`${PLATFORM}/`]});
  });

  test('in which nothing is stale reads nothing, and keeps the revision where it is not told', async () => {
    world.attributes['user.revision'] = {};
    const {index} = await scan({previous: previousIndex(), stale: 'nothing'});
    expect(asked().filter(words => !words.startsWith('user.'))).toEqual([]);
    expect(index.revision).toBe(41);
  });

  test('from the beginning believes nothing, and forgets what is no longer there', async () => {
    world.directories = {'': 'notes'};
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
    world.directories = {'': 'notes'};
    const {index, status} = await scan({families, previous: previous()});
    expect(status).toBe('complete');
    expect(contentOf(index)).toMatchObject({deep: 'missing'});
  });

  test('are not when the root is gone too', async () => {
    world.directories = {};
    const {index} = await scan({families, previous: previous()});
    expect(contentOf(index)).toEqual({'': 'missing', deep: ['LCG_1/'], 'deep/LCG_1': [`${PLATFORM}/`]});
    expect(index).toMatchObject({scannedAt: '2026-01-01T00:00:00.000Z', rootHash: null});
  });

  test('nor when it fails', async () => {
    world.directories = {'': '!ENOTCONN'};
    const {index} = await scan({families, previous: previous()});
    expect(contentOf(index)).toMatchObject({'': {failed: 'ENOTCONN'}, deep: ['LCG_1/']});
  });

  test('leave nothing of a root that only answers for them', async () => {
    world.directories = {'': 'notes', deep: 'LCG_2/'};
    const memo = memoOf({deep: 'LCG_1/', 'deep/LCG_1': `${PLATFORM}/`, 'deep/LCG_2': 'x/'});
    const {index} = await scan({families, previous: previousIndex({memo})});
    expect(asked()).toContain('');
    expect([...index.memo.directories.keys()]).toEqual(['deep', 'deep/LCG_2']);
    world.requests = [];
    await scan({families, previous: previousIndex({memo}), extra: ['']});
    expect(asked().filter(words => words === '')).toEqual([]);
  });
});
