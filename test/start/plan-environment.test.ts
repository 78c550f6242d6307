import {describe, expect, test} from 'vitest';
import {inputsOf} from '../../src/start/environment/inputs.ts';
import type {StoredEnvironment} from '../../src/start/environment/record.ts';
import type {KnownEnvironment, SetUpQuestion} from '../../src/start/known-environment.ts';
import {planFor, SETUP, type Planned} from './made-up-machine.ts';

const SHELL = {kind: 'shell', login: false} as const;
const CAPTURE = {kind: 'capture'} as const;
const HOOK = {kind: 'source', words: ['/hook'], directory: null, lenient: false} as const;
const PROOF = {hashes: [], times: [], paths: [], machine: []};

const record = (more: Partial<StoredEnvironment> = {}): StoredEnvironment => ({
  version: 1,
  changes: [
    {kind: 'set', name: 'A', value: ['/x', {of: 'HOME'}]},
    {kind: 'list', name: 'PATH', before: ['/stack'], after: [], alone: null},
    {kind: 'unset', name: 'GONE'},
  ],
  functions: {},
  exportedFunctions: {},
  aliases: {},
  completions: [],
  options: {},
  shellVariables: [],
  inputs: inputsOf({}),
  printed: 'welcome\n',
  ...more,
});
const F = {f: 'f () \n{ \n    :\n}'};

async function planned(known: KnownEnvironment, more: Planned = {}) {
  const asked: SetUpQuestion[] = [];
  const environments = (question: SetUpQuestion) => {
    asked.push(question);
    return Promise.resolve(known);
  };
  return {plan: await planFor({...more, environments}), asked};
}
const stored = (more: Partial<StoredEnvironment> = {}): KnownEnvironment => ({
  status: 'stored',
  record: record(more),
  since: '2026-01-02',
  proof: PROOF,
  replayFile: '/c/replay',
  note: '/c/note',
});
const withStored = async (more: Partial<StoredEnvironment>, planned_: Planned = {}) =>
  (await planned(stored(more), planned_)).plan;
const zsh = {wishes: {action: SHELL}, caller: {terminal: true, env: {SHELL: '/usr/bin/zsh'}}};
const bash = {wishes: {action: SHELL}, caller: {terminal: true}};

describe('a set-up of which nothing is known', () => {
  test('runs, and leaves a note where one is wanted', async () => {
    const {plan, asked} = await planned({status: 'live', reason: 'it was not seen twice', note: '/c/note'});
    expect(plan).toMatchObject({environment: {status: 'live', reason: 'it was not seen twice'}, steps: [{words: [SETUP]}]});
    expect(plan.argv[6]).toBe('/c/note');
    expect(plan.environment).not.toHaveProperty('isPending');
    expect(asked).toMatchObject([
      {bash: '/bin/bash', behindUserFiles: false, env: {PWD: '/home/ann/thesis', HSF_STACK: 'toy/1'}},
    ]);
  });

  test('runs without a note', async () => {
    const {plan} = await planned({status: 'live', reason: 'x', note: null, isPending: true});
    expect([plan.argv[6], plan.environment]).toEqual(['', {status: 'live', reason: 'x', isPending: true}]);
  });

  test("is asked about behind the user's files where a bash stays", async () => {
    const behind = async (more: Planned) =>
      (await planned({status: 'live', reason: 'x', note: null}, more)).asked[0]!.behindUserFiles;
    expect(await behind(bash)).toBe(true);
    expect(await behind(zsh)).toBe(false);
    expect(await behind({wishes: {action: SHELL}})).toBe(false);
  });
});

describe('a stored environment', () => {
  test('takes the place of the set-up as variables', async () => {
    const plan = await withStored({}, {caller: {env: {GONE: '1'}}});
    expect(plan.environment).toEqual({
      status: 'stored',
      since: '2026-01-02',
      proof: PROOF,
      printed: 'welcome\n',
      asked: {asked: [], session: false},
      followsDirectory: false,
    });
    expect(plan.env.set).toMatchObject({A: '/x/home/ann', PATH: '/stack:/usr/bin:/bin', HSF_STACK: 'toy/1'});
    expect(plan.env.unset).toEqual(['GONE']);
    expect([plan.steps, plan.warnings, plan.prepare, plan.difference]).toEqual([[], [], [], null]);
    // No bash is needed for that.
    expect(plan.argv[0]).toBe('/bin/sh');
    expect(plan.argv.slice(-2)).toEqual(['make', 'all']);
  });

  test('goes through bash where a name is none for sh', async () => {
    expect((await withStored({}, {caller: {env: {'a.b': '1'}}})).argv[0]).toBe('/bin/bash');
  });

  test('takes away what the start itself would set', async () => {
    const plan = await withStored(
      {
        changes: [
          {kind: 'unset', name: 'HSF_PLATFORM'},
          {kind: 'set', name: 'USER', value: 'x'},
        ],
      },
      {wishes: {noEnv: ['USER']}},
    );
    expect(plan.env.set).not.toHaveProperty('HSF_PLATFORM');
    expect(plan.env.set).toMatchObject({USER: 'x'});
    expect(plan.env.dropped).toEqual([]);
  });

  test('is said to follow the directory where it does', async () => {
    const follows = async (more: Partial<StoredEnvironment>) => {
      const {environment} = await withStored(more);
      return environment?.status === 'stored' && environment.followsDirectory;
    };
    expect(await follows({changes: [{kind: 'set', name: 'A', value: [{of: 'PWD'}]}]})).toBe(true);
    expect(await follows({changes: [], shellVariables: [{name: 'v', attributes: '', value: ['x', {of: 'PWD'}]}]})).toBe(true);
    expect(await follows({inputs: {...inputsOf({}), kept: ['PWD']}})).toBe(true);
    expect(await follows({inputs: {...inputsOf({}), kept: ['HOME']}})).toBe(false);
  });

  test("is replayed by a bash that stays, and noted behind the user's files", async () => {
    const plan = await withStored({}, bash);
    expect(plan.prepare).toMatchObject([{kind: 'file', path: '/c/replay', mode: 0o600}]);
    expect(plan.argv.slice(6, 8)).toEqual(['/c/note', '/c/replay']);
    expect(plan.steps).toHaveLength(1);
    const piped = await withStored({}, {wishes: {action: SHELL}});
    expect(piped.argv).toContain('/c/replay');
    expect(piped.argv).not.toContain('/c/note');
  });

  test.each([
    {title: 'with exported functions', more: {functions: F, exportedFunctions: {f: '() {  :\n}'}}, replays: true},
    {title: 'with plain functions', more: {functions: F}, replays: false},
    {title: 'with one large value', more: {changes: [{kind: 'set', name: 'A', value: 'x'.repeat(60_001)}]}, replays: true},
    {
      title: 'with a value that is just not large',
      more: {changes: [{kind: 'set', name: 'A', value: 'x'.repeat(60_000)}]},
      replays: false,
    },
    {
      title: 'with many values',
      more: {changes: Array.from({length: 10}, (_, index) => ({kind: 'set', name: `A${index}`, value: 'é'.repeat(25_001)}))},
      replays: true,
    },
    {title: 'with none', more: {changes: []}, replays: false},
  ] as {title: string; more: Partial<StoredEnvironment>; replays: boolean}[])(
    'is replayed before a command ($replays) $title',
    async ({more, replays}) => {
      const plan = await withStored(more);
      expect(plan.prepare.length === 1).toBe(replays);
      expect(plan.argv.includes('/c/replay')).toBe(replays);
      expect(plan.argv).not.toContain('/c/note');
    },
  );

  test('is replayed where something comes behind it', async () => {
    const plan = await withStored({}, {wishes: {after: [HOOK]}});
    expect(plan.argv).toContain('/c/replay');
    expect(plan.steps.map(({words}) => words[0])).toEqual([SETUP, '/hook']);
  });

  test('of another environment is not taken, but by a bash that finds out itself', async () => {
    const elsewhere = {changes: [{kind: 'set', name: 'A', value: [{of: 'TMPDIR'}]}]} as const;
    expect(await withStored(elsewhere)).toMatchObject({
      environment: {status: 'live', reason: 'what is stored was made for another environment'},
      steps: [{words: [SETUP]}],
    });
    expect((await withStored(elsewhere, bash)).argv).toContain('/c/replay');
  });

  test('goes to a shell with a hook that puts it back, which says what only bash could hold', async () => {
    const functions = Object.fromEntries(
      ['module', 'ml', 'f', 'clearMT', 'a/b'].map(name => [name, `${name} () \n{ \n    :\n}`]),
    );
    const plan = await withStored(
      {
        functions,
        changes: [
          {kind: 'set', name: 'A', value: '1'},
          {kind: 'set', name: 'HSF_B', value: '2'},
        ],
      },
      zsh,
    );
    expect(plan.env.set).toMatchObject({A: '1', HSF_SET_A: '1', HSF_B: '2'});
    expect(plan.env.set).not.toHaveProperty('HSF_SET_HSF_B');
    expect(plan.warnings).toEqual(['what only bash can hold stays outside of this shell: f']);
    // A command has no such hook, and misses nothing.
    const command = await withStored({functions});
    expect([command.warnings, Object.keys(command.env.set).some(name => name.startsWith('HSF_SET_'))]).toEqual([[], false]);
  });

  test('names what is lost in tcsh, some of it', async () => {
    const names = ['module', ...Array.from({length: 20}, (_, index) => `function_${String(index).padStart(2, '0')}`)];
    const functions = Object.fromEntries(names.toReversed().map(name => [name, `${name} () \n{ \n    :\n}`]));
    const tcsh = {
      wishes: {action: SHELL},
      caller: {terminal: true, env: {SHELL: '/bin/tcsh'}},
      shells: {bash: '/bin/bash', tcsh: '/bin/tcsh'},
    };
    const {warnings} = await withStored({functions}, tcsh);
    expect(warnings).toEqual([
      'what only bash can hold stays outside of this shell: function_00, function_01, function_02, function_03, function_04, function_05, function_06 and 14 more',
    ]);
    expect((await withStored({functions: {module: F.f}}, tcsh)).warnings).toEqual([
      'what only bash can hold stays outside of this shell: module',
    ]);
    expect((await withStored({functions: {module: F.f}}, zsh)).warnings).toEqual([]);
  });
});

describe('what only the environment is asked of', () => {
  test('is told what is stored, with what the start sets by itself', async () => {
    const plan = await withStored(
      {functions: F},
      {wishes: {action: CAPTURE}, caller: {env: {GONE: '1', SHLVL: '2', 'a.b': '1'}}},
    );
    expect(plan.difference).toEqual({
      set: {
        A: '/x/home/ann',
        PATH: '/stack:/usr/bin:/bin',
        HSF_STACK: 'toy/1',
        HSF_PLATFORM: 'x86_64-el9-gcc13-opt',
        HSF_LEVEL: '1',
      },
      unset: ['GONE'],
      functions: F,
      exportedFunctions: {},
      aliases: {},
      completions: [],
      options: {},
      shellVariables: [],
    });
    expect(plan.environment).toMatchObject({status: 'stored'});
    expect(plan.prepare).toEqual([]);
  });

  test('runs where something comes behind the set-up', async () => {
    expect(await withStored({}, {wishes: {action: CAPTURE, after: [HOOK]}})).toMatchObject({
      environment: {status: 'live', reason: 'what comes behind the set-up has to run'},
      steps: [{words: [SETUP]}, {words: ['/hook']}],
    });
    expect((await withStored({}, {wishes: {action: CAPTURE, after: [HOOK]}})).difference ?? null).toBeNull();
  });
});
