import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {expectCall, makeStoredScene, missingForStored, STACK, VIEW, type Call, type StoredScene} from './stored-scene.ts';

const NAME = ['run', STACK, '--', 'stack-name'];
const SAYS = 'LCG_107 x86_64-debian12-gcc12-opt\n';

const missing = missingForStored();
if (missing !== null && process.env['CI'] !== undefined) throw new Error(`Stored starts cannot be tried: ${missing}.`);

describe.skipIf(missing !== null)('a start without Node', () => {
  let scene: StoredScene;
  beforeAll(async () => {
    scene = makeStoredScene();
    await scene.prime(NAME);
  }, 60_000);
  afterAll(() => scene.remove());

  const file = () => scene.stored()[0]!;
  /** What is written just now proves nothing to a process that began before. */
  const settle = () => delay(40);

  describe("is Node's", () => {
    const config = () => join(scene.home, '.config/hsf');
    const project = () => join(scene.folder, 'hsf.toml');
    const broken: readonly {
      readonly title: string;
      readonly call?: () => Call;
      readonly breaks?: () => void;
      readonly mends?: () => void;
    }[] = [
      {title: 'with a variable more', call: () => ({env: {MORE: '1'}})},
      {title: 'with another value', call: () => ({env: {USER: 'other'}})},
      {title: 'with a setting of its own', call: () => ({env: {HSF_TIMEOUT: '9'}})},
      {title: 'where it is not wished', call: () => ({env: {HSF_STORED: 'ignore'}})},
      {title: 'with a broken wish', call: () => ({env: {HSF_STORED: 'use '}})},
      {title: 'in another home', call: () => ({env: {XDG_CACHE_HOME: join(scene.folder, 'other')}})},
      {title: 'below /cvmfs', call: () => ({cwd: '/cvmfs/sft.cern.ch'})},
      {title: 'in a project', breaks: () => writeFileSync(project(), ''), mends: () => rmSync(project())},
      {
        title: 'after a setting was made',
        breaks: () => (mkdirSync(config(), {recursive: true}), writeFileSync(join(config(), 'config.json'), '{"timeout": 9}')),
        mends: () => rmSync(config(), {recursive: true}),
      },
      {
        title: 'after a profile was made',
        breaks: () => (mkdirSync(config(), {recursive: true}), writeFileSync(join(config(), 'profiles.json'), '{}')),
        mends: () => rmSync(config(), {recursive: true}),
      },
      {title: 'after the set-up changed', breaks: () => appendFileSync(join(scene.tree.root, VIEW, 'setup.sh'), '\n')},
      {title: 'after a release came', breaks: () => mkdirSync(join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_300'))},
      {title: 'after a repository came', breaks: () => mkdirSync(join(scene.tree.root, 'new.cern.ch'))},
      {title: 'when it is empty', breaks: () => truncateSync(file())},
      {title: 'when it ends early', breaks: () => truncateSync(file(), 4000)},
      {title: 'when its last byte is gone', breaks: () => truncateSync(file(), readFileSync(file()).length - 2)},
      {title: 'when it is no shell code', breaks: () => writeFileSync(file(), '((((\n"\n')},
      {
        title: 'when its time is over',
        breaks: () =>
          writeFileSync(file(), readFileSync(file(), 'utf8').replace(/("\$hsf_look" '\d+ \d+' '\d+') '\d+'/, "$1 '1'")),
      },
      {
        title: 'when it is about another program',
        breaks: () => writeFileSync(file(), readFileSync(file(), 'utf8').replace(/-ef '[^']*'/, "-ef '/bin/sh'")),
      },
    ];
    test.each(broken)(
      '$title',
      async ({call, breaks, mends}) => {
        await scene.prime(NAME);
        breaks?.();
        await settle();
        const called = await scene.call(NAME, call?.() ?? {});
        const said = call?.().env?.['HSF_STORED'] === 'use ' ? {status: 64, stdout: ''} : {status: 0, stdout: SAYS};
        mends?.();
        if (said.status === 0) expect(called.stdout).toContain(said.stdout);
        expect(called.node).toBe(true);
      },
      30_000,
    );

    test.skipIf(process.getuid?.() !== 0)('when it belongs to somebody else', async () => {
      await scene.prime(NAME);
      chownSync(file(), 12345, 12345);
      expectCall(await scene.call(NAME), {node: true});
    });
  });

  test('is made with what does not count changed, and in another directory', async () => {
    await scene.prime(NAME);
    for (const call of [
      {env: {TERM: 'other'}},
      {env: {SSH_TTY: '/dev/pts/9'}},
      {env: {MY_TOKEN: 'x'}},
      {cwd: '/'},
      {cwd: scene.home},
    ])
      expectCall(await scene.call(NAME, call), {node: 'MY_TOKEN' in (call.env ?? {}), stdout: SAYS});
  });

  test('is kept for each of a few environments that take turns', async () => {
    const homes = ['one', 'two', 'three', 'four'].map(MINE => ({env: {MINE}}));
    const command = ['run', STACK, '--', 'printenv', 'MINE'];
    for (const call of homes) await scene.prime(NAME, call);
    for (const call of [...homes, ...homes])
      expectCall(await scene.call(command, call), {node: false, stdout: `${call.env.MINE}\n`});
    expect(scene.stored().filter(path => path.includes('/run '))).toHaveLength(4);
    // A fifth takes the place of the oldest.
    await scene.prime(NAME, {env: {MINE: 'five'}});
    for (const [index, node] of [
      [3, false],
      [0, true],
    ] as const)
      expectCall(await scene.call(command, homes[index]), {node});
  }, 60_000);

  test('follows what the stack says now, never what it said', async () => {
    const script = join(scene.tree.root, VIEW, 'setup.sh');
    const text = readFileSync(script, 'utf8');
    for (const value of ['one', 'two']) {
      writeFileSync(`${script}.new`, `${text}\nexport NEWEST=${value}\n`);
      renameSync(`${script}.new`, script);
      for (let turn = 0; turn < 5; turn += 1)
        expect((await scene.call(['run', STACK, '--', 'printenv', 'NEWEST'])).stdout).toContain(`${value}\n`);
    }
    writeFileSync(script, text);
  }, 30_000);

  describe.each(
    [[[]], [['/bin/bash', '--posix']], [['/bin/busybox', 'sh']]].filter(
      ([shell]) => shell!.length === 0 || existsSync(shell![0]!),
    ),
  )('read by %j', shell => {
    const both = async (args: readonly string[], call: Call = {}) => {
      await scene.prime(['run', STACK, '--', 'true'], {shell: shell!});
      const stored = await scene.call(args, {shell: shell!, ...call});
      const live = await scene.call(args, {shell: shell!, ...call, env: {...call.env, HSF_STORED: 'ignore'}});
      expect([stored.node, live.node]).toEqual([false, true]);
      return {stored: {...stored, node: null}, live: {...live, node: null}};
    };
    // A set-up that runs says so; one that is replayed does not.
    const silent = (one: {readonly stderr: string}) => one.stderr.replace(/^setting up .*\n/m, '');

    test.each([
      {title: 'a status', command: ['sh', '-c', 'exit 42']},
      {title: 'a signal', command: ['sh', '-c', 'kill -TERM $$']},
      {title: 'no such command', command: ['no-such-command']},
      {title: 'a word of the shell', command: ['cd']},
      {title: 'a sign of the shell', command: ['!']},
      {title: 'a directory', command: ['.']},
      {title: 'no such file', command: ['/nonexistent/x']},
      {title: 'what cannot be executed', command: ['/etc/passwd']},
      {title: 'words', command: ['printf', '<%s>\\n', '', ' ', "it's", '$(x)', 'a\nb', '*', '--', '-n', '\u{1F600}']},
      {title: 'the rest of the arguments', command: ['printf', '<%s>', '--help', '--', 'run']},
      {
        title: 'its limits and mask',
        command: ['sh', '-c', 'umask; ulimit -Sn; trap; pwd'],
        before: 'umask 027; ulimit -Sn 300; trap "" HUP PIPE',
      },
      {
        title: 'descriptors',
        command: ['sh', '-c', 'cat <&7; for d in /proc/$$/fd/*; do echo "${d##*/}"; done'],
        before: 'exec 7<<<seven',
      },
    ])(
      'gives $title as Node does',
      async ({command, before}) => {
        const {stored, live} = await both(['run', STACK, '--', ...command], before === undefined ? {} : {before});
        expect({...stored, stderr: silent(stored)}).toEqual({...live, stderr: silent(live)});
      },
      30_000,
    );

    test('leaves variables alone that have the names of its own', async () => {
      const env = {hsf_words: "it's", hsf_name: 'b\nc', hsf_code3: '', hsf_value: '$(x)', HSF_NAME: 'd'};
      await scene.prime(NAME, {shell: shell!});
      const called = await scene.call(['run', STACK, '--', 'env', '-0'], {shell: shell!, env});
      expect(called.node).toBe(true);
      const variables = called.stdout.split('\0').filter(line => /^(?:hsf_|HSF_(?:NAME|KEPT))/.test(line));
      expect(variables.toSorted()).toEqual(
        Object.entries(env)
          .map(([name, value]) => `${name}=${value}`)
          .toSorted(),
      );
    }, 30_000);

    // busybox ignores SIGQUIT, and the shell by which Node puts such things back is one more that loses them.
    const keeps = shell![0] === '/bin/busybox' ? [] : ['run'];
    test.each(keeps)(
      'hands functions on that a bash exported, by %s',
      async verb => {
        // The program of the scene that counts Nodes is a script of sh, which would lose them.
        const env = {
          'BASH_FUNC_mine%%': '() { echo "mine: $1"\n}',
          'BASH_FUNC_more%%': '() { mine more\n}',
          HSF_NODE: process.execPath,
        };
        await scene.prime(NAME, {shell: shell!});
        const called = await scene.call([verb, STACK, '--', 'bash', '-c', 'more; mine'], {shell: shell!, env});
        expect(called).toMatchObject({status: 0, stdout: 'mine: more\nmine: \n'});
      },
      30_000,
    );

    test('gives the same environment', async () => {
      const {stored, live} = await both(['run', STACK, '--', 'env', '-0']);
      const variables = (one: {readonly stdout: string}) =>
        one.stdout
          .split('\0')
          .filter(line => line !== '' && !/^(?:_|SHLVL|HSF_STORED|OLDPWD)=/.test(line))
          .toSorted();
      expect(variables(stored)).toEqual(variables(live));
    }, 30_000);
  });

  test('is no more than a listing: that is printed as Node prints it', async () => {
    const list = ['list', '--arch', 'x86_64'];
    const stored = await scene.prime(list);
    const live = await scene.call(list, {env: {HSF_STORED: 'ignore'}});
    expect({...stored, node: true}).toEqual(live);
    mkdirSync(join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_301/x86_64-el9-gcc13-opt'), {recursive: true});
    writeFileSync(join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_301/x86_64-el9-gcc13-opt/setup.sh'), '');
    expect((await scene.call([...list, '--runs', 'any'])).stdout).toContain('LCG_301');
    expectCall(await scene.call(list), {node: true});
  }, 30_000);

  test('is no more than code for a shell: that is printed as Node prints it', async () => {
    for (const language of ['bash', 'json', 'fish']) {
      const words = ['env', STACK, '--shell', language];
      const stored = await scene.prime(words);
      const again = await scene.call(words, {env: {HSF_NODE: '/nonexistent'}});
      expect({...again, node: false}).toEqual(stored);
      const live = await scene.call(words, {env: {HSF_STORED: 'ignore'}});
      // A replay names the variables in another order.
      expect([...stored.stdout].toSorted()).toEqual([...live.stdout].toSorted());
    }
    expectCall(await scene.call(['env', STACK, '--shell', 'bash'], {env: {PATH: '/usr/bin:/bin:/mine'}}), {node: true});
  }, 30_000);

  test('is no more than code that enters in place, and a line of the history', async () => {
    const words = ['use', STACK, '--shell', 'bash', '--code'];
    const stored = await scene.prime(words);
    const before = scene.history().length;
    expect((await scene.call(words)).node).toBe(false);
    expect(scene.history().at(-1)).toMatchObject({verb: 'use'});
    expect(scene.history().length).toBe(before + 1);
    const live = await scene.call(words, {env: {HSF_STORED: 'ignore'}});
    expect([...stored.stdout].toSorted()).toEqual([...live.stdout].toSorted());
  }, 30_000);

  test('is a line of the history as any other', async () => {
    await scene.prime(NAME);
    const before = scene.history().length;
    expectCall(await scene.call(NAME), {node: false});
    expect(scene.history().length).toBe(before + 1);
    const stored = scene.history().at(-1)!;
    await scene.call(NAME, {env: {HSF_STORED: 'ignore'}});
    const live = scene.history().at(-1)!;
    expect({...stored, at: null}).toEqual({...live, at: null});
    expect(Math.abs(Date.parse(String(stored['at'])) - Date.parse(String(live['at'])))).toBeLessThan(20_000);
  });

  test('can be made fifty times at once', async () => {
    await scene.prime(NAME);
    const before = scene.history().length;
    const all = await Promise.all(Array.from({length: 50}, () => scene.call(NAME)));
    for (const one of all) expect(one).toMatchObject({status: 0, stdout: SAYS, stderr: ''});
    expect(scene.history().length).toBe(before + 50);
  }, 60_000);

  test('keeps no value of a variable that is in the way of it', async () => {
    await scene.prime(NAME, {env: {MINE: 'a-value-of-mine', MY_TOKEN: 'secret-secret'}});
    const text = scene
      .stored()
      .map(path => readFileSync(path, 'utf8'))
      .join('');
    expect(text).not.toContain('secret-secret');
    expect(text).not.toContain('a-value-of-mine');
  });
});
