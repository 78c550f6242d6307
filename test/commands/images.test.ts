import {spawnSync} from 'node:child_process';
import {mkdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {requires} from '../engines/rig.ts';
import {mountFuse, skipFuse} from '../rig/fuse/fuse-rig.ts';
import {sifOf, writeArchives} from '../rig/images.ts';
import {writeRoot} from '../start/toy-image.ts';
import {documentOf, makeScene, type Scene} from './hsf.ts';

const able = requires('busybox', 'ldd', 'mksquashfs', 'unsquashfs');
const FLAT = 'unpacked.cern.ch/.flat/ab/abababababababababababababababababababababababababababababababab';

type Image = {
  readonly image: string;
  readonly kind: string;
  readonly os: {readonly id: string; readonly version: string; readonly family: string} | null;
  readonly libc: {readonly name: string; readonly version: string | null} | null;
  readonly arch: string | null;
  readonly isRead: boolean;
  readonly engine: string | null;
  readonly startsAtOnce: boolean;
  readonly reason: string | null;
};

describe.skipIf(!able)('hsf images', () => {
  let scene: Scene;
  let files: string;
  beforeAll(() => {
    scene = makeScene();
    const {root} = scene.tree;
    rmSync(join(root, 'unpacked.cern.ch'), {recursive: true});
    writeRoot(join(root, FLAT));
    for (const name of ['library/almalinux:9', 'team/tool:v1', 'team/tool:latest']) {
      const place = join(root, 'unpacked.cern.ch/registry.hub.docker.com', name);
      mkdirSync(join(place, '..'), {recursive: true});
      symlinkSync(`../../${FLAT.slice('unpacked.cern.ch/'.length)}`, place);
    }
    files = join(scene.folder, 'images');
    const {squashfs} = writeArchives(join(root, FLAT), join(scene.folder, 'archives'));
    mkdirSync(files);
    writeFileSync(join(files, 'toy.sqfs'), squashfs);
    writeFileSync(join(files, 'toy.sif'), sifOf(squashfs, '02'));
    writeFileSync(join(files, 'arm.sif'), sifOf(squashfs, '04'));
    writeFileSync(join(files, 'notes.txt'), 'no image\n');
    spawnSync('mkfifo', [join(files, 'pipe.sif')]);
    symlinkSync(join(scene.folder, 'archives/oci.tar'), join(files, 'oci.tar'));
    mkdirSync(join(files, 'box/bin'), {recursive: true});
    spawnSync('cp', [join(root, FLAT, 'bin/busybox'), join(files, 'box/bin')]);
  });
  afterAll(() => scene.remove());

  const ask = async (args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const ended = await scene.hsf(['images', '--json', ...args], {env: {HSF_IMAGE_PATH: files, HSF_ARCH: 'x86_64', ...env}});
    const images = (documentOf(ended)['images'] as readonly Image[]).filter(({image}) => image.startsWith('/'));
    return {...ended, images, byName: new Map(images.map(image => [image.image.slice(image.image.lastIndexOf('/') + 1), image]))};
  };

  test('reads system and C library from the images themselves, of every kind', async () => {
    const {byName, status} = await ask([]);
    expect(status).toBe(0);
    const toy = {os: {id: 'almalinux', version: '9.8', family: 'el9'}, arch: 'x86_64', isRead: true};
    const glibc = {libc: {name: 'glibc', version: expect.stringMatching(/^2\.\d+$/)}};
    expect(byName.get('almalinux:9')).toMatchObject({...toy, ...glibc, kind: 'directory', startsAtOnce: true});
    // Nothing in its name tells this.
    expect(byName.get('tool:v1')).toMatchObject({...toy, ...glibc});
    expect(byName.get('toy.sqfs')).toMatchObject({...toy, ...glibc, kind: 'squashfs'});
    expect(byName.get('toy.sif')).toMatchObject({...toy, ...glibc, kind: 'sif'});
    expect(byName.get('arm.sif')).toMatchObject({engine: null, reason: 'it is for aarch64, and this machine is x86_64'});
    expect(byName.get('oci.tar')).toMatchObject({kind: 'archive', isRead: false, startsAtOnce: false, os: null});
    expect(byName.get('box')).toMatchObject({os: {id: 'busybox', family: null}, libc: null, arch: 'x86_64', isRead: true});
    expect([...byName.keys()]).not.toContain('notes.txt');
    expect([...byName.keys()]).not.toContain('pipe.sif');
  });

  test('remembers by content, so that nothing is read again', async () => {
    await ask([]);
    // As good as gone: whoever looks there would say so.
    rmSync(join(scene.tree.root, FLAT, 'etc/os-release'));
    const {byName} = await ask([]);
    expect(byName.get('almalinux:9')).toMatchObject({os: {id: 'almalinux', version: '9.8'}, isRead: true});
    writeFileSync(join(scene.tree.root, FLAT, 'etc/os-release'), 'ID="almalinux"\nVERSION_ID="9.8"\n');
  });

  test.each([
    {words: ['el9'], names: ['almalinux:9', 'arm.sif', 'toy.sif', 'toy.sqfs']},
    {words: ['el9', 'squashfs'], names: ['toy.sqfs']},
    {words: ['--os', 'almalinux9', 'file'], names: ['arm.sif', 'toy.sif', 'toy.sqfs']},
    {words: ['--all', 'el9', 'tool'], names: ['tool:latest', 'tool:v1']},
    {words: ['--family', 'unpacked', 'alma'], names: ['almalinux:9']},
    {words: ['busybox'], names: ['box']},
    {words: ['--arch', 'aarch64'], names: ['arm.sif']},
  ])('finds by $words', async ({words, names}) => {
    // A cache of its own: what was read before is found as well.
    const {byName} = await ask(words, {XDG_CACHE_HOME: join(scene.folder, `cache ${words.join(' ')}`)});
    expect([...byName.keys()].toSorted()).toEqual(names);
  });

  test('says what was not looked into, and that nothing fits', async () => {
    const env = {XDG_CACHE_HOME: join(scene.folder, 'cache of nothing')};
    const {status, stderr} = await scene.hsf(['images', 'no-such-system'], {env});
    expect(status).toBe(3);
    expect(stderr).toContain('whose names tell no system were not looked into; "hsf images --all');
    expect(stderr).toContain('No image fits all of it.');
  });

  test('shows what only the name tells with a question mark', async () => {
    const env = {HSF_IMAGE_PATH: files, XDG_CACHE_HOME: join(scene.folder, 'cache of text')};
    const {stdout} = await scene.hsf(['images', 'toy'], {env});
    expect(stdout).toMatch(/toy\.sqfs +el9 \(almalinux 9\.8\) +glibc 2\.\d+ +x86_64 +squashfs/);
  });

  test.skipIf(skipFuse())('loses only the repository that hangs', async () => {
    const {root} = scene.tree;
    const osg = join(root, 'singularity.opensciencegrid.org');
    const backing = join(scene.folder, 'backing');
    writeRoot(join(backing, '.images/0a/0b0b'));
    mkdirSync(join(backing, 'htc'));
    symlinkSync('/cvmfs/singularity.opensciencegrid.org/.images/0a/0b0b', join(backing, 'htc/rocky:9'));
    const sick = await mountFuse(backing, osg);
    try {
      const env = {XDG_CACHE_HOME: join(scene.folder, 'cache of the sick'), HSF_TIMEOUT: '6'};
      // Its names can be listed, and what they lead to does not answer.
      sick.rules(['hang /.images']);
      const {byName, status, ms} = await ask(['el9'], env);
      expect(status).toBe(0);
      expect(ms).toBeLessThan(8000);
      expect(byName.get('almalinux:9')).toMatchObject({isRead: true});
      expect(byName.get('rocky:9')).toMatchObject({
        isRead: false,
        reason: 'it did not answer in time',
        os: {id: 'el', family: 'el9'},
      });
      const {stdout} = spawnSync('ps', ['-eo', 'stat=,args='], {encoding: 'utf8'});
      const left = stdout.split('\n').filter(line => line.includes(root) && /scout/.test(line) && !line.startsWith('Z'));
      expect(left.length).toBeLessThanOrEqual(1);
    } finally {
      sick.unmount();
      rmSync(osg, {recursive: true, force: true});
    }
  });
});
