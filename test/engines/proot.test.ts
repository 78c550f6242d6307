import {afterAll, describe, expect, test} from 'vitest';
import {join} from 'node:path';
import type {EngineFact} from '../../src/choose/host.ts';
import type {ContainerSpec} from '../../src/engines/engine.ts';
import {proot} from '../../src/engines/proot.ts';
import {makeImages} from './images.ts';
import {listDirectory, mount, probeOf, requires} from './rig.ts';

const able = requires('proot', 'busybox', 'setpriv');
const images = able ? makeImages() : null;
afterAll(() => images?.remove());

const FACT: EngineFact = {name: 'proot', program: '/bin/proot', version: null, usable: true, reason: '', takes: []};
const probe = {...probeOf({uid: 1, gid: 1, groups: [], home: '/'}), which: () => '/bin/proot'};

test.each([
  ['3', 1, false],
  ['2', 1, false],
  ['2', 0, true],
  ['1', 1, true],
  [null, 1, true],
])('with ptrace_scope %s for uid %i', (scope, uid, usable) => {
  expect(proot.detect({...probe, uid, readText: () => scope}).usable).toBe(usable);
});

describe('what proot is told', () => {
  const spec: ContainerSpec = {
    root: {kind: 'directory', path: '/i'},
    entries: {},
    mounts: [mount('/dev'), mount('/c d', '/cvmfs', 'ro')],
    env: {A: '1', LD_PRELOAD: 'l', PROOT_OF_THE_USER: 'x'},
    callerEnv: {PROOT_NO_SECCOMP: '1'},
    cwd: '/',
    command: ['/bin/c'],
    user: {uid: 1, gid: 1, groups: []},
    terminal: false,
    name: 'n',
    gpu: null,
  };

  test('root and binds', () => {
    const {argv} = proot.render(spec, FACT);
    const from = argv.indexOf('/bin/proot');
    expect(argv.slice(from, from + 11)).toEqual([
      '/bin/proot',
      '-v',
      '-1',
      '-r',
      '/i',
      '-b',
      '/dev',
      '-b',
      '/c d:/cvmfs',
      '-w',
      '/',
    ]);
  });

  test("its own variables are the caller's, and those of the command come in later", () => {
    const {env} = proot.render(spec, FACT);
    expect(env).toEqual({A: '1', PROOT_NO_SECCOMP: '1', PROOT_DONT_POLLUTE_ROOTFS: '1', HSF_KEPT_0: 'l', HSF_KEPT_1: 'x'});
  });

  test("in the machine's own root only what is elsewhere is bound", () => {
    const {argv} = proot.render({...spec, root: {kind: 'host'}}, FACT);
    expect(argv.filter(word => word === '-b')).toHaveLength(1);
    expect(argv[argv.indexOf('-r') + 1]).toBe('/');
  });

  test('a colon in a path is refused', () => {
    expect(proot.obstacle({...spec, mounts: [mount('/c', '/a:b')]}, FACT)?.message).toContain('/a:b');
  });

  test('signals go to the command, below two shells and proot', () => {
    expect(proot.render(spec, FACT).signals).toEqual({by: 'child', generation: 3});
  });
});

describe.skipIf(!able).each(images?.accounts ?? [])('real proot as uid $uid', account => {
  const start = (command: readonly [string, ...string[]], wishes: Partial<ContainerSpec> = {}) =>
    images!.run(proot, account, images!.spec(account, command, wishes));

  test('makes mount points, but not in the image', () => {
    const {mounts} = images!.spec(account, ['/bin/true']);
    const wishes = {mounts: [...mounts, mount(images!.cvmfs, '/new/place')]};
    expect(start(['/bin/ls', '/new/place'], wishes)).toMatchObject({status: 0, stdout: 'sw.example.org\n', stderr: ''});
    expect(listDirectory(images!.image).map(({name}) => name)).not.toContain('new');
  });

  test('works without its filter of system calls', () => {
    expect(start(['/bin/env'], {callerEnv: {PROOT_NO_SECCOMP: '1'}}).stdout).not.toContain('PROOT');
  });

  test.each([
    ['a missing image', {root: {kind: 'directory', path: '/no/image'}}, '/no/image'],
    ['a missing source', {mounts: [mount('/no/source', '/x')]}, '/no/source'],
    ['a missing directory', {cwd: '/no/cwd'}, '/no/cwd'],
    ['a missing program', {command: ['/no/program']}, '/no/program'],
    ['no program', {command: ['/bin/text']}, '/bin/text'],
  ] as const)('%s is named, and nothing is started elsewhere', (_, wishes, named) => {
    const {status, stdout, stderr} = start(['/bin/pwd'], wishes as Partial<ContainerSpec>);
    expect({status: status === 0, stdout}).toEqual({status: false, stdout: ''});
    expect(proot.explain(stderr)?.message).toContain(named);
  });

  test.each([
    ['of its own', 'exit 7', 7],
    ['after other programs', 'ls >/dev/null; exit 7', 7],
    ['with something in the background', 'sleep 0.3 & exit 7', 7],
    ['of 0 where the background fails', '(sleep 0.3; exit 3) & exit 0', 0],
    ['by a signal', 'kill -9 $$', 137],
    ['by a signal, after other programs', 'ls >/dev/null; kill -9 $$', 137],
  ])('the status is that of the command: %s', (_, script, status) => {
    expect(start(['/bin/sh', '-c', script])).toMatchObject({status, signal: null, stderr: ''});
  });

  test('a test start says its version', async () => {
    const real = probeOf(account);
    expect(await proot.verify(real, proot.detect(real))).toMatchObject({
      usable: true,
      version: expect.stringMatching(/^\d+\.\d/),
    });
  });
});

test.each([
  ['proot error: ptrace(TRACEME): Operation not permitted', 'trace'],
  ['proot error: something new', 'something new'],
])('%s', (stderr, words) => {
  expect(proot.explain(stderr)?.message).toContain(words);
});

test('the engine is left out of what the image holds', () => {
  if (images !== null) expect(listDirectory(join(images.image, 'home'))).toEqual([]);
});
