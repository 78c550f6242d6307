import {existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {scratch} from '../find/scene.ts';
import {mountFuse, skipFuse, type FuseMount} from '../rig/fuse/fuse-rig.ts';
import {writeTree} from '../rig/tree.ts';
import {HSF, runHsf} from './run-hsf.ts';

const SICK = 'sft.cern.ch';
const LONGEST_MS = 10_000;
const RUN = ['run', 'lcg/LCG_107@x86_64-el9-gcc13-opt', '--', 'stack-name'];
const SAID = {status: 0, stdout: 'LCG_107 x86_64-el9-gcc13-opt\n'};
const client = (revision: string) => [
  `attr user.root_hash ${revision.repeat(40)}`,
  'attr user.revision 42',
  `catalog ${revision.repeat(40)} /`,
];

describe.skipIf(skipFuse() || !existsSync(HSF))('a start that is remembered, of a repository with a client', () => {
  let root: string;
  let home: string;
  let sick: FuseMount;

  beforeAll(async () => {
    root = scratch();
    home = join(scratch(), 'home');
    const backing = scratch();
    writeTree(root);
    writeTree(backing);
    mkdirSync(home);
    sick = await mountFuse(join(backing, SICK), join(root, SICK));
    sick.rules(client('a'));
  });
  afterAll(() => sick.unmount());

  const hsf = (words: readonly string[]) => runHsf(words, {root, home});
  /** Directories that were read and attributes that were asked for while nothing but a plan was made. */
  const askedFor = async () => {
    sick.takeLog();
    expect((await hsf(['plan', ...RUN.slice(1)])).status).toBe(0);
    return sick.takeLog();
  };

  test('asks for its root and its hash alone, and is as good as the first', async () => {
    expect(await hsf(RUN)).toMatchObject(SAID);
    expect(readdirSync(join(home, '.cache/hsf/started'))).toHaveLength(1);
    expect(new Set(await askedFor())).toEqual(new Set(['opendir /', 'user.root_hash /']));
    expect(await hsf(RUN)).toMatchObject(SAID);
  });

  test('is made anew for another revision, and remembered again', async () => {
    sick.rules(client('b'));
    expect(await hsf(RUN)).toMatchObject(SAID);
    expect(new Set(await askedFor())).toEqual(new Set(['opendir /', 'user.root_hash /']));
  });

  test('names the repository in time when it hangs', async () => {
    sick.rules(['hang /']);
    for (const _ of ['first', 'second']) {
      const ended = await hsf(RUN);
      expect(ended.ms).toBeLessThan(LONGEST_MS);
      expect(ended).toMatchObject({status: 125, stdout: ''});
      expect(ended.stderr).toContain(SICK);
    }
  });
});
