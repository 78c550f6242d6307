import {spawnSync} from 'node:child_process';
import {mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterAll, describe, expect, test} from 'vitest';
import {bashReplay} from '../../../src/start/environment/bash-replay.ts';
import {differenceOf} from '../../../src/start/environment/difference-of-dump.ts';
import {environmentAfter} from '../../../src/start/environment/difference.ts';
import {dumpAfter, dumpBefore} from '../../../src/start/environment/dump-script.ts';
import type {Dump} from '../../../src/start/environment/dump.ts';
import type {StoredEnvironment} from '../../../src/start/environment/record.ts';
import {replayed} from '../../../src/start/environment/replay.ts';
import type {Plan} from '../../../src/start/plan.ts';
import {quotePosix} from '../../../src/start/shell-words.ts';
import {SHELLS} from '../rig.ts';
import {bashAfter, environmentIn, proved, readBack} from './stored-scene.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-replay-')));
afterAll(() => rmSync(root, {recursive: true}));
const ENV = {
  ...{PATH: '/usr/bin:/bin', HOME: '/home/ann', USER: 'ann', LOGNAME: 'ann', LANG: 'C.UTF-8'},
  ...{PYTHONPATH: '/mine', EMPTY_PATH: '', KEPT: "it's\nmine", GONE: '1'},
};
type Environment = Readonly<Record<string, string>>;

/** A plan that does nothing but source a file. */
function planOf(file: string): Plan {
  const script = `${dumpBefore('>&3', 'told')}builtin . ${file}\n${dumpAfter('>&3', 'told')}`;
  return {argv: [SHELLS['bash']!, '--norc', '--noprofile', '-c', script], processEnv: null} as unknown as Plan;
}

async function storedFrom(script: string): Promise<{readonly record: StoredEnvironment; readonly file: string}> {
  const file = join(root, 'set-up.sh');
  writeFileSync(file, script);
  const {dump: first} = bashAfter(script, ENV, root);
  const comparison = await proved(first, ENV, () => Promise.resolve(planOf(file)));
  if (comparison.status !== 'stored') throw new Error(comparison.reason);
  return {record: readBack(comparison.record), file};
}

/** What a child gets from a bash that has sourced the script. */
function childOf(script: string, env: Environment): Environment {
  const file = join(root, 'live.sh');
  writeFileSync(file, script);
  const {stdout} = spawnSync('/bin/bash', ['--norc', '-c', `. ${file}; /usr/bin/env -0`], {env, cwd: root, encoding: 'utf8'});
  return environmentIn(stdout);
}

const packed = (env: Environment) =>
  environmentIn(
    Object.entries(env)
      .map(([name, value]) => `${name}=${value}\0`)
      .join(''),
  );
const told = (dump: Dump) => differenceOf(dump, {}, {env: {set: {}, unset: [], dropped: []}});

const word = fc
  .array(
    fc.oneof(
      fc.constantFrom("'", '"', '\\', '$HOME', '$(touch /no)', '`id`', ' ', '\n', '*', '~', '!', ';', 'ü', ']', '=', '#'),
      fc.string({maxLength: 4}),
    ),
    {
      maxLength: 6,
    },
  )
  .map(parts => parts.join('').replaceAll('\0', '').toWellFormed());
const entry = fc.stringMatching(/^[a-z]{1,6}$/).map(text => `/cvmfs/x.cern.ch/${text}`);
const name = fc.constantFrom('A', 'B', 'C_1', 'D', 'KEPT', '_E');
const list = fc.constantFrom('PATH', 'LD_LIBRARY_PATH', 'PYTHONPATH', 'EMPTY_PATH', 'XDG_DATA_DIRS');

/** One line of a set-up. */
const step = fc.oneof(
  fc.tuple(name, word).map(([variable, text]) => `export ${variable}=${quotePosix(text)}`),
  fc.tuple(name, word).map(([variable, text]) => `export ${variable}="$HOME/x"${quotePosix(text)}:"$USER"`),
  fc.tuple(list, entry).map(([variable, path]) => `export ${variable}=${path}\${${variable}:+:$${variable}}`),
  fc.tuple(list, entry).map(([variable, path]) => `export ${variable}=$${variable}\${${variable}:+:}${path}`),
  fc.constantFrom(
    'unset GONE',
    'unset KEPT',
    'shopt -s nullglob',
    'shopt -s extglob',
    'complete -W "a b" -- foo',
    'complete -F f bar',
  ),
  word.map(text => `f() { echo ${quotePosix(text)}; }`),
  word.map(text => `g() { cat <<'END'\n${text.replaceAll('END', '')}\nEND\n}; export -f g`),
  word.map(text => `alias f=${quotePosix(text)} k=v`),
  fc.array(word, {maxLength: 4}).map(texts => `list=(${texts.map(quotePosix).join(' ')})`),
  word.map(text => `unset table; declare -A table=(); key=${quotePosix(text || 'x')}; table[$key]=${quotePosix(text)}`),
  word.map(text => `plain=${quotePosix(text)}; declare -r fixed=1`),
);

describe('a set-up that is replayed', () => {
  test('does what it does when it is sourced, for every user, in bash and for programs', {timeout: 60_000}, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, {minLength: 1, maxLength: 8}), async steps => {
        const script = `${steps.filter((line, at) => !line.includes('fixed') || steps.findIndex(each => each.includes('fixed')) === at).join('\n')}\n:`;
        const {record} = await storedFrom(script);
        for (const env of [ENV, {...ENV, HOME: "/home/bob's $HOME", USER: 'bob', LOGNAME: 'bob'}]) {
          const change = replayed(record, env);
          expect(change).not.toBeNull();
          expect(packed(environmentAfter(change!, env))).toEqual(childOf(script, env));
          const inBash = bashAfter(bashReplay(record), env, root);
          expect({status: inBash.status, dump: told(inBash.dump)}).toEqual({
            status: '0',
            dump: told(bashAfter(script, env, root).dump),
          });
        }
      }),
      {numRuns: 12},
    );
  });
});

describe('in a bash whose own files did something', () => {
  const script = 'export PATH=/cvmfs/x/bin:$PATH A=1 B=$HOME; f() { :; }';

  test.each([
    {title: 'nothing', opening: '', status: '0'},
    {title: 'put more on PATH', opening: 'export PATH=/opt/mine:$PATH:/opt/yours', status: '0'},
    {title: 'changed a prompt, an editor', opening: 'export PS1=x EDITOR=vi PROMPT_COMMAND=:', status: '0'},
    {title: 'defined a function and an alias', opening: 'h() { :; }; alias x=y; own=1', status: '0'},
    {title: 'exported something of its own', opening: 'export SOMETHING=1', status: '1'},
    {title: 'changed something', opening: 'export KEPT=2', status: '1'},
    {title: 'took something away', opening: 'unset KEPT', status: '1'},
    {title: 'took something from PATH', opening: 'export PATH=/bin', status: '1'},
    {title: 'turned PATH around', opening: 'export PATH=/bin:/usr/bin', status: '1'},
    {title: 'put the directory one is in on PATH', opening: 'export PATH=:$PATH', status: '1'},
    {title: 'put another stack on PATH', opening: 'export PATH=/cvmfs/y/bin:$PATH', status: '1'},
    {title: 'put the same entry on PATH twice', opening: 'export PATH=/bin:$PATH', status: '1'},
    {title: 'has no home', opening: 'HOME=', status: '1'},
  ])('$title: $status', async ({opening, status}) => {
    const {record} = await storedFrom(script);
    const {dump, status: found} = bashAfter(bashReplay(record), ENV, root, opening);
    expect(found).toBe(status);
    const wanted = status === '0' ? bashAfter(script, ENV, root, opening).dump : {...dump, after: dump.before};
    expect(told(dump)).toEqual(told(wanted));
    expect(
      [...dump.after.shellVariables.keys(), ...dump.after.functions.keys()].filter(each => each.startsWith('__hsf')),
    ).toEqual([]);
  });
});
