import {spawnSync} from 'node:child_process';
import {chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {inspect, inspectHere} from '../../src/find/inspect.ts';
import {imageRoot} from '../../src/start/image-root.ts';
import {treeReader} from '../../src/start/tree-reader.ts';
import {deadlineAfter} from '../../src/system/deadline.ts';
import {hostFiles} from '../../src/system/host-files.ts';
import {requires} from '../engines/rig.ts';
import {clock, LAUNCH} from '../find/scene.ts';
import {sifOf, writeArchives} from '../rig/images.ts';
import {writeRoot} from './toy-image.ts';

const able = requires('busybox', 'ldd', 'mksquashfs', 'tar', 'gzip');
const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-kinds-')));
afterAll(() => rmSync(root, {recursive: true, force: true}));
const cvmfs = join(root, 'cvmfs');
const home = join(root, 'home');
const REPOSITORY = '/cvmfs/images.example.org';
const here = (path: string) => cvmfs + path.slice('/cvmfs'.length);

const rootOf = (image: string, arch = 'x86_64', cwd = home) =>
  imageRoot(
    {
      tree: treeReader(
        questions => inspect(cvmfs, questions, deadlineAfter(10_000, clock), LAUNCH),
        questions => inspectHere(questions, deadlineAfter(10_000, clock), LAUNCH),
        hostFiles('/bin/sh', () => 10_000),
      ),
      cvmfs,
      host: {arch},
      caller: {cwd},
    },
    image,
  );

describe.skipIf(!able)('the root of an image', () => {
  if (able) {
    mkdirSync(home);
    mkdirSync(here(REPOSITORY), {recursive: true});
    for (const place of [here(REPOSITORY), home]) {
      mkdirSync(join(place, 'images'));
      writeRoot(join(place, 'images/.flat/ab/abcd'));
      symlinkSync('.flat/ab/abcd', join(place, 'images/toy:1'));
      const archives = writeArchives(join(place, 'images/.flat/ab/abcd'), join(place, 'archives'));
      writeFileSync(join(place, 'toy.sqfs'), archives.squashfs);
      // Endings say nothing: the first bytes do.
      writeFileSync(join(place, 'toy.img'), sifOf(archives.squashfs, '02'));
      writeFileSync(join(place, 'arm.sif'), sifOf(archives.squashfs, '04'));
      writeFileSync(join(place, 'none.sif'), 'a text\n');
      writeFileSync(join(place, 'short.sqfs'), archives.squashfs.subarray(0, -4096));
      writeFileSync(join(place, 'short.sif'), sifOf(archives.squashfs, '02').subarray(0, -1));
      writeFileSync(join(place, 'empty.sif'), '');
      writeFileSync(join(place, 'short.tar'), readFileSync(join(place, 'archives/docker.tar')).subarray(0, 700_000));
      writeFileSync(join(place, 'short.tar.gz'), readFileSync(join(place, 'archives/oci.tar.gz')).subarray(0, 5000));
      spawnSync('mkfifo', [join(place, 'pipe.sif')]);
      mkdirSync(join(place, 'hollow'));
      mkdirSync(join(place, 'papers/etc'), {recursive: true});
      writeRoot(join(place, 'foreign'));
      const shell = join(place, 'foreign/usr/bin/bash');
      const bytes = readFileSync(shell);
      bytes.writeUInt16LE(183, 18);
      writeFileSync(shell, bytes);
    }
    symlinkSync(`${here(REPOSITORY)}/images/toy:1`, join(home, 'onto-cvmfs'));
    symlinkSync('/etc', here(`${REPOSITORY}/out:1`));
    cpSync(join(home, 'images/.flat/ab/abcd'), join(home, 'open'), {recursive: true});
    chmodSync(join(home, 'open'), 0o777);
    mkdirSync(join(home, 'almalinux:9'));
    writeFileSync(join(home, 'notes'), '');
    mkdirSync(dirname(join(home, 'library/almalinux:9')), {recursive: true});
    symlinkSync('../images/toy:1', join(home, 'library/almalinux:9'));
  }
  const places = [
    {title: 'on CVMFS', at: REPOSITORY, real: here(REPOSITORY)},
    {title: 'of this machine', at: home, real: home},
  ];

  describe.each(places)('$title', ({at, real}) => {
    test('is a directory with its links resolved', async () => {
      const image = `${real}/images/.flat/ab/abcd`;
      const {path, root: found, warnings} = await rootOf(`${at}/images/toy:1`);
      expect(found).toEqual({kind: 'directory', path: image});
      expect({path, warnings}).toEqual({path: `${at}/images/toy:1`, warnings: []});
    });

    test.each([
      {file: 'toy.sqfs', kind: {kind: 'squashfs'}},
      {file: 'toy.img', kind: {kind: 'sif'}},
      {file: 'archives/docker.tar', kind: {kind: 'archive', format: 'docker-archive'}},
      {file: 'archives/docker.tar.gz', kind: {kind: 'archive', format: 'docker-archive'}},
      {file: 'archives/oci.tar', kind: {kind: 'archive', format: 'oci-archive'}},
      {file: 'archives/oci.tar.gz', kind: {kind: 'archive', format: 'oci-archive'}},
      {file: 'archives/layout', kind: {kind: 'archive', format: 'oci-layout'}},
    ])('is told by what is in it: $file', async ({file, kind}) => {
      expect(await rootOf(`${at}/${file}`)).toEqual({path: null, root: {...kind, path: `${real}/${file}`}, warnings: []});
    });

    test.each([
      {file: 'none.sif', says: /^The file \S+ is no image: no SIF, no squashfs and no archive\.$/},
      {file: 'empty.sif', says: /is no image: it is empty\.$/},
      {file: 'pipe.sif', says: /is neither a directory nor a file\.$/},
      {file: 'short.tar', says: /^The archive \S+ is damaged or ends early\.$/},
      {file: 'short.tar.gz', says: /is damaged or ends early\.$/},
      {file: 'archives/other.tar', says: /holds no image: neither manifest\.json nor oci-layout/},
      {file: 'hollow', says: /is an empty directory\.$/},
      {file: 'papers', says: /holds no root file system: there is neither bin nor usr\.$/},
      {file: 'nothing', says: /does not exist\.$/},
      {file: 'foreign', says: /is for aarch64; this machine is x86_64\.$/},
      {file: 'arm.sif', says: /is for aarch64; this machine is x86_64\.$/},
    ])('is refused in words: $file', async ({file, says}) => {
      const failure = await rootOf(`${at}/${file}`).catch((error: unknown) => error);
      expect(failure).toMatchObject({code: 'image-missing', message: expect.stringMatching(says)});
    });
  });

  test.each(['short.sqfs', 'short.sif'])('that was not fetched whole is refused in words: %s', async file => {
    await expect(rootOf(join(home, file))).rejects.toMatchObject({
      code: 'image-missing',
      message: `The image ${join(home, file)} ends early.`,
    });
  });

  test('behind a link onto CVMFS is looked at through a scout', async () => {
    expect(await rootOf(join(home, 'onto-cvmfs'))).toMatchObject({
      path: `${REPOSITORY}/images/.flat/ab/abcd`,
      root: {kind: 'directory', path: here(`${REPOSITORY}/images/.flat/ab/abcd`)},
    });
  });

  test('does not leave its repository for this machine', async () => {
    await expect(rootOf(`${REPOSITORY}/out:1`)).rejects.toMatchObject({
      code: 'image-missing',
      message: expect.stringContaining('is a link that leads out of CVMFS, to /etc'),
    });
  });

  test('that everybody may write to is started with a warning', async () => {
    const {warnings} = await rootOf(join(home, 'open'));
    expect(warnings).toEqual([`Everybody on this machine may write to the image ${home}/open.`]);
  });

  test('whose programs others can write or run as somebody else is started with a warning', async () => {
    const image = join(home, 'exposed');
    cpSync(join(home, 'images/.flat/ab/abcd'), image, {recursive: true});
    mkdirSync(join(image, 'usr/local/bin'), {recursive: true});
    chmodSync(join(image, 'usr/local/bin'), 0o1777);
    const put = (name: string, mode: number) => {
      writeFileSync(join(image, name), '');
      chmodSync(join(image, name), mode);
    };
    put('usr/bin/passwd', 0o4755);
    put('usr/bin/od\nd', 0o4755);
    put('usr/local/bin/own', 0o2755);
    put('usr/local/bin/plain', 0o755);
    // What a link leads to is not of this image.
    symlinkSync(home, join(image, 'usr/local/sbin'));
    put('../set-uid', 0o4755);
    chmodSync(home, 0o777);
    const {warnings} = await rootOf(image);
    chmodSync(home, 0o755);
    expect(warnings).toEqual([
      `Everybody on this machine may write to the image ${image} (usr/local/bin).`,
      `The image ${image} has programs that run as somebody else (set-uid or set-gid): usr/bin/od\nd, usr/local/bin/own.`,
    ]);
  });

  test.each([
    {name: 'almalinux:8', root: {kind: 'reference', reference: 'almalinux:8'}},
    {name: 'docker://almalinux:9', root: {kind: 'reference', reference: 'almalinux:9'}},
    {name: 'docker.io/library/almalinux:9', root: {kind: 'reference', reference: 'docker.io/library/almalinux:9'}},
    {name: 'library/almalinux:9', root: {kind: 'directory', path: `${home}/images/.flat/ab/abcd`}},
    {name: 'library/rocky:9', root: {kind: 'reference', reference: 'library/rocky:9'}},
    {name: './images/toy:1', root: {kind: 'directory', path: `${home}/images/.flat/ab/abcd`}},
    {
      name: 'docker-archive:archives/docker.tar',
      root: {kind: 'archive', format: 'docker-archive', path: `${home}/archives/docker.tar`},
    },
    {
      name: `oci-archive:${home}/archives/both.tar`,
      root: {kind: 'archive', format: 'oci-archive', path: `${home}/archives/both.tar`},
    },
    {name: `${home}/archives/both.tar`, root: {kind: 'archive', format: 'docker-archive', path: `${home}/archives/both.tar`}},
    {name: 'oci:archives/layout', root: {kind: 'archive', format: 'oci-layout', path: `${home}/archives/layout`}},
  ])('may be named as $name', async ({name, root: wanted}) => {
    expect((await rootOf(name)).root).toEqual(wanted);
  });

  test.each([
    {name: 'almalinux:9', what: 'directory'},
    {name: 'notes', what: 'file'},
  ])('is not guessed where $name is a $what here, too', async ({name, what}) => {
    await expect(rootOf(name)).rejects.toMatchObject({
      code: 'image-missing',
      message: `"${name}" is both a ${what} here and the name of an image in a registry.`,
      advice: `Write ./${name} for the ${what}, or docker://${name} for the other.`,
    });
  });

  test.each(['Not A Name', '--privileged', 'docker://', 'x y/z:1:2'])('cannot be named as %j', async name => {
    await expect(rootOf(name)).rejects.toMatchObject({code: 'image-missing'});
  });
});
