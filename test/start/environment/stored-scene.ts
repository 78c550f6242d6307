import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import {captureAgain} from '../../../src/start/environment/capture-again.ts';
import {captureDump} from '../../../src/start/environment/capture.ts';
import {type Comparison, proveCapture} from '../../../src/start/environment/compare.ts';
import type {Conditions} from '../../../src/start/environment/conditions.ts';
import {type Dump, parseDump} from '../../../src/start/environment/dump.ts';
import {dumpAfter, dumpBefore} from '../../../src/start/environment/dump-script.ts';
import {parseRecord, recordText, type StoredEnvironment} from '../../../src/start/environment/record.ts';
import type {EnvironmentShell} from '../../../src/start/environment/render-environment.ts';
import {processEnvironment} from '../../../src/start/hand-over.ts';
import type {Plan} from '../../../src/start/plan.ts';
import {SHELLS} from '../rig.ts';

type Environment = Readonly<Record<string, string>>;
type CodeShell = Exclude<EnvironmentShell, 'json' | 'dotenv' | 'github'>;

/** How each shell is started without the user's files. */
export const WITHOUT_FILES: Readonly<Record<CodeShell, readonly string[]>> = {
  bash: ['--norc', '--noprofile'],
  sh: [],
  zsh: ['-f'],
  fish: ['--no-config'],
  ksh: [],
  tcsh: ['-f'],
};

// What each shell makes for itself, whatever it is given.
const OF_SHELLS =
  /^(?:_|SHLVL|PWD|OLDPWD|HOST|HOSTTYPE|VENDOR|OSTYPE|MACHTYPE|GROUP|LOGNAME|USER|NLSPATH|A__z|LINES|COLUMNS|fish_.*|__fish.*)$/;

/** What NUL-separated `env -0` prints, without what shells make for themselves. */
export function environmentIn(text: string): Environment {
  const entries = text
    .split('\0')
    .slice(0, -1)
    .map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)] as const);
  return Object.fromEntries(
    entries.filter(([name]) => !OF_SHELLS.test(name)).toSorted(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** The environment of a child after code was sourced in a real shell. */
export function childAfter(shell: CodeShell, code: string, env: Environment, cwd: string): Environment {
  const directory = mkdtempSync(join(tmpdir(), 'hsf-code-'));
  const file = join(directory, 'code');
  writeFileSync(file, code);
  const words = [
    ...WITHOUT_FILES[shell],
    '-c',
    `${shell === 'fish' || shell === 'tcsh' ? 'source' : '.'} ${file}; /usr/bin/env -0`,
  ];
  const {stdout, stderr, status} = spawnSync(SHELLS[shell]!, words, {encoding: 'utf8', env, cwd, maxBuffer: 1 << 26});
  rmSync(directory, {recursive: true});
  expect({stderr, status}).toEqual({stderr: '', status: 0});
  return environmentIn(stdout);
}

/** What a bash knows after a file was sourced there, and the status of that. */
export function bashAfter(
  code: string,
  env: Environment,
  cwd: string,
  opening = '',
): {readonly dump: Dump; readonly status: string} {
  const directory = mkdtempSync(join(tmpdir(), 'hsf-code-'));
  const file = join(directory, 'code');
  writeFileSync(file, code);
  const script = `${opening}\n${dumpBefore('>&3', 'told')}builtin . ${file}; echo "$?"\n${dumpAfter('>&3', 'told')}`;
  const {output} = spawnSync(SHELLS['bash']!, [...WITHOUT_FILES.bash, '-c', script], {
    ...{env, cwd, maxBuffer: 1 << 26},
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  rmSync(directory, {recursive: true});
  expect(output[2]!.toString()).toBe('');
  const parsed = parseDump(output[3] as unknown as Buffer);
  if (parsed.status !== 'ok') throw new Error(parsed.reason);
  return {dump: parsed.dump, status: output[1]!.toString().trim()};
}

export type Stored = {
  readonly comparison: Comparison;
  /** Written to text and read back; null where it is not storable. */
  readonly record: StoredEnvironment | null;
  readonly first: Dump;
  /** The environment in which the set-up ran. */
  readonly env: Environment;
};

/** A first capture, and its proof, for plans of one set-up. */
export async function store(
  planFor: (caller: {readonly env: Environment; readonly cwd: string}) => Promise<Plan>,
  caller: {readonly env: Environment; readonly cwd: string},
): Promise<Stored> {
  const plan = await planFor(caller);
  const env = processEnvironment(plan, caller.env);
  const {dump} = await captureDump(plan, {setUp: 'the set-up', env: caller.env, timeoutMs: 10_000, onOutput: () => {}});
  const comparison = await proved(dump, env, conditions => planFor({env: conditions.env, cwd: conditions.cwd}));
  return {comparison, record: comparison.status === 'stored' ? readBack(comparison.record) : null, first: dump, env};
}

export async function proved(
  first: Dump,
  env: Environment,
  planFor: (conditions: Conditions) => Promise<Plan>,
): Promise<Comparison> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-apart-')));
  try {
    return await proveCapture(first, {env, directory: join(root, 'apart'), now: new Date()}, async conditions => {
      for (const directory of conditions.directories) mkdirSync(directory, {mode: 0o700});
      return captureAgain(await planFor(conditions), conditions, 10_000);
    });
  } finally {
    rmSync(root, {recursive: true, force: true});
  }
}

export function readBack(record: StoredEnvironment): StoredEnvironment {
  const read = parseRecord(recordText(record));
  expect(read).toEqual(record);
  return read!;
}
