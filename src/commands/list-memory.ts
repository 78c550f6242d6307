import {constants, zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import type {SeenInputs} from './inputs.ts';
import {headOf, readOwn} from '../system/own-file.ts';
import type {ProofInFile, ProofPart} from '../find/places-hold.ts';
import type {PlacesProof} from '../find/prove-places.ts';
import {shorten} from '../find/stamp.ts';
import type {Trace} from '../find/trace.ts';
import {writeAtomically} from '../system/atomic-file.ts';
import type {Environment} from '../system/world.ts';

/** What one run of `hsf list` printed, or what a start found, with all that it followed from. */
export type Remembered = {
  /** Fingerprint of command line, environment and machine (`list-request.ts`). */
  readonly request: string;
  readonly inputs: SeenInputs;
  readonly trace: Trace;
  /** What went to stderr. */
  readonly notes: string;
};

type Facts = Remembered & {
  readonly parts: readonly ProofPart[];
  /** Of the pieces of what was printed, where it is compressed. */
  readonly packed: readonly number[];
};

export type Recalled = Remembered & {
  /** Places that the trace does not watch itself. */
  readonly proof: ProofInFile;
  /** Until it has said yes, nothing of this may be printed or believed. */
  readonly isWhole: () => boolean;
  /** What went to stdout, in pieces, each of which is gone when the next one is asked for. @throws for what may not go to a terminal */
  readonly stdout: () => Iterator<Uint8Array, void>;
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
// Each session has others.
const OF_SESSION = /^XDG_(?:SESSION_\w+|SEAT\w*|VTNR)$/;
/** Whether a variable counts as asked with. */
export const isRead = (name: string) =>
  NAMES.has(name) || ((name.startsWith('HSF_') || name.startsWith('XDG_')) && !NOT_OURS.has(name) && !OF_SESSION.test(name));

/** All that was asked, as one text, with the day of asking. The working directory counts where a path may be relative to it. */
export function requestText({argv, env, cwd, uid, uname, day}: Request): string {
  const variables = Object.entries(env)
    .filter(([name]) => isRead(name))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  // A venv may be named by its path (`project-of.ts`).
  const isRelative = argv.some(word => /^(?:--cvmfs|\.{1,2}(?:\/|$))/.test(word)) || /^[^/]/.test(env['HSF_CVMFS'] ?? '/');
  return JSON.stringify({argv, variables, cwd: isRelative ? cwd : null, uid, uname, day});
}

// A megabyte each, so a few: whoever lists in many ways has the last of each place.
const PLACES = 16;

/** The file that holds this request, if it is remembered at all. */
export function memoryFile(cacheDirectory: string, request: string, folder: 'listed' | 'started' = 'listed'): string {
  return `${cacheDirectory}/${folder}/${Number.parseInt(shorten(request).slice(-6), 36) % PLACES}`;
}

const LINE_FEED = 0x0a;
const ESCAPE = 0x1b;

/** From here on, in bytes, it is quicker to read less and to unpack it; a listing of 100,000 variants is a hundredth of its size. */
const LARGE = 4 * 1024 * 1024;

/**
 * Writes what was printed. A loss is no harm, so it is neither waited for nor reported. What holds colours is left out: nothing
 * from the cache may reach a terminal unseen.
 */
export function remember(
  file: string,
  build: string,
  {stdout, proof, ...facts}: Remembered & {readonly stdout: readonly Uint8Array[]; readonly proof: PlacesProof},
): void {
  if (stdout.some(piece => piece.includes(ESCAPE))) return;
  const isLarge = stdout.reduce((sum, {length}) => sum + length, 0) >= LARGE;
  const pieces = isLarge ? stdout.flatMap(partsOf).map(packed) : [];
  const parts = proof.map(({about, sum, paths}) => ({about, sum, length: paths.length}));
  const head: Facts = {...facts, parts, packed: pieces.map(({length}) => length)};
  const printed = isLarge ? pieces : stdout;
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...proof.map(({paths}) => paths), ...printed]);
  writeAtomically(file, Buffer.concat([Buffer.from(headOf('list', build, body)), body]), {durable: false});
}

function partsOf(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({length: Math.ceil(bytes.length / LARGE)}, (_, part) => bytes.subarray(part * LARGE, (part + 1) * LARGE));
}

function packed(piece: Uint8Array): Uint8Array {
  return zstdCompressSync(piece, {params: {[constants.ZSTD_c_compressionLevel]: 3}});
}

/**
 * What is remembered for a request; null when nothing is.
 *
 * To look whether it is whole takes a millisecond or three, which fit into the time that helpers take.
 */
export function recall(file: string, build: string, request: string, uid: number): Recalled | null {
  const bytes = readOwn(file, uid);
  const bodyAt = (bytes?.indexOf(LINE_FEED) ?? -1) + 1;
  if (bytes === null || bodyAt === 0) return null;
  const body = bytes.subarray(bodyAt);
  const factsEnd = body.indexOf(LINE_FEED) + 1;
  const {parts, packed: packedLengths, ...facts} = JSON.parse(body.toString('utf8', 0, factsEnd)) as Facts;
  if (facts.request !== request) return null;
  const start = parts.reduce((sum, {length}) => sum + length, factsEnd);
  return {
    ...facts,
    proof: {file, parts, start: bodyAt + factsEnd},
    isWhole: () => bytes.toString('latin1', 0, bodyAt) === headOf('list', build, body),
    // What is packed was looked through before it was written, and the sum says that it is that.
    stdout: () => (packedLengths.length === 0 ? whole(body.subarray(start)) : unpacked(body.subarray(start), packedLengths)),
  };
}

function* whole(printed: Uint8Array): Generator<Uint8Array, void> {
  if (printed.includes(ESCAPE)) throw new Error('a control character in what is remembered');
  yield printed;
}

function* unpacked(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array, void> {
  let at = 0;
  for (const length of lengths) {
    const piece = zstdDecompressSync(bytes.subarray(at, at + length), {chunkSize: LARGE});
    at += length;
    yield piece;
    // Memory that the kernel has not given out yet takes longer to get than to fill: the next piece has this one's.
    if (piece.buffer instanceof ArrayBuffer && piece.buffer.byteLength === LARGE) piece.buffer.transfer(0);
  }
}
