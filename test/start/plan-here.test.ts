import {describe, expect, test} from 'vitest';
import {makePlan} from '../../src/start/make-plan.ts';
import {machineTree, MACHINE, PREFIX, SETUP, directories, engineFact, inputFor, planFor} from './made-up-machine.ts';
import {hostWith} from './rig.ts';

const OWN = {HSF_STACK: 'toy/1', HSF_PLATFORM: 'x86_64-el9-gcc13-opt', HSF_LEVEL: '1'};
const prefix = {entry: {kind: 'prefix', path: PREFIX}} as const;

describe('a start on this machine', () => {
  test('sets up by bash where one is, and takes no engine', async () => {
    const plan = await planFor();
    expect(plan).toMatchObject({
      stack: 'toy/1',
      mode: 'native',
      engine: null,
      image: null,
      cwd: '/home/ann/thesis',
      mounts: [],
      warnings: [],
      prepare: [],
      lost: [],
      processEnv: null,
      env: {set: OWN, unset: [], dropped: []},
      steps: [{kind: 'source', words: [SETUP]}],
    });
    expect(plan.argv[0]).toBe('/bin/bash');
    expect(plan.argv.slice(-2)).toEqual(['make', 'all']);
    // Where it is already it need not go.
    expect(plan.argv[9]).toBe('');
  });

  test('goes to another directory by its name', async () => {
    const plan = await planFor({wishes: {cwd: '/data/job'}});
    expect([plan.cwd, plan.argv[9]]).toEqual(['/data/job', '/data/job']);
    await expect(planFor({wishes: {cwd: '/data/\uFFFD'}})).rejects.toMatchObject({code: 'not-utf8'});
    // Nobody has to name the one it is in.
    expect((await planFor({caller: {cwd: '/data/\uFFFD'}})).argv[9]).toBe('');
  });

  test("becomes the user's shell, or bash where none is said", async () => {
    const shell = async (SHELL: string) => {
      const plan = await planFor({wishes: {action: {kind: 'shell', login: false}}, caller: {terminal: true, env: {SHELL}}});
      return [plan.argv.find(word => word === '/usr/bin/zsh'), plan.warnings, plan.env.set['ZDOTDIR']];
    };
    expect(await shell('/usr/bin/zsh')).toEqual(['/usr/bin/zsh', [], '/opt/hsf/shell/zsh']);
    expect(await shell('')).toEqual([undefined, [], undefined]);
    expect(await shell('/bin/nu')).toEqual([undefined, ['nu cannot be set up; bash is started instead.'], undefined]);
  });

  test('needs bash', async () => {
    await expect(planFor({shells: {}})).rejects.toMatchObject({code: 'engine-missing', advice: 'Install bash.'});
  });

  test('leaves what a private home needs to be made, and says so in HOME', async () => {
    const plan = await planFor({wishes: {home: 'private'}});
    expect(plan.env.set).toMatchObject({HOME: '/home/ann/.local/state/hsf/homes/el9'});
    expect(plan.prepare).toHaveLength(1);
  });

  test('knows of what it leaves out where it is started', async () => {
    const {env} = await planFor({revision: null, wishes: {noEnv: ['USER']}});
    expect(env.set).toMatchObject({HSF_DROPPED: 'USER'});
  });

  test('takes variables away that the entry wants away', async () => {
    const {env} = await planFor({caller: {env: {OLD: '1'}}}, {rule: {unset: ['OLD', 'NONE']}});
    expect(env.unset).toEqual(['OLD']);
  });

  test('of modules leaves the modules of the caller behind', async () => {
    const caller = {env: {LOADEDMODULES: 'a', MODULEPATH: '/m'}};
    const left = async (kind: 'modules' | 'source') =>
      (await planFor({caller}, {entry: {kind, path: SETUP}})).env.dropped.map(({name}) => name);
    expect([await left('modules'), await left('source')]).toEqual([['LOADEDMODULES', 'MODULEPATH'], []]);
  });
});

describe('a start of a prefix', () => {
  test('has its own programs and nothing of the caller', async () => {
    const plan = await planFor({caller: {env: {LD_LIBRARY_PATH: '/mine'}}}, prefix);
    expect(plan).toMatchObject({mode: 'prefix', steps: [{words: [`${PREFIX}/etc/profile`], lenient: true}]});
    expect(plan.argv[0]).toBe(`${PREFIX}/bin/bash`);
    expect(plan.env.set).toEqual({
      ...OWN,
      PATH: ['usr/bin', 'bin', 'usr/sbin', 'sbin'].map(directory => `${PREFIX}/${directory}`).join(':'),
      SHELL: `${PREFIX}/bin/bash`,
      TERMINFO_DIRS: ':/etc/terminfo:/lib/terminfo:/usr/share/terminfo',
    });
    expect(plan.env.dropped.map(({name}) => name)).toEqual(['LD_LIBRARY_PATH']);
  });

  test("becomes the prefix's own shell", async () => {
    const wishes = {action: {kind: 'shell', login: false}} as const;
    const plan = await planFor({wishes, caller: {terminal: true, env: {SHELL: '/bin/zsh'}}}, prefix);
    expect(plan.argv.slice(-2)).toEqual([`${PREFIX}/usr/bin/zsh`, '-i']);
    expect(plan.env.set['SHELL']).toBe(`${PREFIX}/usr/bin/zsh`);
  });

  test('puts a compiler in front, and says what it is called', async () => {
    const {env, steps} = await planFor({}, {...prefix, compiler: {name: 'gcc', version: '13', path: 'usr/gcc/13'}});
    expect(steps.at(-1)).toEqual({kind: 'prepend', words: ['PATH', `${PREFIX}/usr/gcc/13`], directory: null, lenient: false});
    expect(env.set).toMatchObject({CC: 'gcc', CXX: 'g++', FC: 'gfortran'});
    const clang = await planFor({}, {...prefix, compiler: {name: 'clang', version: '17', path: 'usr/llvm'}});
    expect(clang.env.set).toMatchObject({CC: 'clang', CXX: 'clang++'});
  });

  test('does without a profile where there is none, or where none is wished', async () => {
    expect((await planFor({without: [`${PREFIX}/etc/profile`]}, prefix)).steps).toEqual([]);
    expect((await planFor({}, {...prefix, rule: {how: 'none'}})).steps).toEqual([]);
  });

  test('needs its bash', async () => {
    await expect(planFor({without: [`${PREFIX}/bin/bash`]}, prefix)).rejects.toMatchObject({
      code: 'entry-missing',
      message: `${PREFIX} has no bash.`,
    });
  });
});

describe('a start with another tree', () => {
  const TREE = '/data/tree';
  const elsewhere = (more: Parameters<typeof inputFor>[0] = {}) => ({
    ...inputFor({...more, files: {...directories(TREE), ...more?.files}}),
    cvmfs: TREE,
  });
  const planned = async (more: Parameters<typeof inputFor>[0] = {}) => {
    return makePlan(elsewhere(more));
  };

  test('shows it at /cvmfs, by an engine', async () => {
    const plan = await planned();
    expect(plan).toMatchObject({
      mode: 'native',
      engine: 'bubblewrap',
      image: null,
      root: {kind: 'host'},
      mounts: [{source: TREE, target: '/cvmfs', mode: 'ro', origin: 'user', kind: 'directory'}],
      signals: {by: 'exec'},
    });
    expect(plan.argv[0]).not.toBe('/bin/bash');
    expect(plan.argv.slice(-2)).toEqual(['make', 'all']);
    // Inside it begins somewhere else.
    expect(plan.argv).toContain('/home/ann/thesis');
    expect(plan.processEnv).toMatchObject({HOME: '/home/ann', HSF_STACK: 'toy/1'});
  });

  test('says what is lost where the root is put together, and nothing where /cvmfs is there', async () => {
    const there = await planned();
    const not = {...MACHINE, ...directories(TREE)};
    const without = Object.fromEntries(Object.entries(not).filter(([path]) => !path.startsWith('/cvmfs')));
    expect(there.warnings).toEqual([]);
    const input = elsewhere();
    const root = (await machineTree(without).list('/')) ?? [];
    const tree = {...input.tree, list: (path: string) => (path === '/' ? Promise.resolve(root) : input.tree.list(path))};
    expect((await makePlan({...input, tree})).warnings).toEqual([]);
    const copied = await makePlan({...input, tree, caller: {...input.caller, uid: 0}});
    expect(copied.warnings).toEqual(['Files written directly in / are lost when the start ends: / is put together for it.']);
    expect(copied.argv.join(' ')).toContain('/home');
    // What is only captured is used outside.
    const captured = await makePlan({
      ...input,
      tree,
      caller: {...input.caller, uid: 0},
      wishes: {...input.wishes, action: {kind: 'capture'}},
    });
    expect(captured.warnings).toEqual([]);
  });

  test('needs an engine that can', async () => {
    const host = hostWith([engineFact('bubblewrap', {usable: false, reason: 'It may not.'})]);
    await expect(planned({host})).rejects.toMatchObject({
      code: 'engine-unusable',
      message: `No container engine of this machine can show ${TREE} at /cvmfs. bubblewrap: It may not.`,
    });
    await expect(planned({caller: {cwd: '/data/\uFFFD'}})).rejects.toMatchObject({code: 'not-utf8'});
  });
});
