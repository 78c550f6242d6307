import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {scratch} from '../find/scene.ts';
import {mountFuse, skipFuse, type FuseMount} from '../rig/fuse/fuse-rig.ts';
import {writeTree} from '../rig/tree.ts';
import {HSF, runHsf} from './run-hsf.ts';

const SICK = 'sft.cern.ch';
const LONGEST_MS = 12_000;
const VIEW = '/lcg/views/LCG_107/x86_64-el9-gcc13-opt';
const STACK = 'lcg/LCG_107@x86_64-el9-gcc13-opt';
/** A file that the set-up reads and that nothing of the environment names. */
const READ = '/lcg/releases/gcc/13.1.0';
/** A revision: its root hash, and the hashes of the nested catalogs that the view lies in, and what it reads. */
const client = (revision: string, view: string, read = '9') => [
  `attr user.root_hash ${revision.repeat(40)}`,
  'attr user.revision 42',
  `catalog ${revision.repeat(40)} /`,
  ...['/lcg', '/lcg/views', '/lcg/views/LCG_107'].map(path => `catalog ${'c'.repeat(40)} ${path}`),
  `catalog ${view.repeat(40)} ${VIEW}`,
  `catalog ${read.repeat(40)} ${READ}`,
];

describe.skipIf(skipFuse() || !existsSync(HSF))('a stored environment of a repository with a client', () => {
  let home: string;
  let root: string;
  let sick: FuseMount;

  beforeAll(async () => {
    root = scratch();
    home = join(scratch(), 'home');
    mkdirSync(home);
    const backing = scratch();
    writeTree(root);
    writeTree(backing);
    writeFileSync(
      join(backing, SICK, VIEW, 'setup.sh'),
      `printf . >>'${home}/runs'\n. /cvmfs/${SICK}${READ}/setup.sh\nexport PATH="/cvmfs/${SICK}${VIEW}/bin:$PATH"\n`,
    );
    mkdirSync(join(backing, SICK, READ), {recursive: true});
    writeFileSync(join(backing, SICK, READ, 'setup.sh'), 'export A=1\n');
    rmSync(join(root, SICK), {recursive: true});
    sick = await mountFuse(join(backing, SICK), join(root, SICK));
    sick.rules(client('a', 'd'));
  });
  afterAll(() => sick.unmount());

  const hsf = (words: readonly string[]) => runHsf(words, {root, home});
  const run = () => hsf(['run', STACK, '--', 'sh', '-c', 'echo $A']);
  const runs = () => readFileSync(join(home, 'runs'), 'utf8').length;
  const isStored = async () => (await hsf(['plan', STACK, '--', 'true'])).stdout.includes('Environment  stored');

  test('holds while the root hash is the same', async () => {
    for (let round = 0; round < 3; round += 1) expect(await run()).toMatchObject({status: 0, stdout: '1\n', stderr: ''});
    expect({runs: runs(), stored: await isStored()}).toEqual({runs: 2, stored: true});
  });

  test('holds in a revision in which nothing of it changed', async () => {
    sick.rules(client('b', 'd'));
    expect(await isStored()).toBe(true);
    expect(await run()).toMatchObject({status: 0, stdout: '1\n'});
    expect(runs()).toBe(2);
  });

  test('is made anew when the catalog has changed that it came from', async () => {
    sick.rules(client('e', 'f'));
    expect(await isStored()).toBe(false);
    for (let round = 0; round < 3; round += 1) expect(await run()).toMatchObject({status: 0, stdout: '1\n'});
    expect({runs: runs(), stored: await isStored()}).toEqual({runs: 4, stored: true});
  });

  test('is made anew when the catalog has changed of a file that it only read', async () => {
    sick.rules(client('1', 'f', '8'));
    expect(await isStored()).toBe(false);
    for (let round = 0; round < 3; round += 1) expect(await run()).toMatchObject({status: 0, stdout: '1\n'});
    expect({runs: runs(), stored: await isStored()}).toEqual({runs: 6, stored: true});
    sick.rules(client('2', 'f', '8'));
    expect(await isStored()).toBe(true);
  });

  test('hides no repository that hangs, and no entry that is gone', async () => {
    sick.rules(['hang /']);
    const ended = await run();
    expect(ended).toMatchObject({status: 125, stdout: ''});
    expect(ended.stderr).toContain(SICK);
    expect(ended.ms).toBeLessThan(LONGEST_MS);
    expect(runs()).toBe(6);
  });
});
