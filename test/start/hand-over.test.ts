import {spawn, spawnSync, type SpawnSyncOptions} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {childrenOf} from '../../src/system/own-process.ts';
import {isRunning, requires} from '../engines/rig.ts';
import {makeLauncher} from './launcher.ts';

const launcher = makeLauncher();
afterAll(() => launcher.remove());

const SH = '/bin/sh';
type Words = readonly [string, ...string[]];

type How = boolean | 'kept';
const THROUGH_NODE = [
  {way: 'becoming the command', mayReplace: true},
  {way: 'staying as its parent', mayReplace: false},
] as const;

function starter(mayReplace: How) {
  const run = (argv: Words, options: SpawnSyncOptions = {}, plan = {}) => {
    const [program, ...args] = launcher.words({argv, ...plan}, mayReplace);
    return spawnSync(program, args, {encoding: 'utf8', ...options, env: {...launcher.env, ...options.env}}) as ReturnType<
      typeof spawnSync
    > & {stdout: string; stderr: string};
  };
  const sh = (script: string, options: SpawnSyncOptions = {}) => run([SH, '-c', script], options);
  /** Runs the launcher from a shell that first does something to itself. */
  const behind = (preparation: string, script: string) => {
    const words = launcher.words({argv: [SH, '-c', script]}, mayReplace);
    return spawnSync('/bin/bash', ['-c', `${preparation}; exec "$@"`, 'bash', ...words], {encoding: 'utf8', env: launcher.env});
  };
  return {run, sh, behind};
}

/** The same start directly, by becoming the command, by staying as its parent, and kept in sh: four times the same outcome. */
describe.each([...THROUGH_NODE, {way: 'kept in sh', mayReplace: 'kept'}] as const)('$way', ({mayReplace}) => {
  const {run, sh, behind} = starter(mayReplace);

  test('passes every status', () => {
    for (const status of [0, 1, 2, 7, 125, 126, 127, 128, 129, 137, 143, 255]) expect(sh(`exit ${status}`).status).toBe(status);
  });

  test.each(['SIGTERM', 'SIGKILL', 'SIGHUP', 'SIGINT', 'SIGUSR1', 'SIGPIPE', 'SIGABRT'])(
    'dies by %s when the command does',
    signal => {
      expect(sh(`ulimit -c 0; kill -${signal.slice(3)} $$`).signal).toBe(signal);
    },
  );

  test('keeps arguments exactly, long and empty ones', () => {
    const words = ['', ' two  blanks ', "it's", '$HOME `x` "y"', 'a\nb\n', '-n', '--', 'ünï ✓', '\\', 'x'.repeat(100_000)];
    const {stdout} = run(['/usr/bin/printf', '%s\\0', ...words]);
    expect(stdout.split('\0').slice(0, -1)).toEqual(words);
  });

  test('sets, unsets and leaves out variables, and nothing of ours stays', () => {
    const env = {set: {NEW: 'a\nb', HSF_STACK: 's'}, unset: ['GONE'], dropped: [{name: 'LEFT', reason: ''}]};
    const {stdout} = run(['/usr/bin/env', '-0'], {env: {GONE: '1', LEFT: '2', KEPT: '3'}}, {env});
    const names = stdout
      .split('\0')
      .filter(Boolean)
      .map(entry => entry.slice(0, entry.indexOf('=')));
    expect(stdout).toContain('NEW=a\nb\0');
    expect(names).toContain('KEPT');
    for (const name of ['GONE', 'LEFT', 'HSF_ORIGIN']) expect(names).not.toContain(name);
  });

  test('passes stdin and stdout through, 20 MB of it', () => {
    expect(run(['/bin/cat'], {input: 'x'.repeat(20_000_000), maxBuffer: 30_000_000}).stdout.length).toBe(20_000_000);
  });

  test('reads nothing of stdin itself', () => {
    const words = launcher.words({argv: [SH, '-c', 'read first; echo "got $first"']}, mayReplace);
    const script = 'printf "one\\ntwo\\n" >"$F"; { "$@"; cat; } <"$F"';
    const {stdout} = spawnSync('/bin/bash', ['-c', script, 'bash', ...words], {
      encoding: 'utf8',
      env: {...launcher.env, F: join(launcher.directory, 'input')},
    });
    expect(stdout).toBe('got one\ntwo\n');
  });

  test('leaves SIGPIPE as it should be', () => {
    expect(run(['/bin/bash', '-c', 'yes | head -1; echo ${PIPESTATUS[0]}']).stdout).toBe('y\n141\n');
    expect(sh('grep SigIgn /proc/self/status').stdout).toBe('SigIgn:\t0000000000000000\n');
  });

  test('keeps ignored what the caller ignores', () => {
    const {stdout} = behind("trap '' HUP TERM PIPE", 'kill -HUP $$; kill -TERM $$; grep SigIgn /proc/self/status');
    expect(stdout).toBe('SigIgn:\t0000000000005001\n');
  });

  test('keeps the soft limit of open files, the hard one and the umask', () => {
    const {stdout} = behind('ulimit -Sn 123; ulimit -Sc 0; umask 027', 'ulimit -Sn; ulimit -Hn; umask');
    const [soft, hard, mask] = stdout.split('\n');
    expect([soft, mask]).toEqual(['123', '0027']);
    expect(Number(hard)).toBeGreaterThan(123);
  });

  test('keeps open descriptors', () => {
    const path = join(launcher.directory, 'descriptor');
    writeFileSync(path, 'through five\n');
    const {stdout} = behind(
      `exec 5<"${path}" 7>"${path}.out"`,
      'cat <&5; echo seven >&7; test ! -e /proc/self/fd/6 -o -c /proc/self/fd/6 && echo no six',
    );
    expect(stdout).toBe('through five\nno six\n');
    expect(readFileSync(`${path}.out`, 'utf8')).toBe('seven\n');
  });

  test('leaves pipes blocking', async () => {
    const [program, ...args] = launcher.words({argv: [SH, '-c', 'cat /proc/self/fdinfo/0 /proc/self/fdinfo/1']}, mayReplace);
    const child = spawn(program, args, {stdio: ['pipe', 'pipe', 'inherit'], env: launcher.env});
    const chunks: Buffer[] = [];
    child.stdout.on('data', chunk => chunks.push(chunk));
    await once(child, 'close');
    const flags = [
      ...Buffer.concat(chunks)
        .toString()
        .matchAll(/^flags:\s+(\d+)$/gm),
    ].map(match => Number.parseInt(match[1]!, 8) & 0o4000);
    expect(flags).toEqual([0, 0]);
  });

  test('passes on values that are not UTF-8, byte for byte', () => {
    const script = `LATIN=$(printf 'caf\\351 \\377\\nx') ; export LATIN; exec "$@"`;
    const words = launcher.words({argv: [SH, '-c', 'printf "%s" "$LATIN" | od -An -tx1']}, mayReplace);
    const {stdout} = spawnSync('/bin/bash', ['-c', script, 'bash', ...words], {encoding: 'utf8', env: launcher.env});
    expect(stdout.trim()).toBe('63 61 66 e9 20 ff 0a 78');
  });

  test('passes signals on to the command, whose own status counts', async () => {
    const [program, ...args] = launcher.words(
      {argv: [SH, '-c', 'trap "exit 7" TERM; echo ready; while :; do sleep 0.1; done']},
      mayReplace,
    );
    const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit'], env: launcher.env});
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([7, null]);
  });
});

test('kept in sh, arguments that are not UTF-8 are passed on, byte for byte', () => {
  const words = launcher.words({argv: [SH, '-c', 'printf "%s" "$1" | od -An -tx1', 'sh']}, 'kept');
  const {stdout} = spawnSync('/bin/bash', ['-c', `exec "$@" $'caf\\351'`, 'bash', ...words], {
    encoding: 'utf8',
    env: launcher.env,
  });
  expect(stdout.trim()).toBe('63 61 66 e9');
});

test('what has something to prepare, or signals to pass on, is never kept in sh', () => {
  const argv: Words = ['/bin/true'];
  for (const plan of [
    {prepare: [{kind: 'directory', path: '/nonexistent', mode: 0o700}]},
    {signals: {by: 'command', argv: ['/bin/true', '{signal}']}},
  ] as const)
    expect(() => launcher.words({argv, ...plan} as Parameters<typeof launcher.words>[0], 'kept')).toThrow('No such start');
});

describe.each(THROUGH_NODE)('through Node, $way', ({mayReplace}) => {
  const {run} = starter(mayReplace);

  test('refuses arguments that are not UTF-8', () => {
    const words = launcher.words({argv: ['/bin/true']}, mayReplace);
    const {status, stderr} = spawnSync('/bin/bash', ['-c', `exec "$@" $'caf\\351'`, 'bash', ...words], {
      encoding: 'utf8',
      env: launcher.env,
    });
    expect(status).toBe(125);
    expect(stderr).toContain('not-utf8');
  });

  test('says when a program is missing, or its environment too long', () => {
    expect(run(['/no/such/program'])).toMatchObject({status: 125, stderr: expect.stringContaining('not-executable')});
    const tooLong = run([SH, '-c', 'true'], {}, {env: {set: {LONG: 'x'.repeat(3_000_000)}, unset: [], dropped: []}});
    expect(tooLong.status).toBe(125);
    expect(tooLong.stderr).toMatch(/^environment-too-large .*LONG has 2930 kB/);
  });

  test('writes what the plan prepares, once', () => {
    const path = join(launcher.directory, 'made/deep/file');
    const prepare = [
      {kind: 'file', path, text: 'text\n', mode: 0o644},
      {kind: 'directory', path: join(launcher.directory, 'made/home'), mode: 0o700},
    ];
    const script = `cat ${path}; stat -c %a ${launcher.directory}/made/home; ls ${launcher.directory}/made/deep`;
    for (const _ of [1, 2]) expect(run([SH, '-c', script], {}, {prepare}).stdout).toBe('text\n700\nfile\n');
  });
});

test('nothing of ours is left after becoming the command', async () => {
  const words = launcher.words({argv: [SH, '-c', 'echo ready; sleep 5']}, true);
  const child = spawn(words[0], words.slice(1), {stdio: ['ignore', 'pipe', 'inherit'], env: launcher.env});
  await once(child.stdout, 'data');
  expect(readFileSync(`/proc/${child.pid}/comm`, 'utf8')).toMatch(/^(sh|dash)\n$/);
  expect(readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' ')[3]).toBe(String(process.pid));
  child.kill('SIGKILL');
});

const able = requires('bwrap');
describe.skipIf(!able).each([
  {way: 'a shell as its parent', mayReplace: true, comm: /^(sh|dash|bash)\n$/},
  {way: 'Node as its parent', mayReplace: false, comm: /^(node|MainThread)/},
])('an engine that keeps signals to itself, with $way', ({mayReplace, comm}) => {
  // bubblewrap with the command as its child is such a one; ours is entered instead (enter-script.ts).
  const inside = (script: string, stdin: 'ignore' | 'pipe' = 'ignore') => {
    const argv = ['/usr/bin/bwrap', '--dev-bind', '/', '/', '--die-with-parent', '--', SH, '-c', script] as const;
    const signals = {by: 'child', generation: 1} as const;
    const [program, ...args] = launcher.words({argv, mode: 'container', engine: 'toy', signals}, mayReplace);
    return spawn(program, args, {stdio: [stdin, 'pipe', 'pipe'], env: launcher.env});
  };
  const familyOf = (pid: number) => [...childrenOf(pid), ...childrenOf(pid).flatMap(childrenOf)];

  test.each(['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGUSR1'] as const)(
    'gets %s to the command inside, and its status back',
    async signal => {
      const child = inside(`trap "exit 9" ${signal.slice(3)}; echo ready; while :; do sleep 0.1; done`);
      await once(child.stdout!, 'data');
      expect(readFileSync(`/proc/${child.pid}/comm`, 'utf8')).toMatch(comm);
      child.kill(signal);
      expect(await once(child, 'exit')).toEqual([9, null]);
    },
  );

  test.each(['SIGTERM', 'SIGINT'] as const)('dies by %s when the command inside did', async signal => {
    const child = inside('echo ready; exec sleep 60');
    await once(child.stdout!, 'data');
    const family = familyOf(child.pid!);
    expect(family.length).toBeGreaterThan(1);
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([null, signal]);
    expect(family.filter(isRunning)).toEqual([]);
  });

  test('leaves nothing behind when it is killed', async () => {
    const child = inside('echo ready; exec sleep 60');
    await once(child.stdout!, 'data');
    const family = familyOf(child.pid!);
    child.kill('SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => family.filter(isRunning), {timeout: 3_000}).toEqual([]);
  });

  test('gives it stdin, and ends with its status', async () => {
    const child = inside('cat; exit 42', 'pipe');
    child.stdin!.end('one\ntwo\n');
    const chunks: Buffer[] = [];
    child.stdout!.on('data', chunk => chunks.push(chunk));
    expect(await once(child, 'close')).toEqual([42, null]);
    expect(Buffer.concat(chunks).toString()).toBe('one\ntwo\n');
  });
});

/** A container engine of fifteen lines: its command runs elsewhere, the client only waits, and dies of what it gets. */
const TOY = `case $1 in
  run)
    (setsid /bin/sh -c 'echo "$$" >"$1"; exec /bin/sh -c "$2"' sh "$2" "$3" & wait "$!"; echo "$?" >"$2.status"; rm "$2") &
    while [ ! -e "$2.status" ]; do sleep 0.05; done
    exit "$(cat "$2.status")" ;;
  kill) kill -s "$3" "$(cat "$2")" ;;
esac`;

describe('a container that does not depend on its client', () => {
  const begin = async (name: string, script: string) => {
    const path = join(launcher.directory, name);
    const argv = [SH, '-c', TOY, 'toy', 'run', path, script] as const;
    const signals = {by: 'command', argv: [SH, '-c', TOY, 'toy', 'kill', path, '{signal}']} as const;
    const own = {kind: 'file', path: `${path}.ticket`, text: 'x', mode: 0o600, until: 'end'} as const;
    const [program, ...args] = launcher.words({argv, signals, mode: 'container', engine: 'toy', prepare: [own]}, true);
    const child = spawn(program, args, {stdio: ['ignore', 'pipe', 'inherit'], env: launcher.env});
    await once(child.stdout!, 'data');
    return {child, path, payload: Number(readFileSync(path, 'utf8'))};
  };

  test('gets signals by a program, and its own status comes back', async () => {
    const {child, path} = await begin('told', 'trap "exit 9" TERM; echo ready; while :; do sleep 0.1; done');
    expect(existsSync(`${path}.ticket`)).toBe(true);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([9, null]);
    expect(existsSync(`${path}.ticket`)).toBe(false);
  });

  test('ends when its client was killed', async () => {
    const {child, payload} = await begin('orphan', 'echo ready; exec sleep 60');
    process.kill(childrenOf(child.pid!)[0]!, 'SIGKILL');
    await once(child, 'exit');
    await expect.poll(() => isRunning(payload), {timeout: 3_000}).toBe(false);
  });
});
