import {afterAll, beforeAll, expect, test} from 'vitest';
import {documentOf, makeScene, type Scene} from './hsf.ts';
import {failureJson} from '../../src/commands/json.ts';

let scene: Scene;
beforeAll(() => {
  scene = makeScene();
});
afterAll(() => scene.remove());

test('what is near an unknown stack is said once', async () => {
  const {stderr} = await scene.hsf(['show', 'LCG_17']);
  expect(stderr.split('\n')).toEqual([
    'hsf: No stack is called LCG_17.',
    expect.stringMatching(/^ {5}Near it: lcg\/LCG_107, lcg\/LCG_107a\.$/),
    '',
  ]);
  expect(documentOf(await scene.hsf(['show', 'LCG_17', '--json']))['error']).toMatchObject({
    choices: {stack: expect.arrayContaining(['lcg/LCG_107'])},
  });
});

test('values that the advice does not name are listed, eight of them, and all in JSON', async () => {
  const {stderr} = await scene.hsf(['plan']);
  expect(stderr).toMatch(/^ {2}STACK: (\S+ ){8}… \(\d+ more\)$/m);
  const {error} = documentOf(await scene.hsf(['plan', '--json'])) as {error: {choices: {stack: readonly string[]}}};
  expect(error.choices.stack.length).toBeGreaterThan(8);
});

test('even JSON ends somewhere', () => {
  const many = Array.from({length: 1000}, (_, index) => `lcg/LCG_${index}`);
  const text = failureJson({code: 'stack-ambiguous', message: '', advice: '', choices: {stack: many}});
  expect((JSON.parse(text) as {error: {choices: {stack: string[]}}}).error.choices.stack).toEqual(many.slice(0, 300));
});
