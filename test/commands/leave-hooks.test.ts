import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {makeScene, type Scene} from './hsf.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin');
const HOST = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64'};
let scene: Scene;
let project: string;
beforeAll(async () => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
  project = join(scene.folder, 'project');
  mkdirSync(project);
  writeFileSync(
    join(project, 'hsf.toml'),
    `stack = "LCG_107@debian12-gcc12"
[hooks]
enter = ["export HOOKED=here"]
leave = ["exit 3", "echo left $LCG_VERSION in $PWD >>left; echo told"]
`,
  );
  await scene.hsf(['allow'], {cwd: project, env: HOST});
});
afterAll(() => scene.remove());
beforeEach(() => rmSync(join(project, 'left'), {force: true}));

/** A shell with the library of "hsf init", in the directory of the project. */
function live(argv: readonly [string, ...string[]], lines: readonly string[]) {
  const file = join(scene.folder, 'script');
  writeFileSync(file, `${lines.join('\n')}\n`);
  const env = {PATH: `${BIN}:/usr/bin:/bin`, HOME: scene.home, LANG: 'C.UTF-8', HSF_CVMFS: scene.tree.root, ...HOST};
  return spawnSync(argv[0], [...argv.slice(1), file], {cwd: project, env, encoding: 'utf8'});
}

test.each([
  {name: 'bash', argv: ['bash', '--norc'] as const, init: 'eval "$(hsf init bash)"'},
  {name: 'zsh', argv: ['zsh', '-f'] as const, init: 'eval "$(hsf init zsh)"'},
  {name: 'ksh', argv: ['ksh'] as const, init: 'eval "$(hsf init ksh)"'},
  {name: 'fish', argv: ['fish', '-N'] as const, init: 'hsf init fish | source'},
  {name: 'tcsh', argv: ['tcsh', '-f'] as const, init: 'eval "`hsf init tcsh`"'},
])('the project says what is done when its stack is left in $name', ({argv, init}) => {
  const {stdout, stderr} = live(argv, [
    init,
    'hsf use',
    'echo "$HOOKED $HSF_PROJECT"',
    'env | grep HSF_LEAVE',
    'hsf leave',
    'env | grep -c "HSF_LEAVE\\|HOOKED"',
  ]);
  expect(stdout).toBe(`here ${project}\nHSF_LEAVE=${project}\n0\n`);
  expect(stderr).toContain(`hsf: the hook "exit 3" of ${project} failed (status 3)\ntold\n`);
  expect(readFileSync(join(project, 'left'), 'utf8')).toBe(`left LCG_107 in ${project}\n`);
});

test('a hook that fails is the only thing that is said to fail', () => {
  const file = join(project, 'hsf.toml');
  const text = readFileSync(file, 'utf8');
  const {stderr} = live(
    ['bash', '--norc'],
    [
      'eval "$(hsf init bash)"',
      `echo 'stack = "LCG_107@debian12-gcc12"' >hsf.toml`,
      `printf '[hooks]\\nenter = ["exit 3"]\\n' >>hsf.toml`,
      'hsf allow',
      'hsf use',
    ],
  );
  writeFileSync(file, text);
  live(['bash', '--norc'], ['hsf allow']);
  expect(stderr).toMatch(/hook.*exit 3.*ended the shell \(status 3\)\.\n/);
  expect(stderr).not.toMatch(/set-up script .* failed/);
});

test('it is done when another stack is entered instead, once, and not for a stack of another', () => {
  const {stderr} = live(
    ['bash', '--norc'],
    [
      'eval "$(hsf init bash)"',
      'hsf use',
      'hsf switch LCG_107@debian12-gcc12',
      'hsf leave',
      'hsf use',
      'hsf use --nest LCG_107@debian12-gcc12',
      'hsf leave',
    ],
  );
  expect([stderr.match(/^told$/gm)?.length, readFileSync(join(project, 'left'), 'utf8').split('\n').length - 1]).toEqual([1, 1]);
});

test('it is not done by a file that has changed meanwhile', () => {
  const file = join(project, 'hsf.toml');
  const text = readFileSync(file, 'utf8');
  const {stderr} = live(
    ['bash', '--norc'],
    ['eval "$(hsf init bash)"', 'hsf use', `echo '#' >>hsf.toml`, 'hsf leave', 'echo "$LCG_VERSION" >&2'],
  );
  writeFileSync(file, text);
  chmodSync(file, 0o644);
  expect(stderr).toContain('has changed since it was allowed; what it wants done when one leaves is not done.');
  expect(stderr.endsWith('\n\n')).toBe(true);
  expect(stderr).not.toContain('told');
});
