import {chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import allowSchema from '../../schemas/allow.schema.json' with {type: 'json'};
import checkSchema from '../../schemas/check.schema.json' with {type: 'json'};
import commonSchema from '../../schemas/common.schema.json' with {type: 'json'};
import {removeTree} from '../rig/tree.ts';
import {documentOf, makeScene, type Ended, type RunOptions, type Scene} from './hsf.ts';

let scene: Scene;
let project: string;
beforeEach(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
  project = join(scene.folder, 'project');
  mkdirSync(join(project, 'sub'), {recursive: true});
});
afterEach(() => scene.remove());

/** Host facts that do not depend on the machine that runs the test. */
const HOST = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
const hsf = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  scene.hsf(args, {cwd: join(project, 'sub'), ...options, env: {...HOST, ...options.env}});
const file = () => join(project, 'hsf.toml');
const write = (text: string) => writeFileSync(file(), text, {mode: 0o644});
const BASIC = 'stack = "LCG_107"\nos = "debian12"\ncompiler = "gcc12"\n';
const NAME = 'LCG_107 x86_64-debian12-gcc12-opt\n';

describe('a project file that is not allowed', () => {
  test('is an error where nothing else says what to start: 125 for a start, 1 for what is read', async () => {
    write(BASIC);
    const run = await hsf(['run', '--', 'stack-name']);
    expect([run.status, run.stdout]).toEqual([125, '']);
    expect(run.stderr).toContain(`${file()} is not allowed yet.`);
    expect(run.stderr).toContain('"hsf allow"');
    expect((await hsf(['plan'])).status).toBe(1);
    const json = await hsf(['plan', '--json']);
    expect([json.status, documentOf(json)['error']]).toMatchObject([1, {code: 'project-not-allowed'}]);
  });

  test('is left alone with one line where a stack is given, and without one where it is of no concern', async () => {
    write(`${BASIC}container = "always"\n[hooks]\nenter = ["echo HOOK >&2; exit 3"]\n`);
    const run = await hsf(['run', 'LCG_107@debian12-gcc13', '--', 'stack-name']);
    expect([run.status, run.stdout]).toEqual([0, 'LCG_107 x86_64-debian12-gcc13-opt\n']);
    expect(run.stderr.match(/hsf\.toml/g)).toHaveLength(1);
    const list = await hsf(['list', 'LCG_107']);
    expect([list.status, list.stderr.includes('hsf.toml')]).toEqual([0, false]);
    expect((await hsf(['list', 'LCG_107'])).stdout).toBe(list.stdout);
  });

  test('is shown before it is trusted, printable and without secrets', async () => {
    write(`${BASIC}[env]\nMY_TOKEN = "abc"\nA = "\\u001b[2J"\n`);
    const dry = await hsf(['allow', '--dry-run']);
    expect([dry.status, dry.stdout]).toEqual([
      0,
      `${file()}\n  stack     LCG_107\n  os        debian12\n  compiler  gcc12\n  env       MY_TOKEN=***\n  env       A=\\x1b[2J\n`,
    ]);
    expect((await hsf(['run', '--', 'true'])).status).toBe(125);
    const allowed = await hsf(['allow']);
    expect([allowed.status, allowed.stdout]).toEqual([0, dry.stdout]);
    expect((await hsf(['run', '--', 'true'])).status).toBe(0);
  });

  test('cannot be allowed with a mistake, which is told with line, key and right spelling', async () => {
    write('stack = "LCG_107"\ncompilr = "gcc12"\n');
    const {status, stderr} = await hsf(['allow']);
    expect(status).toBe(1);
    expect(stderr).toContain(`${file()}:2: compilr: There is no key "compilr" here; did you mean "compiler"?`);
  });

  test('is not used while everybody can write it', async () => {
    write(BASIC);
    await hsf(['allow']);
    chmodSync(file(), 0o666);
    const {status, stderr} = await hsf(['run', '--', 'true']);
    expect([status, stderr]).toMatchObject([125, expect.stringContaining('can be written by everybody, so it is not used')]);
    expect((await hsf(['allow'])).status).toBe(1);
  });
});

describe('a project file that is allowed', () => {
  test('says what is started, from a directory below as well, in its environment, and after its hooks', async () => {
    write(`${BASIC}[env]\nA = "b  $c"\n[hooks]\nenter = ["echo at $PWD", "export HOOKED=$LCG_VERSION B='1\\n2'"]\n`);
    await hsf(['allow']);
    const {status, stdout, stderr} = await hsf(['run', '--', 'sh', '-c', 'stack-name; echo "$A|$HOOKED|$B|$HSF_PROJECT"; pwd']);
    expect([status, stdout]).toEqual([0, `${NAME}b  $c|LCG_107|1\n2|${project}\n${project}/sub\n`]);
    expect(stderr).toContain(`at ${project}\n`);
  });

  test('stops a start whose hook fails', async () => {
    write(`${BASIC}[hooks]\nenter = ["false"]\n`);
    await hsf(['allow']);
    const {status, stdout, stderr} = await hsf(['run', '--', 'echo', 'started']);
    expect([status, stdout]).toEqual([125, '']);
    expect(stderr).toContain(`hsf: the hook "false" of ${project} failed (status 1)`);
  });

  test.each([
    {hook: 'trap : EXIT; set -e; false', says: 'ended the shell (status 1)'},
    {hook: 'exec true', says: 'would have replaced the shell by exec'},
    {hook: 'end() { exec true; }; end', says: 'would have replaced the shell by exec'},
    {hook: 'trap "exit 0" EXIT; exit 0', says: 'ended the shell (status 0)'},
  ])('is told of a hook that would end the start without a word: $hook', async ({hook, says}) => {
    write(`${BASIC}[hooks]\nenter = ['${hook}']\n`);
    await hsf(['allow']);
    const {status, stdout, stderr} = await hsf(['run', '--', 'echo', 'started']);
    expect([status, stdout, stderr]).toEqual([125, '', expect.stringContaining(says)]);
  });

  test('lets a hook have what ends nothing: redirections, and programs in shells of their own', async () => {
    write(`${BASIC}[hooks]\nenter = ['exec 7>&2; (exec true); trap : EXIT; A=$(exec echo B); export A; trap : DEBUG']\n`);
    await hsf(['allow']);
    const {status, stdout} = await hsf(['run', '--', 'bash', '-c', 'echo "$A$(trap)"']);
    expect([status, stdout]).toEqual([0, 'B\n']);
  });

  test('is for its own stack: another one that is typed gets its settings and variables alone', async () => {
    write(`${BASIC}[env]\nA = "b"\n[hooks]\nenter = ["export HOOKED=1"]\n`);
    await hsf(['allow']);
    const {stdout} = await hsf(['run', 'LCG_107@debian12-gcc13', '--', 'sh', '-c', 'stack-name; echo "$A|$HOOKED"']);
    expect(stdout).toBe('LCG_107 x86_64-debian12-gcc13-opt\nb|\n');
  });

  test('gives way to flags: for the platform, the variables and the settings', async () => {
    write(`${BASIC}container = "always"\n[env]\nA = "b"\nC = "d"\n`);
    await hsf(['allow']);
    const args = [
      'run',
      '--container',
      'never',
      '--compiler',
      'gcc13',
      '--env',
      'A=e',
      '--',
      'sh',
      '-c',
      'stack-name; echo "$A|$C"',
    ];
    expect((await hsf(args)).stdout).toBe('LCG_107 x86_64-debian12-gcc13-opt\ne|d\n');
    const config = await hsf(['config', 'get', 'container', '--show-origin']);
    expect(config.stdout).toBe(`always  project file ${file()}\n`);
  });

  test('is not trusted after any change, nor after it was revoked', async () => {
    write(BASIC);
    await hsf(['allow']);
    write(`${BASIC}#`);
    expect((await hsf(['run', '--', 'true'])).stderr).toContain('has changed since it was allowed');
    write(BASIC);
    expect((await hsf(['run', '--', 'stack-name'])).stdout).toBe(NAME);
    await hsf(['allow', '--revoke', project]);
    expect((await hsf(['run', '--', 'true'])).status).toBe(125);
  });

  test('counts as well when the start is remembered, and its change', async () => {
    write(`${BASIC}[env]\nA = "1"\n`);
    await hsf(['allow']);
    const run = async () => (await hsf(['run', '--', 'sh', '-c', 'stack-name; echo $A'])).stdout;
    expect([await run(), await run(), await run()]).toEqual(Array(3).fill(`${NAME}1\n`));
    write(`stack = "LCG_107@debian12-gcc13"\n`);
    expect(await run()).toBe('');
    await hsf(['allow']);
    expect([await run(), await run()]).toEqual(Array(2).fill('LCG_107 x86_64-debian12-gcc13-opt\n\n'));
    // A nearer one takes its place.
    writeFileSync(join(project, 'sub/hsf.toml'), BASIC);
    expect(await run()).toBe('');
  });

  test('is written by "hsf init project", once', async () => {
    const made = await hsf(['init', 'project', 'LCG_107@debian12-gcc12'], {cwd: project});
    expect([made.status, made.stdout]).toEqual([0, '']);
    expect((await hsf(['run', '--', 'stack-name'])).stdout).toBe(NAME);
    const text = readFileSync(file(), 'utf8');
    expect((await hsf(['init', 'project', 'LCG_106b'], {cwd: project})).status).toBe(2);
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });
});

describe('a lock', () => {
  const things = async () =>
    documentOf(await hsf(['check', '--json']))['things'] as {thing: string; state: string; nearest: string}[];
  const stateOf = async () => Object.fromEntries((await things()).map(({thing, state}) => [thing, state]));

  test('pins the very variant, and is trusted with the project', async () => {
    write('stack = "LCG_107@debian12-gcc12"\n');
    expect((await hsf(['lock'])).status).toBe(1);
    await hsf(['allow']);
    expect((await hsf(['check'])).status).toBe(1);
    const locked = await hsf(['lock']);
    expect([locked.status, locked.stderr]).toMatchObject([
      0,
      expect.stringContaining('pins lcg/LCG_107@x86_64-debian12-gcc12-opt'),
    ]);
    expect((await hsf(['run', '--', 'stack-name'])).stdout).toBe(NAME);
    expect((await hsf(['check'])).status).toBe(0);
    expect(await stateOf()).toEqual({variant: 'same', entry: 'same'});
    const lockFile = join(project, 'hsf.lock');
    const text = readFileSync(lockFile, 'utf8');
    writeFileSync(lockFile, text.replaceAll('x86_64-debian12-gcc12', 'x86_64-debian12-gcc13'));
    expect((await hsf(['run', '--', 'true'])).stderr).toContain('since its hsf.lock has changed');
    await hsf(['allow']);
    expect((await hsf(['run', '--', 'stack-name'])).stdout).toBe('LCG_107 x86_64-debian12-gcc13-opt\n');
    writeFileSync(lockFile, '{"lockVersion": 1}');
    expect((await hsf(['allow'])).stderr).toContain('hsf.lock is no lock of hsf');
  });

  test('does not call gone what cannot be seen', async () => {
    write('stack = "LCG_107@debian12-gcc12"\n');
    await hsf(['allow']);
    await hsf(['lock']);
    removeTree(join(scene.tree.root, 'sft.cern.ch'));
    const {status, stdout} = await hsf(['check']);
    expect(status).toBe(1);
    expect(stdout).toContain('sft.cern.ch is not here');
    expect(stdout).not.toContain('Nearest');
    expect(await stateOf()).toEqual({variant: 'unknown', entry: 'unknown'});
    expect((await hsf(['run', '--', 'true'])).stderr).not.toMatch(/any more|Nearest/);
  });

  test('says what is gone and what is nearest, and the start does so as well', async () => {
    write('stack = "LCG_107@debian12-gcc12"\n');
    await hsf(['allow']);
    await hsf(['lock']);
    removeTree(join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_107/x86_64-debian12-gcc12-opt'));
    const {status, stdout} = await hsf(['check']);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^variant +gone .*Nearest: lcg\/LCG_107@x86_64-debian12-gcc13-opt$/m);
    expect(await stateOf()).toEqual({variant: 'gone', entry: 'gone'});
    const run = await hsf(['run', '--', 'true']);
    expect([run.status, run.stderr]).toMatchObject([125, expect.stringContaining('LCG_107@x86_64-debian12-gcc13-opt')]);
  });

  test('follows the rule for updates when it is made anew', async () => {
    const views = join(scene.tree.root, 'sft.cern.ch/lcg/views');
    for (const release of ['LCG_107b', 'LCG_111']) {
      mkdirSync(join(views, release, 'x86_64-debian12-gcc12-opt'), {recursive: true});
      writeFileSync(join(views, release, 'x86_64-debian12-gcc12-opt/setup.sh'), '');
    }
    const pinned = async (update: string) => {
      write(`${BASIC}update = "${update}"\n`);
      await hsf(['allow']);
      return ((documentOf(await hsf(['lock', '--json']))['lock'] as {stack: string} | undefined) ?? {stack: ''}).stack;
    };
    expect([await pinned('exact'), await pinned('series')]).toEqual(['lcg/LCG_107', 'lcg/LCG_107b']);
    expect(await pinned('latest')).toBe('lcg/LCG_111');
  });

  test('does not count for another question, which is said', async () => {
    write('stack = "LCG_107@debian12-gcc12"\n');
    await hsf(['allow']);
    await hsf(['lock']);
    write('stack = "LCG_107@debian12-gcc13"\n');
    await hsf(['allow']);
    const run = await hsf(['run', '--', 'stack-name']);
    expect([run.stdout, run.stderr]).toEqual([
      'LCG_107 x86_64-debian12-gcc13-opt\n',
      expect.stringContaining('"hsf lock" pins it anew'),
    ]);
    expect(await stateOf()).toMatchObject({project: 'moved-on'});
    rmSync(join(project, 'hsf.lock'));
  });
});

test('documents are as their schemas say', async () => {
  const ajv = new Ajv2020({allErrors: true, strict: false});
  ajv.addSchema(commonSchema);
  write(`${BASIC}[env]\nA = "b"\n`);
  for (const [args, schema] of [
    [['allow'], allowSchema],
    [['lock'], allowSchema],
    [['check'], checkSchema],
    [['allow'], allowSchema],
    [['allow', '--revoke'], allowSchema],
  ] as const) {
    const ended = await hsf([...args, '--json']);
    const validate = ajv.getSchema(schema.$id) ?? ajv.compile(schema);
    expect([args, validate(documentOf(ended)), validate.errors]).toEqual([args, true, null]);
    expect(ended.status).toBe(0);
  }
});
