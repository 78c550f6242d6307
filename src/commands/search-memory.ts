import type {SeenInputs} from './inputs.ts';
import {headOf, readOwn} from '../system/own-file.ts';
import type {Invocation} from './parse-arguments.ts';
import {formatTable, parseTable, type TableHead} from './search-file.ts';
import type {SearchTable} from './search-table.ts';
import type {ProofInFile, ProofPart} from '../find/places-hold.ts';
import type {PlacesProof} from '../find/prove-places.ts';
import {shorten} from '../find/stamp.ts';
import type {Trace} from '../find/trace.ts';
import {writeAtomically} from '../system/atomic-file.ts';

/** What the last search knew, with all that it followed from: any other query on the same world has its answer in it. */
export type SearchFacts = {
  /** By `requestOf`. */
  readonly request: string;
  readonly inputs: SeenInputs;
  /** Without the directories that it watches, which are among the places of the proof. */
  readonly trace: Trace;
  /** Of the oldest list of which only its age tells, ISO 8601. */
  readonly oldest: string | null;
  /** What goes to stderr besides the answer. */
  readonly notes: readonly string[];
  /** Whether stdout gets colours although it is no terminal. */
  readonly paints: boolean;
};

type Facts = SearchFacts & {readonly table: TableHead; readonly parts: readonly ProofPart[]};

export type RecalledSearch = SearchFacts & {
  readonly proof: ProofInFile;
  /** Until it has said yes, nothing of this may be printed or believed. */
  readonly isWhole: () => boolean;
  readonly table: () => SearchTable;
};

/** What does not change the table: it is looked up, or tells how the answer is shown. */
const ASKED = new Set(['family', 'arch', 'os', 'compiler', 'build', 'runs', 'json', 'quiet', 'no-input']);

/** The flags that the table depends on, spelled as on a command line: a relative `--cvmfs` makes the working directory count as well. */
export function lastingFlags({given}: Invocation): readonly string[] {
  return [...given]
    .filter(([name]) => !ASKED.has(name))
    .map(([name, values]) => `--${name} ${JSON.stringify(values)}`)
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
  {table, proof, ...facts}: SearchFacts & {readonly table: SearchTable; readonly proof: PlacesProof},
): void {
  const {head, bytes} = formatTable(table);
  const all: Facts = {...facts, table: head, parts: proof.map(({about, sum, paths}) => ({about, sum, length: paths.length}))};
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(all)}\n`), ...proof.map(({paths}) => paths), bytes]);
  writeAtomically(file, Buffer.concat([Buffer.from(headOf('search', build, body)), body]), {durable: false});
}

/** The table of a file whatever was asked, where it is of this CVMFS root; nobody has proved that it still holds. */
export function recallTableOf(file: string, build: string, cvmfs: string, uid: number): SearchTable | null {
  try {
    const bytes = readOwn(file, uid);
    const bodyAt = (bytes?.indexOf(LINE_FEED) ?? -1) + 1;
    if (bytes === null || bodyAt === 0) return null;
    const body = bytes.subarray(bodyAt);
    const {request} = JSON.parse(body.toString('utf8', 0, body.indexOf(LINE_FEED))) as Facts;
    const known = recallSearch(file, build, request, uid);
    return known !== null && known.trace.root === cvmfs && known.isWhole() ? known.table() : null;
  } catch {
    return null;
  }
}

/** What is remembered for a request; null when nothing is. @throws for a file of the right sum and the wrong content */
export function recallSearch(file: string, build: string, request: string, uid: number): RecalledSearch | null {
  const bytes = readOwn(file, uid);
  const bodyAt = (bytes?.indexOf(LINE_FEED) ?? -1) + 1;
  if (bytes === null || bodyAt === 0) return null;
  const body = bytes.subarray(bodyAt);
  const factsEnd = body.indexOf(LINE_FEED) + 1;
  const {table, parts, ...facts} = JSON.parse(body.toString('utf8', 0, factsEnd)) as Facts;
  if (facts.request !== request) return null;
  const tableAt = parts.reduce((sum, {length}) => sum + length, factsEnd);
  return {
    ...facts,
    proof: {file, parts, start: bodyAt + factsEnd},
    isWhole: () => bytes.toString('latin1', 0, bodyAt) === headOf('search', build, body),
    table: () => parseTable(table, body.subarray(tableAt)),
  };
}
