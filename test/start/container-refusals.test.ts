import {mkdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {Plan} from '../../src/start/plan.ts';
import type {Wishes} from '../../src/start/plan-input.ts';
import {able, containerScene, uids} from './container-scene.ts';
import {hostWith} from './rig.ts';
import {IMAGE, STORE} from './toy-image.ts';

describe.skipIf(!able)('a thin container', () => {
  const {root, homes, here, planOf, sh} = containerScene();

  test('resolves the image, so that an update does not change it under the shell', async () => {
    const plan = await planOf(uids[0]!, {kind: 'shell', login: false}).plan;
    expect(plan.argv.join(' ')).toContain(here(STORE));
    expect(plan.argv.join(' ')).not.toContain(here(IMAGE));
    expect(plan.image).toBe(IMAGE);
  });

  test('refuses a directory that would be another one inside', async () => {
    for (const cwd of ['/etc', '/usr/share'])
      await expect(planOf(uids[0]!, {kind: 'shell', login: false}, {caller: {cwd}}).plan).rejects.toMatchObject({
        code: 'directory-missing',
        message: expect.stringContaining(cwd),
      });
    await expect(planOf(uids[0]!, {kind: 'shell', login: false}, {caller: {cwd: '/tmp/\uFFFD'}}).plan).rejects.toMatchObject({
      code: 'not-utf8',
    });
  });

  test('is refused in words where there is no engine, no image, or no leave', async () => {
    const uid = uids[0]!;
    const shell: Wishes['action'] = {kind: 'shell', login: false};
    await expect(planOf(uid, shell, {host: hostWith([])}).plan).rejects.toMatchObject({code: 'engine-missing'});
    const forbidden = [
      {
        name: 'bubblewrap',
        program: '/usr/bin/bwrap',
        version: null,
        usable: false,
        reason: 'User namespaces are switched off.',
        takes: ['directory' as const],
      },
    ];
    await expect(planOf(uid, shell, {host: hostWith(forbidden)}).plan).rejects.toMatchObject({
      code: 'engine-unusable',
      message: expect.stringContaining('switched off'),
    });
    await expect(planOf(uid, shell, {wishes: {engine: 'frob'}}).plan).rejects.toMatchObject({code: 'engine-missing'});
    await expect(planOf(uid, shell, {}, {image: null}).plan).rejects.toMatchObject({code: 'image-missing'});
    await expect(planOf(uid, shell, {wishes: {image: '/cvmfs/unpacked.cern.ch/none'}}).plan).rejects.toMatchObject({
      code: 'image-missing',
    });
    await expect(planOf(uid, shell, {wishes: {image: 'docker://x/y', engine: 'bubblewrap'}}).plan).rejects.toMatchObject({
      code: 'engine-unusable',
      message: expect.stringContaining('It cannot start an image of a registry'),
    });
    await expect(planOf(uid, shell, {wishes: {image: 'localhost/y:1', engine: 'bubblewrap'}}).plan).rejects.toMatchObject({
      message: 'bubblewrap cannot be used: It cannot start an image from the storage of an engine.',
    });
    await expect(planOf(uid, shell, {wishes: {container: 'never'}}).plan).rejects.toMatchObject({code: 'variant-cannot-run'});
    await expect(planOf(uid, shell, {}, {runs: 'no'}).plan).rejects.toMatchObject({code: 'variant-cannot-run'});
    await expect(planOf(uid, {kind: 'capture'}).plan).rejects.toMatchObject({code: 'variant-cannot-run'});
  });

  test.each(['unshare', 'bubblewrap'])('never shows a copy of a directory that is written to (%s)', async engine => {
    const uid = uids.at(-1)!;
    const home = homes.get(uid)!;
    const extra = join(root, 'more data');
    mkdirSync(extra, {recursive: true});
    const binds = [`${extra}:${home}/thesis/missing`];
    const written = () => sh(uid, `echo result > ${home}/thesis/result`, {wishes: {engine, binds}});
    const native = {runs: 'native', image: null} as const;
    const onHost = () => sh(uid, `echo result > ${home}/thesis/result`, {wishes: {engine, binds, container: 'always'}}, native);
    for (const start of [written, onHost])
      await expect(start()).rejects.toMatchObject({
        code: 'mount-missing',
        message: expect.stringContaining(`${home}/thesis/missing`),
        advice: `Make it first: mkdir -p ${home}/thesis/missing`,
      });
    mkdirSync(join(home, 'thesis/missing'));
    try {
      for (const start of [written, onHost]) {
        expect((await start()).stderr).toBe('setting up\n');
        expect(readFileSync(join(home, 'thesis/result'), 'utf8')).toBe('result\n');
        rmSync(join(home, 'thesis/result'));
      }
    } finally {
      rmSync(join(home, 'thesis/missing'), {recursive: true});
    }
  });

  test("puts this machine's root together only for a point directly in it, and tells root what is lost", async () => {
    const extra = join(root, 'more data');
    mkdirSync(extra, {recursive: true});
    const wishes = {wishes: {container: 'always', binds: [`${extra}:/hsf-test-point/deep`]}} as const;
    const native = {runs: 'native', image: null} as const;
    const {stdout, plan} = await sh(uids[0]!, '[ -d /hsf-test-point/deep ] && [ -d /etc ] && echo there', wishes, native);
    expect(stdout).toBe('there\n');
    const warned = plan.warnings.some(warning => warning.includes('written directly in /'));
    expect(warned).toBe(uids[0] === 0);
  });

  test("without an image has the machine's own root", async () => {
    for (const engine of ['unshare', 'bubblewrap', 'proot']) {
      const {stdout, plan} = await sh(
        uids.at(-1)!,
        'echo $HSF_CONTAINER $LCG_VERSION; pwd; cat /etc/debian_version >/dev/null && echo same',
        {wishes: {engine, container: 'always'}},
        {runs: 'native', image: null},
      );
      expect(stdout).toBe(`host 1\n${homes.get(uids.at(-1)!)}/thesis\nsame\n`);
      expect(plan).toMatchObject({mode: 'container', image: null, engine} satisfies Partial<Plan>);
    }
  });
});
