import {execFileSync} from 'node:child_process';
import {accessSync, chmodSync, constants, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {EngineFact} from '../../src/choose/host.ts';
import type {RootEntry} from '../../src/engines/engine.ts';
import {listInSquashfs} from '../../src/find/scout/inside-squashfs.ts';
import {FIND_BASH_SCRIPT} from '../../src/start/find-bash.ts';
import {requires} from '../engines/rig.ts';
import {able, containerScene, uids} from './container-scene.ts';
import {hostWith, realEngines, treeOn} from './rig.ts';
import {writeRoot} from './toy-image.ts';

const served = able && requires('ch-run', 'mksquashfs', 'squashfuse') && mayUseFuse();
const uid = uids.at(-1)!;

describe.skipIf(!able)('an image that cannot be looked into', () => {
  const {root, cvmfs, homes, planOf, sh} = containerScene();
  const home = homes.get(uid)!;

  /** A squashfs file of the toy image with the mount points that ch-run wants, with or without bash. */
  const imageFile = (name: string, hasBash: boolean): string => {
    const directory = join(root, name);
    writeRoot(directory);
    for (const point of ['cvmfs', 'sys', 'tmp', home]) mkdirSync(join(directory, point), {recursive: true});
    writeFileSync(join(directory, 'etc/group'), 'root:x:0:\n');
    if (!hasBash) execFileSync('rm', [join(directory, 'usr/bin/bash')]);
    chmodSync(directory, 0o755);
    const file = join(root, `${name}.sqfs`);
    execFileSync('mksquashfs', [directory, file, '-quiet', '-noappend', '-no-progress']);
    return file;
  };
  const image = served ? imageFile('with-bash', true) : '';
  const imageOnly = (path: string) => ({entry: {kind: 'image', path}, image: null}) as const;

  test.skipIf(!served)('starts a stack by the bash found inside, in the directory and home of the machine', async () => {
    const {stdout, stderr, status, plan} = await sh(uid, 'cat /etc/os-release; pwd; echo $LCG_VERSION $SHELL; exit 7', {
      wishes: {image},
    });
    expect({stderr, status}).toEqual({stderr: 'setting up\n', status: 7});
    expect(stdout).toBe(`ID="almalinux"\nVERSION_ID="9.8"\n${home}/thesis\n1 /usr/bin/bash\n`);
    expect(plan).toMatchObject({engine: 'charliecloud', root: {kind: 'squashfs', path: image}});
    expect(plan.warnings).toContainEqual(expect.stringContaining('may have no place for them'));
  });

  test.skipIf(!served)('says in one sentence that bash is missing, and does without where nothing is to be set up', async () => {
    const bare = imageFile('without-bash', false);
    const needed = await sh(uid, 'true', {wishes: {image: bare}});
    expect({status: needed.status, stderr: needed.stderr}).toEqual({
      status: 125,
      stderr: `hsf: There is no bash in ${bare}, and the set-up needs one. Choose another with "--image".\n`,
    });
    const {stdout, stderr} = await sh(uid, 'echo "$1 $PWD"', {}, imageOnly(bare));
    expect({stdout, stderr}).toEqual({stdout: ` ${home}/thesis\n`, stderr: ''});
  });

  describe.skipIf(!served || !requires('unsquashfs'))('but for a squashfs file, whose directories unsquashfs lists', () => {
    const tree = {...treeOn(cvmfs), listInside: (file: string, directory: string) => Promise.resolve(listed(file, directory))};
    const apptainer = {...fact('apptainer'), takes: ['squashfs'] as const};
    const host = hostWith([...realEngines(uid).filter(({name}) => name === 'charliecloud'), apptainer]);

    test('by ch-run only what has a place inside is shown, and its own shell is known', async () => {
      const {stderr, status, plan} = await sh(uid, 'exit 7', {tree, host, wishes: {image}});
      expect({stderr, status}).toEqual({stderr: 'setting up\n', status: 7});
      expect(plan.engine).toBe('charliecloud');
      expect(plan.argv).not.toContain(FIND_BASH_SCRIPT);
      expect(plan.warnings).toContainEqual(
        expect.stringMatching(/since the image has no place for them:.* \/var\/tmp|\/etc\/hosts/),
      );
    });

    test('one without mount points is given to the next engine, or refused with the first that is missing', async () => {
      const bare = join(root, 'bare.sqfs');
      writeRoot(join(root, 'bare'));
      execFileSync('mksquashfs', [join(root, 'bare'), bare, '-quiet', '-noappend', '-no-progress']);
      const command = {kind: 'command', command: ['true']} as const;
      expect((await planOf(uid, command, {tree, host, wishes: {image: bare}}).plan).engine).toBe('apptainer');
      await expect(planOf(uid, command, {tree, host, wishes: {image: bare, engine: 'charliecloud'}}).plan).rejects.toMatchObject({
        code: 'engine-unusable',
        message: expect.stringContaining('ch-run needs the mount point /sys in the image'),
      });
    });

    test('where nobody can list it, an engine that makes mount points goes first', async () => {
      const unseen = {...tree, listInside: () => Promise.resolve(null)};
      const command = {kind: 'command', command: ['true']} as const;
      expect((await planOf(uid, command, {tree: unseen, host, wishes: {image}}).plan).engine).toBe('apptainer');
    });
  });

  describe('in the plan', () => {
    const planned = (engine: string, more: Parameters<typeof planOf>[2] = {}) =>
      planOf(
        uid,
        {kind: 'shell', login: false},
        {host: hostWith([fact(engine)]), ...more, wishes: {image: 'localhost/thin:1', ...more.wishes}},
      ).plan;

    test('has the root for whoever examines it, and finds bash inside', async () => {
      const plan = await planned('podman');
      expect(plan.root).toEqual({kind: 'reference', reference: 'localhost/thin:1'});
      expect(plan.argv).toContain(FIND_BASH_SCRIPT);
    });

    test('MOUNTS.md 2.2: leaves the names of users to an engine that adds the user by itself, else says who has one', async () => {
      const targets = (plan: Awaited<ReturnType<typeof planned>>) => plan.mounts.map(({target}) => target);
      expect(targets(await planned('podman'))).not.toContain('/etc/passwd');
      const docker = await planned('docker');
      expect(targets(docker)).toContain('/etc/passwd');
      expect(docker.warnings).toContainEqual(expect.stringContaining('have names inside'));
    });

    test.each([
      {engine: 'podman', image: 'docker.io/library/almalinux:9', words: 'podman fetches it,'},
      {engine: 'apptainer', image: 'docker.io/library/almalinux:9', words: 'apptainer fetches it and makes an image file of it,'},
      {engine: 'podman', image: 'localhost/thin:1', words: null},
    ])('says what $engine does before the first start of $image', async ({engine, image: reference, words}) => {
      const {warnings} = await planned(engine, {wishes: {image: reference}});
      const said = warnings.filter(warning => warning.startsWith('Before the first start'));
      expect(said).toEqual(words === null ? [] : [`Before the first start of ${reference}, ${words} which takes a while.`]);
    });

    test('MOUNTS.md 2.2: puts only what is needed into it, since nobody knows what it has', async () => {
      const targets = (await planned('podman')).mounts.map(({target}) => target);
      expect(targets).toEqual(expect.arrayContaining(['/cvmfs', '/tmp', home, '/etc/hosts', '/etc/resolv.conf']));
      expect(targets).not.toContain('/etc/localtime');
    });

    test('takes a directory of the image by wish, which only the shell inside can check', async () => {
      expect((await planned('podman', {wishes: {cwd: '/opt/of-the-image'}})).cwd).toBe('/opt/of-the-image');
      await expect(planned('podman', {caller: {cwd: '/usr/share'}})).rejects.toMatchObject({code: 'directory-missing'});
    });
  });
});

function fact(name: string): EngineFact {
  return {name, program: `/usr/bin/${name}`, version: null, usable: true, reason: 'It works.', takes: ['reference']};
}

function listed(file: string, directory: string): readonly RootEntry[] | null {
  const entries = listInSquashfs(file, directory);
  return entries?.map(({name, type, target}) => ({name, kind: type === 'other' ? 'file' : type, target})) ?? null;
}

function mayUseFuse(): boolean {
  try {
    accessSync('/dev/fuse', constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
