import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {writeTree} from '../rig/tree.ts';
import {HSF} from './run-hsf.ts';

// What a caller leaves hsf to work with: one clear sentence and the right status, or it works; never a stack.

const NATIVE = 'LCG_107@debian12-gcc12';
const HOST = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
const STACK = /\n {4}at |Native stack|is a bug/;

let folder: string;
let root: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-limits-'));
  root = join(folder, 'cvmfs');
  writeTree(root, {extraPlatforms: ['x86_64-debian12-gcc12-opt']});
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

type Ended = {readonly status: number | null; readonly stdout: string; readonly stderr: string};

/** Runs it behind a line of shell, in which `"$@"` is the command, with a home of its own. */
function behind(line: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const home = mkdtempSync(join(folder, 'home-'));
  const child = spawn('bash', ['-c', line, 'bash', HSF, ...args], {
    cwd: '/',
    env: {PATH: process.env['PATH'], HOME: home, HSF_CVMFS: root, HSF_TIMEOUT: '60', ...HOST, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return new Promise(resolve => child.on('close', status => resolve({status, stdout, stderr})));
}

const RUN = ['run', NATIVE, '--', 'echo', 'hi'] as const;

describe('works', () => {
  test.concurrent.each([
    {title: 'with 64 files', line: 'ulimit -n 64; exec "$@"'},
    {title: 'with little memory', line: 'ulimit -v 1500000; exec "$@"'},
    {title: 'without stdin', line: 'exec "$@" <&-'},
    {title: 'without stdin and stderr', line: 'exec "$@" <&- 2>&-'},
    {title: 'without HOME', line: 'unset HOME; exec "$@"'},
    {title: 'without any variable', line: 'exec env -i HSF_CVMFS="$HSF_CVMFS" HSF_OS=debian12 PATH=/usr/bin:/bin "$@"'},
    {title: 'with a terminal that nobody knows', line: `TERM=$'a\\e[2Jb/../..' COLUMNS=-1 LINES=1e99 exec "$@"`},
    {title: 'with a terminal of 100,000 letters', line: 'TERM=$(printf %0100000d 1) COLUMNS=$TERM exec "$@"'},
  ])('$title', async ({line}) => {
    const [started, listed] = await Promise.all([behind(line, RUN), behind(line, ['list', '--json'])]);
    expect([started.status, started.stdout, started.stderr]).toEqual([0, 'hi\n', expect.not.stringMatching(STACK)]);
    expect([listed.status, listed.stdout]).toEqual([0, expect.stringContaining('lcg/LCG_107@x86_64-debian12-gcc12-opt')]);
  });

  test.concurrent('without /proc, as far as no engine needs it', async () => {
    const line = 'exec unshare -rm sh -c \'mount -t tmpfs none /proc && exec "$@"\' sh "$@"';
    const [started, listed] = await Promise.all([behind(line, RUN), behind(line, ['list', '--json'])]);
    expect([started.status, started.stderr]).toEqual([125, expect.not.stringMatching(STACK)]);
    expect([listed.status, listed.stdout]).toEqual([0, expect.stringContaining('lcg/LCG_107@x86_64-debian12-gcc12-opt')]);
  });

  test.concurrent('with nothing open at all, as far as anybody can tell', async () => {
    const [listed, started, picked] = await Promise.all(
      [['list'], ['run', NATIVE, '--', 'sh', '-c', 'exit 7'], []].map(args => behind('exec "$@" <&- >&- 2>&-', args)),
    );
    expect([listed?.status, started?.status, picked?.status]).toEqual([1, 7, 2]);
  });
});

describe('says in one sentence', () => {
  test.concurrent.each([
    {title: 'that it may open too few files', line: 'ulimit -n 32; exec "$@"', says: 'no more than 32 files may be open'},
    {
      title: 'that it may address too little memory',
      line: 'ulimit -v 500000; exec "$@"',
      says: 'no more than 500000 kB of memory',
    },
  ])('$title', async ({line, says}) => {
    const ended = await Promise.all([RUN, ['shell', NATIVE], ['list', '--json'], ['doctor']].map(args => behind(line, args)));
    expect(ended.map(({status}) => status)).toEqual([125, 125, 1, 1]);
    for (const {stdout, stderr} of ended)
      expect([stdout, stderr]).toEqual(['', expect.stringMatching(new RegExp(`^hsf: It cannot run here: ${says}.*\\.\\n$`))]);
  });
});

describe('files of 1.5 GB', () => {
  /** None of them takes any room: there is nothing in them. */
  const huge = (path: string) => {
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, '');
    truncateSync(path, 1.5 * 1024 ** 3);
  };
  test.concurrent.each([
    {what: 'settings', path: 'config/hsf/config.json'},
    {what: 'a family', path: 'config/hsf/families/mine.toml'},
    {what: 'the history', path: 'state/hsf/history.jsonl'},
  ])('$what', async ({path}) => {
    const own = mkdtempSync(join(folder, 'huge-'));
    huge(join(own, path));
    const env = {XDG_CONFIG_HOME: join(own, 'config'), XDG_STATE_HOME: join(own, 'state'), XDG_CACHE_HOME: join(own, 'cache')};
    const listed = await behind('exec "$@"', ['list', '--json'], env);
    expect(listed.stderr).not.toMatch(STACK);
    expect([listed.status, listed.stdout]).toEqual([0, expect.stringContaining('lcg/LCG_107@x86_64-debian12-gcc12-opt')]);
    const started = await behind('exec "$@"', RUN, env);
    expect([started.status, started.stdout, started.stderr]).toEqual([0, 'hi\n', expect.not.stringMatching(STACK)]);
  });
});
