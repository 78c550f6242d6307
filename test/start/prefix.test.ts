import {spawnSync} from 'node:child_process';
import {chmodSync, mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {applyChange} from '../../src/start/environment.ts';
import {makePlan} from '../../src/start/make-plan.ts';
import type {Plan} from '../../src/start/plan.ts';
import type {PlanInput, Wishes} from '../../src/start/plan-input.ts';
import {asAccount} from '../engines/rig.ts';
import {buildPrefix, BURNT_IN, prefixObstacle} from '../rig/prefix/build-prefix.ts';
import {inputOf, variantOf, type VariantWishes} from './rig.ts';

const obstacle = prefixObstacle();
if (obstacle !== null) console.warn(`skipped: the real prefix cannot be built: ${obstacle}`);
const cvmfs = mkdtempSync(join(tmpdir(), 'hsf-real-prefix-'));
const home = mkdtempSync(join(tmpdir(), 'hsf-prefix-home-'));
afterAll(() => {
  for (const directory of [cvmfs, home]) rmSync(directory, {recursive: true, force: true});
});
const uids = process.getuid!() === 0 ? [0, 12_345] : [process.getuid!()];

describe.skipIf(obstacle !== null)('a real prefix, from Debian packages', () => {
  if (obstacle === null) {
    chmodSync(cvmfs, 0o755);
    chmodSync(home, 0o777);
    buildPrefix(cvmfs);
    mkdirSync(join(home, 'work'), {mode: 0o777});
  }
  const gcc = {name: 'gcc', version: '13', path: 'usr/x86_64-pc-linux-gnu/gcc-bin/13'};
  const caller: PlanInput['caller']['env'] = {
    PATH: '/usr/bin:/bin',
    HOME: home,
    SHELL: '/bin/bash',
    TERM: 'xterm',
    USER: 'me',
    LANG: 'C',
    KRB5CCNAME: 'FILE:/tmp/krb5cc_1',
    LD_LIBRARY_PATH: '/usr/lib/x86_64-linux-gnu',
    PYTHONPATH: '/host/python',
    BASH_ENV: '/etc/profile',
    'BASH_FUNC_ls%%': '() { echo host; }',
    BEARER_TOKEN: 'hush',
    http_proxy: 'http://me:hush@proxy:3128',
    RANDOM_THING: '1',
  };
  const start = async (
    uid: number,
    command: readonly [string, ...string[]] | null,
    wishes: Partial<Wishes> = {},
    compiler = false,
    input?: string,
    rule: VariantWishes['rule'] = {},
  ) => {
    const variant = variantOf({entry: {kind: 'prefix', path: BURNT_IN}, rule, ...(compiler ? {compiler: gcc} : {})});
    const plan = await makePlan(
      inputOf(variant, cvmfs, {
        wishes: {action: command === null ? {kind: 'shell', login: false} : {kind: 'command', command}, ...wishes},
        caller: {env: caller, uid, gid: uid, cwd: join(home, 'work')},
      }),
    );
    const [program, ...args] = asAccount({uid, gid: uid, groups: [], home}, plan.argv);
    const result = spawnSync(program!, args, {
      env: applyChange(caller, plan.env),
      cwd: join(home, 'work'),
      encoding: 'utf8',
      input: input ?? '',
    });
    return {plan, ...result};
  };

  describe.each(uids)('as uid %i', uid => {
    test('runs with its own loader and C library and without those of the machine', async () => {
      const {stdout, stderr, status, plan} = await start(uid, ['cat', '/proc/self/maps']);
      expect(stderr).toBe('profile of the prefix\n');
      expect(status).toBe(0);
      const files = [
        ...new Set(
          stdout
            .split('\n')
            .map(line => line.split(/\s+/)[5] ?? '')
            .filter(path => path.startsWith('/')),
        ),
      ];
      const libraries = files.filter(path => /\.so/.test(path));
      expect(libraries).toContain(`${BURNT_IN}/lib64/libc.so.6`);
      expect(libraries).toContain(`${BURNT_IN}/lib64/ld-linux-x86-64.so.2`);
      expect(
        files.filter(path => !path.startsWith(BURNT_IN) && !path.includes('/locale/') && !path.includes('gconv-modules.cache')),
      ).toEqual([]);
      expect(plan).toMatchObject({mode: 'prefix', engine: 'unshare', mounts: [{source: cvmfs, target: '/cvmfs'}]});
    });

    test.each([0, 7, 255])('keeps the status %i', async status => {
      expect((await start(uid, ['bash', '-c', `exit ${status}`])).status).toBe(status);
    });

    test('keeps arguments exactly', async () => {
      const words = ['', 'two  blanks', "it's", '$HOME', 'a\nb', '-n'];
      expect((await start(uid, ['printf', '%s|', ...words])).stdout).toBe(words.map(word => `${word}|`).join(''));
    });

    test('keeps credentials and drops what belongs to the machine', async () => {
      const {stdout, plan} = await start(uid, ['env', '-0']);
      const env = Object.fromEntries(
        stdout
          .split('\0')
          .slice(0, -1)
          .map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]),
      );
      expect(env).toMatchObject({
        HOME: home,
        KRB5CCNAME: 'FILE:/tmp/krb5cc_1',
        BEARER_TOKEN: 'hush',
        http_proxy: 'http://me:hush@proxy:3128',
        USER: 'me',
        HSF_STACK: 'toy/1',
        HSF_LEVEL: '1',
        HSF_PLATFORM: 'x86_64-el9-gcc13-opt',
        EPREFIX: BURNT_IN,
      });
      for (const name of ['LD_LIBRARY_PATH', 'PYTHONPATH', 'BASH_ENV', 'BASH_FUNC_ls%%', 'RANDOM_THING']) {
        expect(env).not.toHaveProperty([name]);
        expect(plan.env.dropped.map(entry => entry.name)).toContain(name);
      }
    });

    test('keeps the working directory', async () => {
      expect((await start(uid, ['pwd'])).stdout).toBe(`${join(home, 'work')}\n`);
    });

    test('puts a chosen compiler first', async () => {
      const {stdout} = await start(uid, ['bash', '-c', 'gcc; echo "$CC $CXX"'], {}, true);
      expect(stdout).toBe('gcc of the prefix, version 13\ngcc g++\n');
    });

    test('takes the steps of its entry, too, with the compiler first all the same', async () => {
      const line = (...words: [string, ...string[]]) =>
        ({kind: 'evaluate', words, directory: '{root}/etc', lenient: false}) as const;
      const rule = {prepend: {PATH: ['{root}/opt'], NEW: ['/n']}, then: [line('bash', '-c', 'echo "export THERE=$PWD"')]};
      const {stdout} = await start(uid, ['bash', '-c', 'echo "${PATH%%/usr/bin:*} $NEW $THERE"'], {}, true, undefined, rule);
      expect(stdout).toMatch(`${BURNT_IN}/${gcc.path}:${BURNT_IN}/opt:`);
      expect(stdout).toMatch(` /n ${BURNT_IN}/etc\n`);
    });

    test('reads commands from stdin when there is no terminal', async () => {
      const {stdout, status} = await start(uid, null, {}, false, 'echo "shell is $BASH $HSF_STACK"; exit 9\n');
      expect(stdout).toBe(`shell is ${BURNT_IN}/bin/bash toy/1\n`);
      expect(status).toBe(9);
    });

    test('says when a command is not there or cannot be executed', async () => {
      expect(await start(uid, ['no-such-command'])).toMatchObject({
        status: 127,
        stderr: expect.stringContaining('hsf: no-such-command: no such command'),
      });
      expect(await start(uid, ['/etc'])).toMatchObject({
        status: 126,
        stderr: expect.stringContaining('hsf: /etc: cannot be executed'),
      });
    });
  });

  test('is one process: a signal reaches the command, which stops it', async () => {
    const {signal} = await start(uids[0]!, ['bash', '-c', 'kill -TERM $$']);
    expect(signal).toBe('SIGTERM');
  });

  test('names an entry that is missing', async () => {
    const variant = variantOf({entry: {kind: 'prefix', path: '/cvmfs/sft.cern.ch/none'}});
    await expect(makePlan(inputOf(variant, cvmfs))).rejects.toMatchObject({code: 'entry-missing'});
  });

  test('says that it starts inside another stack', async () => {
    const variant = variantOf({entry: {kind: 'prefix', path: BURNT_IN}});
    const plan: Plan = await makePlan(
      inputOf(variant, cvmfs, {caller: {env: {...caller, HSF_STACK: 'lcg/LCG_1', HSF_LEVEL: '1'}}}),
    );
    expect(plan.warnings.join()).toContain('lcg/LCG_1');
    expect(plan.env.set['HSF_LEVEL']).toBe('2');
  });
});
