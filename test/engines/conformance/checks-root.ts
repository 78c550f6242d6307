import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {join} from 'node:path';
import {expect} from 'vitest';
import type {ContainerRoot} from '../../../src/engines/engine.ts';
import {unshare} from '../../../src/engines/unshare.ts';
import {asAccount, listDirectory} from '../rig.ts';
import {outcomeOf, type Cell} from './cell.ts';
import {imageFile} from './image-files.ts';
import {ODD_DIRECTORY, treeSum} from './place.ts';

const SYSTEM = 'ID=toy\nVERSION_ID=1\n';

async function showsImage(cell: Cell, root: ContainerRoot): Promise<void> {
  const {stdout, stderr, status} = await cell.run(['/bin/sh', '-c', 'cat /etc/os-release /cvmfs/sw.example.org/file'], {root});
  expect({status, stderr, text: stdout.toString()}).toEqual({status: 0, stderr: '', text: `${SYSTEM}from cvmfs\n`});
}

/** The path it says to be in, and the content of a file there. */
async function startsIn(cell: Cell, cwd: string): Promise<{readonly path: string; readonly named: string}> {
  const {stdout, stderr, status} = await cell.run(['/bin/sh', '-c', 'pwd -P; cat named 2>/dev/null; true'], {
    mounts: [cell.mount(cell.place.data, '/data')],
    cwd,
  });
  expect({status, stderr}).toEqual({status: 0, stderr: ''});
  const [path = '', named = ''] = stdout.toString().split('\n');
  return {path, named};
}

export const ROOT_CHECKS = {
  'root-directory': (cell: Cell) => showsImage(cell, {kind: 'directory', path: cell.place.preparedImage}),
  'root-odd-name': (cell: Cell) => showsImage(cell, {kind: 'directory', path: cell.place.oddImage}),
  'root-squashfs': async (cell: Cell) => showsImage(cell, {kind: 'squashfs', path: await imageFile(cell, 'squashfs')}),
  'root-sif': async (cell: Cell) => showsImage(cell, {kind: 'sif', path: await imageFile(cell, 'sif')}),
  'root-oci-archive': async (cell: Cell) =>
    showsImage(cell, {kind: 'archive', format: 'oci-archive', path: await imageFile(cell, 'oci-archive')}),
  'root-docker-archive': async (cell: Cell) =>
    showsImage(cell, {kind: 'archive', format: 'docker-archive', path: await imageFile(cell, 'docker-archive')}),
  'root-reference': (cell: Cell) => showsImage(cell, {kind: 'reference', reference: cell.rig.reference ?? 'none'}),

  'root-host': async (cell: Cell) => {
    const before = listDirectory('/');
    const script =
      'cat /cvmfs/sw.example.org/file "$HOME/mine"; test -d /proc/self && test -c /dev/null && test -w /tmp && id -u';
    const {stdout, stderr, status} = await cell.run(['/bin/sh', '-c', script], {
      root: {kind: 'host'},
      env: {PATH: '/usr/bin:/bin', HOME: cell.place.home},
    });
    const text = `from cvmfs\nmine\n${cell.account.uid}\n`;
    expect({status, stderr, text: stdout.toString()}).toEqual({status: 0, stderr: '', text});
    // Nothing was made in it, also as root.
    expect(listDirectory('/')).toEqual(before);
  },

  'inside-host-view': async (cell: Cell) => {
    const root = {kind: 'directory', path: cell.place.oddImage} as const;
    const inner = await cell.command(['/bin/cat', '/etc/os-release'], {root});
    const asked = {...(await cell.spec(inner.argv, {root: {kind: 'host'}})), env: inner.env};
    const outer = unshare.render(asked, {
      name: 'unshare',
      program: '/usr/bin/unshare',
      version: null,
      usable: true,
      reason: '',
      takes: [],
    });
    const [program, ...args] = asAccount(cell.account, outer.argv);
    const {stdout, stderr, status} = await outcomeOf(spawn(program, args, {env: outer.env, cwd: '/'}));
    expect({status, stderr, text: stdout.toString()}).toEqual({status: 0, stderr: '', text: SYSTEM});
  },

  'image-untouched': async (cell: Cell) => {
    // The start that tells the facts writes wherever it can.
    const {image, preparedImage} = cell.place;
    await cell.facts();
    expect([treeSum(image), treeSum(preparedImage)]).toEqual(cell.imageSums);
    for (const name of ['made', 'cvmfs', 'home/user', 'opt/new']) expect(existsSync(join(image, name))).toBe(false);
  },

  cwd: async (cell: Cell) => {
    expect((await cell.facts()).get('cwd')).toEqual(['/srv/there']);
  },

  'cwd-odd-name': async (cell: Cell) => {
    expect(await startsIn(cell, `/data/${ODD_DIRECTORY}`)).toEqual({path: `/data/${ODD_DIRECTORY}`, named: ODD_DIRECTORY});
  },

  'cwd-link': async (cell: Cell) => {
    expect(await startsIn(cell, '/data/link')).toEqual({path: '/data/deep/level-0', named: ''});
  },

  'cwd-deep': async (cell: Cell) => {
    const deep = `/data/deep/${Array.from({length: 40}, (_, level) => `level-${level}`).join('/')}`;
    expect((await startsIn(cell, deep)).path).toBe(deep);
  },
};
