import {existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {scratch} from '../find/scene.ts';
import {mountFuse, skipFuse, type FuseMount} from '../rig/fuse/fuse-rig.ts';
import {writeTree} from '../rig/tree.ts';
import {runHsf} from './run-hsf.ts';

const SICK = 'sft.cern.ch';
const LONGEST_MS = 11_000;
const RUN = ['run', 'lcg/LCG_107@x86_64-el9-gcc13-opt', '--', 'stack-name'];
const SAID = {status: 0, stdout: 'LCG_107 x86_64-el9-gcc13-opt\n'};
const client = (revision: string) => [
  `attr user.root_hash ${revision.repeat(40)}`,
  'attr user.revision 42',
  `catalog ${revision.repeat(40)} /`,
];

describe.skipIf(skipFuse())('a start without Node, of a repository with a client', () => {
  let root: string;
  let home: string;
  let log: string;
  let sick: FuseMount;

  beforeAll(async () => {
    root = scratch();
    home = join(scratch(), 'home');
    const backing = scratch();
    writeTree(root);
    writeTree(backing);
    mkdirSync(home);
    log = join(scratch(), 'log');
    const node = `${log}.node`;
    writeFileSync(node, `#!/bin/sh\n[ "$1" = -v ] || echo started >>'${log}'\nexec '${process.execPath}' "$@"\n`, {mode: 0o755});
    sick = await mountFuse(join(backing, SICK), join(root, SICK));
    sick.rules(client('a'));
  });
  afterAll(() => sick.unmount());

  const nodes = () => (existsSync(log) ? readFileSync(log, 'utf8').length : 0);
  const hsf = async (words: readonly string[]) => {
    const before = nodes();
    const ended = await runHsf(words, {root, home}, {HSF_NODE: `${log}.node`});
    return {...ended, node: nodes() > before};
  };
  /** Starts until it goes without Node; mounts that come and go beside it may take one more. */
  const prime = async () => {
    for (let attempt = 0; attempt < 12; attempt += 1) {
      const ended = await hsf(RUN);
      expect(ended).toMatchObject(SAID);
      if (!ended.node) return;
    }
    throw new Error('It is not stored.');
  };
  const stored = () => readFileSync(join(home, '.cache/hsf/quick', readdirSync(join(home, '.cache/hsf/quick'))[0]!), 'utf8');

  test('reads its root and asks for its hash, nothing else', async () => {
    await prime();
    sick.takeLog();
    const ended = await hsf(['run', RUN[1]!, '--', 'true']);
    if (!ended.node)
      expect(new Set(sick.takeLog().filter(line => !line.includes('/lcg/')))).toEqual(new Set(['opendir /', 'user.root_hash /']));
  }, 30_000);

  test("is Node's for another revision, and stored again", async () => {
    sick.rules(client('b'));
    expect(await hsf(RUN)).toMatchObject({...SAID, node: true});
    await prime();
  }, 30_000);

  test("is Node's when it hangs, in time, and sends no second child after the first", async () => {
    sick.rules(['hang /']);
    const ended = await hsf(RUN);
    expect(ended.ms).toBeLessThan(LONGEST_MS);
    expect(ended).toMatchObject({status: 125, stdout: '', node: true});
    expect(ended.stderr).toContain(SICK);
    expect(stored()).toBe('');
  }, 30_000);
});
