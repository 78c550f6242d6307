import {mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {able, containerScene, uids} from './container-scene.ts';
import {treeOn} from './rig.ts';
import {STORE} from './toy-image.ts';

const uid = uids.at(-1)!;
const isRoot = process.getuid!() === 0;

describe.skipIf(!able || !isRoot)('a working directory in a place of the system (MOUNTS.md 2.3)', () => {
  const {root, here, sh, planOf} = containerScene();
  const own = isRoot ? mkdtempSync('/opt/hsf-test-') : '';
  const link = isRoot ? join(mkdtempSync('/tmp/hsf-link-'), 'link') : '';
  if (isRoot) symlinkSync(own, link);
  afterAll(() => {
    rmSync(own, {recursive: true});
    rmSync(join(link, '..'), {recursive: true});
  });

  test.each(['bubblewrap', 'unshare', 'proot'])('is shown where the image has none of that name, by %s', async engine => {
    const {stdout, stderr} = await sh(0, 'pwd; echo kept > file', {caller: {cwd: own}, wishes: {engine}});
    expect({stdout, stderr}).toEqual({stdout: `${own}\n`, stderr: 'setting up\n'});
    expect((await sh(0, 'cat file', {caller: {cwd: own}, wishes: {engine}})).stdout).toBe('kept\n');
  });

  test('is reached through a link below something that is shown', async () => {
    const caller = {cwd: own, env: {PWD: link}};
    expect((await sh(0, 'pwd; readlink -f .', {caller})).stdout).toBe(`${link}\n${own}\n`);
  });

  test('is refused before the start where the image has one of its own, also behind a link', async () => {
    mkdirSync(join(here(STORE), own), {recursive: true});
    try {
      const command = {kind: 'command', command: ['true']} as const;
      await expect(planOf(uid, command, {caller: {cwd: own}}).plan).rejects.toMatchObject({
        message: `The working directory ${own} is not shown in the container: that path belongs to the image there.`,
      });
      await expect(planOf(uid, command, {caller: {cwd: own, env: {PWD: link}}}).plan).rejects.toMatchObject({
        message: `The working directory ${link} is not shown in the container: it leads to ${own}, which belongs to the image there.`,
      });
    } finally {
      rmSync(join(here(STORE), '/opt'), {recursive: true});
      mkdirSync(join(here(STORE), '/opt'));
    }
  });

  test('that does not answer is said not to', async () => {
    const real = treeOn(join(root, 'cvmfs'));
    const tree = {
      ...real,
      states: async (paths: readonly string[]) =>
        new Map(
          [...(await real.states(paths))].map(([path, state]) => [path, path === '/tmp' ? ('not-answering' as const) : state]),
        ),
    };
    await expect(planOf(uid, {kind: 'command', command: ['true']}, {tree, caller: {cwd: '/tmp'}}).plan).rejects.toMatchObject({
      code: 'directory-missing',
      message: 'The working directory /tmp cannot be shown in the container: /tmp does not answer.',
    });
  });
});

describe.skipIf(!able)('a bind that hides what a start needs (MOUNTS.md 6.4)', () => {
  const {root, sh, planOf} = containerScene();
  const empty = join(root, 'empty');
  mkdirSync(join(root, 'with-sh'));
  mkdirSync(empty);
  for (const name of ['sh', 'bash']) writeFileSync(join(root, 'with-sh', name), '');
  const planned = (bind: string, env: Readonly<Record<string, string>> = {}) =>
    planOf(uid, {kind: 'command', command: ['true']}, {wishes: {binds: bind === '' ? [] : [bind]}, caller: {env}}).plan;

  test.each([
    {target: '/cvmfs', hides: '/cvmfs/sft.cern.ch'},
    {target: '/cvmfs/sft.cern.ch', hides: '/cvmfs/sft.cern.ch'},
    {target: '/bin', hides: '/bin/sh'},
    {target: '/usr/bin', hides: '/usr/bin/bash'},
  ])('at $target is refused', async ({target, hides}) => {
    await expect(planned(`${empty}:${target}`)).rejects.toMatchObject({
      code: 'mount-conflict',
      message: `${empty} cannot be shown at ${target}: it would hide ${hides}, which the start needs.`,
    });
  });

  test('may bring it itself, and the software may be asked for', async () => {
    expect((await planned(`${join(root, 'with-sh')}:/bin`)).mounts).toContainEqual(expect.objectContaining({target: '/bin'}));
    const {stdout} = await sh(uid, 'echo $LCG_VERSION', {wishes: {binds: ['/cvmfs']}});
    expect(stdout).toBe('1\n');
  });

  test('of the site is left out with a word', async () => {
    const plan = await planned('', {APPTAINER_BIND: `${empty}:/bin`});
    expect(plan.mounts.map(({target}) => target)).not.toContain('/bin');
    expect(plan.warnings).toContain(`${empty} is not shown at /bin, as the site has it: the start needs what is there.`);
  });
});
