import {chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type RunOptions, type Scene} from './hsf.ts';

const VIEW = 'sft.cern.ch/lcg/views/LCG_107/x86_64-debian12-gcc12-opt';
const STACK = 'lcg/LCG_107@x86_64-debian12-gcc12-opt';
// A second run may take half of the deadline: on a busy machine the usual one is too short.
const env = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3', HSF_TIMEOUT: '60'};

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
});
afterAll(() => scene.remove());
beforeEach(() => rmSync(memory(), {recursive: true, force: true}));

const memory = () => join(scene.home, '.cache/hsf/environments');
const files = () =>
  existsSync(memory())
    ? readdirSync(memory(), {recursive: true, withFileTypes: true})
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath, entry.name))
    : [];
/** How often the set-up ran. */
const runs = () => readFileSync(join(scene.folder, 'runs'), 'utf8').length;

/** A set-up that counts its runs. What has just changed proves nothing, so it is written and then left alone for a moment. */
async function setUp(text: string): Promise<void> {
  writeFileSync(join(scene.tree.root, VIEW, 'setup.sh'), `printf . >>'${scene.folder}/runs'\n${text}`);
  writeFileSync(join(scene.folder, 'runs'), '');
  await new Promise(resolve => setTimeout(resolve, 40));
}

const run = (command: readonly string[], options: RunOptions = {}, flags: readonly string[] = []) =>
  scene.hsf(['run', STACK, ...flags, '--', ...command], {...options, env: {...env, ...options.env}});
const says = async (options: RunOptions = {}) => {
  const ended = await scene.hsf(['plan', STACK, '--json', '--', 'true'], {...options, env: {...env, ...options.env}});
  return (documentOf(ended)['plan'] as {environment: {status: string; reason: string | null}}).environment;
};
const PRINT = ['env', '-0'];
/** The environment that a command saw, without what every shell makes anew. */
const variables = (text: string) =>
  text
    .split('\0')
    .filter(line => !/^(?:_|SHLVL|PWD|OLDPWD)=/.test(line))
    .toSorted();

describe('an environment', () => {
  test('is noted by the first start, proved by the second, and replayed from then on', async () => {
    await setUp(
      `export A="it's \\"odd\\"\nsecond line " PATH="/cvmfs/${VIEW}/bin:$PATH" OF_HOME="$HOME/x"\nunset DROPPED\necho "set up for you"\nf() { echo "f $1"; }; export -f f\n`,
    );
    const options = {env: {DROPPED: 'x', MINE: 'kept'}};
    expect(await says(options)).toMatchObject({status: 'live', reason: 'it is not stored yet'});
    const first = await run(PRINT, options);
    expect(first).toMatchObject({status: 0, stderr: 'set up for you\n'});
    expect(runs()).toBe(1);
    const second = await run(PRINT, options);
    expect({status: second.status, stderr: second.stderr, runs: runs()}).toEqual({status: 0, stderr: '', runs: 2});
    const third = await run(PRINT, options);
    expect({status: third.status, stderr: third.stderr, runs: runs()}).toEqual({status: 0, stderr: '', runs: 2});
    for (const {stdout} of [second, third]) expect(variables(stdout)).toEqual(variables(first.stdout));
    expect((await run(['bash', '-c', 'f x'], options)).stdout).toBe('f x\n');
    expect(await says(options)).toMatchObject({status: 'stored', reason: null});
    expect(files().filter(file => !/\.(?:json|bash)$/.test(file))).toEqual([]);
    for (const file of files()) expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(files()[0]!, 'utf8')).not.toContain('kept');
  });

  test.each([
    {title: 'another variable', change: () => ({env: {NEW: '1'}})},
    {title: 'another PATH', change: () => ({env: {PATH: `/opt/none:${process.env['PATH']}`}})},
    {
      title: 'another set-up script',
      change: () => {
        writeFileSync(join(scene.tree.root, VIEW, 'setup.sh'), `printf . >>'${scene.folder}/runs'; export A=2`);
        return {};
      },
    },
    {
      title: 'a damaged file',
      change: () => {
        const [file] = files();
        const text = readFileSync(file!, 'latin1');
        writeFileSync(file!, text.replace('"misses"', '"mishes"'), {encoding: 'latin1', mode: 0o600});
        return {};
      },
    },
    {
      title: "a file of somebody else's making",
      change: () => {
        const [file] = files();
        const bytes = readFileSync(file!);
        writeFileSync(file!, bytes);
        chmodSync(file!, 0o666);
        return {};
      },
    },
    {title: 'the wish', change: () => ({env: {HSF_STORED: 'ignore'}})},
  ])('is set up live for $title', async ({change}) => {
    await setUp('export A=1');
    await run(['true']);
    await run(['true']);
    expect({environment: await says(), runs: runs()}).toMatchObject({environment: {status: 'stored'}, runs: 2});
    const options = change();
    await run(['true'], options);
    expect(runs()).toBe(3);
  });

  test('is kept beside others where a variable that the set-up asks for takes turns', async () => {
    await setUp('export CUDA_VISIBLE_DEVICES=${CUDA_VISIBLE_DEVICES:-none} A=on-$CUDA_VISIBLE_DEVICES');
    const on = async (device: string) => (await run(['sh', '-c', 'echo $A'], {env: {CUDA_VISIBLE_DEVICES: device}})).stdout;
    for (const device of ['0', '1', '2']) for (const _ of [1, 2, 3]) expect(await on(device)).toBe(`on-${device}\n`);
    const before = runs();
    for (const device of ['1', '0', '2', '0', '1']) expect(await on(device)).toBe(`on-${device}\n`);
    expect(runs()).toBe(before);
  });

  test('is another for another user only where the result is', async () => {
    await setUp('export OF_HOME="$HOME/x" OF_USER="/data/$USER"');
    const cache = {XDG_CACHE_HOME: join(scene.home, '.cache')};
    await run(['true'], {env: cache});
    await run(['true'], {env: cache});
    const other = join(scene.folder, 'other');
    mkdirSync(other, {recursive: true});
    const options = {env: {USER: 'somebody', HOME: other, ...cache}};
    const {stdout} = await run(['sh', '-c', 'echo "$OF_HOME $OF_USER"'], options);
    expect({stdout, runs: runs()}).toEqual({stdout: `${other}/x /data/somebody\n`, runs: 2});
  });

  test.each([
    {title: 'differs from run to run', text: 'export A=$RANDOM$RANDOM', reason: /\bA\b/},
    {title: 'leaves something running', text: 'sleep 3 >/dev/null 2>&1 &', reason: /leaves sleep running/},
    {title: 'needs a terminal', text: 'read -r x </dev/tty; export A=1', reason: /terminal/},
    {title: 'sets a trap', text: 'trap "echo bye" USR1', reason: /trap/},
    {title: 'makes a value that is not UTF-8', text: "export A=$'\\xff'", reason: /A is not valid UTF-8/},
    {title: 'sets a secret', text: 'export MY_TOKEN=abc', reason: /MY_TOKEN/},
  ])('is not stored where the set-up $title, which is said', async ({text, reason}) => {
    await setUp(text);
    const first = await run(PRINT);
    const second = await run(PRINT);
    expect(second.status).toBe(first.status);
    expect(second.stderr).toBe(first.stderr);
    const environment = await says();
    expect(environment).toMatchObject({status: 'live'});
    if (first.status === 0) expect(environment.reason).toMatch(reason);
    else expect(environment.reason).toBe('it is not stored yet');
    const before = runs();
    await run(['true']);
    expect(runs()).toBe(before + 1);
  });

  test.each([
    {title: 'fails half-way', text: 'export A=1; false', says: 'failed (status 1)'},
    {title: 'calls exit', text: 'export A=1; exit 0', says: 'ended the shell (status 0)'},
    {title: 'fails by -u', text: 'set -u; export A=$NOT_THERE', says: 'NOT_THERE'},
  ])('is none where the set-up $title: nothing is kept, and the words are the same each time', async ({text, says: words}) => {
    await setUp(text);
    for (let count = 1; count <= 3; count += 1) {
      expect(await run(['true'])).toMatchObject({status: 125, stderr: expect.stringContaining(words)});
      expect(runs()).toBe(count);
    }
    expect(files().filter(file => file.endsWith('.json'))).toEqual([]);
  });

  test.each([
    {title: 'prints', text: 'echo out; echo err >&2'},
    {title: 'asks', text: 'read -r answer; export ANSWER="<$answer>"'},
    {title: 'changes the directory', text: 'cd /'},
    {title: 'sets -u', text: 'set -u; export A=1'},
    {title: 'defines what cannot be exported', text: 'declare -A map=([a]=1); alias x=y; complete -W "a b" z; h() { :; }'},
    {title: 'makes a value of 120 kB', text: 'printf -v A "%*s" 120000 x; export A'},
  ])('is stored where the set-up $title, with the same result', async ({text}) => {
    await setUp(text);
    const first = await run(['sh', '-c', 'pwd; exec env -0']);
    const again = [await run(['sh', '-c', 'pwd; exec env -0']), await run(['sh', '-c', 'pwd; exec env -0'])];
    for (const {stdout} of again) expect(variables(stdout)).toEqual(variables(first.stdout));
    expect({environment: await says(), runs: runs()}).toMatchObject({environment: {status: 'stored'}, runs: 2});
  });

  test.each([
    {title: 'a value of 200 kB', text: 'printf -v BIG "%*s" 200000 x; export BIG', says: 'BIG has 196 kB after the set-up'},
    {
      title: 'more than the kernel takes',
      text: 'for i in {1..30}; do printf -v BIG$i "%*s" 100000 x; export BIG$i; done',
      says: /the environment has \d+ kB after the set-up, and no program can be started with more than \d+ kB/,
    },
  ])('that has $title is refused in words, live and stored', async ({text, says: words}) => {
    await setUp(text);
    for (let round = 0; round < 3; round += 1) {
      const {status, stderr} = await run(['true']);
      expect(status).toBe(125);
      expect(stderr).toMatch(words);
    }
    expect(runs()).toBe(2);
  });

  test('is stored once by many starts at once, which all do what they would do alone', async () => {
    await setUp('export A=1');
    const all = async () => Promise.all(Array.from({length: 8}, () => run(['sh', '-c', 'echo $A'])));
    for (let round = 0; round < 3; round += 1)
      for (const ended of await all()) expect(ended).toMatchObject({status: 0, stdout: '1\n'});
    expect(await says()).toMatchObject({status: 'stored'});
    // One noted and one proved; the others of the first two rounds ran it for themselves.
    expect(runs()).toBeLessThanOrEqual(17);
    expect(files().filter(file => !/\.(?:json|bash)$/.test(file))).toEqual([]);
  });

  test('is what "hsf env" tells as well', async () => {
    await setUp('export A="a b" PATH="/x:$PATH"; f() { :; }');
    const told = async () => (await scene.hsf(['env', STACK, '--shell', 'bash'], {env})).stdout;
    const first = await told();
    expect([await told(), await told()]).toEqual([first, first]);
    expect(runs()).toBe(2);
    expect(first).toContain("export A='a b'");
  });

  test.each([
    {title: 'without a BASH_ENV', own: {}, flags: [], left: 'none'},
    {title: "with the caller's BASH_ENV", own: {BASH_ENV: '/dev/null'}, flags: ['--inherit-env'], left: '/dev/null'},
  ])('is replayed in a shell that reads its commands from stdin, $title', async ({own, flags, left}) => {
    await setUp('export A=1; f() { echo "f $1"; }');
    const options = {env: {...env, SHELL: '/bin/bash', ...own}, input: 'f "$A ${BASH_ENV-none} ${__hsf_bash_env-none}"\n'};
    for (let start = 0; start < 4; start += 1)
      expect((await scene.hsf(['shell', STACK, ...flags], options)).stdout).toBe(`f 1 ${left} none\n`);
    expect(runs()).toBe(2);
  });
});
