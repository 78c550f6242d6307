import {appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type Ended, type Scene} from './hsf.ts';

let scene: Scene;
beforeAll(() => {
  scene = makeScene();
  rmSync(scene.tree.unreadable, {recursive: true, force: true});
});
afterAll(() => scene.remove());

type Lists = {readonly repository: string; readonly lists: number; readonly listsRead: number; readonly leftOut: number};
const refresh = () => scene.hsf(['refresh', '--packages', '--json']);
const listsOf = (ended: Ended) => documentOf(ended)['packages'] as readonly Lists[];
const readOf = (ended: Ended) => Object.fromEntries(listsOf(ended).map(({repository, listsRead}) => [repository, listsRead]));
const manifest = () => join(scene.tree.root, 'sft.cern.ch/lcg/releases/LCG_107/LCG_externals_x86_64-el9-gcc13-opt.txt');
const kept = () => {
  const folder = join(scene.home, '.cache/hsf/packages');
  return readdirSync(folder, {recursive: true, withFileTypes: true})
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
};
/** What changed a moment ago is read again, for it may be changing still. */
const settle = () => new Promise(resolve => setTimeout(resolve, 60));

describe('hsf refresh --packages', () => {
  test('reads every list, and afterwards those that changed', async () => {
    await settle();
    const first = await refresh();
    expect(first.status).toBe(0);
    expect(first.stderr).toMatch(/^hsf: reading \d+ package lists of sft\.cern\.ch$/m);
    for (const {lists, listsRead} of listsOf(first)) expect([listsRead, listsRead > 0]).toEqual([lists, true]);
    expect(Object.values(readOf(await refresh()))).toEqual([0, 0, 0]);
    appendFileSync(manifest(), 'Surely; 01234; 1.0; ./Surely/1.0/x86_64-el9-gcc13-opt; \nno package; at all\n');
    await settle();
    const after = await refresh();
    expect(readOf(after)).toEqual({'sft.cern.ch': 1, 'sft-nightlies.cern.ch': 0, 'software.eessi.io': 0});
    expect(listsOf(after).find(({repository}) => repository === 'sft.cern.ch')?.leftOut).toBe(1);
    expect(after.stderr).toContain('1 line or name is no package');
  });

  test.each<{title: string; spoil: (file: string) => void}>([
    {title: 'cut short', spoil: file => writeFileSync(file, readFileSync(file).subarray(0, 50))},
    {title: 'empty', spoil: file => writeFileSync(file, '')},
    {title: 'something else', spoil: file => writeFileSync(file, 'no lists')},
  ])('reads anew what is kept in a file that is $title', async ({spoil}) => {
    await refresh();
    for (const file of kept()) spoil(file);
    const again = await refresh();
    expect(again.status).toBe(0);
    for (const {lists, listsRead} of listsOf(again)) expect(listsRead).toBe(lists);
  });

  test('goes well with others at the same time', async () => {
    for (const file of kept()) rmSync(file);
    const all = await Promise.all([
      refresh(),
      scene.hsf(['search', 'ROOT', '--json']),
      scene.hsf(['show', 'LCG_107', '--packages']),
      refresh(),
    ]);
    expect(all.map(({status}) => status)).toEqual([0, 0, 0, 0]);
    expect(Object.values(readOf(await refresh()))).toEqual([0, 0, 0]);
  });
});

test('hsf doctor tells what was left out of the lists', async () => {
  const {stdout} = await scene.hsf(['doctor', '--json']);
  const {checks} = JSON.parse(stdout) as {checks: readonly {id: string; level: string; message: string}[]};
  expect(checks.find(({id}) => id === 'package-lists:sft.cern.ch')).toMatchObject({
    level: 'ok',
    message: expect.stringContaining('1 line or name in 1 of') as unknown,
  });
});
