import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {bashReplay} from '../../../src/start/environment/bash-replay.ts';
import {captureDump} from '../../../src/start/environment/capture.ts';
import {dumpAfter, dumpBefore} from '../../../src/start/environment/dump-script.ts';
import {inputsOf} from '../../../src/start/environment/inputs.ts';
import type {StoredEnvironment} from '../../../src/start/environment/record.ts';
import type {Plan} from '../../../src/start/plan.ts';

const directory = mkdtempSync(join(tmpdir(), 'hsf-replay-words-'));
afterAll(() => rmSync(directory, {recursive: true}));
const ENV = {PATH: '/usr/bin:/bin', HOME: '/home/ann', USER: 'ann', GONE: '1', EMPTY: ''};
const F = 'f () \n{ \n    :\n}';

const record = (more: Partial<StoredEnvironment> = {}): StoredEnvironment => ({
  version: 1,
  changes: [{kind: 'set', name: 'A', value: '1'}],
  functions: {},
  exportedFunctions: {},
  aliases: {},
  completions: [],
  options: {},
  shellVariables: [],
  inputs: inputsOf(ENV),
  printed: '',
  ...more,
});

let count = 0;
/** What a bash knows after it has sourced the replay, which said what its files had done before; and the status of that. */
async function after(more: Partial<StoredEnvironment>, {opening = '', env = ENV as Readonly<Record<string, string>>} = {}) {
  const file = join(directory, `replay-${count++}`);
  writeFileSync(file, bashReplay(record(more)));
  const script = `${opening}\n${dumpBefore('>&3', 'told')}builtin . ${file}; echo "$?"\n${dumpAfter('>&3', 'told')}`;
  const plan = {
    argv: ['/bin/bash', '--norc', '--noprofile', '-c', script],
    env: {set: {}, unset: [], dropped: []},
    processEnv: null,
  };
  let printed = '';
  const onOutput = (text: string) => void (printed += text);
  const {dump} = await captureDump(plan as unknown as Plan, {setUp: 'x', env, timeoutMs: 60_000, onOutput});
  return {...dump.after, status: printed.trim()};
}

describe('a bash that replays a stored environment', () => {
  test('has its variables, lists and what is taken away', async () => {
    const {exported, status} = await after({
      changes: [
        {kind: 'set', name: 'A', value: ["it's ", {of: 'USER'}, '$x']},
        {kind: 'list', name: 'PATH', before: ['/a', [{of: 'HOME'}, '/b']], after: ['/c'], alone: null},
        {kind: 'list', name: 'EMPTY', before: ['/e'], after: [], alone: '/e:'},
        {kind: 'list', name: 'NONE', before: ['/n'], after: [], alone: [{of: 'HOME'}]},
        {kind: 'unset', name: 'GONE'},
      ],
    });
    expect(status).toBe('0');
    expect(Object.fromEntries(['A', 'PATH', 'EMPTY', 'NONE', 'GONE'].map(name => [name, exported.get(name)]))).toEqual({
      A: "it's ann$x",
      PATH: '/a:/home/ann/b:/usr/bin:/bin:/c',
      EMPTY: '/e:',
      NONE: '/home/ann',
      GONE: undefined,
    });
  });

  test('has everything else that the set-up defined', async () => {
    const known = await after({
      functions: {f: F, 'g.h': F.replace('f', 'g.h')},
      exportedFunctions: {f: '() {  :\n}'},
      aliases: {ll: "ls -l 'x'"},
      completions: [['-F', 'f', 'a b']],
      options: {extglob: true, sourcepath: false},
      shellVariables: [
        {name: 'text', attributes: '', value: [{of: 'HOME'}, '$x']},
        {name: 'number', attributes: 'i', value: '7'},
        {name: 'fixed', attributes: 'r', value: '1'},
        {
          name: 'fixed_list',
          attributes: 'ar',
          value: [
            ['0', 'x y'],
            ['3', [{of: 'USER'}]],
          ],
        },
        {
          name: 'table',
          attributes: 'A',
          value: [
            ['a ]', 'x'],
            [[{of: 'USER'}], 'y'],
          ],
        },
        {name: 'ref', attributes: 'n', value: 'text'},
      ],
    });
    expect([...known.functions.keys()].toSorted()).toEqual(['f', 'g.h']);
    expect([...known.exportedFunctions.keys()]).toEqual(['f']);
    expect(known.aliases.get('ll')).toBe("ls -l 'x'");
    expect([...known.completions.values()]).toContainEqual(['-F', 'f', 'a b']);
    expect([known.options.get('extglob'), known.options.get('sourcepath')]).toEqual([true, false]);
    const variable = (name: string) => {
      const {attributes, value} = known.shellVariables.get(name)!;
      return [attributes, Array.isArray(value) ? Object.fromEntries(value as [string, string][]) : value];
    };
    expect(['text', 'number', 'fixed', 'fixed_list', 'table', 'ref'].map(variable)).toEqual([
      ['', '/home/ann$x'],
      ['i', '7'],
      ['r', '1'],
      ['ar', {'0': 'x y', '3': 'ann'}],
      ['A', {'a ]': 'x', ann: 'y'}],
      ['n', 'text'],
    ]);
  });

  const path = [{kind: 'list', name: 'PATH', before: ['/a'], after: [], alone: null}] as const;
  const host = (name: string) => ({inputs: inputsOf(ENV, {host: name})});
  test.each([
    {title: 'nothing', holds: true},
    {title: 'what does not matter', opening: 'export EDITOR=vi DISPLAY=:0', holds: true},
    {title: 'a variable of its own', opening: 'export MINE=1', holds: false},
    {title: 'a shell variable', opening: 'MINE=1', holds: true},
    {title: 'that a variable is gone', opening: 'unset GONE', holds: false},
    {title: 'that a variable is another one', opening: 'GONE=2', holds: false},
    {title: 'what is asked about', opening: 'export EDITOR=vi', more: {inputs: inputsOf(ENV, {asked: ['EDITOR']})}, holds: false},
    {
      title: 'another of two that are asked about',
      opening: 'export PAGER=x',
      more: {inputs: inputsOf(ENV, {asked: ['EDITOR', 'PAGER']})},
      holds: false,
    },
    {
      title: 'something else of the session',
      opening: 'export PAGER=x',
      more: {inputs: inputsOf(ENV, {asked: ['EDITOR']})},
      holds: true,
    },
    {
      title: 'the session, all of which matters',
      opening: 'export DISPLAY=:1',
      more: {inputs: inputsOf(ENV, {session: true})},
      holds: false,
    },
    {title: 'what never matters', opening: 'export HSF_X=1', more: {inputs: inputsOf(ENV, {session: true})}, holds: true},
    {title: 'another user', opening: 'export USER=bob', holds: true},
    {
      title: 'another user who matters',
      opening: 'export USER=bob',
      more: {inputs: inputsOf(ENV, {kept: ['USER']})},
      holds: false,
    },
    {title: 'a secret', opening: 'export MY_TOKEN=x', holds: true},
    {title: 'more in a list that is made longer', opening: 'PATH=/mine:$PATH:/opt', more: {changes: path}, holds: true},
    {title: 'an entry of the stack', opening: 'PATH=/a:$PATH', more: {changes: path}, holds: false},
    {title: 'another stack in the list', opening: 'PATH=/cvmfs/x:$PATH', more: {changes: path}, holds: false},
    {title: 'less in the list', opening: 'PATH=/usr/bin', more: {changes: path}, holds: false},
    {title: 'another list', opening: 'export GONE=/x:1', more: {changes: path}, holds: false},
    {
      title: 'that a place is empty',
      opening: 'HOME=',
      more: {changes: [{kind: 'set', name: 'A', value: [{of: 'HOME'}]}]},
      holds: false,
    },
    {
      title: 'that a place in a list is empty',
      opening: 'USER=',
      more: {changes: [{...path[0], before: [[{of: 'USER'}]]}]},
      holds: false,
    },
    {
      title: 'that a place behind a list is empty',
      opening: 'USER=',
      more: {changes: [{...path[0], after: [[{of: 'USER'}]]}]},
      holds: false,
    },
    {
      title: 'that a place of a lone list is empty',
      opening: 'USER=',
      more: {changes: [{...path[0], alone: [{of: 'USER'}]}]},
      holds: false,
    },
    {
      title: 'that a place of a shell variable is empty',
      opening: 'USER=',
      more: {shellVariables: [{name: 'v', attributes: '', value: [{of: 'USER'}]}]},
      holds: false,
    },
    {
      title: 'that a place of an item is empty',
      opening: 'USER=',
      more: {shellVariables: [{name: 'v', attributes: 'a', value: [['0', [{of: 'USER'}]]]}]},
      holds: false,
    },
    {title: 'that a place nobody needs is empty', opening: 'USER=', holds: true},
    {title: 'another machine', more: host('no-such-host'), holds: false},
    {title: 'this machine', opening: 'HOSTNAME=here', more: host('here'), holds: true},
    {
      title: 'what start-up files did in the first place',
      opening: 'export MINE=1; unset GONE',
      more: {inputs: inputsOf(ENV, {startUp: {MINE: '1', GONE: null}})},
      holds: true,
    },
    {
      title: 'not what start-up files did',
      opening: 'export MINE=2; unset GONE',
      more: {inputs: inputsOf(ENV, {startUp: {MINE: '1', GONE: null}})},
      holds: false,
    },
    {
      title: 'less than start-up files did',
      opening: 'export MINE=1',
      more: {inputs: inputsOf(ENV, {startUp: {MINE: '1', GONE: null}})},
      holds: false,
    },
  ] as {title: string; opening?: string; more?: Partial<StoredEnvironment>; holds: boolean}[])(
    "holds ($holds) where the user's files did before: $title",
    async ({opening, more, holds}) => {
      const {status, functions} = await after(more ?? {}, opening === undefined ? {} : {opening});
      expect(status).toBe(holds ? '0' : '1');
      expect([...functions.keys()].filter(name => name.startsWith('__hsf'))).toEqual([]);
    },
  );
});
