import {execFileSync, spawn} from 'node:child_process';
import {chmodSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type Ended, type Scene} from './hsf.ts';

const BIN = join(import.meta.dirname, '..', '..', 'bin');
const GCC12 = 'lcg/LCG_107@x86_64-debian12-gcc12-opt';
const GCC13 = 'lcg/LCG_107@x86_64-debian12-gcc13-opt';
const LIBRARY = {
  bash: 'eval "$(hsf init bash)"',
  zsh: 'eval "$(hsf init zsh)"',
  ksh: 'eval "$(hsf init ksh)"',
  fish: 'hsf init fish | source',
  tcsh: 'eval "`hsf init tcsh`"',
} as const;
type Shell = keyof typeof LIBRARY;
const ARGV: Readonly<Record<Shell, readonly [string, ...string[]]>> = {
  bash: ['bash', '--norc'],
  zsh: ['zsh', '-f'],
  ksh: ['ksh'],
  fish: ['fish', '-N'],
  tcsh: ['tcsh', '-f'],
};
const SHELLS = Object.keys(LIBRARY) as readonly Shell[];

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
});
afterAll(() => scene.remove());

/** A shell with the library that lives through the lines of a script, as a user at home would. */
function live(shell: Shell, lines: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const file = join(scene.folder, `${shell}-${Math.random().toString(36).slice(2)}`);
  writeFileSync(file, [LIBRARY[shell], ...lines, ''].join('\n'));
  return new Promise(resolve => {
    const child = spawn(ARGV[shell][0], [...ARGV[shell].slice(1), file], {
      cwd: scene.folder,
      env: {
        PATH: `${BIN}:/usr/bin:/bin`,
        HOME: scene.home,
        SHELL: `/bin/${shell}`,
        LANG: 'C.UTF-8',
        HSF_CVMFS: scene.tree.root,
        HSF_OS: 'debian12',
        HSF_ARCH: 'x86_64',
        ...env,
      },
      stdio: 'pipe',
    });
    const output = {stdout: '', stderr: ''};
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
    child.on('close', (status, signal) => resolve({status, signal, ...output, ms: 0}));
    child.stdin.end();
  });
}

describe.each(SHELLS)('in %s', shell => {
  const status = shell === 'fish' || shell === 'tcsh' ? 'echo status $status' : 'echo status $?';

  test('a stack is entered, refused twice, switched, put on top, and left without a trace', async () => {
    const state = "env | grep -v '^\\(_\\|SHLVL\\|_AST_FEATURES\\)=' | sort";
    const ended = await live(shell, [
      state,
      `echo ---`,
      `hsf use LCG_107@debian12-gcc12`,
      `stack-name`,
      `hsf use LCG_107@debian12-gcc13`,
      status,
      'hsf use --json nonsense',
      `hsf switch LCG_999`,
      status,
      `hsf switch LCG_107@debian12-gcc13`,
      `hsf status`,
      `hsf use --nest LCG_107@debian12-gcc12`,
      `hsf status --json`,
      `hsf leave`,
      `hsf leave`,
      `hsf leave`,
      status,
      `echo ---`,
      state,
    ]);
    const [before, meanwhile = '', after] = ended.stdout.split('---\n');
    expect(after).toBe(before);
    const [name, refused, document = '', unknown, ...rest] = meanwhile.trimEnd().split('\n');
    expect({name, refused, unknown}).toEqual({
      name: expect.stringContaining('gcc12') as string,
      refused: 'status 1',
      unknown: 'status 3',
    });
    expect(JSON.parse(document)).toMatchObject({error: {code: 'usage'}});
    expect(rest[0]).toBe(GCC13);
    expect(rest.find(line => line.includes('since  '))).toMatch(/T\d\d:\d\d:\d\dZ$/);
    const json = rest.find(line => line.startsWith('{')) ?? '';
    expect(JSON.parse(json)).toMatchObject({
      status: {variant: GCC12, how: 'in-place', enteredIn: shell, level: 2, underneath: [GCC13], changes: {unset: []}},
    });
    expect(rest.at(-1)).toBe('status 1');
    expect(ended.stderr).toContain(`This shell is in ${GCC12} already.`);
    expect(ended.stderr).toContain('"hsf switch LCG_107@debian12-gcc13" leaves it first');
    expect(ended.stderr).toContain(`left ${GCC12}`);
    expect(ended.stderr).toContain('This shell has entered no stack.');
  });

  test('a venv of the stack goes with it, and the line to choose is one to type', async () => {
    const venv = join(scene.folder, `a venv ${shell}`);
    execFileSync('python3', ['-m', 'venv', '--without-pip', venv]);
    const activate = {fish: 'activate.fish', tcsh: 'activate.csh'}[shell as string] ?? 'activate';
    const told = "sh -c 'echo $PATH ${VIRTUAL_ENV-none}'";
    // Where the environment of before is worked out and not gone back to, it is for the user to do.
    const first = {fish: ['hsf switch LCG_999', 'deactivate'], tcsh: ['hsf leave', 'deactivate']}[shell as string] ?? [];
    const ended = await live(shell, [
      ...(shell === 'tcsh' ? ['set prompt = x'] : []),
      'hsf use LCG_107@debian12-gcc12',
      `source '${venv}/bin/${activate}'`,
      ...first,
      'hsf leave -q',
      told,
      'hsf use LCG_107@debian12',
      'hsf use LCG_107@el9',
    ]);
    expect(ended.stdout).toBe(`${BIN}:/usr/bin:/bin none\n`);
    if (first.length > 0) expect(ended.stderr).toContain('First: deactivate');
    expect(ended.stderr).not.toContain('was changed meanwhile');
    expect(ended.stderr).toMatch(/For example: hsf use lcg\/LCG_107@x86_64-debian12-gcc1.-opt\n/);
    expect(ended.stderr).toMatch(/hsf shell lcg\/LCG_107@x86_64-el9-gcc1.-opt\n/);
  });

  test('what somebody changes meanwhile is kept and named, and all else is passed on', async () => {
    const set = {fish: 'set -gx LCG_VERSION mine', tcsh: 'setenv LCG_VERSION mine'}[shell as string] ?? 'export LCG_VERSION=mine';
    const path = {fish: 'set PATH /mine $PATH', tcsh: 'setenv PATH /mine:$PATH:q'}[shell as string] ?? 'PATH=/mine:$PATH';
    const ended = await live(shell, [
      'hsf use LCG_107@debian12-gcc12',
      set,
      path,
      'hsf leave',
      `sh -c 'echo "$LCG_VERSION"; echo "$PATH"'`,
      "hsf run LCG_107@debian12-gcc12 -- printf '%s|' 'two  words' '*' '$HOME'",
    ]);
    expect(ended.stdout).toBe(`mine\n/mine:${BIN}:/usr/bin:/bin\ntwo  words|*|$HOME|`);
    expect(ended.stderr).toMatch(/kept, since it was changed meanwhile: .*LCG_VERSION/);
    expect(ended.stderr).toContain('PATH (without the entries of the stack)');
  });
});

test('what needs a container is refused with the line that starts it', async () => {
  const ended = await live('bash', ['hsf use LCG_107@el9-gcc13', 'echo status $?', 'hsf status']);
  expect(ended.stdout).toBe('status 1\nThis shell is in no stack.\n');
  expect(ended.stderr).toContain('hsf shell lcg/LCG_107@');
});

test('the shell that hsf starts inside has a level of its own, which is left by its end', async () => {
  const ended = await live('bash', [
    'hsf use LCG_107@debian12-gcc12',
    `hsf shell LCG_107@debian12-gcc13 <<<'hsf leave; hsf status'`,
    'hsf leave -q',
    'env | grep -c HSF_STACK',
  ]);
  expect(ended.stdout.replace(/^  (?:since|dropped) .*\n/gm, '')).toContain(
    `${GCC13}\n  how         a shell that hsf started, level 2; "exit" leaves it\n  underneath  ${GCC12}\n`,
  );
  expect(ended.stdout.endsWith('0\n')).toBe(true);
});

test('what "hsf env" changed cannot be left, and what it changes on top stays', async () => {
  const ended = await live('bash', [
    'eval "$(hsf env LCG_107@debian12-gcc12)"',
    'hsf leave',
    'echo status $?',
    'hsf use LCG_107@debian12-gcc13',
    'echo status $?',
  ]);
  expect(ended.stdout).toBe('status 1\nstatus 1\n');
  expect(ended.stderr).toContain(`${GCC12} was not entered in this shell by "hsf use", so it cannot be left here.`);
});

test('a tcsh starts and answers where neither home nor cache takes a file', async () => {
  const nowhere = {HOME: '/proc/none', XDG_CACHE_HOME: '/proc/none', TMPDIR: '/proc/none'};
  const ended = await live('tcsh', ['hsf use -q LCG_107@debian12-gcc12', 'echo $LCG_VERSION', 'hsf leave'], nowhere);
  expect({...ended, ms: 0}).toMatchObject({status: 0, stdout: 'LCG_107\n'});
  expect(ended.stderr).not.toMatch(/bug|EROFS|ENOENT/);
});

test('zsh takes the library with options that change how it reads', async () => {
  const file = join(scene.folder, 'zshrc');
  writeFileSync(file, `setopt ignore_braces csh_junkie_quotes\n${LIBRARY.zsh}\n`);
  const ended = await live('zsh', [`source ${file}`, 'hsf use -q LCG_107@debian12-gcc12', 'echo $LCG_VERSION', 'hsf leave']);
  expect(ended).toMatchObject({stdout: 'LCG_107\n', stderr: `hsf: left ${GCC12}\n`});
});

test('ksh leaves in a subshell, and keeps its way of editing lines', async () => {
  const ended = await live('ksh', [
    'set -o emacs',
    'hsf use -q LCG_107@debian12-gcc12',
    'hsf use -q --nest --env EDITOR=vim LCG_107@debian12-gcc13',
    '(hsf leave -q; echo "$HSF_PLATFORM")',
    'hsf leave -q',
    'echo "$HSF_PLATFORM"',
    "set -o | grep -E '^(vi|emacs) ' | tr -s ' '",
  ]);
  expect(ended).toMatchObject({
    stdout: 'x86_64-debian12-gcc12-opt\nx86_64-debian12-gcc12-opt\nemacs on\nvi off\n',
    stderr: '',
  });
});

test('a shell that has its stack from outside is offered what works in it', async () => {
  const ended = await live('bash', [
    'hsf use -q LCG_107@debian12-gcc12',
    `bash -c '${LIBRARY.bash}; hsf use LCG_107@debian12-gcc13; hsf leave'`,
  ]);
  expect(ended.stderr).toContain('It was entered in another shell, from which this one has it; a new terminal has no stack');
  expect(ended.stderr).toContain('It is left in the shell that has entered it');
  expect(ended.stderr).not.toContain('hsf switch');
});

test('the prompt is marked when that is wished', async () => {
  const ended = await live(
    'bash',
    ['PS1="$ "', 'hsf use -q LCG_107@debian12-gcc12', 'echo "$PS1"', 'hsf leave -q', 'echo "$PS1"'],
    {
      HSF_PROMPT: 'on',
    },
  );
  expect(ended.stdout).toBe('[LCG_107] $ \n$ \n');
});

test.each(['use', 'leave', 'switch'])('"hsf %s" without the library says how to get it', async command => {
  const ended = await scene.hsf([command], {env: {SHELL: '/usr/bin/zsh'}});
  expect(ended.status).toBe(2);
  expect(ended.stderr).toContain('Add to ~/.zshrc, and run it here: eval "$(hsf init zsh)"');
});

test('"hsf init" knows its shells', async () => {
  const ended = await scene.hsf(['init', 'cmd']);
  expect(ended.status).toBe(2);
  expect(ended.stderr).toContain('Say bash, zsh, fish, tcsh, ksh or project.');
});

test.each([
  {title: 'is as it was', entered: 'a'.repeat(40), moved: false},
  {title: 'has moved on since', entered: 'b'.repeat(40), moved: true},
])('"hsf status" tells that the repository $title', async ({title, entered, moved}) => {
  const programs = join(scene.folder, 'programs');
  mkdirSync(programs, {recursive: true});
  // A client tells the hash of its root directory as an attribute.
  writeFileSync(join(programs, 'getfattr'), `#!/bin/sh\necho ${'a'.repeat(40)}\n`);
  chmodSync(join(programs, 'getfattr'), 0o755);
  const env = {
    HSF_STACK: 'lcg/LCG_107',
    HSF_PLATFORM: 'x86_64-debian12-gcc12-opt',
    HSF_REVISION: `sft.cern.ch=${entered}`,
    PATH: `${programs}:/usr/bin:/bin`,
  };
  const told = documentOf(await scene.hsf(['status', '--json'], {env}))['status'];
  expect(told).toMatchObject({revision: {repository: 'sft.cern.ch', now: 'a'.repeat(40), moved}});
  expect((await scene.hsf(['status'], {env})).stdout).toContain(`sft.cern.ch ${title}`);
});
