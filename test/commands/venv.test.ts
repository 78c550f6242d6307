import {execFileSync, spawnSync} from 'node:child_process';
import {chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {enteringFirst} from '../../src/commands/venv-activate.ts';
import {documentOf, makeScene, type RunOptions, type Scene} from './hsf.ts';

let scene: Scene;
let venv: string;
let view: string;

/** Host facts that do not depend on the machine that runs the test. */
const HOST = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
const hsf = (args: readonly string[], options: RunOptions = {}) => scene.hsf(args, {...options, env: {...HOST, ...options.env}});
const ADDRESS = 'lcg/LCG_107@x86_64-debian12-gcc12-opt';
const TELL = `import os, sys, both, stackonly; print(sys.prefix, both.WHERE, stackonly.WHERE, os.environ.get("PYTHONHOME"), os.environ["HSF_STACK"])`;

/** A view with the Python of this machine, as LCG's views are: PYTHONHOME set, packages by PYTHONPATH. */
beforeAll(async () => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
  view = join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_107/x86_64-debian12-gcc12-opt');
  const real = execFileSync('python3', ['-c', 'import os, sys; print(os.path.realpath(sys.executable)); print(sys.base_prefix)'])
    .toString()
    .split('\n');
  symlinkSync(real[0]!, join(view, 'bin/python3'));
  mkdirSync(join(view, 'python'));
  writeFileSync(join(view, 'python/both.py'), 'WHERE = "stack"\n');
  writeFileSync(join(view, 'python/stackonly.py'), 'WHERE = "stack"\n');
  const setup = readFileSync(join(view, 'setup.sh'), 'utf8');
  const here = '$(dirname "${BASH_SOURCE[0]}")';
  writeFileSync(
    join(view, 'setup.sh'),
    `${setup}export PYTHONHOME=${real[1]}\nexport PYTHONPATH="${here}/python\${PYTHONPATH:+:$PYTHONPATH}"\n`,
  );
  venv = join(scene.folder, 'my venv');
  const made = await hsf(['venv', venv, ADDRESS, '--json']);
  expect([made.status, made.stderr]).toEqual([0, expect.stringContaining(`hsf shell '${venv}'`)]);
  expect(documentOf(made)).toMatchObject({directory: venv, variant: ADDRESS});
  const {sitePackages} = documentOf(made) as {sitePackages: string[]};
  writeFileSync(join(venv, sitePackages[0]!, 'both.py'), 'WHERE = "venv"\n');
  // Its Python is a link below /cvmfs, which is shown to what hsf starts; for the shells here it is the one behind it.
  for (const link of ['python3', 'python']) {
    rmSync(join(venv, 'bin', link), {force: true});
    symlinkSync(real[0]!, join(venv, 'bin', link));
  }
  const config = join(venv, 'pyvenv.cfg');
  writeFileSync(config, readFileSync(config, 'utf8').replace(/^home = .*$/m, `home = ${dirname(real[0]!)}`));
  // A program of that name for what `activate` calls.
  mkdirSync(join(scene.folder, 'programs'));
  const program = join(scene.folder, 'programs/hsf');
  writeFileSync(
    program,
    `#!/bin/sh\nexec "${process.execPath}" --disable-warning=ExperimentalWarning "${join(import.meta.dirname, '../../dist/hsf.js')}" "$@"\n`,
  );
  chmodSync(program, 0o755);
});
afterAll(() => scene.remove());

/** What a shell prints that sources a file of the venv, with the environment of before in its end. */
const shell = (argv: readonly [string, ...string[]], code: string) => {
  const ended = spawnSync(argv[0], [...argv.slice(1), code], {
    encoding: 'utf8',
    cwd: scene.folder,
    env: {
      PATH: `${scene.folder}/programs:${process.env['PATH']}`,
      HOME: scene.home,
      HSF_CVMFS: scene.tree.root,
      LANG: 'C.UTF-8',
      TERM: 'dumb',
      ...HOST,
    },
  });
  return {status: ended.status, stdout: ended.stdout, stderr: ended.stderr};
};

describe('a venv on a stack', () => {
  test('is entered where a stack is asked for, by its path', async () => {
    const run = await hsf(['run', './my venv', '--', 'python3', '-c', TELL]);
    expect([run.stdout, run.stderr]).toEqual([`${venv} venv stack None lcg/LCG_107\n`, expect.any(String)]);
  });

  test('is the one of the directory, whatever was started before', async () => {
    const other = join(scene.folder, 'other');
    mkdirSync(join(other, 'my venv'), {recursive: true});
    const note = {
      version: 1,
      stack: 'lcg/LCG_107',
      variant: ADDRESS.replace('gcc12', 'gcc13'),
      sitePackages: ['lib'],
      python: '3',
      madeAt: '',
    };
    writeFileSync(join(other, 'my venv/hsf-venv.json'), JSON.stringify(note));
    const run = async (cwd: string) =>
      (await hsf(['run', './my venv', '--', 'sh', '-c', 'echo "$VIRTUAL_ENV $HSF_PLATFORM"'], {cwd})).stdout;
    for (const time of ['first', 'remembered', 'stored'])
      expect([time, await run(scene.folder), await run(other)]).toEqual([
        time,
        `${venv} x86_64-debian12-gcc12-opt\n`,
        `${other}/my venv x86_64-debian12-gcc13-opt\n`,
      ]);
  });

  test('is what a command without a stack means while it is active', async () => {
    const run = await hsf(['run', '--', 'python3', '-c', TELL], {env: {VIRTUAL_ENV: venv}});
    expect(run.stdout).toBe(`${venv} venv stack None lcg/LCG_107\n`);
    const other = await hsf(['run', 'LCG_107@debian12-gcc13', '--', 'stack-name'], {env: {VIRTUAL_ENV: venv}});
    expect(other.stdout).toBe('LCG_107 x86_64-debian12-gcc13-opt\n');
  });

  const lines = ['source', '.', 'source', 'source'] as const;
  test.each([
    {name: 'bash', argv: ['bash', '--norc', '-c'] as const, file: 'activate', by: lines[0]},
    {name: 'ksh', argv: ['ksh', '-c'] as const, file: 'activate', by: lines[1]},
    {name: 'zsh', argv: ['zsh', '-f', '-c'] as const, file: 'activate', by: lines[2]},
    {name: 'fish', argv: ['fish', '--no-config', '-c'] as const, file: 'activate.fish', by: lines[3]},
  ])('is activated with its stack in $name, and deactivated', ({argv, file, by}) => {
    const tell = `python3 -c '${TELL}'`;
    const after = 'echo "$PYTHONPATH|$VIRTUAL_ENV"';
    const {stdout, stderr} = shell(argv, `${by} '${venv}/bin/${file}'\n${tell}\ndeactivate\n${after}`);
    expect([stdout, stderr.replace(/^hsf: (?:setting up|Paths below|Files written) .*\n/gm, '')]).toEqual([
      `${venv} venv stack None lcg/LCG_107\n${view}/python|\n`,
      '',
    ]);
  });

  test('is activated with its stack in tcsh', () => {
    const script = join(scene.folder, 'try.csh');
    // Python's own file wants one, as any interactive tcsh has it.
    writeFileSync(
      script,
      `set prompt = '> '\nsource '${venv}/bin/activate.csh'\npython3 -c '${TELL}'\ndeactivate\necho "$PYTHONPATH"\n`,
    );
    const {stdout, stderr} = shell(['tcsh', '-f'], script);
    expect([stdout, stderr]).toEqual([`${venv} venv stack None lcg/LCG_107\n${view}/python\n`, expect.any(String)]);
  });

  test('is not activated without its stack, which says what is nearest', async () => {
    const away = `${view}-away`;
    renameSync(view, away);
    try {
      const {stdout, stderr} = shell(['bash', '--norc', '-c'], `source '${venv}/bin/activate' || echo "no: $VIRTUAL_ENV"`);
      expect(stdout).toBe('no: \n');
      expect(stderr).toContain(`hsf: ${ADDRESS}, the stack on which ${venv} was made, cannot be entered`);
      const run = await hsf(['run', venv, '--', 'true']);
      expect([run.status, run.stderr]).toEqual([125, expect.stringContaining('lcg/LCG_107@x86_64-debian12-gcc13-opt')]);
    } finally {
      renameSync(away, view);
    }
  });
});

describe('what cannot be a venv', () => {
  test.each([
    {args: ['run', './nothing', '--', 'true'], status: 125, says: 'is no venv that knows its stack'},
    {args: ['plan', '/'], status: 1, says: 'is no venv that knows its stack'},
    {args: ['venv', 'a$b', ADDRESS], status: 2, says: 'has a character that no venv can have'},
    {args: ['venv', '/cvmfs/x', ADDRESS], status: 2, says: 'is on CVMFS'},
    {args: ['venv', '.', ADDRESS], status: 2, says: 'is there already'},
    {args: ['venv', 'x'], status: 2, says: 'For example: hsf venv x lcg/'},
    {args: ['venv', 'x', 'LCG_107@debian12-gcc99'], status: 3, says: 'gcc99'},
  ])('$args', async ({args, status, says}) => {
    const ended = await hsf(args);
    expect([ended.status, ended.stderr]).toEqual([status, expect.stringContaining(says)]);
    expect(existsSync(join(scene.folder, 'x'))).toBe(false);
  });

  test('a file of a venv that is damaged is refused', async () => {
    const broken = join(scene.folder, 'broken');
    mkdirSync(broken);
    for (const text of [
      '{',
      '{"version": 1, "stack": "a", "variant": "a", "python": "3", "madeAt": "", "sitePackages": ["../x"]}',
    ]) {
      writeFileSync(join(broken, 'hsf-venv.json'), text);
      const ended = await hsf(['run', broken, '--', 'true']);
      expect([ended.status, ended.stderr]).toEqual([125, expect.stringContaining('hsf-venv.json is damaged')]);
    }
  });
});

test('a start-up file without the known places gets its parts all the same', () => {
  const entering = {directory: '/v', note: {stack: 'a/b', variant: "a/b@c'd", sitePackages: ['lib']}, cvmfs: null};
  const text = enteringFirst('posix', 'VIRTUAL_ENV=/v\n', entering);
  expect(text.indexOf('hsf env')).toBeLessThan(text.indexOf('VIRTUAL_ENV=/v'));
  expect(text).toContain(String.raw`= 'c'\''d' ]`);
  expect(execFileSync('bash', ['-n'], {input: text}).toString()).toBe('');
});
