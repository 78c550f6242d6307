import type {Readable} from 'node:stream';
import {argumentLimit} from '../../system/own-process.ts';
import {killGroup, startedChild} from '../../system/run-tool.ts';
import {UserError} from '../../system/user-error.ts';
import type {Plan} from '../plan.ts';
import {processEnvironment} from '../hand-over.ts';
import {differenceOf} from './difference-of-dump.ts';
import type {EnvironmentDifference} from './difference.ts';
import {type Dump, parseDump} from './dump.ts';
import {refuseTooLarge} from './kernel-limits.ts';
import {TRACE_END} from './trace-script.ts';

export type CaptureOptions = {
  /** What the set-up is called in a sentence (`nameOfSetUp`). */
  readonly setUp: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Gets what the set-up prints, as it comes. */
  readonly onOutput: (text: string) => void;
};

/**
 * Runs the set-up of a plan made with `action: {kind: 'capture'}` in a bash child and tells the difference it makes to the caller's
 * environment.
 *
 * @throws UserError as `captureDump`; `not-utf8` when it makes a value that can neither be shown nor written exactly
 */
export async function captureEnvironment(plan: Plan, options: CaptureOptions): Promise<EnvironmentDifference> {
  return differenceOf((await captureDump(plan, options)).dump, options.env, plan);
}

/**
 * The same, told as the state before and after, NUL-separated on descriptor 3 (`dump-script.ts`). `bytes` have secrets in them
 * (`withoutSecretValues`).
 *
 * @throws UserError `environment-too-large`; `setup-failed` when the set-up failed, ended the shell, or did not end in time: a half set-up is none
 */
export async function captureDump(plan: Plan, options: CaptureOptions): Promise<{readonly dump: Dump; readonly bytes: Buffer}> {
  const env = processEnvironment(plan, options.env);
  const last = lastSentence(options.onOutput);
  const {bytes, status, signal, late, error} = await runCapture(plan.argv, env, null, {...options, onOutput: last.take});
  const sentence = last.end(status === REFUSED);
  if (error !== null) refuseTooLarge(env, plan.argv, argumentLimit());
  if (error !== null) throw failed(options, `could not be started: ${error}`, 'Run "hsf doctor".');
  if (late)
    throw failed(
      options,
      `did not end within ${Math.round(options.timeoutMs / 1000)} seconds`,
      'It may be waiting for input or for a network file system; "--timeout" sets the limit.',
    );
  const parsed = parseDump(bytes);
  if (sentence !== null) throw new UserError('setup-failed', sentence, 'What it printed stands above.');
  if (status !== 0 || parsed.status !== 'ok') {
    const how = status === null ? `was ended by a signal${signal === null ? '' : ` (${signal})`}` : 'failed';
    throw failed(options, how, 'What it printed stands above.');
  }
  return {dump: parsed.dump, bytes};
}

/** How the steps of a set-up end when they have said themselves which of them failed (`steps-script.ts`). */
const REFUSED = 125;

/** Passes output on, but for a last line of ours, which is known to be the last only at the end: then it is told once, as the failure. */
function lastSentence(onOutput: (text: string) => void) {
  let held = '';
  return {
    take: (text: string) => {
      const all = held + text;
      const at = /^hsf: .*\n?$/.test(all) ? 0 : all.search(/(?<=\n)hsf: .*\n?$/);
      held = at < 0 ? '' : all.slice(at);
      const rest = at < 0 ? all : all.slice(0, at);
      if (rest !== '') onOutput(rest);
    },
    end: (isFailure: boolean): string | null => {
      const text = /^hsf: (.+)\n$/.exec(held)?.[1] ?? null;
      if (isFailure && text !== null) return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
      if (held !== '') onOutput(held);
      return null;
    },
  };
}

function failed({setUp}: CaptureOptions, what: string, advice: string): UserError {
  return new UserError('setup-failed', `${setUp.charAt(0).toUpperCase()}${setUp.slice(1)} ${what}.`, advice);
}

export type CaptureEnd = {
  readonly bytes: Buffer;
  /** What came on descriptor 4. */
  readonly trace: Buffer;
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly late: boolean;
  /** Why it could not be started. */
  readonly error: string | null;
  /** The process group that everything was in which did not leave it. */
  readonly group: number | null;
};

// A hundred times what a set-up of a thousand commands tells.
const LONGEST_TRACE = 64 * 1024 * 1024;

/** Runs a capture to its end or to the limit, or until it is called off. It has no terminal and no input. */
export function runCapture(
  argv: Plan['argv'],
  env: Readonly<Record<string, string>>,
  cwd: string | null,
  {timeoutMs, onOutput}: Pick<CaptureOptions, 'timeoutMs' | 'onOutput'>,
  isTraced = false,
): Promise<CaptureEnd> {
  return new Promise(resolve => {
    const child = startedChild(argv, {
      env,
      ...(cwd === null ? {} : {cwd}),
      // A process group of its own: when time is up, everything the set-up has started goes with it.
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', ...(isTraced ? (['pipe'] as const) : [])],
    });
    if (child instanceof Error) {
      resolve({
        bytes: Buffer.alloc(0),
        trace: Buffer.alloc(0),
        status: null,
        signal: null,
        late: false,
        error: child.message,
        group: null,
      });
      return;
    }
    const chunks: Buffer[] = [];
    const dump = child.stdio[3] as Readable;
    dump.on('data', (chunk: Buffer) => chunks.push(chunk));
    const traced: Buffer[] = [];
    let length = 0;
    const trace = isTraced ? (child.stdio[4] as Readable) : null;
    trace?.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length < LONGEST_TRACE) traced.push(chunk);
    });
    for (const stream of [child.stdout!, child.stderr!]) stream.setEncoding('utf8').on('data', onOutput);
    const end = {trace: Buffer.alloc(0), status: null, signal: null, late: false, error: null, group: child.pid ?? null};
    const timer = setTimeout(() => {
      killGroup(child.pid);
      // A process that is stuck in a file system call does not go: it is not waited for.
      for (const stream of [child.stdout, child.stderr, dump, trace]) stream?.destroy();
      child.unref();
      resolve({...end, bytes: Buffer.concat(chunks), late: true});
    }, timeoutMs);
    child.on('error', error => {
      clearTimeout(timer);
      resolve({...end, bytes: Buffer.alloc(0), error: error.message});
    });
    // Not `close`: something the set-up left running may hold the descriptors open.
    child.on('exit', (status, signal) => {
      clearTimeout(timer);
      const done = () => resolve({...end, bytes: Buffer.concat(chunks), trace: Buffer.concat(traced), status, signal});
      const both = () => (trace === null ? done() : drained(trace, traced, TRACE_END, done));
      setImmediate(() => drained(dump, chunks, 'end\0', both));
    });
  });
}

/**
 * The rest is in the pipe when bash has ended; the mark of the end tells that all came. Without one it is given up when
 * nothing more has come for a while: a process that was busy elsewhere finds its timer before what is in the pipe.
 */
function drained(stream: Readable, chunks: readonly Buffer[], mark: string, done: () => void): void {
  const complete = () => Buffer.concat(chunks.slice(-2)).subarray(-mark.length).equals(Buffer.from(mark));
  if (complete() || stream.readableEnded) return done();
  let seen = chunks.length;
  let rounds = 0;
  const timer = setInterval(() => {
    rounds = chunks.length === seen ? rounds + 1 : 0;
    seen = chunks.length;
    if (rounds >= 10) settle();
  }, 50);
  const settle = () => {
    clearInterval(timer);
    stream.off('data', check).off('end', check);
    done();
  };
  const check = () => {
    if (complete() || stream.readableEnded) settle();
  };
  stream.on('data', check).on('end', check);
}
