import {spawnSync} from 'node:child_process';
import {mkdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import type {EngineFact} from '../../src/choose/host.ts';
import {charliecloud} from '../../src/engines/charliecloud.ts';
import type {ContainerSpec} from '../../src/engines/engine.ts';
import {makeImages} from './images.ts';
import {listDirectory, mount, probeOf, requires} from './rig.ts';

const able = requires('ch-run', 'busybox', 'mksquashfs', 'setpriv');
const images = able ? makeImages() : null;
afterAll(() => images?.remove());

const FACT: EngineFact = {name: 'charliecloud', program: '/bin/ch-run', version: null, usable: true, reason: '', takes: []};
const user = {uid: 1, gid: 1, groups: []};
const entry = (name: string, kind: 'directory' | 'file' = 'directory') => ({name, kind, target: null});
const usual = ['dev', 'proc', 'sys', 'tmp', 'cvmfs', 'home'].map(name => entry(name));
const plain = (wishes: Partial<ContainerSpec> = {}): ContainerSpec => ({
  root: {kind: 'directory', path: '/i'},
  entries: {},
  mounts: [mount('/dev'), mount('/tmp'), mount('/c', '/cvmfs', 'ro')],
  env: {PATH: '/bin'},
  callerEnv: {},
  cwd: '/w',
  command: ['/bin/c', '-x'],
  user,
  terminal: false,
  name: 'n',
  gpu: null,
  ...wishes,
});

describe('what ch-run is told', () => {
  test('mounts of its own are left to it, all others are named', () => {
    const {argv} = charliecloud.render(plain(), FACT);
    expect(argv.slice(0, argv.indexOf('--') + 1)).toEqual([
      '/bin/ch-run',
      '--no-passwd',
      '--bind',
      '/c:/cvmfs',
      '--cd',
      '/w',
      '/i',
      '--',
    ]);
  });

  test('without the machine /tmp it has one of its own', () => {
    expect(charliecloud.render(plain({mounts: []}), FACT).argv).toContain('--private-tmp');
  });

  test('its own passwd is used where nobody knows that of the image', () => {
    expect(charliecloud.render(plain({root: {kind: 'squashfs', path: '/s'}}), FACT).argv).not.toContain('--no-passwd');
    const mounts = [mount('/p', '/etc/passwd')];
    expect(charliecloud.render(plain({root: {kind: 'squashfs', path: '/s'}, mounts}), FACT).argv).toContain('--no-passwd');
  });

  test('no value is an argument, and what it changes travels under another name', () => {
    const {argv, env} = charliecloud.render(
      plain({env: {PATH: '/p', HOME: '/h', TMPDIR: '/t', LD_PRELOAD: 'l', SECRET: 's3'}}),
      FACT,
    );
    expect(argv.join(' ')).not.toMatch(/s3|\/p |\/h /);
    expect(env).toMatchObject({SECRET: 's3', USER: 'hsf', PATH: '/usr/bin:/bin'});
    expect(Object.keys(env)).not.toEqual(expect.arrayContaining(['LD_PRELOAD']));
    expect(Object.values(env)).toEqual(expect.arrayContaining(['/p', '/h', '/t', 'l']));
  });

  test('a home whose mount point is missing is made by --home', () => {
    const mounts = [mount('/real home', '/home/somebody')];
    const spec = plain({entries: {'/': usual, '/home': []}, mounts});
    expect(charliecloud.obstacle(spec, FACT)).toBeNull();
    const {argv, env} = charliecloud.render(spec, FACT);
    expect(argv).toContain('--home');
    expect(env).toMatchObject({USER: 'somebody', HOME: '/real home'});
  });

  test('from 0.37 on it has an overlay, which is used only where it is needed', () => {
    const fact = {...FACT, version: '0.38'};
    const missing = plain({entries: {'/': usual.filter(({name}) => name !== 'cvmfs')}});
    expect(charliecloud.render(missing, fact).argv).toContain('--write-fake');
    expect(charliecloud.obstacle(missing, fact)).toBeNull();
    expect(charliecloud.render(plain({entries: {'/': usual}}), fact).argv).not.toContain('--write-fake');
  });
});

describe('what it cannot do', () => {
  test.each([
    ['a mount point that is missing', plain({entries: {'/': usual.filter(({name}) => name !== 'cvmfs')}}), '/cvmfs'],
    ['an image without /dev', plain({entries: {'/': usual.slice(1)}}), '/dev'],
    [
      'a link where a mount point has to be',
      plain({entries: {'/': usual, '/etc': []}, mounts: [mount('/p', '/etc/x')]}),
      '/etc/x',
    ],
    ['a colon in a path', plain({mounts: [mount('/a:b', '/a')]}), '/a:b'],
  ])('%s', (_, spec, named) => {
    expect(charliecloud.obstacle(spec, FACT)?.message).toContain(named);
  });

  test('a squashfs file without /dev/fuse', () => {
    const probe = {...probeOf({...user, home: '/'}), which: () => '/bin/ch-run'};
    expect(charliecloud.detect({...probe, mayWrite: () => false}).takes).toEqual(['directory']);
    expect(charliecloud.detect({...probe, mayWrite: () => true}).takes).toEqual(['directory', 'squashfs']);
  });
});

describe.skipIf(!able).each(images?.accounts ?? [])('real ch-run as uid $uid', account => {
  const sh = (script: string, wishes: Partial<ContainerSpec> = {}) =>
    images!.run(charliecloud, account, images!.spec(account, ['/bin/sh', '-c', script], wishes));

  test('makes a home below /home that the image does not have', () => {
    expect(sh('touch ~/made && ls /home && pwd')).toEqual({status: 0, signal: null, stdout: 'user\n/\n', stderr: ''});
    rmSync(join(account.home, 'made'));
  });

  test('starts a squashfs file', () => {
    const file = join(images!.root, `${account.uid}.sqfs`);
    spawnSync('mksquashfs', [images!.image, file, '-quiet', '-no-progress', '-noappend'], {stdio: 'ignore'});
    const mounts = images!.spec(account, ['/bin/true']).mounts.filter(({target}) => target !== '/home/user');
    const outcome = sh('cat /etc/os-release; echo "<$CH_RUNNING>"; exit 3', {
      root: {kind: 'squashfs', path: file},
      entries: {},
      mounts,
    });
    expect(outcome).toMatchObject({status: 3, stdout: 'ID=toy\n<>\n'});
  });

  test.each([
    ['a missing image', {root: {kind: 'directory', path: '/no/image'}, entries: {}}, '/no/image'],
    ['a missing source', {mounts: [mount('/no/source', '/cvmfs')]}, '/no/source'],
    ['a missing mount point', {mounts: [mount('/usr', '/point')]}, '/point'],
    ['a missing directory', {cwd: '/no/cwd'}, '/no/cwd'],
    ['a missing program', {command: ['/no/program']}, '/no/program'],
    ['no program', {command: ['/bin/text']}, '/bin/text'],
  ] as const)('%s is named', (_, wishes, named) => {
    const {status, stderr} = sh('', wishes as Partial<ContainerSpec>);
    expect(status).not.toBe(0);
    expect(charliecloud.explain(stderr)?.message).toContain(named);
  });

  test('the image is read-only, also for who owns it', () => {
    expect(sh('touch /etc/new').status).not.toBe(0);
    expect(listDirectory(join(images!.image, 'etc')).map(({name}) => name)).toEqual(['group', 'os-release', 'passwd']);
  });

  test('an empty directory is no image', () => {
    const empty = join(images!.root, `empty-${account.uid}`);
    mkdirSync(empty);
    const {stderr} = sh('', {root: {kind: 'directory', path: empty}, entries: {}});
    expect(charliecloud.explain(stderr)?.message).toContain('/dev is not in the image');
  });
});

/** ENGINES.md 9: without access to /dev/fuse, and without USER. */
test.each([
  ['fuse: failed to open /dev/fuse: Permission denied\nch-run[7]: error: too many FUSE errors; giving up', '/dev/fuse'],
  ['ch-run[7]: error: $USER not set (ch-run.c:122)', '$USER not set'],
  ["ch-run[7]: error: can't bind: /run/x not subdirectory of /i (ch_core.c:119)", '/run/x'],
])('%s', (stderr, words) => {
  expect(charliecloud.explain(stderr)?.message).toContain(words);
});

test("what the command says is not taken for ch-run's words", () => {
  expect(charliecloud.explain('make: error: something')).toBeNull();
});
