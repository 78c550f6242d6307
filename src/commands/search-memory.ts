import {zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import type {SeenInputs} from './inputs.ts';
import {headOf, readOwn} from './own-file.ts';
import type {Invocation} from './parse-arguments.ts';
import {formatTable, parseTable, type TableHead} from './search-file.ts';
import type {SearchTable} from './search-table.ts';
import type {PackageProof, WatchedPlaces} from '../find/packages/places-hold.ts';
import {shorten} from '../find/stamp.ts';
import type {Trace} from '../find/trace.ts';
import {writeAtomically} from '../system/atomic-file.ts';

/** What the last search knew, with all that it followed from: any other query on the same world has its answer in it. */
export type SearchFacts = {
  /** By `searchRequest`. */
  readonly request: string;
  readonly inputs: SeenInputs;
  readonly trace: Trace;
  readonly proof: PackageProof;
  /** What goes to stderr besides the answer. */
  readonly notes: readonly string[];
  /** Whether stdout gets colours although it is no terminal. */
  readonly paints: boolean;
};

type Facts = SearchFacts & {readonly table: TableHead; /** Bytes. */ readonly watched: readonly number[]};

export type RecalledSearch = SearchFacts & {
  readonly places: WatchedPlaces;
  /** Until it has said yes, nothing of this may be printed or believed. */
  readonly isWhole: () => boolean;
  readonly table: () => SearchTable;
};

/** What does not change the table: it is looked up, or tells how the answer is shown. */
const ASKED = new Set(['family', 'arch', 'os', 'compiler', 'build', 'runs', 'json', 'quiet', 'no-input']);

/** The flags that the table depends on. */
export function lastingFlags({given}: Invocation): readonly string[] {
  return [...given]
    .filter(([name]) => !ASKED.has(name))
    .map(([name, values]) => JSON.stringify([name, values]))
    .toSorted();
}

/** A few megabytes each: whoever searches in two worlds by turns has both. */
const PLACES = 4;

export function searchFile(cacheDirectory: string, request: string): string {
  return `${cacheDirectory}/searched/${Number.parseInt(shorten(request).slice(-6), 36) % PLACES}`;
}

const LINE_FEED = 0x0a;

/** Writes what is known. A loss is no harm, so it is neither waited for nor reported. */
export function rememberSearch(
  file: string,
  build: string,
  {table, places, ...facts}: SearchFacts & {readonly table: SearchTable; readonly places: WatchedPlaces},
): void {
  const {head, bytes} = formatTable(table);
  const watched = places.map(text => zstdCompressSync(text));
  const all: Facts = {...facts, table: head, watched: watched.map(({length}) => length)};
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(all)}\n`), ...watched, bytes]);
  writeAtomically(file, Buffer.concat([Buffer.from(headOf('search', build, body)), body]), {durable: false});
}

/** What is remembered for a request; null when nothing is. @throws for a file of the right sum and the wrong content */
export function recallSearch(file: string, build: string, request: string, uid: number): RecalledSearch | null {
  const bytes = readOwn(file, uid);
  const bodyAt = (bytes?.indexOf(LINE_FEED) ?? -1) + 1;
  if (bytes === null || bodyAt === 0) return null;
  const body = bytes.subarray(bodyAt);
  const factsEnd = body.indexOf(LINE_FEED) + 1;
  const {table, watched, ...facts} = JSON.parse(body.toString('utf8', 0, factsEnd)) as Facts;
  if (facts.request !== request) return null;
  const places: string[] = [];
  let at = factsEnd;
  for (const length of watched) {
    places.push(zstdDecompressSync(body.subarray(at, at + length)).toString('utf8'));
    at += length;
  }
  return {
    ...facts,
    places,
    isWhole: () => bytes.toString('latin1', 0, bodyAt) === headOf('search', build, body),
    table: () => parseTable(table, body.subarray(at)),
  };
}
