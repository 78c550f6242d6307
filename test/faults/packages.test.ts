import {mkdirSync, mkdtempSync, realpathSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, it, vi} from 'vitest';
import type {FoundVariant} from '../../src/find/found.ts';
import {readPackages, type PackagesRead} from '../../src/find/packages/read-packages.ts';
import {findStacks} from '../../src/find/find-stacks.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';
import {findRequest, LAUNCH} from '../find/scene.ts';
import {mountFuse, skipFuse, type FuseMount} from '../rig/fuse/fuse-rig.ts';
import {removeTree, writeTree} from '../rig/tree.ts';

const SICK = 'sft.cern.ch';
const CATALOGS = ['a', 'b', 'c'].map(letter => letter.repeat(40));
const clock = () => performance.now();

describe.skipIf(skipFuse())('package lists of a repository with a client', () => {
  let folder = '';
  let root = '';
  let mount: FuseMount;
  let cacheDirectory = '';
  let variants: readonly FoundVariant[] = [];
  const [first = '', second = '', nested = ''] = CATALOGS;
  const backing = () => join(folder, 'cvmfs', SICK);

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-lists-faults-')));
    writeTree(join(folder, 'cvmfs'));
    root = join(folder, 'mounted');
    mkdirSync(root);
    mount = await mountFuse(backing(), join(root, SICK));
    mount.rules([`attr user.root_hash ${first}`, `catalog ${first} /`]);
    const {variants: found} = await findStacks(findRequest(root, {cacheDirectory: null}));
    variants = found.filter(({family}) => family.id === 'lcg');
  });
  afterAll(() => {
    mount.unmount();
    removeTree(folder);
  });
  beforeEach(() => {
    cacheDirectory = mkdtempSync(join(folder, 'cache-'));
    mount.rules([`attr user.root_hash ${first}`, `catalog ${first} /`]);
    mount.takeLog();
  });

  const read = (ms = 10_000, of = variants): Promise<PackagesRead> =>
    readPackages({
      variants: of,
      all: of,
      known: [SICK],
      cvmfs: root,
      cacheDirectory,
      deadline: deadlineAfter(ms, clock),
      launch: LAUNCH,
      now: () => new Date(),
    });
  const opened = () => mount.takeLog().filter(line => line.startsWith('opendir'));

  it('are read once for each revision', async () => {
    const before = await read();
    expect(before.repositories).toMatchObject([{state: 'read', freshness: 'hash', rootHash: first}]);
    expect(before.lists.filter(list => (list ?? []).some(({name}) => name === 'ROOT')).length).toBeGreaterThan(5);
    expect(opened()).not.toEqual([]);
    const after = await read();
    expect([after.repositories[0]?.read, opened(), after.lists]).toEqual([0, [], before.lists]);
  });

  it('are read again where their catalog changed, and nowhere else', async () => {
    await read();
    opened();
    const list = join(backing(), 'lcg/releases/LCG_110a/LCG_externals_x86_64-el9-gcc14-opt.txt');
    mkdirSync(dirname(list), {recursive: true});
    writeFileSync(list, 'Fresh; 01234; 1.0; ./Fresh/1.0/x86_64-el9-gcc14-opt; \n');
    mount.rules([`attr user.root_hash ${second}`, `catalog ${first} /`, `catalog ${nested} /lcg/releases/LCG_110a`]);
    const after = await read();
    expect(after.repositories[0]?.read).toBe(variants.filter(({release}) => release === 'LCG_110a').length);
    expect(new Set(opened())).toEqual(new Set(['opendir /lcg/releases/LCG_110a']));
    expect(after.lists.flat().some(found => found?.name === 'Fresh')).toBe(true);
    expect((await read()).repositories[0]?.read).toBe(0);
  });

  it('are read to their end by the next run, where one did not come so far', async () => {
    const [some] = variants;
    if (some === undefined) throw new Error('There are LCG views in the tree');
    const many = Array.from({length: 150}, (_, number) => {
      const release = `LCG_${1000 + number}`;
      const list = `lcg/releases/${release}/LCG_externals_${some.platformText}.txt`;
      mkdirSync(dirname(join(backing(), list)), {recursive: true});
      writeFileSync(join(backing(), list), `ROOT; 01234; 6.${number}; .; \n`);
      return {...some, release, captures: {...some.captures, release}, link: null};
    });
    mount.rules([`attr user.root_hash ${first}`, `catalog ${first} /`, 'slow 4000 /lcg/releases/LCG_1130']);
    const cut = await read(3000, many);
    expect([cut.repositories[0]?.state === 'read', cut.lists[0]?.length, cut.lists[140]]).toEqual([false, 1, null]);
    mount.rules([`attr user.root_hash ${first}`, `catalog ${first} /`]);
    // A helper that waits is left to end by itself, and until then nobody asks.
    const after = await vi.waitUntil(
      async () => {
        const again = await read(10_000, many);
        return again.repositories[0]?.state === 'read' && again;
      },
      {timeout: 20_000, interval: 200},
    );
    expect(after.repositories[0]).toMatchObject({lists: 150, read: 50});
    expect(after.lists.every(list => list?.length === 1)).toBe(true);
  });

  it('that are gone with their repository are as they were', async () => {
    const before = await read();
    // Another revision, of which no catalog can be asked any more.
    mount.rules(['enoent 20 /']);
    const during = await read();
    expect(during.repositories[0]?.state).toBe('failed');
    expect(during.lists).toEqual(before.lists);
    mount.rules([`attr user.root_hash ${first}`, `catalog ${first} /`]);
    const after = await read();
    expect([after.repositories[0]?.state, after.repositories[0]?.read, after.lists]).toEqual(['read', 0, before.lists]);
  });

  it('that were taken away alone are gone', async () => {
    const before = await read();
    mount.rules([`attr user.root_hash ${second}`, `catalog ${second} /`, 'hide /lcg/releases']);
    const after = await read();
    expect(after.repositories[0]?.state).toBe('read');
    expect(before.lists.some(list => list !== null && list.length > 0)).toBe(true);
    expect(after.lists.every(list => list === null)).toBe(true);
  });

  it('that hang keep what was known, within the deadline', async () => {
    const before = await read();
    mount.rules([`attr user.root_hash ${second}`, `catalog ${second} /`, 'hang-read /lcg/releases/LCG_107']);
    const startedAt = clock();
    const after = await read(4000);
    expect(clock() - startedAt).toBeLessThan(4500);
    expect(after.repositories[0]?.state).toBe('silent');
    expect(after.lists.map(list => list?.length)).toEqual(before.lists.map(list => list?.length));
  });
});
