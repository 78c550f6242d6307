import {atMost, type Deadline} from '../system/deadline.ts';
import {writeAtomically} from '../system/atomic-file.ts';
import type {Launch} from '../system/launch.ts';
import {HUNG_AFTER_MS, openCache} from './cache.ts';
import {inspect, type Answer} from './inspect.ts';
import {startLiveClient} from './live-check.ts';
import {isFamilyFile, type FamilyFile} from './load-families.ts';
import {splitPath} from './repository-name.ts';
import {shorten} from './stamp.ts';

/** Files of families in a directory on CVMFS, as they were last read. */
export type SiteCopy = {
  /** `/cvmfs/sw.example.org/hsf/families`. */
  readonly place: string;
  /** Of the repository, from just before they were read; null where it has none to tell. */
  readonly rootHash: string | null;
  /** ISO 8601. */
  readonly readAt: string;
  readonly files: readonly FamilyFile[];
};

export type SiteRequest = {
  /** The CVMFS root that stands for `/cvmfs`. */
  readonly cvmfs: string;
  readonly place: string;
  readonly cacheDirectory: string | null;
  readonly deadline: Deadline;
  readonly launch: Launch;
  readonly now: () => Date;
};

export type SiteReading =
  | {readonly status: 'read'; readonly copy: SiteCopy}
  | {readonly status: 'failed'; /** The end of a sentence. */ readonly reason: string};

/** Whoever publishes there is not the user: what is read from there stays small. */
const MOST_FILES = 100;
const LARGEST_FILE = 64 * 1024;
/** Most entries of the directory that are looked through. */
const MOST_ENTRIES = 2000;

/** Where the copy of a place is kept, below the cache directory. */
export function siteCopyFile({
  cvmfs,
  place,
  cacheDirectory,
}: Pick<SiteRequest, 'cvmfs' | 'place' | 'cacheDirectory'>): string | null {
  return cacheDirectory === null ? null : `${cacheDirectory}/families/${shorten(`${cvmfs} ${place}`)}.json`;
}

/** The copy as it is kept; null for a text that is none of this place. */
export function parseSiteCopy(text: string | null, place: string): SiteCopy | null {
  try {
    const data = JSON.parse(text ?? '') as Partial<SiteCopy> | null;
    const files = data?.files;
    if (data?.place !== place || typeof data.readAt !== 'string' || !Array.isArray(files) || !files.every(isFile)) return null;
    return {place, rootHash: typeof data.rootHash === 'string' ? data.rootHash : null, readAt: data.readAt, files};
  } catch {
    return null;
  }
}

function isFile(value: unknown): value is FamilyFile {
  const {file, text, reason} = (value ?? {}) as Partial<FamilyFile>;
  return (
    typeof file === 'string' && (typeof text === 'string' || text === null) && ['string', 'undefined'].includes(typeof reason)
  );
}

/** Keeps a copy; a loss is no harm. Gives its text, null where nothing is kept. */
export function writeSiteCopy(request: SiteRequest, copy: SiteCopy): string | null {
  const file = siteCopyFile(request);
  const text = `${JSON.stringify(copy)}\n`;
  return file !== null && writeAtomically(file, text, {durable: false}).status === 'written' ? text : null;
}

/** Whether two copies have the same files. */
export function haveSameFiles(one: SiteCopy, other: SiteCopy): boolean {
  return JSON.stringify(one.files) === JSON.stringify(other.files);
}

/**
 * Reads the files of a place by helpers that may get stuck; this process touches nothing. Links are followed within the repository
 * only, so that no file can stand for another one of the machine.
 */
export async function readSiteFamilies(request: SiteRequest): Promise<SiteReading> {
  const {cvmfs, place, cacheDirectory, deadline, launch, now} = request;
  const repository = splitPath(place)?.repository;
  if (repository === undefined) return {status: 'failed', reason: 'is no path below /cvmfs'};
  // The hash first: files that change while they are read are then read again the next time.
  const rootHash = await rootHashOf(repository, request);
  if (rootHash === undefined) return {status: 'failed', reason: `cannot be read: ${repository} does not answer`};
  const look = (questions: Parameters<typeof inspect>[1]) => inspect(cvmfs, questions, deadline, launch, cacheDirectory);
  const [listing] = await look([{path: place, what: 'list', most: MOST_ENTRIES}]);
  if (listing?.status !== 'list') return {status: 'failed', reason: reasonOf(listing)};
  const names = listing.entries
    .map(({name}) => name)
    .filter(isFamilyFile)
    .toSorted();
  const read = names.slice(0, MOST_FILES).map(name => `${place}/${name}`);
  const answers = await look(read.map(path => ({path, what: 'text', most: LARGEST_FILE})));
  if (answers.some(({status}) => status === 'not-answering')) return {status: 'failed', reason: reasonOf(answers.at(-1))};
  const files = answers.map(fileOf);
  const left = names.slice(MOST_FILES).map(name => ({
    file: `${place}/${name}`,
    text: null,
    reason: `This file is left out: a directory may have ${MOST_FILES} of them.`,
  }));
  return {status: 'read', copy: {place, rootHash, readAt: now().toISOString(), files: [...files, ...left.slice(0, 1)]}};
}

/** Undefined where the repository does not answer. */
async function rootHashOf(repository: string, request: SiteRequest): Promise<string | null | undefined> {
  const {cvmfs, cacheDirectory, deadline, launch, now} = request;
  const cache = openCache(cacheDirectory, cvmfs);
  if (cache.stuck(repository) !== null) return undefined;
  const client = startLiveClient(launch);
  const limit = atMost(deadline, HUNG_AFTER_MS * 2, () => performance.now()).remainingMs();
  const life = await client.look(`${cvmfs}/${repository}`, true, limit, cache.silence(repository, now));
  if (life.status === 'stalled') {
    cache.rememberStuck(repository, life.group, now());
    return undefined;
  }
  await client.stop();
  return life.status === 'alive' ? life.rootHash : null;
}

function fileOf(answer: Answer): FamilyFile {
  if (answer.status !== 'text') return {file: answer.path, text: null, reason: `This file ${reasonOf(answer)}.`};
  return answer.truncated
    ? {file: answer.path, text: null, reason: `This file is larger than ${LARGEST_FILE / 1024} kB.`}
    : {file: answer.path, text: answer.text};
}

function reasonOf(answer: Answer | undefined): string {
  switch (answer?.status) {
    case 'missing':
      return 'is not there';
    case 'not-answering':
      return `cannot be read: ${answer.repository} does not answer`;
    case 'failed':
      return `cannot be read (${answer.code})`;
    default:
      return 'cannot be read';
  }
}
