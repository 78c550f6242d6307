import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {makePlan} from '../../src/start/make-plan.ts';
import type {Wishes} from '../../src/start/plan-input.ts';
import {quotePosix} from '../../src/start/shell-words.ts';
import {requires} from '../engines/rig.ts';
import {knowsFish} from '../rig/fish-home.ts';
import {openScene} from '../rig/terminal/tmux.ts';
import {makeLauncher} from './launcher.ts';
import {inputOf, SHELLS, variantOf, type VariantWishes} from './rig.ts';

const able = requires('tmux', 'bash', 'zsh', 'fish', 'tcsh', 'ksh');
const launcher = makeLauncher();
const home = mkdtempSync(join(tmpdir(), 'hsf-shells-'));
afterAll(() => {
  launcher.remove();
  rmSync(home, {recursive: true, force: true});
});

// A set-up as real ones are: it finds itself, reads unset variables, prints, and makes things that cannot be exported.
const SET_UP = `echo "setting up: $# arguments"
here=$(cd "$(dirname "\${BASH_ARGV[0]}")" && pwd)
export STACK_HERE=$here
export STACK_ODD="it's \\"odd\\" \\$HOME
second line"
export PATH="$here/bin:$PATH"
export LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
stack_function() { echo "from a function"; }
alias stack_alias='echo from an alias'
read line && echo "read $line"
cd /
`;
// Start-up files as users have them: PATH is set anew, their own things are added, prompts and aliases are made.
const RC: Readonly<Record<string, readonly [file: string, text: string]>> = {
  bash: ['.bashrc', `PATH=$HOME/own:/usr/bin:/bin\nPS1='inner> '\nalias mine='echo my alias'\nOF_RC=read\n`],
  zsh: [
    '.zshrc',
    `path=($HOME/own /usr/bin /bin)\nPS1='inner> '\nalias mine='echo my alias'\nOF_RC=read\nHISTFILE=$HOME/.history\nautoload -Uz compinit && compinit -d $HOME/.dump\n`,
  ],
  fish: [
    '.config/fish/config.fish',
    `set -gx PATH $HOME/own /usr/bin /bin\nfunction fish_prompt; echo 'inner> '; end\nalias mine='echo my alias'\nset OF_RC read\nset -g fish_greeting\n`,
  ],
  ksh: ['.kshrc', `PATH=$HOME/own:/usr/bin:/bin\nPS1='inner> '\nalias mine='echo my alias'\nOF_RC=read\n`],
  tcsh: ['.tcshrc', `setenv PATH "\${PATH}:$HOME/own"\nset prompt = 'inner> '\nalias mine 'echo my alias'\nset OF_RC = read\n`],
};

function writeHome(): void {
  mkdirSync(join(home, 'own'), {recursive: true});
  mkdirSync(join(home, 'stack here'), {recursive: true});
  mkdirSync(join(home, 'work'), {recursive: true});
  writeFileSync(join(home, 'stack here/setup.sh'), SET_UP);
  knowsFish(home);
  for (const [file, text] of Object.values(RC)) {
    mkdirSync(join(home, file, '..'), {recursive: true});
    writeFileSync(join(home, file), text);
  }
}

/** A module system as Lmod is one: a program that prints code, and a file for each shell that makes `module` of it. */
function writeModules(): string {
  const modules = join(home, 'mod ules');
  mkdirSync(join(modules, 'init'), {recursive: true});
  const program = join(modules, 'cmd');
  const posix = `module() { eval "$("$LMOD_PKG/cmd" sh "$@")"; }\n`;
  for (const name of ['bash', 'zsh', 'ksh']) writeFileSync(join(modules, 'init', name), posix);
  writeFileSync(join(modules, 'init/fish'), 'function module; eval ($LMOD_PKG/cmd fish $argv); end\n');
  writeFileSync(program, `#!/bin/sh\n[ "$1" = fish ] && echo "set -gx LOADED '$3';" || echo "LOADED='$3'; export LOADED;"\n`, {
    mode: 0o755,
  });
  const file = join(home, 'modules.sh');
  writeFileSync(
    file,
    `export LMOD_PKG="${modules}" MODULESHOME="${modules}"\n. "${modules}/init/bash"\ncmsenv() { :; }; scram() { :; }; _of_its_own() { :; }\n`,
  );
  return file;
}

async function words(
  shell: string,
  wishes: Partial<Wishes> = {},
  setUp = join(home, 'stack here/setup.sh'),
  rule: VariantWishes['rule'] = {},
) {
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: home,
    SHELL: SHELLS[shell] ?? `/bin/${shell}`,
    TERM: 'screen',
    LD_LIBRARY_PATH: '/users/own',
  };
  const plan = await makePlan(
    inputOf(variantOf({entry: {kind: 'source', path: setUp}, rule}), '/cvmfs', {
      caller: {env, terminal: true, cwd: join(home, 'work')},
      wishes,
    }),
  );
  const line = [
    ...Object.entries({...env, HSF_NODE: process.execPath}).map(([name, value]) => `${name}=${value}`),
    ...launcher.words(plan, true),
  ];
  return {plan, line: `cd ${quotePosix(join(home, 'work'))}; env -i ${line.map(quotePosix).join(' ')}; echo "status=$?"; cd -`};
}

const dump = (file: string) => `env -0 > ${file}.new; mv ${file}.new ${file}`;
async function environmentIn(file: string): Promise<Record<string, string>> {
  await expect.poll(() => existsSync(file), {timeout: 10_000}).toBe(true);
  const entries = readFileSync(file, 'utf8').split('\0').slice(0, -1);
  return Object.fromEntries(entries.map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}

describe.skipIf(!able)('an interactive shell in a terminal', () => {
  if (able) writeHome();

  describe.each(['bash', 'zsh', 'fish', 'ksh', 'tcsh'])('%s', shell => {
    test("has the stack and the user's own files, and hands its status back", {timeout: 60_000}, async () => {
      const scene = await openScene({columns: 120, rows: 40});
      try {
        const modes = await scene.output('stty -g');
        const {line} = await words(shell);
        await scene.command(line);
        await scene.sees('setting up: 0 arguments');
        await scene.sees('inner>');
        const file = join(scene.folder, 'env');
        await scene.command(dump(file));
        const env = await environmentIn(file);
        const stack = join(home, 'stack here');
        expect(env).toMatchObject({
          STACK_HERE: stack,
          STACK_ODD: 'it\'s "odd" $HOME\nsecond line',
          LD_LIBRARY_PATH: `${stack}/lib:/users/own`,
          HSF_STACK: 'toy/1',
          PWD: join(home, 'work'),
        });
        const path = env['PATH']!.split(':');
        expect(path[0]).toBe(`${stack}/bin`);
        expect(path).toContain(join(home, 'own'));
        // Nothing that only served to get there.
        expect(Object.keys(env).filter(name => /^(HSF_SET_|HSF_USER_|HSF_ORIGIN|__hsf|ENV$|ZDOTDIR$)/.test(name))).toEqual([]);
        await scene.command('mine');
        await scene.sees('my alias');
        await scene.command('echo "rc $OF_RC"');
        await scene.sees('rc read');
        // Keys that come before the program has the terminal, or has it again, would go to the shell, which says nothing of when that is.
        await scene.command(
          `/bin/sh -c "trap 'sleep 0.5; echo aga''in' CONT; sleep 0.5; echo be''gun; while :; do sleep 1; done"`,
        );
        await scene.sees('begun');
        await scene.press('C-z');
        await scene.sees(/suspended|Stopped|stopped|Suspended/i);
        // A shell throws away what is typed before it has the terminal again.
        await scene.sees(/inner>\s*$/);
        await scene.command('fg');
        await scene.sees('again');
        await scene.press('C-c');
        await scene.sees(/inner>\s*$/);
        await scene.command('echo still "here"');
        await scene.sees('still here');
        await scene.command('exit 7');
        await scene.sees('status=7');
        expect(await scene.output('stty -g')).toBe(modes);
      } finally {
        await scene.close();
      }
    });
  });

  test.each(['bash', 'zsh', 'fish', 'ksh'])('%s has the module system of the stack', {timeout: 60_000}, async shell => {
    const file = writeModules();
    const scene = await openScene({columns: 120, rows: 40});
    try {
      await scene.command((await words(shell, {}, file)).line);
      await scene.sees('inner>');
      await scene.command('module load "a b"; echo "loaded=$LOADED"');
      await scene.sees('loaded=a b');
      const lost = 'what only bash can hold stays outside of this shell: cmsenv, scram';
      if (shell === 'bash') expect(await scene.screen()).not.toContain(lost);
      else await scene.sees(lost);
    } finally {
      await scene.close();
    }
  });

  test('many functions are counted, not listed', {timeout: 60_000}, async () => {
    const file = join(home, 'many.sh');
    writeFileSync(file, 'for i in {10..60}; do eval "function_$i() { :; }"; done\n');
    const scene = await openScene({columns: 200, rows: 40});
    try {
      await scene.command((await words('fish', {}, file)).line);
      await scene.sees(
        'outside of this shell: function_10, function_11, function_12, function_13, function_14, function_15, function_16 and 44 more',
      );
    } finally {
      await scene.close();
    }
  });

  test('tcsh is told what it cannot have', {timeout: 60_000}, async () => {
    const scene = await openScene({columns: 120, rows: 40});
    try {
      await scene.command((await words('tcsh', {}, writeModules())).line);
      await scene.sees('stays outside of this shell: cmsenv, module, scram');
      await scene.sees('inner>');
    } finally {
      await scene.close();
    }
  });

  test('bash keeps functions and aliases of the set-up, and no variable of ours', {timeout: 60_000}, async () => {
    const scene = await openScene({columns: 120, rows: 40});
    try {
      await scene.command((await words('bash')).line);
      await scene.sees('inner>');
      await scene.command('stack_function; stack_alias; echo "args $# flags $-"; set | grep -c ^__hsf; trap');
      await scene.sees('from a function\nfrom an alias\nargs 0');
      await scene.sees(/flags \w*i\w*\n0\n/);
      await scene.command('exit');
      await scene.sees('status=0');
    } finally {
      await scene.close();
    }
  });

  test('bash as a login shell reads the profile', {timeout: 60_000}, async () => {
    writeFileSync(join(home, '.bash_profile'), 'FROM_PROFILE=yes\nPS1="inner> "\n');
    const scene = await openScene({columns: 120, rows: 40});
    try {
      await scene.command((await words('bash', {action: {kind: 'shell', login: true}})).line);
      await scene.sees('inner>');
      await scene.command('echo "profile $FROM_PROFILE" ${STACK_HERE##*/}');
      await scene.sees('profile yes stack here');
    } finally {
      await scene.close();
    }
  });

  test('zsh keeps history and completions where the user has them', {timeout: 60_000}, async () => {
    const scene = await openScene({columns: 120, rows: 40});
    try {
      await scene.command((await words('zsh')).line);
      await scene.sees('inner>');
      await scene.command(
        'echo "zdotdir=${ZDOTDIR-none} $HISTFILE ${+functions[compdef]} ${#precmd_functions} ${+functions[__hsf_hook]}"',
      );
      await scene.sees(`zdotdir=none ${home}/.history 1 0 0`);
    } finally {
      await scene.close();
    }
  });

  test.each([
    {title: 'fails', text: 'return 3\n', sees: 'failed (status 3)'},
    {title: 'ends the shell', text: 'exit 4\n', sees: 'ended the shell (status 4)'},
  ])('says so when the set-up $title, and ends with 125', {timeout: 60_000}, async ({text, sees}) => {
    const file = join(home, 'bad.sh');
    writeFileSync(file, text);
    for (const shell of ['bash', 'zsh']) {
      const scene = await openScene({columns: 120, rows: 40});
      try {
        await scene.command((await words(shell, {}, file)).line);
        await scene.sees(sees);
        await scene.sees('status=125');
      } finally {
        await scene.close();
      }
    }
  });

  test.each(['bash', 'zsh'])('%s: Ctrl-C during a step ends the start, and names the step', {timeout: 60_000}, async shell => {
    const scene = await openScene({columns: 120, rows: 40});
    try {
      const then = [{kind: 'call', words: ['wait_long'], directory: null, lenient: false}] as const;
      const file = join(home, 'long.sh');
      writeFileSync(file, 'wait_long() { echo "waiting now"; sleep 60; }\n');
      await scene.command((await words(shell, {}, file, {then})).line);
      await scene.sees('waiting now');
      await scene.press('C-c');
      await scene.sees('hsf: the set-up step "wait_long" was interrupted');
      await scene.sees('status=125');
    } finally {
      await scene.close();
    }
  });

  test('an unknown shell becomes bash, with a notice', async () => {
    const {plan} = await words('elvish');
    expect(plan.argv[0]).toBe(SHELLS['bash']);
    expect(plan.warnings).toEqual(['elvish cannot be set up; bash is started instead.']);
  });
});
