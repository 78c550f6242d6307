import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {NO_DIFFERENCE} from '../../../src/start/environment/difference.ts';
import {ENVIRONMENT_SHELLS, leftOutNotes, renderEnvironment} from '../../../src/start/environment/render-environment.ts';
import {requires} from '../../engines/rig.ts';
import {SHELLS} from '../rig.ts';
import {WITHOUT_FILES} from './stored-scene.ts';

const able = requires('bash', 'zsh', 'fish', 'tcsh', 'ksh');
const directory = mkdtempSync(join(tmpdir(), 'hsf-render-'));
afterAll(() => rmSync(directory, {recursive: true, force: true}));

const none = {...NO_DIFFERENCE};
const ENV = {PATH: '/usr/bin:/bin', HOME: directory, LANG: 'C.UTF-8', TERM: 'xterm'};
/** The environment of a child after the code was sourced in the shell. */
function after(
  shell: keyof typeof WITHOUT_FILES,
  code: string,
  env: Readonly<Record<string, string>> = {},
): ReadonlyMap<string, string> {
  const file = join(directory, `code.${shell}`);
  writeFileSync(file, code);
  const result = spawnSync(
    SHELLS[shell]!,
    [...WITHOUT_FILES[shell], '-c', `${shell === 'fish' || shell === 'tcsh' ? 'source' : '.'} ${file}; env -0`],
    {encoding: 'utf8', env: {...ENV, ...env}},
  );
  expect(result.stderr).toBe('');
  return new Map(
    result.stdout
      .split('\0')
      .slice(0, -1)
      .map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
  );
}

const awkward = fc.constantFrom(
  "'",
  '"',
  '\n',
  '\\',
  '!',
  '$HOME',
  '$(id)',
  '`id`',
  ' ',
  '  ',
  '\t',
  '*',
  '~',
  '#',
  '%',
  ';',
  '&&',
  '{a,b}',
  '(',
  ')',
  '=',
  ':',
  '\r',
  'ü',
  '✓',
  '😀',
  "''",
  '\\n',
  '!!',
  '<',
  '-',
);
const value = fc
  .array(fc.oneof({weight: 3, arbitrary: awkward}, fc.string({unit: 'grapheme-ascii', maxLength: 4})), {maxLength: 12})
  .map(parts => parts.join(''));

describe.skipIf(!able).each(['bash', 'sh', 'zsh', 'ksh', 'fish', 'tcsh'] as const)('code for %s', shell => {
  test('sets every value exactly', {timeout: 120_000}, () => {
    fc.assert(
      fc.property(fc.array(value, {minLength: 25, maxLength: 25}), values => {
        const set = Object.fromEntries(values.map((text, index) => [`V${index}`, text]));
        const env = after(shell, renderEnvironment({...none, set}, shell));
        for (const [name, text] of Object.entries(set)) expect(env.get(name)).toBe(text);
      }),
      {numRuns: 25},
    );
  });

  test('sets search paths and removes variables', () => {
    const set = {PATH: '/a b:/usr/bin:/bin', LD_LIBRARY_PATH: '/x:/y', EMPTY: ''};
    const env = after(shell, renderEnvironment({...none, set, unset: ['GONE']}, shell), {GONE: '1', KEPT: '2'});
    expect(Object.fromEntries(env)).toMatchObject({...set, KEPT: '2'});
    expect(env.has('GONE')).toBe(false);
  });

  test('leaves out what is no name, so that nothing of it is run', () => {
    const code = renderEnvironment(
      {...none, set: {'BASH_FUNC_x%%': '() { :; }', 'a;touch /tmp/owned': '1', GOOD: '1'}, unset: ['$(touch x)']},
      shell,
    );
    expect(code).not.toMatch(/touch|BASH_FUNC/);
    expect(after(shell, code).get('GOOD')).toBe('1');
  });
});

describe.skipIf(!able)('a module system', () => {
  const home = join(directory, "mod 'ules");
  mkdirSync(join(home, 'init'), {recursive: true});
  for (const name of ['sh', 'zsh', 'ksh']) writeFileSync(join(home, 'init', name), 'module() { LOADED="$2"; export LOADED; }\n');
  writeFileSync(join(home, 'init/fish'), 'function module; set -gx LOADED $argv[2]; end\n');
  writeFileSync(join(home, 'init/tcsh'), "alias module 'setenv LOADED \\!:2'\n");
  const change = {...none, set: {LMOD_PKG: home}, functions: {module: 'module () { :; }', ml: 'ml () { :; }'}};

  test.each(['sh', 'zsh', 'ksh', 'fish', 'tcsh'] as const)('is there in %s, too', shell => {
    const code = renderEnvironment(change, shell);
    expect(after(shell, `${code}module load gcc\n`).get('LOADED')).toBe('gcc');
    expect(leftOutNotes(change, shell)).toEqual([]);
  });

  test.each(['sh', 'zsh', 'ksh', 'fish', 'tcsh'] as const)('that has no file for %s is left out', shell => {
    const code = renderEnvironment({...change, set: {MODULESHOME: '/no/such'}}, shell);
    expect(after(shell, code).get('MODULESHOME')).toBe('/no/such');
  });
});

describe.skipIf(!able)('code for bash', () => {
  test('brings functions and aliases', () => {
    const functions = {greet: execFileSync('bash', ['-c', 'greet() { echo "it\'s $1"; }; declare -f greet'], {encoding: 'utf8'})};
    const code = renderEnvironment({...NO_DIFFERENCE, functions, aliases: {ll: "ls -l 'x y'"}}, 'bash');
    const file = join(directory, 'functions');
    writeFileSync(file, `${code}\ngreet you; alias ll`);
    expect(execFileSync('bash', ['-O', 'expand_aliases', file], {encoding: 'utf8'})).toBe(
      `it's you\nalias ll='ls -l '\\''x y'\\'''\n`,
    );
  });

  test('works through eval, as it is meant to be used', () => {
    const set = {V: 'a\nb  c !x \'"'};
    const code = renderEnvironment({...none, set}, 'bash');
    expect(execFileSync('bash', ['-c', 'eval "$CODE"; printf %s "$V"'], {encoding: 'utf8', env: {...ENV, CODE: code}})).toBe(
      set.V,
    );
  });
});

test.skipIf(!able)(
  'code ends no script that has set -eu: neither where an alias is not there, nor where an option is not known',
  () => {
    const change = {
      ...none,
      set: {SET: 'yes'},
      unset: ['NEVER_SET'],
      functions: {greet: 'greet () { echo "hello $1"; }'},
      aliases: {ll: 'ls -l'},
      options: {extglob: true, of_a_newer_bash: true},
    };
    const words = ['--norc', '-euc', 'eval "$1"; greet "$SET"', 'bash', renderEnvironment(change, 'bash')];
    const {status, stdout, stderr} = spawnSync('bash', words, {encoding: 'utf8', env: ENV});
    expect({status, stdout, stderr}).toEqual({status: 0, stdout: 'hello yes\n', stderr: ''});
  },
);

describe('what a shell cannot hold', () => {
  const change = {...NO_DIFFERENCE, set: {A: 'x\ny', B: 'z'}, functions: {f: 'f () { :; }'}, aliases: {a: 'x', b: 'y'}};

  test.each(['sh', 'dash', 'zsh', 'ksh', 'fish'])("bash's own functions and aliases are left out for %s, and counted", name => {
    const shell = ENVIRONMENT_SHELLS[name]!;
    expect(renderEnvironment(change, shell)).not.toMatch(/alias|f \(/);
    expect(leftOutNotes(change, shell)).toEqual([
      'Left out of the code, since only bash can hold them: 1 function and 2 aliases of the set-up.',
    ]);
  });
  test('nothing is said where nothing is left out', () => {
    expect(leftOutNotes(change, 'bash')).toEqual([]);
    expect(leftOutNotes({...change, functions: {}, aliases: {}}, 'sh')).toEqual([]);
  });
  test('line breaks do not get through eval in tcsh', () => {
    expect(leftOutNotes({...change, functions: {}, aliases: {}}, 'tcsh')).toEqual([
      'The line breaks in A are lost in eval; write the code to a file and source that.',
    ]);
  });
});

test('JSON has what is set and unset', () => {
  expect(JSON.parse(renderEnvironment({...none, set: {A: 'x\ny'}, unset: ['B']}, 'json'))).toEqual({
    set: {A: 'x\ny'},
    unset: ['B'],
  });
});
