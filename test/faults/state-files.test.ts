import {chmodSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {constants} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {filesIn, keptAside, keptIn} from '../rig/state/kept.ts';
import {makeStateScene, NATIVE, type StateScene} from '../rig/state/state-scene.ts';
import type {StepName} from '../rig/files/faulty-files.ts';

const {ENOSPC, EIO, ESTALE, ENOLCK, EROFS, EDQUOT} = {...constants.errno, ENOLCK: 37, EDQUOT: 122, ESTALE: 116};

const scenes: StateScene[] = [];
const newScene = () => {
  const scene = makeStateScene();
  scenes.push(scene);
  return scene;
};
let scene: StateScene;
beforeAll(async () => {
  scene = newScene();
  for (const words of [
    ['config', 'set', 'timeout', '30'],
    ['favourite', 'add', 'LCG_107'],
    ['profile', 'save', 'p1', NATIVE],
    ['list'],
  ])
    expect(await scene.hsf(words)).toMatchObject({status: 0});
}, 60_000);
afterAll(() => {
  for (const one of scenes) one.remove();
});

type Disk = {readonly title: string; readonly code: number; readonly steps: readonly StepName[]};

const DISKS: readonly Disk[] = [
  {title: 'a full disk', code: ENOSPC, steps: ['write']},
  {title: 'a disk that says at the end that it is full', code: EDQUOT, steps: ['close']},
  {title: 'a home that may not be written', code: EROFS, steps: ['open', 'mkdir', 'rename', 'remove']},
  {title: 'a file server with stale handles', code: ESTALE, steps: ['rename', 'sync', 'remove']},
  {title: 'a file server that loses what was written', code: EIO, steps: ['sync', 'close']},
  {title: 'a file system without locks', code: ENOLCK, steps: ['open', 'link']},
];

describe.each(DISKS)('$title', ({code, steps}) => {
  test('loses nothing, holds up nothing, and is told', {timeout: 60_000}, async () => {
    const before = keptIn(scene.home);
    scene.files.rules({fault: {at: 1, how: code, on: true}, steps});
    const said: string[] = [];
    for (const [words, statuses] of [
      [['list'], [0]],
      [['show', 'LCG_107'], [0]],
      [['run', NATIVE, '--', 'true'], [0]],
      [['config', 'set', 'timeout', '77'], [1]],
      [['profile', 'save', 'p2', NATIVE], [1]],
    ] as const) {
      const ended = await scene.hsf(words);
      expect([words, ended.stderr, ended.status]).toEqual([words, ended.stderr, statuses[0]]);
      expect(ended.stderr).not.toMatch(/^ +at |node:fs/m);
      if (ended.status === 1) said.push(ended.stderr);
    }
    expect(said.join('')).toMatch(/cannot be written \(E[A-Z]+\)/);
    scene.files.rules({});
    const after = keptIn(scene.home);
    const starts = (kept: typeof after) => kept.starts.get('lcg/LCG_107') ?? 0;
    expect({...after, starts: null}).toEqual({...before, starts: null});
    expect(starts(after) - starts(before)).toBeGreaterThanOrEqual(0);
    expect([await scene.hsf(['config', 'set', 'timeout', '30']), keptAside(scene.home)]).toMatchObject([{status: 0}, []]);
  });
});

test(
  'a file server whose handles are stale when they are read makes nothing anew in vain, and breaks nothing',
  {timeout: 60_000},
  async () => {
    const before = keptIn(scene.home);
    for (const at of [1, 3, 6, 10]) {
      scene.files.rules({fault: {at, how: ESTALE}, steps: ['read'], named: '/hsf/'});
      const ended = await scene.hsf(['list', 'LCG_107']);
      expect([at, ended.status, ended.stderr]).toEqual([at, 0, expect.not.stringMatching(/^ +at |node:fs/m)]);
    }
    scene.files.rules({});
    expect(keptIn(scene.home)).toEqual(before);
    expect(keptAside(scene.home)).toEqual([]);
  },
);

test('a clock that was set back holds up nothing', {timeout: 60_000}, async () => {
  const own = newScene();
  own.files.rules({clock: 40 * 24 * 3600});
  for (const words of [
    ['profile', 'save', 'p1', NATIVE],
    ['run', NATIVE, '--', 'true'],
    ['run', NATIVE, '--', 'true'],
  ])
    expect(await own.hsf(words)).toMatchObject({status: 0});
  own.files.rules({clock: -3600});
  for (const words of [
    ['profile', 'save', 'p2', NATIVE],
    ['run', NATIVE, '--', 'true'],
    ['favourite', 'add', 'LCG_107'],
    ['list'],
  ])
    expect([words, await own.hsf(words)]).toMatchObject([words, {status: 0}]);
  const {profiles, starts, favourites, problems} = keptIn(own.home);
  expect([Object.keys(profiles), starts.get('lcg/LCG_107'), favourites, problems]).toEqual([
    ['p1', 'p2'],
    3,
    ['lcg/LCG_107'],
    [],
  ]);
});

test('a file of a newer hsf is left to it, and one of an older is made anew', {timeout: 60_000}, async () => {
  const index = join(
    scene.home,
    filesIn(scene.home).find(name => name.endsWith('/sft.cern.ch.json'))!,
  );
  for (const format of [1, 99]) {
    writeFileSync(index, readFileSync(index, 'utf8').replace(/"format":\d+/, `"format":${format}`));
    rmSync(join(scene.home, '.cache/hsf/listed'), {recursive: true, force: true});
    const ended = await scene.hsf(['list', 'LCG_107']);
    expect([format, ended.status, ended.stderr]).toEqual([format, 0, expect.not.stringContaining('damaged')]);
    expect(keptAside(scene.home)).toEqual([]);
  }
});

test('a damaged line of the history is kept aside and said once', {timeout: 60_000}, async () => {
  const own = newScene();
  await own.hsf(['favourite', 'add', 'LCG_107']);
  const file = join(own.home, '.local/state/hsf/history.jsonl');
  writeFileSync(file, `${readFileSync(file, 'utf8')}half a li`);
  chmodSync(file, 0o600);
  const said = async () => (await own.hsf(['favourite'])).stderr.match(/left out/g)?.length ?? 0;
  expect([await said(), await said()]).toEqual([1, 0]);
  expect([keptAside(own.home), keptIn(own.home).favourites]).toEqual([['.local/state/hsf/history/damaged.txt'], ['lcg/LCG_107']]);
});
