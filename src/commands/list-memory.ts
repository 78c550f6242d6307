import type {SeenInputs} from './inputs.ts';
import {headOf, readOwn} from './own-file.ts';
import {shorten} from '../find/stamp.ts';
import type {Trace} from '../find/trace.ts';
import {writeAtomically} from '../system/atomic-file.ts';
import type {Environment} from '../system/world.ts';

/** What one run of `hsf list` printed, with all that it followed from. */
export type Remembered = {
  /** Command line, environment and machine, by `requestText`. */
  readonly request: string;
  readonly inputs: SeenInputs;
  readonly trace: Trace;
  /** What went to stderr. */
  readonly notes: string;
  readonly stdout: Uint8Array;
};

export type Request = {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly cwd: string | null;
  readonly uid: number;
  /** Of the kernel. */
  readonly uname: readonly string[];
  /** Of UTC since 1970: what is stale changes at midnight (`choose/marks.ts`). */
  readonly day: number;
};

// What `hsf list` reads (a test holds that), and whatever is ours.
const NAMES = new Set(['HOME', 'PATH', 'NO_COLOR', 'FORCE_COLOR', 'CLICOLOR_FORCE', 'TERM', 'COLUMNS']);
// What bin/hsf notes of its caller, for a start.
const NOT_OURS = new Set(['HSF_ORIGIN', 'HSF_NODE']);
/** Whether a variable counts as asked with. */
export const isRead = (name: string) =>
  NAMES.has(name) || ((name.startsWith('HSF_') || name.startsWith('XDG_')) && !NOT_OURS.has(name));

/** All that was asked, as one text, with the day of asking. The working directory counts where a path may be relative to it. */
export function requestText({argv, env, cwd, uid, uname, day}: Request): string {
  const variables = Object.entries(env)
    .filter(([name]) => isRead(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const isRelative = argv.some(word => word.startsWith('--cvmfs')) || /^[^/]/.test(env['HSF_CVMFS'] ?? '/');
  return JSON.stringify({argv, variables, cwd: isRelative ? cwd : null, uid, uname, day});
}

// A megabyte each, so a few: whoever lists in many ways has the last of each place.
const PLACES = 16;

/** The file that holds this request, if it is remembered at all. */
export function memoryFile(cacheDirectory: string, request: string): string {
  return `${cacheDirectory}/listed/${Number.parseInt(shorten(request).slice(-6), 36) % PLACES}`;
}

const LINE_FEED = 0x0a;
const ESCAPE = 0x1b;

/**
 * Writes what was printed. A loss is no harm, so it is neither waited for nor reported. What holds colours is left out: nothing
 * from the cache may reach a terminal unseen.
 */
export function remember(file: string, build: string, {stdout, ...facts}: Remembered): void {
  if (stdout.includes(ESCAPE)) return;
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(facts)}\n`), stdout]);
  writeAtomically(file, Buffer.concat([Buffer.from(headOf('list', build, body)), body]), {durable: false});
}

/**
 * What is remembered for a request; null when nothing is.
 *
 * `isWhole` tells whether the file is as it was written. It takes a millisecond or three, which fit into the time that helpers take;
 * until it has said so, nothing of this may be printed or believed.
 */
export function recall(
  file: string,
  build: string,
  request: string,
  uid: number,
): (Remembered & {readonly isWhole: () => boolean}) | null {
  const bytes = readOwn(file, uid);
  const bodyAt = (bytes?.indexOf(LINE_FEED) ?? -1) + 1;
  if (bytes === null || bodyAt === 0) return null;
  const body = bytes.subarray(bodyAt);
  const stdoutAt = body.indexOf(LINE_FEED) + 1;
  const facts = JSON.parse(body.toString('utf8', 0, stdoutAt)) as Omit<Remembered, 'stdout'>;
  const stdout = body.subarray(stdoutAt);
  if (facts.request !== request) return null;
  const isWhole = () => bytes.toString('latin1', 0, bodyAt) === headOf('list', build, body) && !stdout.includes(ESCAPE);
  return {...facts, stdout, isWhole};
}
