import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readCatalogue} from '../../src/commands/catalogue.ts';
import {makeContext} from '../../src/commands/context.ts';
import {areSame, makeInputs} from '../../src/commands/inputs.ts';
import {isRead, requestText} from '../../src/commands/list-memory.ts';
import {parseArguments} from '../../src/commands/parse-arguments.ts';
import {paintFor} from '../../src/commands/text-paint.ts';
import type {World} from '../../src/system/world.ts';
import {machine} from '../choose/machine.ts';
import {writeTree} from '../rig/tree.ts';

const SOURCES = join(import.meta.dirname, '../../src');

function worldWith(env: Record<string, string | undefined>): World {
  const startedAt = performance.now();
  return {
    env,
    now: () => new Date(),
    clock: () => performance.now() - startedAt,
    cwd: () => '/',
    uid: 1000,
    gid: 1000,
    groups: () => [],
    pid: 1,
    node: process.execPath,
    home: SOURCES,
    build: null,
    fromSources: true,
    terminals: {stdin: false, stdout: false, stderr: false},
    streams: () => {
      throw new Error('a listing needs no streams');
    },
  };
}

test('a listing reads no variable that its memory does not compare', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hsf-inputs-'));
  const {root} = writeTree(join(folder, 'cvmfs'));
  const read = new Set<string>();
  const env = new Proxy<Record<string, string>>(
    {HOME: folder, PATH: '/usr/bin:/bin', HSF_CVMFS: root},
    {
      get: (target, name) => {
        read.add(String(name));
        return target[String(name)];
      },
    },
  );
  const context = makeContext(worldWith(env), parseArguments(['list', '--quiet']));
  const {stacks} = await readCatalogue(context);
  paintFor(context);
  expect(stacks.length).toBeGreaterThan(0);
  const seen = context.inputs.seen();
  const compared = new Set(seen?.variables.map(([name]) => name));
  expect([...read].filter(name => !isRead(name) && !compared.has(name))).toEqual([]);
  expect(seen?.texts.map(([path]) => path)).toEqual(
    expect.arrayContaining(['/proc/cpuinfo', '/etc/os-release', '/etc/hsf/config.json']),
  );
  expect(seen?.programs.map(([name]) => name)).toEqual(expect.arrayContaining(['bwrap', 'unshare']));
  expect(seen?.folders.map(([path]) => path)).toContain('/etc/hsf/families');
});

const REQUEST = {
  argv: ['list'],
  env: {HSF_CVMFS: '/cvmfs', SHLVL: '1'},
  cwd: '/a',
  uid: 1,
  uname: ['Linux', '6', 'x86_64'],
  day: 20_000,
};

test.each([
  {title: 'the command line', other: {argv: ['list', '--json']}, isSame: false},
  {title: 'a variable of ours', other: {env: {HSF_CVMFS: '/other'}}, isSame: false},
  {title: 'the user', other: {uid: 2}, isSame: false},
  {title: 'the kernel', other: {uname: ['Linux', '6', 'aarch64']}, isSame: false},
  {title: 'the day, since marks do', other: {day: 20_001}, isSame: false},
  {title: 'a variable of others', other: {env: {HSF_CVMFS: '/cvmfs', SHLVL: '2', HSF_ORIGIN: 'x'}}, isSame: true},
  {title: 'the working directory', other: {cwd: '/b'}, isSame: true},
])('of a request, $title counts: $isSame', ({other, isSame}) => {
  expect(requestText({...REQUEST, ...other}) === requestText(REQUEST)).toBe(isSame);
});

test('a path that is relative to the working directory makes that count', () => {
  const relative = {...REQUEST, env: {HSF_CVMFS: 'tree'}};
  expect(requestText(relative)).not.toBe(requestText({...relative, cwd: '/b'}));
  for (const word of ['./venv', '../venv', '.', '..']) {
    const named = {...REQUEST, argv: ['start', word]};
    expect(requestText(named)).not.toBe(requestText({...named, cwd: '/b'}));
  }
});

test.each([
  {title: 'nothing', text: 'flags : a', names: ['x'], program: '/bin/p', isSame: true},
  {title: 'a file', text: 'flags : a b', names: ['x'], program: '/bin/p', isSame: false},
  {title: 'a file that is gone', text: null, names: ['x'], program: '/bin/p', isSame: false},
  {title: 'a folder', text: 'flags : a', names: ['x', 'y'], program: '/bin/p', isSame: false},
  {title: 'a folder that is gone', text: 'flags : a', names: null, program: '/bin/p', isSame: false},
  {title: 'a program', text: 'flags : a', names: ['x'], program: null, isSame: false},
  {title: 'the C library', text: 'flags : a', names: ['x'], program: '/bin/p', stamp: '3 4 5', isSame: false},
  {title: 'a right to a socket', text: 'flags : a', names: ['x'], program: '/bin/p', may: true, isSame: false},
  {title: 'a mount that an engine comes from', text: 'flags : a', names: ['x'], program: '/bin/p', mounted: true, isSame: false},
  {title: 'a variable of engines', text: 'flags : a', names: ['x'], program: '/bin/p', value: 'unix:///b', isSame: false},
])(
  'inputs are the same after a change of $title: $isSame',
  ({text, names, program, stamp = '1 2 3', may = false, mounted = false, value = 'unix:///a', isSame}) => {
    const inputs = makeInputs(() => '1 2 3');
    inputs.text('/f', 100, 'flags : a');
    inputs.folder('/d', ['x']);
    const probe = inputs.probe({
      which: () => '/bin/p',
      readText: () => null,
      run: async () => ({status: 0, stdout: '', stderr: ''}),
      mayWrite: () => false,
      isMounted: () => false,
      uid: 0,
      env: {DOCKER_HOST: 'unix:///a'},
    });
    probe.which('p');
    probe.mayWrite('/s');
    probe.isMounted('/cvmfs/engines.example.org');
    expect(probe.env['DOCKER_HOST']).toBe('unix:///a');
    inputs.host(machine({'/lib64/libc.so.6': ''})).readBytes('/lib64/libc.so.6', 100);
    const seen = inputs.seen();
    const look = {text: () => text, folder: () => names, program: () => program, stamp: () => stamp};
    expect(
      seen !== null &&
        areSame(seen, {...look, mayWrite: () => may, isMounted: () => mounted, variable: () => value, project: () => null}),
    ).toBe(isSame);
  },
);

test("a CPU's clock is no property of it, and a spoiled listing is not kept", () => {
  const inputs = makeInputs();
  inputs.text('/proc/cpuinfo', 100, 'cpu MHz\t\t: 1000.1\nflags : a');
  const seen = inputs.seen();
  const look = {
    text: () => 'cpu MHz\t\t: 3000.7\nflags : a',
    folder: () => null,
    program: () => null,
    stamp: () => '',
    mayWrite: () => false,
    isMounted: () => false,
    variable: () => '',
    project: () => null,
  };
  expect(seen !== null && areSame(seen, look)).toBe(true);
  inputs.spoil();
  expect(inputs.seen()).toBeNull();
});

test('the project of the directory counts, and one where there was none', () => {
  const look = {
    text: () => null,
    folder: () => null,
    program: () => null,
    stamp: () => '',
    mayWrite: () => false,
    isMounted: () => false,
    variable: () => undefined,
  };
  const inputs = makeInputs();
  const without = inputs.seen()!;
  inputs.project('a mark');
  const seen = inputs.seen()!;
  const same = (project: string | null) => [without, seen].map(one => areSame(one, {...look, project: () => project}));
  expect([same(null), same('a mark'), same('another')]).toEqual([
    [true, false],
    [false, true],
    [false, false],
  ]);
});
