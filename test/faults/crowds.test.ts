import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {mountFuse, skipFuse} from '../rig/fuse/fuse-rig.ts';
import type {FuseMount} from '../rig/fuse/fuse-rig.ts';
import {openScene} from '../rig/terminal/tmux.ts';
import {writeTree} from '../rig/tree.ts';
import {HSF} from './run-hsf.ts';

// More than anybody would read: directories of a million entries, trees deeper than a path can be long, a package list above 2^31 bytes. Every
// command ends in time and with bounded memory, says what was left out, and starts what is there.

const STACK = 'LCG_107@debian12-gcc12';
const ADDRESS = 'lcg/LCG_107@x86_64-debian12-gcc12-opt';
/** What listing a repository of usual size takes, and room for a quarter of a million names. */
const MOST_KB = 600_000;
const WELL = [`client sft.cern.ch 42 ${'a'.repeat(40)}`, `catalog ${'a'.repeat(40)} /`];

type Place = {
  readonly title: string;
  readonly crowd: string;
  /** What is said of it in `list`. */
  readonly says: RegExp;
};

/** All of its first quarter of a million; or what there was time for, on a machine that is busy. */
const CUT =
  /sft\.cern\.ch (?:was not read to its end in time|has not answered for \d+ seconds?)|more entries than hsf reads|^hsf: hsf list had no answer after 10 s\./;

const PLACES: readonly Place[] = [
  {title: 'a million releases', crowd: '/lcg/views', says: CUT},
  {title: 'a million platforms', crowd: '/lcg/views/LCG_107', says: CUT},
  {
    title: 'a million files beside a package list',
    crowd: '/lcg/releases/LCG_107',
    says: /^hsf: \d+ variants for other kinds/,
  },
];

let folder: string;
const trees = new Map<string, {readonly root: string; readonly mount: FuseMount}>();
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-crowds-'));
  if (skipFuse()) return;
  for (const [number, {title, crowd}] of PLACES.entries()) {
    const [root, backing] = [join(folder, `cvmfs${number}`), join(folder, `backing${number}`)];
    writeTree(root, {extraPlatforms: ['x86_64-debian12-gcc12-opt']});
    renameSync(join(root, 'sft.cern.ch'), backing);
    const mount = await mountFuse(backing, join(root, 'sft.cern.ch'));
    mount.rules([...WELL, `crowd 1000000 ${crowd}`]);
    trees.set(title, {root, mount});
  }
});
afterAll(() => {
  for (const {mount} of trees.values()) mount.unmount();
  rmSync(folder, {recursive: true, force: true});
});

const environment = (root: string, home: string, timeout: number) => ({
  HOME: home,
  HSF_CVMFS: root,
  HSF_TIMEOUT: String(timeout),
  HSF_OS: 'debian12',
  HSF_ARCH: 'x86_64',
  HSF_CPU: 'x86_64/amd/zen3',
});

type Ended = {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly kB: number;
  readonly ms: number;
};

function timed(root: string, home: string, timeout: number, args: readonly string[]): Promise<Ended> {
  const child = spawn('/usr/bin/time', ['-q', '-f', 'most %M', HSF, ...args], {
    cwd: '/',
    env: {PATH: process.env['PATH'], ...environment(root, home, timeout)},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const start = performance.now();
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return new Promise(resolve =>
    child.on('close', status => {
      const [, said = '', most] = /^([^]*)most (\d+)\n$/.exec(stderr) ?? [];
      resolve({status, stdout, stderr: said, kB: Number(most), ms: performance.now() - start});
    }),
  );
}

describe.skipIf(skipFuse())('directories of a million entries', () => {
  test.concurrent.each(PLACES)('$title', {timeout: 90_000}, async ({title, says}) => {
    const {root} = trees.get(title)!;
    const home = mkdtempSync(join(folder, 'home-'));
    const scene = await openScene({columns: 100, rows: 30, env: environment(root, home, 10)});
    try {
      // A picker beside it, which answers keys meanwhile.
      await scene.command(HSF);
      const all = await Promise.all(
        [['refresh', '-q'], ['list'], ['run', STACK, '--', 'echo', 'hi']].map(args =>
          timed(root, mkdtempSync(join(folder, 'home-')), 10, args),
        ),
      );
      const [refreshed, listed, started] = all as [Ended, Ended, Ended];
      await scene.type('eessi');
      await scene.sees(/^> . eessi\//m);
      await scene.press('C-c');
      await scene.seesPrompt();
      expect([0, 1]).toContain(refreshed.status);
      expect(listed.stderr).toMatch(says);
      // Where not even that came in time, it is a failure, and nothing is listed.
      const isLate = listed.stderr.includes('had no answer');
      expect([listed.status, listed.stdout.includes('eessi/')]).toEqual(isLate ? [1, false] : [0, true]);
      // Where there was no time to know it, it is not guessed.
      expect([0, 125]).toContain(started.status);
      expect(started.stdout).toBe(started.status === 0 ? 'hi\n' : '');
      for (const {kB, ms, stderr} of all) {
        expect(kB).toBeGreaterThan(0);
        expect(kB).toBeLessThan(MOST_KB);
        expect(ms).toBeLessThan(30_000);
        expect(stderr).not.toMatch(/\n {4}at |is a bug|JavaScript heap/);
      }
    } finally {
      await scene.close();
    }
  });
});

describe('what is too deep or too long', () => {
  test.concurrent('directories deeper than a path can be long', {timeout: 60_000}, async () => {
    const own = mkdtempSync(join(folder, 'deep-'));
    const root = join(own, 'cvmfs');
    writeTree(root, {extraPlatforms: ['x86_64-debian12-gcc12-opt']});
    const program = `import os, sys
for place in sys.argv[1:]:
    os.makedirs(place); os.chdir(place)
    for level in range(700): os.mkdir('deeper'); os.chdir('deeper')`;
    const places = [
      'unpacked.cern.ch/registry.example.org/deep',
      'sft.cern.ch/lcg/views/LCG_107/x86_64-el9-gcc13-opt/deep',
      'software.eessi.io/versions/2023.06/software/linux/x86_64/deep',
    ];
    await new Promise(resolve =>
      spawn('python3', ['-c', program, ...places.map(place => join(root, place))]).on('close', resolve),
    );
    try {
      const [refreshed, listed, found, started] = await Promise.all(
        [
          ['refresh', '-q'],
          ['list', '--json'],
          ['search', 'ROOT'],
          ['run', STACK, '--', 'echo', 'hi'],
        ].map(args => timed(root, mkdtempSync(join(own, 'home-')), 60, args)),
      );
      expect([refreshed?.status, listed?.status, found?.status]).toEqual([0, 0, 0]);
      expect(listed?.stdout).toContain(ADDRESS);
      expect([started?.status, started?.stdout]).toEqual([0, 'hi\n']);
      for (const ended of [refreshed, listed, found, started]) expect(ended?.kB).toBeLessThan(MOST_KB);
    } finally {
      // Longer than Node can name.
      await new Promise(resolve => spawn('rm', ['-rf', own]).on('close', resolve));
    }
  });

  test.concurrent('a package list above 2^31 bytes', {timeout: 60_000}, async () => {
    const own = mkdtempSync(join(folder, 'long-'));
    const root = join(own, 'cvmfs');
    writeTree(root, {extraPlatforms: ['x86_64-debian12-gcc12-opt']});
    const releases = join(root, 'sft.cern.ch/lcg/releases/LCG_107');
    mkdirSync(releases, {recursive: true});
    // It takes no room: there is nothing in it.
    const list = join(releases, 'LCG_externals_x86_64-debian12-gcc12-opt.txt');
    writeFileSync(list, '');
    truncateSync(list, 2_200_000_000);
    const [found, shown, started] = await Promise.all(
      [
        ['search', 'ROOT'],
        ['show', STACK, '--packages'],
        ['run', STACK, '--', 'echo', 'hi'],
      ].map(args => timed(root, mkdtempSync(join(own, 'home-')), 60, args)),
    );
    expect([found?.status, found?.stdout]).toEqual([0, expect.stringContaining('ROOT')]);
    expect(shown?.stderr).toMatch(/^hsf: The package list of \S+ is there, but nothing in it is understood\.\n$/);
    expect([started?.status, started?.stdout]).toEqual([0, 'hi\n']);
    for (const ended of [found, shown, started]) expect(ended?.kB).toBeLessThan(MOST_KB);
  });
});
