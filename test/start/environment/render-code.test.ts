import {describe, expect, test} from 'vitest';
import {NO_DIFFERENCE, type EnvironmentDifference} from '../../../src/start/environment/difference.ts';
import {
  ENVIRONMENT_SHELLS,
  type EnvironmentShell,
  leftOutNotes,
  renderEnvironment,
} from '../../../src/start/environment/render-environment.ts';
import {dotenvHolds, githubHolds} from '../../../src/start/environment/render-files.ts';

const change = (more: Partial<EnvironmentDifference>): EnvironmentDifference => ({...NO_DIFFERENCE, ...more});
const SHELLS = ['bash', 'sh', 'zsh', 'ksh', 'fish', 'tcsh'] as const;
const F = 'f () \n{ \n    :\n}';

describe('the change as code', () => {
  const difference = change({set: {B: "it's", A: '1', A_PATH: '/a:/b', 'a.b': '1'}, unset: ['GONE', 'c.d']});
  const posix = (unset: string) => `${unset} GONE;\nexport A='1';\nexport A_PATH='/a:/b';\nexport B='it'\\''s';\n`;

  test.each([
    {shell: 'bash', code: posix('unset -v')},
    {shell: 'sh', code: posix('unset -v')},
    {shell: 'zsh', code: posix('unset')},
    {shell: 'ksh', code: posix('unset')},
    {shell: 'fish', code: "set -e GONE;\nset -gx A '1';\nset -gx A_PATH '/a' '/b';\nset -gx B 'it\\'s';\n"},
    {shell: 'tcsh', code: "unsetenv GONE;\nsetenv A '1';\nsetenv A_PATH '/a:/b';\nsetenv B 'it'\\''s';\n"},
    {shell: 'dotenv', code: `A=1\nA_PATH=/a:/b\nB="it's"\n`},
  ] as const)('for $shell', ({shell, code}) => {
    expect(renderEnvironment(difference, shell)).toBe(code);
  });

  test('as JSON', () => {
    expect(JSON.parse(renderEnvironment(difference, 'json'))).toEqual({set: difference.set, unset: difference.unset});
    expect(renderEnvironment(difference, 'json').split('\n')).toHaveLength(13);
  });

  test('for fish leaves alone what fish keeps itself', () => {
    const own = '_ SHLVL PWD OLDPWD status version history umask hostname pipestatus FISH_VERSION'.split(' ');
    const set = Object.fromEntries([...own, 'A'].map(name => [name, '1']));
    expect(renderEnvironment(change({set}), 'fish')).toBe("set -gx A '1';\n");
    expect(renderEnvironment(change({set}), 'zsh').split('\n')).toHaveLength(own.length + 2);
    expect(leftOutNotes(change({set: {umask: '1'}}), 'fish')).toEqual([
      'Left out, since no variable can be called so in fish: "umask".',
    ]);
    expect(leftOutNotes(change({set: {umask: '1'}}), 'zsh')).toEqual([]);
  });

  const bashOnly = change({
    options: {extglob: true, nullglob: false},
    functions: {f: F},
    exportedFunctions: {f: 'x'},
    aliases: {ll: 'ls -l'},
    completions: [['-F', 'f', 'a b']],
    shellVariables: [
      {name: 'v', attributes: '', value: '1'},
      {name: 'l', attributes: 'a', value: [['0', 'x']]},
      {name: 'ro', attributes: 'r', value: '1'},
      {name: 'ref', attributes: 'n', value: 'v'},
      {name: 'none', attributes: 'i', value: null},
    ],
  });

  test('for bash has what only bash can hold', () => {
    expect(renderEnvironment(bashOnly, 'bash')).toBe(
      [
        'shopt -s extglob 2>/dev/null || :;',
        'shopt -u nullglob 2>/dev/null || :;',
        'builtin declare -g v',
        "v='1'",
        'builtin declare -ga l',
        "l=(['0']='x')",
        'builtin declare -gi none',
        "unalias 'f' 2>/dev/null || :;",
        F,
        "export -f -- 'f';",
        "alias -- 'll=ls -l';",
        "complete '-F' 'f' 'a b';",
        '',
      ].join('\n'),
    );
    for (const shell of SHELLS.slice(1)) expect(renderEnvironment(bashOnly, shell)).toBe('');
  });

  test('for others says what of it is left out', () => {
    expect(leftOutNotes(bashOnly, 'bash')).toEqual([]);
    expect(leftOutNotes(bashOnly, 'json')).toEqual([]);
    const note = 'Left out of the code, since only bash can hold them: 1 function and 1 alias of the set-up.';
    for (const shell of ['sh', 'zsh', 'tcsh', 'dotenv', 'github'] as const) expect(leftOutNotes(bashOnly, shell)).toEqual([note]);
    expect(leftOutNotes(change({functions: {f: F, g: F}}), 'sh')).toEqual([
      note.replace('1 function and 1 alias', '2 functions'),
    ]);
    expect(leftOutNotes(change({aliases: {a: '1', b: '1'}}), 'sh')).toEqual([
      note.replace('1 function and 1 alias', '2 aliases'),
    ]);
  });

  const modules = change({set: {LMOD_PKG: "/l'm"}, functions: {module: F, ml: F}});
  test.each([
    {shell: 'sh', code: `[ ! -r '/l'\\''m/init/sh' ] || . '/l'\\''m/init/sh';`},
    {shell: 'zsh', code: `[ ! -r '/l'\\''m/init/zsh' ] || . '/l'\\''m/init/zsh';`},
    {shell: 'fish', code: `test -r '/l\\'m/init/fish'; and source '/l\\'m/init/fish';`},
    {shell: 'tcsh', code: `if ( -r '/l'\\''m/init/tcsh' ) source '/l'\\''m/init/tcsh';`},
  ] as const)('has the module system make `module` anew in $shell', ({shell, code}) => {
    expect(renderEnvironment(modules, shell).split('\n').at(-2)).toBe(code);
    expect(leftOutNotes(modules, shell)).toEqual([]);
  });

  test('has none made where the set-up brought none', () => {
    expect(renderEnvironment(change({set: {LMOD_PKG: '/l'}}), 'sh')).toBe("export LMOD_PKG='/l';\n");
    expect(renderEnvironment(change({functions: {module: F}}), 'sh')).toBe('');
    expect(renderEnvironment(change({set: {MODULESHOME: '/m'}, functions: {module: F}}), 'sh')).toContain('/m/init/sh');
    expect(leftOutNotes(modules, 'dotenv')).toEqual([
      'Left out of the code, since only bash can hold them: 2 functions of the set-up.',
    ]);
  });

  test('says what each language cannot hold', () => {
    const broken = change({set: {A: 'x\ny', B: '1', C: '\n', 'a.b': '\n'}});
    expect(leftOutNotes(broken, 'tcsh')).toEqual([
      'Left out, since no variable can be called so in tcsh: "a.b".',
      'The line breaks in A, C are lost in eval; write the code to a file and source that.',
    ]);
    expect(leftOutNotes(change({set: {B: '1'}}), 'tcsh')).toEqual([]);
    expect(leftOutNotes(change({set: {A: 'x\ny', B: '1'}, unset: ['C', 'D', 'e.f']}), 'dotenv')).toEqual([
      'Left out: A, since readers of such files do not agree on its value.',
      'A file cannot take variables away; these should not be set: C, D.',
    ]);
    expect(leftOutNotes(change({set: {GITHUB_X: '1', B: '1'}}), 'github')).toEqual([
      'Left out: GITHUB_X, since GitHub takes no such variable from the file.',
    ]);
    expect(leftOutNotes(change({set: {A: 'x\ny'}, unset: ['C']}), 'sh')).toEqual([]);
  });

  test.each([
    ['dash', 'sh'],
    ['ash', 'sh'],
    ['csh', 'tcsh'],
    ['ksh93', 'ksh'],
    ['mksh', 'ksh'],
  ])('is called by the name of the shell: %s', (name, shell) => {
    expect(ENVIRONMENT_SHELLS[name]).toBe(shell);
    const all: readonly EnvironmentShell[] = [...SHELLS, 'json', 'dotenv', 'github'];
    for (const each of all) expect(ENVIRONMENT_SHELLS[each]).toBe(each);
  });
});

describe('a file of variables', () => {
  const word = (value: string) => renderEnvironment(change({set: {A: value}}), 'dotenv');
  test.each([
    {value: '', line: 'A=\n'},
    {value: '/a:/b@c%d+e=f,g.h~i-j_1', line: 'A=/a:/b@c%d+e=f,g.h~i-j_1\n'},
    {value: 'a b', line: "A='a b'\n"},
    {value: '~/x', line: "A='~/x'\n"},
    {value: '/a:~/x', line: "A='/a:~/x'\n"},
    {value: 'x=~y', line: "A='x=~y'\n"},
    {value: '$HOME "x" `y`', line: `A='$HOME "x" \`y\`'\n`},
    {value: "it's", line: `A="it's"\n`},
    {value: `it's "x"`, line: ''},
    {value: "it's $x", line: ''},
    {value: "it's `x`", line: ''},
    {value: 'a\nb', line: ''},
    {value: 'a\rb', line: ''},
    {value: 'a\\b', line: ''},
    {value: '${x}', line: ''},
  ])('holds what all readers agree on: $value', ({value, line}) => {
    expect(word(value)).toBe(line);
    expect(dotenvHolds('A', value)).toBe(line !== '');
  });

  test('for GitHub has each value between lines that are nowhere in it', () => {
    const code = renderEnvironment(change({set: {B: 'x\ny', A: '1', 'c.d': '1', PATH: '/a'}}), 'github');
    const [, end] = /^A<<(hsf_[0-9a-f]{64})\n/.exec(code)!;
    expect(code.startsWith(`A<<${end}\n1\n${end}\nB<<hsf_`)).toBe(true);
    expect([...code.matchAll(/^(\w+)<<(hsf_[0-9a-f]{64})\n([^]*?)\n\2\n/gm)].map(([, name, , value]) => [name, value])).toEqual([
      ['A', '1'],
      ['B', 'x\ny'],
      ['PATH', '/a'],
    ]);
  });

  test.each([
    {name: 'GITHUB_X', value: '1', holds: false},
    {name: 'github_x', value: '1', holds: false},
    {name: 'RUNNER_OS', value: '1', holds: false},
    {name: 'NODE_OPTIONS', value: '1', holds: false},
    {name: 'A', value: 'x\r', holds: false},
    {name: 'MY_GITHUB_X', value: '1', holds: true},
    {name: 'NODE_OPTIONS_X', value: '1', holds: true},
    {name: 'MY_NODE_OPTIONS', value: '1', holds: true},
  ])('for GitHub holds ($holds) $name', ({name, value, holds}) => {
    expect(githubHolds(name, value)).toBe(holds);
    expect(renderEnvironment(change({set: {[name]: value}}), 'github') !== '').toBe(holds);
  });
});
