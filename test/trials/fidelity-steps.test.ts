import {spawnSync} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, describe, expect, test} from 'vitest';
import {innerCommand, type Place} from '../../src/start/inner-command.ts';
import {DIRECT_SCRIPT} from '../../src/start/scripts.ts';
import type {SetUpStep} from '../../src/start/set-up-step.ts';
import {requires} from '../engines/rig.ts';
import {makeLauncher} from '../start/launcher.ts';
import {nativeScene} from '../start/native-scene.ts';
import {SHELL_DIRECTORY, SHELLS} from '../start/rig.ts';
import {batches, countAndSeed, firstDifference, flat, rawFrom, saidOf, valuesFrom, vectors} from './fidelity/vectors.ts';
import {entriesOf, expectSame, PRINT} from './fidelity/told.ts';
import {randomFrom} from './fuzz/random.ts';
import {quotePosix} from '../../src/start/shell-words.ts';

const able = requires('bash', 'dash', 'ksh', 'busybox', 'zsh');
const {count, seed} = countAndSeed(1000);
const HOURS = 10 * 3_600_000;
const directory = mkdtempSync(join(tmpdir(), 'hsf-fidelity-'));
const launcher = makeLauncher();
const scene = nativeScene();
afterAll(() => {
  launcher.remove();
  scene.remove();
  rmSync(directory, {recursive: true, force: true});
});

const ENV = {PATH: '/usr/bin:/bin', HOME: directory, LANG: 'C.UTF-8', TERM: 'xterm'};
const MINE = {'BASH_FUNC_mine%%': '() { echo "mine: $1"\n}'};
const run = (words: readonly string[], env: NodeJS.ProcessEnv = ENV) =>
  spawnSync(words[0]!, words.slice(1), {encoding: 'utf8', env, maxBuffer: 1 << 28});

describe.skipIf(!able)('a command', () => {
  test.each([
    ['dash', [SHELLS['dash']!]],
    ['bash', [SHELLS['bash']!, '--posix']],
    ['ksh', [SHELLS['ksh']!]],
    ['zsh', [SHELLS['zsh']!, '--emulate', 'sh', '-f']],
    ['busybox', ['busybox', 'sh']],
  ] as const)(
    'comes as it was given where %s is the sh that becomes it',
    (_, shell) => {
      for (const group of batches(vectors(count, seed), 6000)) {
        const {stdout, stderr, status} = run([...shell, '-c', DIRECT_SCRIPT, 'hsf', '', ...PRINT, ...flat(group)]);
        expect({stderr, status}).toEqual({stderr: '', status: 0});
        expect(firstDifference(group, stdout)).toBeNull();
      }
    },
    HOURS,
  );

  test.each([
    {title: 'becomes it', mode: true},
    {title: 'stays as its parent', mode: false},
    {title: 'has it kept in sh', mode: 'kept'},
    {title: 'puts back what Node took', mode: true, before: `trap '' HUP; ulimit -Sn 300; export RAW=$'\\xff\\n'`},
    {title: 'stays as a small parent', mode: true, plan: {signals: {by: 'child', generation: 0}}},
    {
      title: 'puts back, stays as a small parent, and gives functions',
      mode: true,
      before: `trap '' HUP`,
      plan: {signals: {by: 'child', generation: 0}},
    },
  ] as const)(
    'comes as it was given where hsf $title',
    ({mode, ...more}) => {
      const {before = 'true', plan = {}} = more as {before?: string; plan?: object};
      for (const group of batches(vectors(count, seed), 6000)) {
        const words = launcher.words({argv: [...PRINT, ...flat(group)], ...plan}, mode);
        const {stdout, stderr, status} = run([SHELLS['bash']!, '-c', `${before}; exec "$@"`, 'bash', ...words], {
          ...launcher.env,
          ...MINE,
        });
        expect({stderr, status}).toEqual({stderr: '', status: 0});
        expect(firstDifference(group, stdout)).toBeNull();
      }
    },
    HOURS,
  );
});

describe.skipIf(!able)('values of any bytes', () => {
  test.each([
    {title: 'through Node', mode: true, size: 1000},
    {title: 'kept in sh', mode: 'kept', size: 2000},
  ] as const)(
    'come as they were given $title',
    ({mode, size}) => {
      const random = randomFrom(seed);
      const file = join(directory, `raw-${mode}`);
      const read = `LC_ALL=C; while IFS= read -r -d '' entry; do export "$entry"; done <${quotePosix(file)}; unset LC_ALL entry`;
      for (let done = 0; done < count; done += size) {
        const given = Array.from({length: Math.min(size, count - done)}, (_, index) => `V_${index}=${rawFrom(random)}`);
        writeFileSync(file, Buffer.from(given.map(entry => `${entry}\0`).join(''), 'latin1'));
        const words = launcher.words({argv: ['/usr/bin/env', '-0']}, mode);
        const {stdout, status} = spawnSync(SHELLS['bash']!, ['-c', `${read}; exec "$@"`, 'bash', ...words], {
          env: launcher.env,
          maxBuffer: 1 << 28,
        });
        expect(status).toBe(0);
        expectSame(entriesOf(stdout.toString('latin1')), entriesOf(given.join('\0')));
      }
    },
    HOURS,
  );
});

const place: Place = {
  bash: SHELLS['bash']!,
  shell: name => SHELLS[name] ?? null,
  userShell: 'bash',
  shellDirectory: SHELL_DIRECTORY,
  directory: '',
  terminal: false,
  setUpSeconds: null,
};
// Its name is what messages would call it by: all the words.
const step = (kind: SetUpStep['kind'], ...words: SetUpStep['words']): SetUpStep => ({
  kind,
  words,
  directory: null,
  lenient: false,
  called: 'a step',
});

describe.skipIf(!able)('a set-up', () => {
  test(
    'gives words to a script, a program that prints code, a function, an alias, and the command behind it',
    () => {
      const script = join(directory, 'tell.sh');
      writeFileSync(script, `printf '%s\\0' "$@" >&2\ntold() { printf '%s\\0' "$@" >&2; }\nalias by_alias=told\n`);
      const program = ['/bin/sh', '-c', `printf '%s\\0' "$@" >&2; echo :`, 'sh'] as const;
      for (const group of batches(vectors(count, seed), 2000)) {
        const words = flat(group);
        const steps = [
          step('source', script, ...words),
          step('evaluate', ...program, ...words),
          step('call', 'told', ...words),
          step('call', 'by_alias', ...words),
        ];
        const {command} = innerCommand(steps, {kind: 'command', command: [...PRINT, ...words]}, place, ENV);
        const {stdout, stderr, status} = run(command);
        expect(status, stderr.slice(-200)).toBe(0);
        expect(firstDifference(group, stdout)).toBeNull();
        const told = saidOf(group);
        for (const at of [0, 1, 2, 3])
          expect(firstDifference(group, stderr.slice(at * told.length, (at + 1) * told.length))).toBeNull();
        expect(stderr.length).toBe(4 * told.length);
      }
    },
    HOURS,
  );

  test(
    'puts entries in front of what a variable has',
    () => {
      for (const [index, group] of batches(vectors(count, seed), 150).entries()) {
        const had = valuesFrom(randomFrom(seed + index), group.length);
        const steps = group.map((vector, at) => step('prepend', `V_${at}`, ...vector));
        const {command} = innerCommand(steps, {kind: 'command', command: ['/usr/bin/env', '-0']}, place, ENV);
        // Half of them have nothing yet.
        const before = Object.fromEntries(Object.entries(had).filter(([name], at) => at % 2 === 0 && !name.endsWith('_PATH')));
        const {stdout, stderr} = run(command, {...ENV, ...before});
        expect(stderr).toBe('');
        const wanted = group.map((vector, at) => {
          const old = before[`V_${at}`] ?? '';
          return [`V_${at}`, `${vector.join(':')}${old === '' ? '' : `:${old}`}`];
        });
        expectSame(entriesOf(stdout), Object.fromEntries(wanted));
      }
    },
    HOURS,
  );

  test(
    'tells hsf the values it made',
    async () => {
      for (let done = 0; done < count; done += 500) {
        const set = valuesFrom(randomFrom(seed + done), Math.min(500, count - done));
        scene.write(
          Object.entries(set)
            .map(([name, value]) => `export ${name}=${quotePosix(value)}\n`)
            .join(''),
        );
        const {change} = await scene.capture({}, 60_000);
        expectSame(Object.fromEntries(Object.entries(change.set).filter(([name]) => name.startsWith('V_'))), set);
      }
    },
    HOURS,
  );
});
