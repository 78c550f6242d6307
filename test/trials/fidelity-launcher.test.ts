import {spawnSync} from 'node:child_process';
import {mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {maskArguments, maskValue} from '../../src/start/mask-secrets.ts';
import {quotePosix} from '../../src/start/shell-words.ts';
import {makeStoredScene, missingForStored, STACK, type Call, type StoredScene} from '../commands/stored-scene.ts';
import {BETWEEN, batches, countAndSeed, firstDifference, flat, rawFrom, valuesFrom, vectors} from './fidelity/vectors.ts';
import {entriesOf, expectSame, PRINT} from './fidelity/told.ts';
import {randomFrom} from './fuzz/random.ts';

const missing = missingForStored();
if (missing !== null && process.env['CI'] !== undefined) throw new Error(`The launcher cannot be tried: ${missing}.`);

const {count, seed} = countAndSeed(800);
const HOURS = 10 * 3_600_000;
/** As many as one start can be given with room to spare: the kernel holds two megabytes of arguments. */
const OF_A_START = 6000;

type Said = {readonly stdout: string; readonly stderr: string; readonly status: number | null};

describe.skipIf(missing !== null)('bin/hsf gives', () => {
  let scene: StoredScene;
  beforeAll(() => {
    scene = makeStoredScene();
  });
  afterAll(() => scene.remove());

  /** Words go behind the arguments as they are, any bytes as latin1: by a file, since bubblewrap takes nine thousand and Node no bytes. */
  function start(
    args: readonly string[],
    call: Call = {},
    words: readonly string[] = [],
    encoding: 'utf8' | 'latin1' = 'utf8',
  ): Said & {readonly node: boolean} {
    const file = join(scene.folder, 'words');
    writeFileSync(file, words.map(word => `${word}\0`).join(''), encoding);
    const before = `mapfile -d '' -t words <${quotePosix(file)}; set -- "$@" "\${words[@]}"`;
    const {argv, env} = scene.program(args, {before, ...call});
    const begun = scene.nodes();
    const {stdout, stderr, status} = spawnSync(argv[0]!, argv.slice(1), {env, maxBuffer: 1 << 28, encoding: 'buffer'});
    // The set-up says what it does while it is not stored yet.
    const told = stderr.toString().replace(/^setting up .*\n/gm, '');
    return {stdout: stdout.toString(encoding), stderr: told, status, node: scene.nodes() > begun};
  }

  /** The same without Node: where the machine is too slow for the look of a kept start, it is kept anew. */
  function startKept(...how: Parameters<typeof start>): Said {
    for (let attempt = 0; attempt < 20; attempt += 1) {
      const {node, ...said} = start(...how);
      if (!node) return said;
    }
    throw new Error('It is not kept.');
  }
  const well = (stdout: string): Said => ({stdout, stderr: '', status: 0});

  test.each([
    {title: 'a start that is kept', how: startKept, env: {}, first: []},
    {title: 'Node', how: start, env: {HSF_STORED: 'ignore'}, first: []},
    {title: 'Node that would take a word for its own', how: start, env: {HSF_STORED: 'ignore'}, first: ['--env-file=/no/file']},
  ])(
    'every argument through $title',
    ({how, env, first}) => {
      for (const group of batches(vectors(count, seed), OF_A_START)) {
        const {stdout, stderr, status} = how(['run', STACK, '--', ...PRINT], {env}, [...first, ...flat(group)]);
        expect({stderr, status}).toEqual({stderr: '', status: 0});
        expect(firstDifference(first.length === 0 ? group : [[...first, ...group[0]!], ...group.slice(1)], stdout)).toBeNull();
      }
    },
    HOURS,
  );

  test(
    'arguments of any bytes through a start that is kept',
    () => {
      const random = randomFrom(seed);
      for (let done = 0; done < count; done += OF_A_START) {
        const number = Math.min(OF_A_START, count - done);
        const group = Array.from({length: number}, () => Array.from({length: 1 + random.below(4)}, () => rawFrom(random)));
        const said = startKept(['run', STACK, '--', ...PRINT], {}, flat(group), 'latin1');
        expect(firstDifference(group, said.stdout)).toBeNull();
        expect({...said, stdout: ''}).toEqual(well(''));
      }
    },
    HOURS,
  );

  test(
    'a word, through Node, where an argument is no UTF-8, and starts nothing',
    () => {
      const random = randomFrom(seed);
      for (let done = 0; done < Math.min(20, count / 500); done += 1) {
        const raw = `${rawFrom(random)}\xff${rawFrom(random)}`;
        const call = {env: {HSF_STORED: 'ignore'}};
        const {stdout, stderr, status} = start(['run', STACK, '--', 'echo', 'started'], call, [raw], 'latin1');
        expect([status, stdout]).toEqual([125, '']);
        expect(stderr).toContain('not valid UTF-8');
      }
    },
    HOURS,
  );

  test(
    'every value of --env',
    () => {
      for (let done = 0; done < count; done += 400) {
        const values = valuesFrom(randomFrom(seed + done), Math.min(400, count - done));
        const flags = Object.entries(values).flatMap(([name, value], index) =>
          index % 2 === 0 ? ['--env', `${name}=${value}`] : [`--env=${name}=${value}`],
        );
        const {stdout, stderr, status} = start(['run', STACK], {}, [...flags, '--', '/usr/bin/env', '-0']);
        expect({stderr, status}).toEqual({stderr: '', status: 0});
        expectSame(entriesOf(stdout), values);
      }
    },
    HOURS,
  );

  test(
    'every value of --env-file that a line can hold',
    () => {
      const file = join(scene.folder, 'variables');
      for (let done = 0; done < count; done += 400) {
        const values = valuesFrom(randomFrom(seed + done), Math.min(400, count - done), value => !/\n|\r$/.test(value));
        writeFileSync(
          file,
          Object.entries(values)
            .map(([name, value]) => `${name}=${value}\n`)
            .join(''),
        );
        const {stdout, stderr, status} = start(['run', '--env-file', file, STACK, '--', '/usr/bin/env', '-0']);
        expect({stderr, status}).toEqual({stderr: '', status: 0});
        expectSame(entriesOf(stdout), values);
      }
    },
    HOURS,
  );

  test(
    'a plan whose command, read by a shell, is the start',
    () => {
      const file = join(scene.folder, 'plan.sh');
      for (const [index, all] of batches(vectors(count, seed), 3000).entries()) {
        // What looks like a secret is masked, which no start could be.
        const group = all.filter(vector => vector.every(word => maskArguments([word])[0] === word));
        expect(group.length).toBeGreaterThan(0.9 * all.length);
        const words = flat(group);
        const values = valuesFrom(randomFrom(seed + index), 100, value => maskValue('V_0', value) === value);
        const flags = Object.entries(values).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
        const command = ['/bin/sh', '-c', `printf '%s\\0' "$@"; env -0`, 'sh', ...words];
        const plan = start(['plan', '--command', STACK], {env: {HSF_STORED: 'ignore'}}, [...flags, '--', ...command]);
        expect({...plan, stdout: ''}).toMatchObject(well(''));
        writeFileSync(file, plan.stdout);
        for (const shell of index === 0 ? ['bash', 'dash', 'zsh', 'ksh'] : ['bash']) {
          const {argv, env} = scene.program([]);
          const {stdout, status} = spawnSync(argv[0]!, [...argv.slice(1, -1), shell, file], {
            env,
            maxBuffer: 1 << 28,
            encoding: 'utf8',
          });
          expect(status).toBe(0);
          const end = stdout.lastIndexOf(`${BETWEEN}\0`) + BETWEEN.length + 1;
          expect(firstDifference(group, stdout.slice(0, end))).toBeNull();
          expectSame(entriesOf(stdout.slice(end)), values);
        }
      }
    },
    HOURS,
  );

  test(
    'words and values of a project to its hooks and its command',
    () => {
      const folder = join(scene.folder, 'project');
      mkdirSync(folder, {recursive: true});
      for (const [index, group] of batches(vectors(Math.ceil(count / 4), seed), 250).entries()) {
        const values = valuesFrom(randomFrom(seed + index), 50);
        const hooks = hooksFor(flat(group));
        const lines = [
          `stack = ${toml(STACK)}`,
          `[env]`,
          ...Object.entries(values).map(([name, value]) => `${name} = ${toml(value)}`),
          '[hooks]',
          `enter = [${hooks.map(toml).join(', ')}]`,
        ];
        writeFileSync(join(folder, 'hsf.toml'), `${lines.join('\n')}\n`, {mode: 0o644});
        expect(start(['allow'], {cwd: folder}).status).toBe(0);
        const {stdout, stderr, status} = start(['run', '--', '/usr/bin/env', '-0'], {cwd: folder});
        expect(status, stderr.slice(-300)).toBe(0);
        expect(firstDifference(group, stderr)).toBeNull();
        expectSame(entriesOf(stdout), values);
      }
      rmSync(folder, {recursive: true});
    },
    HOURS,
  );
});

/** Hooks that print these words, each of the length that a hook may have. */
function hooksFor(words: readonly string[]): readonly string[] {
  const parts: string[] = [];
  for (const word of words.map(quotePosix)) {
    const last = parts.at(-1);
    if (last === undefined || last.length + word.length > 9900) parts.push(word);
    else parts[parts.length - 1] = `${last} ${word}`;
  }
  return parts.map(part => `builtin printf '%s\\0' ${part} >&2`);
}

/** TOML knows the escapes of JSON, and wants one for DEL. */
function toml(text: string): string {
  return JSON.stringify(text).replaceAll('\u007f', '\\u007f');
}
