import {mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {familyStart} from '../../src/commands/family-new.ts';
import {documentOf, makeScene, type Ended, type Scene} from './hsf.ts';

let scene: Scene;
let place: string;
beforeEach(() => {
  scene = makeScene();
  place = join(scene.tree.root, 'sw.example.org/hsf/families');
  mkdirSync(place, {recursive: true});
  const build = join(scene.tree.root, 'sw.example.org/stacks/2026.1/x86_64-el9-gcc13-opt');
  mkdirSync(build, {recursive: true});
  writeFileSync(join(build, 'setup.sh'), '');
});
afterEach(() => scene.remove());

const family = (id: string) => familyStart(id, 'x');
const write = (name: string, text: string) => writeFileSync(join(place, name), text);
const hsf = (...args: readonly string[]) => scene.hsf(args, {env: {HSF_SITE_FAMILIES: 'sw.example.org/hsf/families'}});
const addresses = (ended: Ended) =>
  (documentOf(ended)['stacks'] as readonly {readonly address: string}[]).map(({address}) => address);

describe('families in a directory on CVMFS', () => {
  test('are families like all others, at once', async () => {
    write('site.toml', family('site'));
    expect(addresses(await hsf('list', '--json'))).toContain('site/2026.1');
    const {stdout} = await hsf('family');
    expect(stdout).toMatch(/^site .* 1 variant {2,}\/cvmfs\/sw\.example\.org\/hsf\/families\/site\.toml$/m);
  });

  test('are read again when they change', async () => {
    write('site.toml', family('site'));
    await hsf('list');
    write('site.toml', family('other'));
    expect(addresses(await hsf('list', '--json'))).toContain('other/2026.1');
  });

  test('are weaker than those of the user', async () => {
    write('site.toml', family('site'));
    mkdirSync(join(scene.home, '.config/hsf/families'), {recursive: true});
    writeFileSync(join(scene.home, '.config/hsf/families/site.toml'), family('site').replace('My stacks', 'Mine'));
    expect((await hsf('family')).stdout).toMatch(/^site +Mine /m);
  });

  test('stay as they were when their repository is gone, which is said in one line', async () => {
    write('site.toml', family('site'));
    await hsf('list');
    renameSync(join(scene.tree.root, 'sw.example.org/hsf'), join(scene.tree.root, 'sw.example.org/gone'));
    const ended = await hsf('list', '--json');
    expect(addresses(ended)).toContain('site/2026.1');
    expect(ended.stderr.match(/sw\.example\.org/g)).toHaveLength(1);
    expect(ended.stderr).toMatch(/sw\.example\.org\/hsf\/families is not there; its families are those of 20\d\d-/);
    const doctor = documentOf(await hsf('doctor', '--json'))['checks'] as readonly Record<string, unknown>[];
    expect(doctor.find(({id}) => id === 'site-families')).toMatchObject({level: 'warning'});
  });

  test('that are not there yet are said once, and the rest works', async () => {
    rmSync(place, {recursive: true});
    const ended = await hsf('list', '--json');
    expect(ended.status).toBe(0);
    expect(ended.stderr).toBe(
      'hsf: /cvmfs/sw.example.org/hsf/families is not there; its families are not known yet. Run "hsf doctor".\n',
    );
  });

  test('are told with file, line and key where they are wrong; what is too large or leads elsewhere is left out', async () => {
    write('site.toml', family('site'));
    write('bad.toml', family('bad').replace('title =', 'titel ='));
    write('huge.toml', `# ${'x'.repeat(70_000)}\n`);
    const secret = join(scene.folder, 'secret.toml');
    writeFileSync(secret, 'secret = "of the user"\n');
    symlinkSync(secret, join(place, 'link.toml'));
    symlinkSync('loop.toml', join(place, 'loop.toml'));
    const ended = await hsf('list', '--json');
    expect(addresses(ended)).toContain('site/2026.1');
    const at = '/cvmfs/sw.example.org/hsf/families';
    expect(ended.stderr).toMatch(new RegExp(`^hsf: ${at}/bad\\.toml:\\d+: titel: There is no key`, 'm'));
    expect(ended.stderr).toContain(`hsf: ${at}/huge.toml:1: This file is larger than 64 kB.\n`);
    expect(ended.stderr).toContain(`hsf: ${at}/link.toml:1: This file is not there.\n`);
    expect(ended.stderr).toContain(`hsf: ${at}/loop.toml:1: This file cannot be read (ELOOP).\n`);
    expect(ended.stdout + ended.stderr).not.toContain('of the user');
  });

  test('may be a hundred, no more', async () => {
    for (let number = 0; number < 120; number++) write(`a${1000 + number}.toml`, family(`a${number}`));
    const ended = await hsf('family', '--json');
    const ids = (documentOf(ended)['families'] as readonly {readonly id: string}[]).map(({id}) => id);
    expect([ids.includes('a99'), ids.includes('a100')]).toEqual([true, false]);
    expect(ended.stderr).toMatch(/^hsf: \S+a1100\.toml:1: This file is left out: [^\n]*100[^\n]*\n$/);
  });
});

test('a setting that is no directory on CVMFS is refused with its name', async () => {
  const ended = await scene.hsf(['list'], {env: {HSF_SITE_FAMILIES: '../families'}});
  expect(ended).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('HSF_SITE_FAMILIES has to be a repository and a path'),
  });
});
