import {afterAll, beforeAll, expect, test} from 'vitest';
import {keptIn} from '../rig/state/kept.ts';
import {makeStateScene, NATIVE, type StateScene} from '../rig/state/state-scene.ts';

// A file server that takes its time for every file of the home directory: the launcher itself is held up.

let scene: StateScene;
beforeAll(async () => {
  scene = makeStateScene();
  expect(await scene.hsf(['profile', 'save', 'p1', NATIVE])).toMatchObject({status: 0});
  expect(await scene.hsf(['list'])).toMatchObject({status: 0});
}, 60_000);
afterAll(() => scene.remove());

test(
  'who comes too late says that alone, and does not do afterwards what was said not to be done',
  {timeout: 60_000},
  async () => {
    const before = keptIn(scene.home);
    scene.files.rules({slow: 150, steps: ['read', 'open'], named: '/.cache/hsf/index/'});
    const late = {env: {HSF_TIMEOUT: '0.3', HSF_STORED: 'ignore'}};
    const ended = await Promise.all(
      [
        ['list', '--json', '--runs', 'any'],
        ['search', 'ROOT', '--json'],
        ['show', 'LCG_107', '--json'],
        ['profile', 'save', 'p2', NATIVE],
      ].map(words => scene.hsf(words, late)),
    );
    scene.files.rules({});
    expect(ended.map(({status}) => status)).toEqual([1, 1, 1, 1]);
    for (const {stdout} of ended.slice(0, 3)) expect(JSON.parse(stdout)).toMatchObject({error: {code: expect.any(String)}});
    expect(keptIn(scene.home)).toEqual(before);
  },
);
