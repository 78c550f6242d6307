import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {makeScene, type Scene} from './hsf.ts';

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
});
afterAll(() => scene.remove());

const HSF = join(import.meta.dirname, '../../bin/hsf');
const NATIVE = 'LCG_107@debian12-gcc12';

function hsf(args: readonly string[], redirection: string) {
  const env = {
    PATH: process.env['PATH'],
    HOME: scene.home,
    HSF_CVMFS: scene.tree.root,
    HSF_OS: 'debian12',
    HSF_ARCH: 'x86_64',
    HSF_CPU: 'x86_64/amd/zen3',
  };
  return spawnSync('sh', ['-c', `exec "$@" ${redirection}`, 'sh', HSF, ...args], {encoding: 'utf8', env, cwd: scene.folder});
}

describe.each([
  {
    title: 'a full disk',
    redirection: '>/dev/full',
    says: /^hsf: The result could not be written[^\n]*: no space left on device\.\n {5}\S[^\n]*\n$/,
  },
  {title: 'a closed stdout', redirection: '>&-', says: /^hsf: Standard output is closed[^\n]*\n {5}\S[^\n]*\n$/},
])('$title', ({redirection, says}) => {
  test.each<{args: readonly string[]; status: number}>([
    {args: ['list'], status: 1},
    {args: ['list', '--json'], status: 1},
    {args: ['plan', NATIVE], status: 1},
    {args: ['show', 'LCG_107', '--json'], status: 1},
    {args: ['--help'], status: 1},
    {args: ['--version'], status: 1},
    {args: ['list', '--version'], status: 1},
    {args: ['completion', 'bash'], status: 1},
    {args: ['host', '--json'], status: 1},
    {args: ['shell', '--help'], status: 125},
    {args: ['run', '--dry-run', NATIVE, '--', 'true'], status: 125},
  ])('fails $args with one sentence', ({args, status}) => {
    const ended = hsf(args, redirection);
    expect([ended.status, ended.stderr]).toEqual([status, expect.stringMatching(says)]);
  });

  test('fails a listing that is remembered as well', () => {
    expect(hsf(['list', '--json'], '>/dev/null').status).toBe(0);
    expect(hsf(['list', '--json'], redirection).status).toBe(1);
  });

  test('keeps the status of another failure, and tells it on stderr', () => {
    const ended = hsf(['show', 'nosuch', '--json'], redirection);
    expect([ended.status, ended.stderr]).toEqual([3, expect.stringMatching(/nosuch/)]);
  });
});

test('a full stderr is no failure', () => {
  expect(hsf(['list', '--runs', 'container'], '2>/dev/full')).toMatchObject({status: 0});
});

test('a command that is started finds stdout as closed as its caller left it', () => {
  const ended = hsf(['run', NATIVE, '--', 'sh', '-c', 'echo lost || exit 7'], '>&-');
  expect(ended.status).toBe(7);
});
