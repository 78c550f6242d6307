import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {argumentLimit} from '../../src/system/own-process.ts';
import {makeScene, type Ended, type Scene} from '../commands/hsf.ts';

const PLATFORM = 'x86_64-debian12-gcc12-opt';
const STACK = 'LCG_107@debian12-gcc12';
const HOST = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
/** The longest string that Linux hands to a program, `NAME=` and its end included. */
const LONGEST = 128 * 1024;

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: [PLATFORM]});
});
afterAll(() => scene.remove());

const setUp = (text: string) => writeFileSync(join(scene.tree.root, `sft.cern.ch/lcg/views/LCG_107/${PLATFORM}/setup.sh`), text);

/** Variables of `bytes` altogether, as the kernel counts them: strings with their ends, and a pointer to each. */
function filler(bytes: number): Record<string, string> {
  const variables: Record<string, string> = {};
  for (let left = bytes, number = 0; left > 40; number += 1) {
    const name = `FILLER_${number}`;
    const length = Math.min(100_000, left - name.length - 2 - 8);
    variables[name] = 'x'.repeat(Math.max(0, length));
    left -= length + name.length + 2 + 8;
  }
  return variables;
}

const run = (env: Readonly<Record<string, string>>, ...command: string[]) =>
  scene.hsf(['run', STACK, '--', ...command], {env: {...HOST, ...env}});

function refuses({status, stderr}: Ended, words: RegExp): void {
  expect(stderr).toMatch(words);
  expect(stderr).not.toMatch(/E2BIG|is a bug/);
  expect(status).toBe(125);
}

describe('what the caller has', () => {
  test('a variable as long as any can be gets through', async () => {
    setUp('export SET_UP=done\n');
    const value = 'x'.repeat(LONGEST - 'LONGEST='.length - 1);
    expect(await run({LONGEST: value}, 'sh', '-c', 'echo ${#LONGEST} $SET_UP')).toMatchObject({
      status: 0,
      stdout: `${value.length} done\n`,
    });
  });

  test('an environment that leaves no room for a start is refused, and its largest variable named', async () => {
    setUp('export SET_UP=done\n');
    const env = {...filler(argumentLimit() - 110_000), THE_LARGEST: 'x'.repeat(104_000)};
    refuses(await run(env, 'true'), /^hsf: The environment has \d+ kB, .*THE_LARGEST/m);
    const {status, stderr} = await scene.hsf(['env', STACK], {env: {...HOST, ...env}});
    expect(stderr).toMatch(/^hsf: The environment has \d+ kB, .*THE_LARGEST/m);
    expect(status).toBe(1);
    expect((await scene.hsf(['plan', STACK, '--', 'true'], {env: {...HOST, ...env}})).status).toBe(0);
  });

  test('whatever its size, it starts or is refused, and the command sees all of it', async () => {
    setUp('export SET_UP=done\n');
    const around = fc.integer({min: -120_000, max: -2_000});
    await fc.assert(
      fc.asyncProperty(around, async below => {
        const env = filler(argumentLimit() + below);
        const ended = await run(env, 'sh', '-c', 'echo $SET_UP ${#FILLER_0}');
        if (ended.status === 0) expect(ended.stdout).toBe(`done ${env['FILLER_0']?.length}\n`);
        else refuses(ended, /hsf: The environment .*(too large|kB)/);
      }),
      {numRuns: 5},
    );
  });
});

describe('what the set-up leaves', () => {
  const LARGE = 'export LARGE=$(printf "%0200000d" 7)\n';
  const count = Math.ceil(argumentLimit() / 100_000) + 2;
  const MANY = `for n in {1..${count}}; do printf -v value %0100000d $n; export "MANY_$n=$value"; done\n`;

  test.each([
    ['a variable of 200 kB', LARGE],
    ['more than the kernel takes altogether', MANY],
  ])('%s ends a start with a reason, the first time and later', async (_, text) => {
    setUp(text);
    for (const time of [1, 2, 3]) {
      const ended = await run({TIME: String(time > 1)}, 'true');
      expect(ended.stderr).toMatch(/hsf: .*environment.*(too large|kB)|LARGE has \d+ kB/i);
      expect(ended.stderr).not.toMatch(/Argument list|\bline \d/);
      refuses(ended, /./);
    }
  });

  test('a variable of 200 kB can be had as code, which sets all of it', async () => {
    setUp(LARGE);
    const {status, stdout, stderr} = await scene.hsf(['env', STACK, '--shell', 'bash'], {env: HOST});
    expect(status).toBe(0);
    expect(stderr).toContain('LARGE has 196 kB, and no program can be started');
    expect(stdout).toContain(`${'0'.repeat(199_999)}7`);
    const json = await scene.hsf(['env', STACK, '--json'], {env: HOST});
    expect((JSON.parse(json.stdout) as {env: {set: Record<string, string>}}).env.set['LARGE']).toHaveLength(200_000);
  });
});
