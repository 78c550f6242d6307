import {constants} from 'node:os';
import {existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {keptAside, keptIn, leftovers} from '../rig/state/kept.ts';
import {smallDisk, type SmallDisk} from '../rig/state/small-disk.ts';
import {makeStateScene, NATIVE, type StateScene} from '../rig/state/state-scene.ts';

const HSF = join(import.meta.dirname, '..', '..', 'bin/hsf');
const EDQUOT = 122;

let scene: StateScene;
let disk: SmallDisk;
/** A home on a disk of its own, as only what is started on it sees it. */
let small: string;
beforeAll(async () => {
  scene = makeStateScene();
  small = join(scene.folder, 'small');
  mkdirSync(small);
  disk = await smallDisk(small, '4m');
  mkdirSync(disk.seen(join(small, 'project')));
  mkdirSync(disk.seen(join(small, 'other')));
  writeFileSync(disk.seen(join(small, 'project/hsf.toml')), `stack = "${NATIVE}"\n`);
}, 60_000);
afterAll(async () => {
  await disk.remove();
  scene.remove();
});

const onDisk = (words: readonly string[], where = 'project') =>
  scene.hsf(words, {
    program: [...disk.inside, 'sh', '-c', 'cd "$1" && shift && exec "$@"', 'sh', join(small, where), HSF],
    env: {HOME: small},
  });

test(
  'a home on a disk that is full is read and started from, and nothing in it is written half',
  {timeout: 120_000},
  async () => {
    for (const words of [
      ['config', 'set', 'timeout', '30'],
      ['profile', 'save', 'p1', NATIVE],
      ['allow', '.'],
      ['lock', '.'],
      ['list'],
    ]) {
      const ended = await onDisk(words);
      expect([words, ended.stderr, ended.status]).toEqual([words, ended.stderr, 0]);
    }
    const seen = disk.seen(small);
    const before = [keptIn(seen), readFileSync(join(seen, 'project/hsf.lock'), 'utf8')];
    disk.fill();
    const reading = [['list'], ['show', 'LCG_107'], ['run', NATIVE, '--', 'true']];
    for (const words of reading) expect([words, (await onDisk(words)).status]).toEqual([words, 0]);
    for (const [words, where] of [
      [['config', 'set', 'timeout', '77'], 'project'],
      [['profile', 'save', 'p2', NATIVE], 'project'],
      [['lock', '.'], 'project'],
      [['init', 'project', 'LCG_107'], 'other'],
      [['family', 'new', 'mine', '--output', 'mine.toml'], 'other'],
    ] as const) {
      const ended = await onDisk(words, where);
      expect([words, ended.status, ended.stderr]).toEqual([words, 1, expect.stringMatching(/cannot be written \(ENOSPC\)/)]);
      expect(ended.stderr).not.toMatch(/^ +at |node:fs/m);
    }
    const {starts: _, ...kept} = keptIn(seen);
    expect([kept, readFileSync(join(seen, 'project/hsf.lock'), 'utf8')]).toEqual([expect.objectContaining(kept), before[1]]);
    expect({...(before[0] as object), starts: null}).toEqual({...kept, starts: null});
    // Node leaves drafts of compiled code.
    const drafts = leftovers(seen).filter(name => !name.startsWith('.cache/hsf/code/'));
    expect([drafts, keptAside(seen), readdirSync(join(seen, 'other'))]).toEqual([[], [], []]);
    disk.empty();
    for (const [words, where] of [
      [['config', 'set', 'timeout', '77'], 'project'],
      [['lock', '.'], 'project'],
      [['init', 'project', 'LCG_107'], 'other'],
      [['family', 'new', 'mine', '--output', 'mine.toml'], 'other'],
    ] as const)
      expect([words, (await onDisk(words, where)).status]).toEqual([words, 0]);
    expect(readdirSync(join(seen, 'other')).toSorted()).toEqual(['hsf.toml', 'mine.toml']);
    const old = new Date(Date.now() - 2 * 3_600_000);
    for (const name of leftovers(seen)) utimesSync(join(seen, name), old, old);
    mkdirSync(join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_399'));
    expect([(await onDisk(['refresh'])).status, leftovers(seen)]).toEqual([0, []]);
  },
);

describe('files that are made once', () => {
  const made = () => join(scene.home, 'fresh');
  const MAKERS = [
    {words: ['init', 'project', 'LCG_107'], file: 'hsf.toml'},
    {words: ['family', 'new', 'mine', '--output', 'mine.toml'], file: 'mine.toml'},
  ] as const;

  test.each(MAKERS)('$file is there whole or not at all', {timeout: 60_000}, async ({words, file}) => {
    mkdirSync(made(), {recursive: true});
    const draft = {named: `/fresh/${file}`};
    for (const fault of [
      {steps: ['write'], fault: {at: 1, how: EDQUOT}},
      {steps: ['close'], fault: {at: 1, how: EDQUOT}},
      {steps: ['sync'], fault: {at: 1, how: constants.errno.EIO}},
      {steps: ['write'], fault: {at: 1, how: 'kill-half'}},
      {steps: ['link'], fault: {at: 1, how: 'kill'}},
    ] as const) {
      scene.files.rules({...fault, ...draft});
      const ended = await scene.hsf(words, {cwd: made()});
      scene.files.rules({});
      expect([fault, ended.status]).toEqual([fault, typeof fault.fault.how === 'number' ? 1 : null]);
      expect([fault, existsSync(join(made(), file))]).toEqual([fault, false]);
    }
    // Where there are no hard links it is renamed, which is as whole.
    scene.files.rules({steps: ['link'], fault: {at: 1, how: constants.errno.EPERM, on: true}, ...draft});
    expect(await scene.hsf(words, {cwd: made()})).toMatchObject({status: 0});
    const text = readFileSync(join(made(), file), 'utf8');
    for (const steps of [[], ['link']] as const) {
      scene.files.rules({steps, fault: {at: 1, how: constants.errno.EPERM, on: true}, ...draft});
      expect(await scene.hsf(words, {cwd: made()})).toMatchObject({
        status: expect.any(Number),
        stderr: expect.stringContaining('there already'),
      });
    }
    scene.files.rules({});
    expect(readFileSync(join(made(), file), 'utf8')).toBe(text);
  });
});
