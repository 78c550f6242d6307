import type {SeenInputs} from './inputs.ts';
import {requestText} from './list-memory.ts';
import {headOf, readOwn} from '../system/own-file.ts';
import type {Invocation} from './parse-arguments.ts';
import type {Host} from '../choose/host.ts';
import {dayOf} from '../choose/marks.ts';
import {unpackTable} from '../choose/packed-table.ts';
import type {StackTable} from '../choose/stack-table.ts';
import type {Repository} from '../find/found.ts';
import type {ProofInFile, ProofPart} from '../find/places-hold.ts';
import type {PlacesProof} from '../find/prove-places.ts';
import {shorten} from '../find/stamp.ts';
import type {Trace} from '../find/trace.ts';
import {fingerprint} from '../start/environment/fingerprint.ts';
import {writeAtomically} from '../system/atomic-file.ts';
import type {World} from '../system/world.ts';

/** What a finder found for the picker, with all that it followed from. The table itself lies behind it. */
export type PickerFacts = {
  /** By `pickerRequest`. */
  readonly request: string;
  /** Of UTC since 1970: what is stale changes at midnight. */
  readonly day: number;
  /** Null where another run could not tell that they are the same: good for the picker that waits for it only. */
  readonly inputs: SeenInputs | null;
  /** By what a finder can tell that it would find the same; null where that is not sure. */
  readonly trace: Trace | null;
  readonly repositories: readonly Repository[];
  readonly host: Host;
};

export type RecalledTable = PickerFacts & {
  /** First line of the file, which is another one for other content. */
  readonly head: string;
  readonly proof: ProofInFile;
  readonly table: StackTable;
};

type InFile = PickerFacts & {readonly parts: readonly ProofPart[]};

/** What only tells how something is shown, or is looked for on PATH and compared as what was found there. */
const NOT_ASKED = new Set(['PATH', 'TERM', 'COLUMNS', 'NO_COLOR', 'FORCE_COLOR', 'CLICOLOR_FORCE']);
const SHOWN = /^HSF_(?:THEME|HEIGHT|FULL_SCREEN|ASCII|MOUSE|MOTION|LETTERS|COLOR|ACCESSIBLE|STORED)$/;
const SHOWN_FLAGS = new Set(['theme', 'height', 'full-screen', 'ascii', 'accessible', 'color', 'quiet', 'verbose', 'dry-run']);

/**
 * All that decides which stacks there are and how they are judged, besides what is read: flags and variables, as a fingerprint, since
 * they may have secrets in them. The day stands apart.
 */
export function pickerRequest(
  {given}: Pick<Invocation, 'given'>,
  {env, uid}: Pick<World, 'env' | 'uid'>,
  machine: {readonly cwd: string | null; readonly uname: readonly string[]},
): string {
  const argv = [...given]
    .filter(([name]) => !SHOWN_FLAGS.has(name))
    .flatMap(([name, values]) => values.map(value => `--${name}=${value}`))
    .toSorted();
  const asked = Object.fromEntries(Object.entries(env).filter(([name]) => !NOT_ASKED.has(name) && !SHOWN.test(name)));
  return fingerprint(requestText({argv: ['picker', ...argv], env: asked, uid, ...machine, day: 0}));
}

/** Some megabytes each, at worst: whoever takes turns between a few roots or settings has all of them. */
const PLACES = 4;

export function pickerFile(cacheDirectory: string, request: string): string {
  return `${cacheDirectory}/picker/${Number.parseInt(shorten(request).slice(-6), 36) % PLACES}`;
}

const LINE_FEED = 0x0a;

/** The bytes of such a file. */
export function packMemory(
  build: string,
  facts: PickerFacts & {readonly proof: PlacesProof; readonly table: Uint8Array},
): Uint8Array {
  const {proof, table, ...rest} = facts;
  const all: InFile = {...rest, parts: proof.map(({about, sum, paths}) => ({about, sum, length: paths.length}))};
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(all)}\n`), ...proof.map(({paths}) => paths), table]);
  return Buffer.concat([Buffer.from(headOf('picker', build, body)), body]);
}

/** Whether it could be written. A loss is no harm. */
export function keepMemory(file: string, bytes: Uint8Array): boolean {
  return writeAtomically(file, bytes, {durable: false}).status === 'written';
}

/** What a file holds for this request: null when there is none, it is damaged, or it was written by others. */
export function recallTable(file: string, build: string, request: string, uid: number): RecalledTable | null {
  const bytes = readOwn(file, uid);
  return bytes === null ? null : openMemory(bytes, {file, build, request});
}

/** @param place of the bytes, and what they have to be about */
export function openMemory(
  bytes: Buffer,
  {file, build, request}: {readonly file: string; readonly build: string; readonly request: string},
): RecalledTable | null {
  const bodyAt = bytes.indexOf(LINE_FEED) + 1;
  const body = bytes.subarray(bodyAt);
  const head = bytes.toString('latin1', 0, bodyAt);
  if (bodyAt === 0 || head !== headOf('picker', build, body)) return null;
  try {
    const factsEnd = body.indexOf(LINE_FEED) + 1;
    const {parts, ...facts} = JSON.parse(body.toString('utf8', 0, factsEnd)) as InFile;
    if (facts.request !== request) return null;
    const tableAt = parts.reduce((sum, {length}) => sum + length, factsEnd);
    return {...facts, head, proof: {file, parts, start: bodyAt + factsEnd}, table: unpackTable(body.subarray(tableAt))};
  } catch {
    // Of the right sum and the wrong content: the finder makes it anew.
    return null;
  }
}

export function today(world: Pick<World, 'now'>): number {
  return dayOf(world.now());
}
