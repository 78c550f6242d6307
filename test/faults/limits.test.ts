import {spawn} from 'node:child_process';
import {chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {writeTree} from '../rig/tree.ts';
import {HSF} from './run-hsf.ts';

// What a caller leaves hsf to work with: one clear sentence and the right status, or it works; never a stack.

const NATIVE = 'LCG_107@debian12-gcc12';
const HOST = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
/** Limits of processes do not hold for root, and count all that a user has. */
const stranger = (id: number) => `setpriv --reuid ${id} --regid ${id} --clear-groups`;
const STACK = /\n {4}at |Native stack|is a bug/;

let folder: string;
let root: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-limits-'));
  root = join(folder, 'cvmfs');
  chmodSync(folder, 0o755);
  writeTree(root, {extraPlatforms: ['x86_64-debian12-gcc12-opt']});
});
afterAll(() => rmSync(folder, {recursive: true, force: true}));

type Ended = {readonly status: number | null; readonly stdout: string; readonly stderr: string};

/** Runs it behind a line of shell, in which `"$@"` is the command, with a home of its own. */
function behind(line: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const home = mkdtempSync(join(folder, 'home-'));
  const owner = Number(/--reuid (\d+)/.exec(line)?.[1] ?? 0);
  if (owner > 0) chownSync(home, owner, owner);
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
    {title: 'where no file may hold anything', line: 'ulimit -f 0; exec "$@"'},
    {title: 'where a file may hold one kilobyte', line: 'ulimit -f 1; exec "$@"'},
    {title: 'with few processes', line: `ulimit -u 128; exec ${stranger(61_234)} "$@"`},
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
    // Node starts, and dies of the first allocation.
    {title: 'that this is too little as well', line: 'ulimit -v 1300000; exec "$@"', says: 'no more than 1300000 kB of memory'},
    {
      title: 'that too few processes may run',
      line: `ulimit -u 40; exec ${stranger(61_235)} "$@"`,
      says: 'no more than 40 processes and threads may run',
    },
  ])('$title', async ({line, says}) => {
    const ended = await Promise.all([RUN, ['shell', NATIVE], ['list', '--json'], ['doctor']].map(args => behind(line, args)));
    expect(ended.map(({status}) => status)).toEqual([125, 125, 1, 1]);
    for (const {stdout, stderr} of ended)
      expect([stdout, stderr]).toEqual(['', expect.stringMatching(new RegExp(`^hsf: It cannot run here: ${says}.*\\.\\n$`))]);
  });
});

describe('where no file may grow, in one sentence', () => {
  test.concurrent.each([
    {
      args: ['config', 'set', 'engine', 'unshare'],
      status: 1,
      says: /^hsf: \S+config\.json cannot be written \(EFBIG\)\.\n {5}Make it/,
    },
    {args: ['favourite', 'add', NATIVE], status: 1, says: /^hsf: \S+history\.jsonl cannot be written \(EFBIG\), so the mark/},
    {args: ['list'], status: 0, says: /^hsf: The cache \S+ cannot be written \(EFBIG\), so everything is read anew/},
    {args: ['env', NATIVE], status: 0, says: /Paths below/},
    {args: ['shell', NATIVE], status: 0, says: /"exit" leaves it/},
    {args: ['run', NATIVE, '--', 'sh', '-c', 'echo much >"$HOME/file"'], status: null, says: /^setting up LCG_107/},
  ])('$args', async ({args, status, says}) => {
    const ended = await behind('ulimit -f 0; exec "$@"', args);
    expect([ended.status, ended.stderr]).toEqual([status, expect.stringMatching(says)]);
    expect(ended.stderr).not.toMatch(STACK);
  });
});

describe('files of 2.1 GB', () => {
  /** None of them takes any room: there is nothing in them. */
  const huge = (path: string) => {
    mkdirSync(dirname(path), {recursive: true});
    writeFileSync(path, '');
    truncateSync(path, 2_200_000_000);
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
