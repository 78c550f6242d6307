import {readdirSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {leftovers} from '../rig/state/kept.ts';
import {makeStateScene, type StateScene} from '../rig/state/state-scene.ts';
import {killOnce, writerNamed, type Kill} from '../trials/kills/kill.ts';

// `npm run kills` does the same some hundreds of times, at steps drawn by lot.

let scene: StateScene;
beforeAll(async () => {
  scene = makeStateScene();
  await scene.hsf(['favourite', 'add', 'LCG_107']);
});
afterAll(() => scene.remove());

const KILLS: readonly (readonly [writer: string, at: number, how: 'kill' | 'kill-after' | 'kill-half'])[] = [
  ['config set', 4, 'kill-half'],
  ['profile save', 1, 'kill-after'],
  ['profile save', 6, 'kill'],
  ['allow', 4, 'kill'],
  ['list', 6, 'kill-half'],
  ['a history that is folded', 4, 'kill-after'],
  ['a history that is folded', 6, 'kill'],
];

test('a writer that is killed loses nothing but what it was writing, and is in nobody’s way', {timeout: 120_000}, async () => {
  for (const [number, [writer, at, how]] of KILLS.entries()) {
    const kill: Kill = {writer: writerNamed(writer), number, fault: {at, how}};
    expect([writer, at, await killOnce(scene, kill)]).toEqual([writer, at, {hit: true, wrong: []}]);
  }
  // Two hours later nothing is left of them.
  expect(leftovers(scene.home).length).toBeGreaterThan(0);
  const old = new Date(Date.now() - 2 * 3_600_000);
  for (const name of leftovers(scene.home)) utimesSync(join(scene.home, name), old, old);
  for (const title of ['config set', 'profile save', 'allow', 'list', 'a history that is folded']) {
    const writer = writerNamed(title);
    writer.before?.(scene, 99);
    await scene.hsf(writer.words(99));
  }
  expect([leftovers(scene.home), scene.left(), readdirSync(scene.home).includes('.cache')]).toEqual([[], [], true]);
});
