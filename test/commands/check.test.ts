import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {revisionThings} from '../../src/commands/check.ts';
import type {Context} from '../../src/commands/context.ts';
import {lockParser, lockText, type LockFile} from '../../src/commands/lock-file.ts';
import {catalogOf} from '../../src/commands/pin-stack.ts';
import {openCache} from '../../src/find/cache.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';

const LOCK: LockFile = {
  lockVersion: 1,
  asked: {stack: 'LCG_107', os: 'el9'},
  stack: 'lcg/LCG_107',
  variant: 'lcg/LCG_107@x86_64-el9-gcc13-opt',
  platform: 'x86_64-el9-gcc13-opt',
  repository: 'sft.cern.ch',
  revision: 7,
  rootHash: 'a'.repeat(40),
  root: '/cvmfs/sft.cern.ch/lcg/views/LCG_107/x86_64-el9-gcc13-opt',
  entry: '/cvmfs/sft.cern.ch/lcg/views/LCG_107/x86_64-el9-gcc13-opt/setup.sh',
  catalog: 'b'.repeat(40),
  image: null,
  lockedAt: '2026-11-22T20:00:00.000Z',
};

describe('revision and catalog', () => {
  const states = async (lock: LockFile, rootHash: string | null, catalog: string | null) => {
    const sft = {fqrn: 'sft.cern.ch', state: 'ready', revision: 9, rootHash, scannedAt: null, message: null} as const;
    const things = await revisionThings(lock, {repositories: [sft]}, () => Promise.resolve(catalog));
    return things.map(({thing, state}) => `${thing} ${state}`);
  };

  test.each([
    {title: 'are the same', root: 'a', catalog: null, says: ['repository same']},
    {title: 'moved on, but not around the entry', root: 'c', catalog: 'b', says: ['repository moved-on', 'catalog same']},
    {title: 'moved on, the entry as well', root: 'c', catalog: 'd', says: ['repository moved-on', 'catalog moved-on']},
    {title: 'cannot be told of the entry', root: 'c', catalog: null, says: ['repository moved-on', 'catalog unknown']},
    {title: 'cannot be told at all', root: null, catalog: null, says: ['repository unknown']},
  ])('$title', async ({root, catalog, says}) => {
    expect(await states(LOCK, root?.repeat(40) ?? null, catalog?.repeat(40) ?? null)).toEqual(says);
  });

  test('are no question where there was no client', async () => {
    expect(await states({...LOCK, rootHash: null, catalog: null}, 'a'.repeat(40), null)).toEqual([]);
  });
});

describe('the catalog that holds a path', () => {
  let folder: string;
  beforeAll(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-catalog-')));
    mkdirSync(join(folder, 'cvmfs/sft.cern.ch/x'), {recursive: true});
    writeFileSync(join(folder, 'cvmfs/sft.cern.ch/x/setup.sh'), '');
    const script = `#!/bin/sh\nshift 6\nfor path; do echo "# file: $path"; echo 'user.catalog_counters="catalog_hash: ${'b'.repeat(40)}"'; done\n`;
    for (const name of ['bin', 'slow']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'bin/getfattr'), script, {mode: 0o755});
    writeFileSync(join(folder, 'slow/getfattr'), '#!/bin/sh\nsleep 60\n', {mode: 0o755});
  });
  afterAll(() => rmSync(folder, {recursive: true}));

  const ask = (path: string, ms = 20_000) => {
    const world = {
      now: () => new Date(),
      env: {PATH: path},
      node: process.execPath,
      home: join(import.meta.dirname, '../../src'),
      fromSources: true,
    };
    const deadline = deadlineAfter(ms, () => performance.now());
    const settings = {cvmfs: join(folder, 'cvmfs')};
    const context = {world, settings, directories: {cache: join(folder, 'cache')}, deadline} as unknown as Context;
    return catalogOf('/cvmfs/sft.cern.ch/x/setup.sh', 'sft.cern.ch', context);
  };

  test('is asked for by a scout', async () => {
    expect(await ask(join(folder, 'bin'))).toBe('b'.repeat(40));
  });

  test('is given up where nobody answers, and who was left behind is remembered', async () => {
    const cache = openCache(join(folder, 'cache'), join(folder, 'cvmfs'));
    expect([await ask(join(folder, 'slow'), 2000), cache.silent('sft.cern.ch')]).toEqual([null, expect.anything()]);
  });

  test('is not known without getfattr', async () => {
    expect(await ask('/nonexistent')).toBeNull();
  });
});

const parseLock = await lockParser();

describe('a lock file', () => {
  test('comes back as it was written', () => {
    expect(parseLock(lockText(LOCK))).toEqual({status: 'lock', lock: LOCK});
  });

  test.each([
    {change: {entry: '/etc/passwd'}, says: 'entry must match'},
    {change: {variant: 7}, says: 'variant must be string'},
    {change: {more: 1}, says: 'must NOT have additional properties'},
    {change: {lockVersion: 2}, says: 'was written by a newer hsf'},
  ])('that says $change is refused', ({change, says}) => {
    const read = parseLock(JSON.stringify({...LOCK, ...change}));
    expect(read).toEqual({status: 'refused', reason: expect.stringContaining(says)});
  });

  test.each(['', '[]', 'null', '{', '"lock"'])('that is %s is refused', text => {
    expect(parseLock(text).status).toBe('refused');
  });
});
