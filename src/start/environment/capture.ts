import {isUtf8} from 'node:buffer';
import {spawn} from 'node:child_process';
import {killGroup} from '../../system/run-tool.ts';
import {UserError} from '../../system/user-error.ts';
import type {Plan} from '../plan.ts';
import {processEnvironment} from '../hand-over.ts';
import {type EnvironmentDifference, NO_DIFFERENCE} from './difference.ts';

export type CaptureOptions = {
  /** What the set-up is called in a sentence (`nameOfSetUp`). */
  readonly setUp: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Gets what the set-up prints, as it comes. */
  readonly onOutput: (text: string) => void;
};

type State = {
  readonly variables: Map<string, string>;
  readonly functions: Map<string, string>;
  readonly aliases: Map<string, string>;
};

/**
 * Runs the set-up of a plan made with `action: {kind: 'capture'}` in a bash child and tells the difference it makes to the caller's
 * environment (contract: before and after, NUL-separated, on descriptor 3).
 *
 * @throws UserError `setup-failed` when the set-up failed, ended the shell, or did not end in time: a half set-up is none;
 *   `not-utf8` when it makes a value that can neither be shown nor written exactly
 */
export async function captureEnvironment(plan: Plan, options: CaptureOptions): Promise<EnvironmentDifference> {
  const {dump, status, signal, late} = await run(plan, options);
  const parts = split(dump);
  if (late)
    throw failed(
      options,
      `did not end within ${Math.round(options.timeoutMs / 1000)} seconds`,
      'It may be waiting for input or for a network file system; "--timeout" sets the limit.',
    );
  if (status !== 0 || parts.at(-1)?.text !== 'end') {
    const how = status === null ? `was ended by a signal${signal === null ? '' : ` (${signal})`}` : 'failed';
    throw failed(options, how, 'What it printed stands above.');
  }
  const middle = parts.findIndex(({text}) => text === 'after');
  const before = readState(parts.slice(1, middle));
  const change = difference(options.env, before, readState(parts.slice(middle + 1, -1)), plan);
  refuseBroken(change, parts.slice(middle + 1, -1));
  return change;
}

function failed({setUp}: CaptureOptions, what: string, advice: string): UserError {
  return new UserError('setup-failed', `${setUp.charAt(0).toUpperCase()}${setUp.slice(1)} ${what}.`, advice);
}

/** Text is all that JSON and this process can hold. The child's own environment came from Node, so what is broken there is new. */
function refuseBroken(change: EnvironmentDifference, after: readonly Part[]): void {
  const bytes = after.flatMap((part, index) =>
    index % 3 === 2 && !part.exact && !OF_THE_SHELL.has(after[index - 1]!.text) ? [after[index - 1]!.text] : [],
  );
  const lost = Object.entries(change.set).flatMap(([name, value]) => (value.includes('\uFFFD') ? [name] : []));
  const names = [...new Set([...bytes, ...lost])];
  if (names.length === 0) return;
  throw new UserError(
    'not-utf8',
    `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} not valid UTF-8 after the set-up and cannot be written exactly.`,
    'Change or unset what is not UTF-8, or use "hsf shell", which passes bytes on as they are.',
  );
}

type Ended = {
  readonly dump: Buffer;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly late: boolean;
};

function run(plan: Plan, options: CaptureOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(plan.argv[0], plan.argv.slice(1), {
      env: processEnvironment(plan, options.env),
      // A process group of its own: when time is up, everything the set-up has started goes with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    const dump = child.stdio[3] as import('node:stream').Readable;
    dump.on('data', (chunk: Buffer) => chunks.push(chunk));
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', options.onOutput);
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      killGroup(child.pid);
      // A process that is stuck in a file system call does not go: it is not waited for.
      for (const stream of [child.stdout, child.stderr, dump]) stream?.destroy();
      child.unref();
      resolve({dump: Buffer.concat(chunks), status: null, signal: null, late});
    }, options.timeoutMs);
    child.on('error', error => {
      clearTimeout(timer);
      reject(failed(options, `could not be started: ${error.message}`, 'Run "hsf doctor".'));
    });
    // Not `close`: something the set-up left running may hold the descriptors open.
    child.on('exit', (status, signal) => {
      clearTimeout(timer);
      setImmediate(() => drained(dump, chunks, () => resolve({dump: Buffer.concat(chunks), status, signal, late})));
    });
  });
}

/** The rest of the dump is in the pipe when bash has ended; its mark of the end tells that all came. */
function drained(stream: import('node:stream').Readable, chunks: readonly Buffer[], done: () => void): void {
  const complete = () => Buffer.concat(chunks.slice(-2)).subarray(-4).equals(Buffer.from('end\0'));
  if (complete() || stream.readableEnded) return done();
  const timer = setTimeout(done, 500);
  const check = () => {
    if (!complete() && !stream.readableEnded) return;
    clearTimeout(timer);
    stream.off('data', check).off('end', check);
    done();
  };
  stream.on('data', check).on('end', check);
}

/** A field of the dump; `exact` when it is valid UTF-8. */
type Part = {readonly text: string; readonly exact: boolean};

function split(dump: Buffer): readonly Part[] {
  const parts: Part[] = [];
  for (let start = 0, end = dump.indexOf(0); end >= 0; start = end + 1, end = dump.indexOf(0, start)) {
    const bytes = dump.subarray(start, end);
    parts.push({text: bytes.toString('utf8'), exact: isUtf8(bytes)});
  }
  return parts;
}

function readState(parts: readonly Part[]): State {
  const state: State = {variables: new Map(), functions: new Map(), aliases: new Map()};
  const maps: Readonly<Record<string, Map<string, string>>> = {v: state.variables, f: state.functions, a: state.aliases};
  for (let index = 0; index + 2 < parts.length; index += 3)
    maps[parts[index]!.text]?.set(parts[index + 1]!.text, parts[index + 2]!.text);
  return state;
}

// What every shell keeps for itself, and what only steers hsf.
const OF_THE_SHELL = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'HSF_ORIGIN', 'HSF_CVMFS']);

function difference(caller: Readonly<Record<string, string>>, before: State, after: State, plan: Plan): EnvironmentDifference {
  const set: Record<string, string> = {};
  for (const [name, value] of after.variables) {
    // bash shows exported functions of the environment under their own name; they are among the functions.
    if (OF_THE_SHELL.has(name) || caller[name] === value) continue;
    set[name] = value;
  }
  const dropped = plan.env.dropped.map(entry => entry.name);
  const removed = [...before.variables.keys(), ...plan.env.unset, ...dropped].filter(
    name => !after.variables.has(name) && name in caller && !OF_THE_SHELL.has(name),
  );
  const defined = (one: Map<string, string>, other: Map<string, string>) =>
    Object.fromEntries([...other].filter(([name, text]) => one.get(name) !== text && !name.startsWith('__hsf')));
  return {
    ...NO_DIFFERENCE,
    set,
    unset: [...new Set(removed)].toSorted(),
    functions: defined(before.functions, after.functions),
    aliases: defined(before.aliases, after.aliases),
  };
}
