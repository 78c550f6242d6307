import {describe, expect, test} from 'vitest';
import {hostPath, imageRoot} from '../../src/start/image-root.ts';
import type {TreeReader} from '../../src/start/tree-reader.ts';
import type {Members} from '../../src/system/file-kind.ts';
import {directories, IMAGE, inputFor, machineTree, MACHINE} from './made-up-machine.ts';
import type {MadeUp} from './made-up-tree.ts';

type Given = {
  readonly files?: MadeUp;
  readonly cvmfs?: string;
  readonly cwd?: string | null;
  readonly arch?: string | null;
  readonly members?: Members | null;
  readonly tree?: Partial<TreeReader>;
};
function rootOf(
  image: string,
  {files = {}, cvmfs = '/cvmfs', cwd = '/home/ann', arch = 'x86_64', members = null, tree = {}}: Given = {},
) {
  const reader = {...machineTree({...MACHINE, ...files}), members: () => Promise.resolve(members), ...tree};
  return imageRoot({tree: reader, cvmfs, host: {...inputFor().host, arch}, caller: {cwd}}, image);
}
const opaque = (root: object) => ({path: null, root, warnings: []});
const file = (path: string, bytes: Uint8Array | string): MadeUp => ({[path]: {bytes: Buffer.from(bytes as string, 'latin1')}});
const missing = (message: string) =>
  expect.objectContaining({code: 'image-missing', message: expect.stringContaining(message) as string});

function sif(arch: string, end: number): Buffer {
  const header = Buffer.alloc(128);
  header.write('#!/usr/bin/env run\n', 0);
  header.write('SIF_MAGIC', 32);
  header.write(arch, 45);
  header.writeBigInt64LE(100n, 96);
  header.writeBigInt64LE(BigInt(end - 100), 104);
  return header;
}
function squashfs(end: number): Buffer {
  const header = Buffer.alloc(96);
  header.write('hsqs');
  header.writeBigUint64LE(BigInt(end), 40);
  return header;
}
const tar = Buffer.alloc(512);
tar.write('ustar', 257);
function elf(machine: number): Buffer {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16);
  header.writeUInt16LE(machine, 18);
  return header;
}

describe('an image is', () => {
  test('a directory with a root in it, on CVMFS or not, by any spelling', async () => {
    expect(await rootOf(IMAGE)).toEqual({path: IMAGE, root: {kind: 'directory', path: IMAGE}, warnings: []});
    expect(await rootOf(`${IMAGE}/../toy:1/`)).toMatchObject({path: IMAGE});
    const own = directories('/home/ann/root/bin');
    expect(await rootOf('./root', {files: own})).toMatchObject({path: '/home/ann/root', root: {path: '/home/ann/root'}});
    expect(await rootOf('/', {files: directories('/usr/bin')})).toMatchObject({path: '', root: {kind: 'directory', path: '/'}});
  });

  test('where it really is, with another tree', async () => {
    expect(await rootOf(IMAGE, {cvmfs: '/data/tree'})).toMatchObject({path: IMAGE, root: {path: `/data/tree${IMAGE.slice(6)}`}});
    // Named by where it really is, it is looked at as what it stands for.
    expect(await rootOf(`/data/tree${IMAGE.slice(6)}`, {cvmfs: '/data/tree'})).toMatchObject({path: IMAGE});
    expect([
      hostPath('/cvmfs', '/t'),
      hostPath('/cvmfs/x', '/t'),
      hostPath('/cvmfsx', '/t'),
      hostPath('/cvmfs/x', '/cvmfs'),
    ]).toEqual(['/t', '/t/x', '/cvmfsx', '/cvmfs/x']);
  });

  test.each<[open: string[], elevating: string[], said: string[]]>([
    [[], [], []],
    [['.'], [], [`Everybody on this machine may write to the image ${IMAGE}.`]],
    [['.', 'bin'], [], [`Everybody on this machine may write to the image ${IMAGE}.`]],
    [['usr/bin'], [], [`Everybody on this machine may write to the image ${IMAGE} (usr/bin).`]],
    [[], ['bin/su', 'usr/bin/passwd'], []],
    [
      [],
      ['bin/sudo', 'bin/sudoku'],
      [`The image ${IMAGE} has programs that run as somebody else (set-uid or set-gid): bin/sudoku.`],
    ],
    [
      [],
      ['bin/a', 'bin/b', 'bin/c', 'bin/d', 'bin/e'],
      [`The image ${IMAGE} has programs that run as somebody else (set-uid or set-gid): bin/a, bin/b, bin/c and 2 more.`],
    ],
  ])('a directory of which others have %j and %j', async (open, elevating, said) => {
    const {warnings} = await rootOf(IMAGE, {tree: {exposed: () => Promise.resolve({open, elevating})}});
    expect(warnings).toEqual(said);
  });

  test('an OCI layout', async () => {
    const files = {...file('/home/ann/oci/oci-layout', '{}'), ...file('/home/ann/oci/index.json', '{}')};
    expect(await rootOf('/home/ann/oci', {files})).toEqual(
      opaque({kind: 'archive', path: '/home/ann/oci', format: 'oci-layout'}),
    );
    await expect(rootOf('oci:/home/ann/thesis', {files: directories('/home/ann/thesis/bin')})).rejects.toEqual(
      missing('has no file oci-layout in it'),
    );
    await expect(rootOf('/home/ann/oci', {files: file('/home/ann/oci/oci-layout', '{}')})).rejects.toEqual(
      missing('holds no root'),
    );
    await expect(rootOf('/home/ann/oci', {files: file('/home/ann/oci/index.json', '{}')})).rejects.toEqual(
      missing('holds no root'),
    );
  });

  test('a reference, where it is nothing else', async () => {
    const reference = 'docker.io/library/almalinux:9';
    expect(await rootOf(reference)).toEqual(opaque({kind: 'reference', reference}));
    expect(await rootOf('docker://almalinux:9')).toEqual(opaque({kind: 'reference', reference: 'almalinux:9'}));
    expect(await rootOf('almalinux:9')).toEqual(opaque({kind: 'reference', reference: 'almalinux:9'}));
    expect(await rootOf('almalinux', {cwd: null})).toEqual(opaque({kind: 'reference', reference: 'almalinux'}));
    expect(await rootOf('library/almalinux')).toEqual(opaque({kind: 'reference', reference: 'library/almalinux'}));
    const here = directories('/home/ann/library/almalinux/bin', '/home/ann/almalinux');
    expect(await rootOf('library/almalinux', {files: here})).toMatchObject({path: '/home/ann/library/almalinux'});
    // A bare word that may be both is asked about.
    await expect(rootOf('almalinux', {files: here})).rejects.toEqual(
      missing('"almalinux" is both a directory here and the name'),
    );
    await expect(rootOf('almalinux', {files: file('/home/ann/almalinux', '')})).rejects.toEqual(missing('both a file here'));
    expect(await rootOf('docker://almalinux', {files: here})).toEqual(opaque({kind: 'reference', reference: 'almalinux'}));
    await expect(rootOf('Not a Name')).rejects.toEqual(missing('Not a Name is neither a path nor a reference of a registry.'));
  });

  test.each([
    {title: 'a SIF', bytes: sif('02', 4000), root: {kind: 'sif'}},
    {title: 'a SIF that names no architecture', bytes: sif('00', 4000), root: {kind: 'sif'}},
    {title: 'a squashfs', bytes: squashfs(4000), root: {kind: 'squashfs'}},
  ])('$title, whole', async ({bytes, root}) => {
    const asked: number[] = [];
    const part = (_path: string, offset: number) => {
      asked.push(offset);
      return Promise.resolve(Buffer.from('x'));
    };
    const path = '/home/ann/i.img';
    expect(await rootOf(path, {files: file(path, bytes), tree: {part}})).toEqual(opaque({...root, path}));
    expect(asked).toEqual([3999]);
    // What cannot be looked at is left to the engine.
    const unread = () => Promise.resolve(null);
    expect(await rootOf(path, {files: file(path, bytes), tree: {part: unread}})).toEqual(opaque({...root, path}));
    await expect(rootOf(path, {files: file(path, bytes)})).rejects.toEqual(missing(`The image ${path} ends early.`));
    // On CVMFS it is whole.
    const there = '/cvmfs/singularity.org/i.img';
    expect(await rootOf(there, {files: file(there, bytes)})).toEqual(opaque({...root, path: there}));
  });

  test('one for this architecture', async () => {
    const path = '/home/ann/i.sif';
    const part = () => Promise.resolve(Buffer.from('x'));
    const arm = {files: file(path, sif('04', 4000)), tree: {part}};
    await expect(rootOf(path, arm)).rejects.toEqual(missing(`The image ${path} is for aarch64; this machine is x86_64.`));
    expect(await rootOf(path, {...arm, arch: 'aarch64'})).toMatchObject({root: {kind: 'sif'}});
    expect(await rootOf(path, {...arm, arch: null})).toMatchObject({root: {kind: 'sif'}});
    const bash = (machine: number) => file(`${IMAGE}/usr/bin/bash`, elf(machine));
    await expect(rootOf(IMAGE, {files: bash(183)})).rejects.toEqual(
      missing(`The image ${IMAGE} is for aarch64; this machine is x86_64.`),
    );
    expect(await rootOf(IMAGE, {files: bash(183), arch: 'aarch64'})).toMatchObject({path: IMAGE});
    expect(await rootOf(IMAGE, {files: bash(183), arch: null})).toMatchObject({path: IMAGE});
    expect(await rootOf(IMAGE, {files: bash(62)})).toMatchObject({path: IMAGE});
  });

  const whole = (...names: readonly string[]): Members => ({names, whole: true});
  test.each([
    {title: 'of Docker', image: '/home/ann/a.tar', members: whole('manifest.json'), format: 'docker-archive'},
    {title: 'of OCI', image: '/home/ann/a.tar', members: whole('oci-layout', 'index.json'), format: 'oci-archive'},
    {
      title: 'of both, as it is called',
      image: 'oci-archive:/home/ann/a.tar',
      members: whole('manifest.json', 'oci-layout'),
      format: 'oci-archive',
    },
    {
      title: 'of both, as Docker means it',
      image: '/home/ann/a.tar',
      members: whole('manifest.json', 'oci-layout'),
      format: 'docker-archive',
    },
    {
      title: 'of Docker, whatever it is called',
      image: 'oci-archive:/home/ann/a.tar',
      members: whole('manifest.json'),
      format: 'docker-archive',
    },
    {
      title: 'of what it is called, where nobody looked',
      image: 'docker-archive:/home/ann/a.tar',
      members: null,
      format: 'docker-archive',
    },
  ])('an archive $title', async ({image, members, format}) => {
    const files = file('/home/ann/a.tar', tar);
    expect(await rootOf(image, {files, members})).toEqual(opaque({kind: 'archive', path: '/home/ann/a.tar', format}));
    expect(await rootOf(image, {files: file('/home/ann/a.tar', '\x1f\x8b'), members: whole('manifest.json')})).toMatchObject({
      root: {kind: 'archive'},
    });
  });

  test.each([
    {
      title: 'an archive of anything',
      members: whole('x'),
      message: 'holds no image: neither manifest.json nor oci-layout is in it.',
    },
    {title: 'a damaged archive', members: {names: ['manifest.json'], whole: false}, message: 'is damaged or ends early.'},
    {title: 'an archive of which nobody knows', members: null, message: 'could not be found out in time.'},
  ])('not $title', async ({members, message}) => {
    await expect(rootOf('/home/ann/a.tar', {files: file('/home/ann/a.tar', tar), members})).rejects.toEqual(missing(message));
  });

  const there = '/home/ann/x';
  test.each([
    {title: 'what is not there', files: {}, message: `The image ${there} does not exist.`},
    {title: 'an empty directory', files: directories(there), message: 'is an empty directory.'},
    {title: 'a directory of anything', files: directories(`${there}/etc`), message: 'holds no root file system'},
    {title: 'an empty file', files: file(there, ''), message: `The file ${there} is no image: it is empty.`},
    {title: 'a text', files: file(there, 'hello'), message: 'is no image: no SIF, no squashfs and no archive.'},
    {title: 'a program', files: file(there, elf(62)), message: 'is no image: no SIF'},
    {title: 'a socket', files: {[there]: {state: 'socket'}}, message: 'is neither a directory nor a file.'},
    {title: 'a file that cannot be read', files: {[there]: {text: 'x'}}, message: `The image ${there} cannot be read.`},
  ] as {title: string; files: MadeUp; message: string}[])('not $title', async ({files, message}) => {
    await expect(rootOf(there, {files})).rejects.toEqual(missing(message));
  });

  test('not what does not answer, or cannot be read', async () => {
    const silent = {files: {[`${IMAGE}x`]: {state: 'not-answering'}}} as const;
    await expect(rootOf(`${IMAGE}x`, silent)).rejects.toMatchObject({code: 'repository-not-answering'});
    const failed = {files: {[`${IMAGE}x`]: {state: 'failed'}}} as const;
    await expect(rootOf(`${IMAGE}x`, failed)).rejects.toMatchObject({code: 'repository-failed'});
    await expect(rootOf(IMAGE, {tree: {list: () => Promise.resolve(null)}})).rejects.toMatchObject({code: 'repository-failed'});
    // It is there, and nobody said in time where it leads to.
    await expect(rootOf(IMAGE, {tree: {real: () => Promise.resolve(null)}})).rejects.toMatchObject({
      code: 'repository-not-answering',
    });
  });
});

describe('a link', () => {
  const links = (targets: Readonly<Record<string, string>>, more: MadeUp = {}): Given => {
    const tree = machineTree({...MACHINE, ...more});
    return {
      files: more,
      tree: {real: path => (path in targets ? Promise.resolve(targets[path]!) : tree.real(path))},
    };
  };

  test('from here onto CVMFS is followed there', async () => {
    const found = await rootOf('/home/ann/l', links({'/home/ann/l': IMAGE}, directories('/home/ann/l')));
    expect(found).toMatchObject({path: IMAGE, root: {path: IMAGE}});
  });

  test('from one repository into another is followed there', async () => {
    expect(await rootOf('/cvmfs/a.org/l', links({'/cvmfs/a.org/l': IMAGE}))).toMatchObject({path: IMAGE});
    await expect(rootOf('/cvmfs/a.org/l', links({'/cvmfs/a.org/l': '/cvmfs/b.org/none'}))).rejects.toEqual(
      missing('The image /cvmfs/a.org/l, which is /cvmfs/b.org/none, does not exist.'),
    );
  });

  test('out of CVMFS is not followed', async () => {
    await expect(rootOf('/cvmfs/a.org/l', links({'/cvmfs/a.org/l': '/etc'}))).rejects.toEqual(
      missing('The image /cvmfs/a.org/l is a link that leads out of CVMFS, to /etc.'),
    );
  });

  test('is followed four times, so that circles end', async () => {
    const chain = (count: number) =>
      Object.fromEntries(
        Array.from({length: count}, (_, index) => [
          `/cvmfs/r${index}.org/l`,
          index === count - 1 ? IMAGE : `/cvmfs/r${index + 1}.org/l`,
        ]),
      );
    expect(await rootOf('/cvmfs/r0.org/l', links(chain(4)))).toMatchObject({path: IMAGE});
    await expect(rootOf('/cvmfs/r0.org/l', links(chain(5)))).rejects.toMatchObject({code: 'image-missing'});
  });
});
