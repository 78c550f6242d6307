import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type Scene} from './hsf.ts';

type Listed = {
  readonly address: string;
  readonly family: string;
  readonly recommended: boolean;
  readonly variants: readonly {readonly address: string; readonly verdict: {readonly image: string | null}}[];
};

const HOST = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
let scene: Scene;
beforeAll(() => {
  scene = makeScene();
  mkdirSync(join(scene.home, '.config/hsf/families'), {recursive: true});
});
afterAll(() => scene.remove());

async function listed(rules: string, ...args: readonly string[]): Promise<readonly Listed[]> {
  writeFileSync(join(scene.home, '.config/hsf/families/rules.toml'), rules);
  const ended = await scene.hsf(['list', '--json', ...args], {env: HOST});
  expect(ended.stderr).not.toContain('rules.toml');
  return documentOf(ended)['stacks'] as readonly Listed[];
}

describe('rules.toml', () => {
  test('hides families and stacks, and a change of it is seen at once', async () => {
    const before = await listed('');
    const after = await listed('hide = ["eessi", "lcg/LCG_107"]\n');
    const gone = before.map(({address}) => address).filter(address => after.every(stack => stack.address !== address));
    expect(gone).toContain('lcg/LCG_107');
    expect(gone.filter(address => !address.startsWith('eessi/'))).toEqual(['lcg/LCG_107']);
    expect(after.some(({family}) => family === 'eessi')).toBe(false);
    expect((await listed('')).map(({address}) => address)).toEqual(before.map(({address}) => address));
  });

  test('recommends in the place of the family', async () => {
    const recommended = (stacks: readonly Listed[]) =>
      stacks.filter(stack => stack.family === 'lcg' && stack.recommended).map(({address}) => address);
    expect(recommended(await listed(''))).not.toEqual(['lcg/LCG_106b']);
    expect(recommended(await listed('recommend = ["lcg/LCG_106b"]\n'))).toEqual(['lcg/LCG_106b']);
  });

  test('says which image stands for a system, by a path or by a reference', async () => {
    const imageOf = (stacks: readonly Listed[]) =>
      stacks.flatMap(({variants}) => variants).find(({address}) => address === 'lcg/LCG_107@x86_64-el9-gcc13-opt')?.verdict.image;
    const images = (await listed('', '--family', 'unpacked')).map(({address}) => address.replace('unpacked/', ''));
    const usual = imageOf(await listed(''));
    const other = images.map(name => `/cvmfs/unpacked.cern.ch/${name}`).find(path => path !== usual);
    expect([usual, other]).toEqual([expect.stringContaining('/cvmfs/unpacked.cern.ch/'), expect.any(String)]);
    expect(imageOf(await listed(`[[image]]\nos = "el9"\nimages = ["${other}"]\n`))).toBe(other);
  });
});
