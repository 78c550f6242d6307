import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {familyStart} from '../../src/commands/family-new.ts';
import {makeScene, type Scene} from '../commands/hsf.ts';
import {scratch} from '../find/scene.ts';
import {mountFuse, skipFuse, type FuseMount} from '../rig/fuse/fuse-rig.ts';

const FQRN = 'sw.example.org';
const HEALTHY = (digit: string) => [`attr user.root_hash ${digit.repeat(40)}`, `catalog ${'c'.repeat(40)} /`];

describe.skipIf(skipFuse())('families in a repository of a client', () => {
  let scene: Scene;
  let backing: string;
  let mount: FuseMount;
  beforeAll(async () => {
    scene = makeScene();
    backing = join(scratch(), FQRN);
    mkdirSync(join(backing, 'families'), {recursive: true});
    mkdirSync(join(backing, 'stacks/2026.1/x86_64-el9-gcc13-opt'), {recursive: true});
    writeFileSync(join(backing, 'families/site.toml'), familyStart('site', 'x'));
    mount = await mountFuse(backing, join(scene.tree.root, FQRN));
    mount.rules(HEALTHY('a'));
  });
  afterAll(() => {
    mount.unmount();
    scene.remove();
  });
  const list = () => scene.hsf(['list', '--json'], {env: {HSF_SITE_FAMILIES: `${FQRN}/families`}});
  const reads = () => mount.takeLog().filter(line => line.includes('/families'));

  test('are read once for a root hash, and again for another one', async () => {
    expect((await list()).stdout).toContain('site/2026.1');
    expect(reads().length).toBeGreaterThan(0);
    // Neither when it is remembered what was printed, nor when it is not.
    for (const args of [['list', '--json'], ['list'], ['show', 'site/2026.1'], ['family']])
      expect((await scene.hsf(args, {env: {HSF_SITE_FAMILIES: `${FQRN}/families`}})).stdout).toContain('site');
    expect(reads()).toEqual([]);
    writeFileSync(join(backing, 'families/site.toml'), familyStart('newer', 'x'));
    mount.rules(HEALTHY('b'));
    expect((await list()).stdout).toContain('newer/2026.1');
    expect(reads().length).toBeGreaterThan(0);
  });

  test('stay when it hangs, and that is one line', async () => {
    await list();
    mount.rules(['hang /']);
    const ended = await list();
    expect([ended.status, ended.stdout.includes('newer/2026.1')]).toEqual([0, true]);
    expect(ended.stderr).toMatch(/^hsf: [^\n]*sw\.example\.org does not answer; its families are those of [^\n]*\n$/);
    expect(existsSync(join(scene.home, '.cache/hsf/families'))).toBe(true);
  });
});
