import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {makeScene, type Scene} from './hsf.ts';

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
});
afterAll(() => scene.remove());

const env = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3', HSF_STORED: 'ignore'};
const NATIVE = 'LCG_107@debian12-gcc12';
const run = (command: readonly string[], more: {stack?: string; flags?: readonly string[]; input?: string} = {}) =>
  scene.hsf(['run', more.stack ?? NATIVE, ...(more.flags ?? []), '--', ...command], {
    env,
    ...(more.input === undefined ? {} : {input: more.input}),
  });

describe('hsf run', () => {
  test('starts the command in the stack, its output and nothing else on stdout', async () => {
    expect(await run(['stack-name'])).toMatchObject({status: 0, stdout: 'LCG_107 x86_64-debian12-gcc12-opt\n'});
  });

  test('keeps arguments exactly', async () => {
    const words = ['a  b', '', '$HOME', "it's", '--json', '--', '*', '\\n', 'ünï'];
    expect((await run(['printf', '<%s>', ...words])).stdout).toBe(words.map(word => `<${word}>`).join(''));
  });

  test.each([
    {command: ['sh', '-c', 'exit 2'], status: 2},
    {command: ['sh', '-c', 'exit 125'], status: 125},
    {command: ['no-such-command-here'], status: 127},
    {command: ['/etc/passwd'], status: 126},
  ])('ends with the status of $command', async ({command, status}) => {
    expect((await run(command)).status).toBe(status);
  });

  test('says what is not as it was asked for, and of other things nothing', async () => {
    const {stderr: usual} = await run(['true']);
    expect(usual).toBe('setting up LCG_107 x86_64-debian12-gcc12-opt\n');
    const {status, stderr} = await run(['true'], {flags: ['--env', 'SHLVL=9']});
    expect({status, lines: stderr.replace(usual, '')}).toEqual({
      status: 0,
      lines: expect.stringMatching(/^.*Every shell sets SHLVL anew:.*\n$/),
    });
  });

  test('dies by the signal that the command died by', async () => {
    expect(await run(['sh', '-c', 'kill -TERM $$'])).toMatchObject({status: null, signal: 'SIGTERM'});
  });

  test('leaves stdin to the command', async () => {
    expect((await run(['cat'], {input: 'one\ntwo\n'})).stdout).toBe('one\ntwo\n');
  });

  test('shows the tree at /cvmfs, and says in which stack one is', async () => {
    const {stdout} = await run(['sh', '-c', 'echo $HSF_STACK; ls /cvmfs/sft.cern.ch/lcg/views | head -1; pwd']);
    expect(stdout.split('\n')).toEqual(['lcg/LCG_107', 'LCG_104cuda', scene.folder, '']);
  });

  test('finds the one platform that a prefix and its compilers mean', async () => {
    expect((await run(['gcc'], {stack: 'gentoo/linux@gcc14'})).stdout).toBe('gcc 14\n');
    expect((await run(['sh', '-c', 'echo $HSF_PLATFORM'], {stack: 'gentoo/linux'})).stdout).toBe('x86_64\n');
    expect((await run(['sh', '-c', 'echo $EESSI_VERSION $EESSI_SOFTWARE_SUBDIR'], {stack: 'eessi/2025.06'})).stdout).toBe(
      '2025.06 x86_64/amd/zen3\n',
    );
  });

  test('remembers the choice', async () => {
    await run(['true']);
    const last = readFileSync(join(scene.home, '.local/state/hsf/history.jsonl'), 'utf8').trimEnd().split('\n').at(-1) ?? '';
    expect(JSON.parse(last)).toMatchObject({
      event: 'started',
      address: 'lcg/LCG_107',
      variant: 'lcg/LCG_107@x86_64-debian12-gcc12-opt',
    });
  });

  test('with --dry-run shows the plan and starts nothing', async () => {
    const mark = join(scene.folder, 'mark');
    const {status, stdout} = await run(['touch', mark], {flags: ['--dry-run']});
    expect([status, stdout]).toEqual([0, expect.stringContaining('Shown inside')]);
    await expect(async () => readFileSync(mark)).rejects.toThrow('ENOENT');
  });
});

describe('what could have no effect without a container', () => {
  const start = (flags: readonly string[], more: Record<string, string> = {}) =>
    scene.hsf(['run', NATIVE, ...flags, '--', 'echo', 'started'], {env: {...env, ...more}});

  test.each([
    {flags: ['--bind', '/tmp:/mnt'], says: '--bind needs a container'},
    {flags: ['--bind', ':'], says: '":" is no bind'},
    {flags: ['--bind', '/a:/b:zz'], says: '"/a:/b:zz" is no bind'},
    {flags: ['--bind', '/no/such/source'], says: '/no/such/source, which is to be shown inside, does not exist'},
    {flags: ['--container', 'never', '--image', '/tmp'], says: '--image needs a container'},
  ])('is refused: $flags', async ({flags, says}) => {
    const ended = await start(flags);
    expect([ended.status, ended.stdout]).toEqual([125, '']);
    expect(ended.stderr).toContain(says);
  });

  test('is no matter where a setting says it', async () => {
    expect(await start([], {HSF_BIND: '/tmp:/mnt'})).toMatchObject({status: 0, stdout: 'started\n'});
    expect((await start(['--container', 'never'], {HSF_IMAGE: '/tmp'})).status).toBe(0);
  });
});

describe('a home directory', () => {
  const start = (flags: readonly string[], more: Record<string, string> = {}) =>
    scene.hsf(['run', NATIVE, ...flags, '--', 'sh', '-c', '[ -d "$HOME" ] && echo "$HOME"'], {env: {...env, ...more}});

  test('that is not there is refused', async () => {
    const ended = await start(['--home', '/no/such/home']);
    expect([ended.status, ended.stdout]).toEqual([125, '']);
    expect(ended.stderr).toContain('The home directory /no/such/home does not exist.');
    expect((await start(['--home', '/etc/passwd'])).stderr).toContain('is no directory');
    const nowhere = await start(['--home', 'private'], {XDG_STATE_HOME: '/proc/no-such'});
    expect([nowhere.status, nowhere.stdout]).toEqual([125, '']);
  });

  test('is made, or is the root, by wish', async () => {
    expect(await start(['--home', 'private'])).toMatchObject({status: 0, stdout: expect.stringContaining('/homes/debian12')});
    expect(await start(['--home', 'none'])).toMatchObject({status: 0, stdout: '/\n'});
    expect(await start(['--home', scene.folder])).toMatchObject({status: 0, stdout: `${scene.folder}\n`});
  });
});

describe('hsf shell', () => {
  test('whose stdin is no terminal reads commands from it, as any shell', async () => {
    const ended = await scene.hsf(['shell', NATIVE], {env, input: 'stack-name\nexit 5\n'});
    expect([ended.status, ended.stdout]).toEqual([5, 'LCG_107 x86_64-debian12-gcc12-opt\n']);
    expect(ended.stderr).toMatch(/^hsf: lcg\/LCG_107@/m);
  });

  test('with --quiet says nothing of its own', async () => {
    const ended = await scene.hsf(['shell', 'gentoo/linux', '-q'], {env, input: 'exit 0\n'});
    expect([ended.status, ended.stderr]).toEqual([0, '']);
  });
});

test('hsf env gives code that works where the tree has another root', async () => {
  const ended = await scene.hsf(['env', NATIVE, '--shell', 'bash'], {env});
  expect([ended.status, ended.stderr]).toEqual([0, expect.stringContaining('below /cvmfs were written as paths below')]);
  const shell = spawnSync('bash', ['--norc', '-c', 'eval "$1"; stack-name', 'bash', ended.stdout], {encoding: 'utf8'});
  expect([shell.status, shell.stdout]).toEqual([0, 'LCG_107 x86_64-debian12-gcc12-opt\n']);
  // Of no use to whoever takes the code into a shell of their own.
  expect(ended.stderr).not.toContain('the start ends');
});

test('hsf config shows no token that a setting holds', async () => {
  const secret = {HSF_ENV: 'TOK_TOKEN=s3cret,PLAIN=shown'};
  for (const args of [
    ['--json'],
    ['--show-origin'],
    ['get', 'env'],
    ['get', 'env', '--json'],
    ['set', 'env', 'A_TOKEN=s3cret'],
  ]) {
    const {status, stdout, stderr} = await scene.hsf(['config', ...args], {env: secret});
    expect([args, status, stdout + stderr]).toEqual([args, 0, expect.stringContaining('TOKEN=***')]);
    expect(stdout + stderr).not.toContain('s3cret');
  }
  expect((await scene.hsf(['config', 'unset', 'env'])).status).toBe(0);
});
