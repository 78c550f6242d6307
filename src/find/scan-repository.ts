import type {Patience, Scout} from '../system/scout-process.ts';
import {expandLayouts} from './expand-layouts.ts';
import type {Family} from './family.ts';
import type {RepositoryIndex, Watch} from './index-file.ts';
import {memoLookup} from './lookup.ts';
import {emptyMemo, failuresIn, isIllness, type DirectoryMemo, type RepositoryMemo} from './memo.ts';
import {catalogHash, rootHashOf} from './parse-getfattr.ts';
import type {ReadRequest, ScoutAnswer, ScoutRequest} from './scout/protocol.ts';
import {prune, withPrevious} from './prune-memo.ts';
import {keepRead, keepUnchanged} from './watched-directories.ts';

export type Scan = {
  readonly index: RepositoryIndex;
  /**
   * `complete`: everything the layouts ask for is known. `incomplete`: time ran out while it answered. `hung`: it stopped answering,
   * at `at`. `lost`: the scout itself ended.
   */
  readonly status: 'complete' | 'incomplete' | 'hung' | 'lost';
  readonly at: string | null;
  /** Of the scout that had to be left behind. */
  readonly group: number | null;
  /** How long nothing had been heard at the end. */
  readonly silentMs: number;
};

export type ScanRequest = {
  readonly fqrn: string;
  readonly families: readonly Family[];
  /** Directories to read whatever the layouts say. */
  readonly extra: readonly string[];
  readonly previous: RepositoryIndex | null;
  /** What of the previous index is not to be believed: all, nothing, what its catalogs tell, or directories that changed. */
  readonly stale: 'everything' | 'nothing' | 'by-catalog' | ReadonlySet<string>;
  readonly freshness: RepositoryIndex['freshness'];
  readonly checkMarkers: boolean;
  readonly known: readonly string[];
  readonly getfattr: string | null;
  readonly scout: Scout;
  readonly silence: Patience;
  readonly now: () => Date;
  readonly onDirectory: (path: string) => void;
};

/** Layouts that ask for more than this are wrong, or the tree is. */
const MOST_DIRECTORIES = 50_000;
/** A scout that spoke this recently is busy, not stuck. */
const BUSY_MS = 1000;

/**
 * Reads what the layouts ask for, in rounds: expand on what is known, read what is missing, expand again. Each directory is read
 * once, whatever the number of layouts, and an answer counts as soon as it is there: what was read before a stall is kept.
 */
export async function scanRepository(request: ScanRequest): Promise<Scan> {
  const {previous, now} = request;
  const state: State = {
    at: null,
    lastAnswer: now().getTime(),
    watches: new Map(request.stale === 'everything' ? [] : previous?.watches),
  };
  const before = await readRevision(request, state);
  let memo = before.outcome === 'answered' ? await startingMemo(request, state, before.rootHash) : null;
  let outcome = memo === null ? before.outcome : 'answered';
  memo ??= emptyMemo();
  if (outcome === 'answered' && state.lost) outcome = state.lost;
  let isWhole = false;
  while (outcome === 'answered') {
    const needs = missing(request, memo);
    if (needs === null || memo.directories.size > MOST_DIRECTORIES) {
      isWhole = needs === null;
      break;
    }
    outcome = await readMissing(request, state, memo, needs);
  }
  let isDoubted = isDoubtful(memo, previous);
  if (outcome === 'answered' && isDoubted && !memo.directories.has('')) {
    outcome = await readMissing(request, state, memo, {directories: [''], checks: [], timed: []});
    isDoubted = isDoubtful(memo, previous);
    // The root is there, and nothing else was wanted of it.
    if (!isDoubted && !request.extra.includes('')) memo.directories.delete('');
  }
  if (outcome === 'answered') await addCatalogs(request, state, memo, before.rootHash);

  return {
    ...conclusion(request, state, outcome, isWhole),
    index: makeIndex(request, state, memo, {...before, isDoubted, isWhole: isWhole && outcome === 'answered'}),
  };
}

function conclusion({scout, now}: ScanRequest, state: State, outcome: Outcome, isWhole: boolean): Omit<Scan, 'index'> {
  const silentMs = now().getTime() - state.lastAnswer;
  const end = {at: state.at, group: scout.stuckGroup(), silentMs};
  if (outcome === 'gone') return {...end, status: 'lost'};
  if (outcome === 'answered') return {...end, status: isWhole ? 'complete' : 'incomplete'};
  return {...end, status: silentMs < BUSY_MS ? 'incomplete' : 'hung'};
}

type Reading = {
  readonly isWhole: boolean;
  readonly isDoubted: boolean;
  readonly rootHash: string | null;
  readonly revision: number | null;
};

function makeIndex(
  request: ScanRequest,
  state: State,
  read: RepositoryMemo,
  {isWhole, isDoubted, rootHash, revision}: Reading,
): RepositoryIndex {
  const {previous} = request;
  const isGone = isDoubted || read.directories.get('')?.content === 'missing';
  const isOld = !isWhole || (isGone && previous !== null);
  const memo = isOld ? withPrevious(read, previous, isGone) : prune(request, read, previous);
  const isHealthy = !isOld && !failuresIn(memo).some(({code}) => isIllness(code));
  const moment = request.now().toISOString();
  return {
    fqrn: request.fqrn,
    freshness: request.freshness,
    checkMarkers: request.checkMarkers,
    revision: revision ?? previous?.revision ?? null,
    // Without it the next run has to ask the catalogs again. A first read that ran out of time goes on where it ended.
    rootHash: isOld && previous !== null ? null : rootHash,
    scannedAt: isHealthy ? moment : (previous?.scannedAt ?? null),
    triedAt: moment,
    memo,
    watches: state.watches,
  };
}

type State = {
  at: string | null;
  lastAnswer: number;
  lost?: 'stalled' | 'gone';
  readonly watches: Map<string, Watch>;
};
type Outcome = Awaited<ReturnType<Scout['ask']>>;

function ask(
  request: ScanRequest,
  state: State,
  question: ScoutRequest,
  onAnswer: (answer: ScoutAnswer) => void,
): Promise<Outcome> {
  return request.scout.ask(question, request.silence, answer => {
    state.lastAnswer = request.now().getTime();
    onAnswer(answer as ScoutAnswer);
  });
}

async function attributes(request: ScanRequest, state: State, name: string, paths: readonly string[]) {
  let values: Readonly<Record<string, string>> = {};
  if (request.getfattr === null || paths.length === 0) return {outcome: 'answered' as Outcome, values};
  const {fqrn: repository, known, getfattr} = request;
  const outcome = await ask(request, state, {ask: 'attributes', repository, known, getfattr, name, paths}, answer => {
    if ('attributes' in answer) values = answer.attributes;
  });
  return {outcome, values};
}

async function readRevision(request: ScanRequest, state: State) {
  if (request.freshness !== 'hash') return {outcome: 'answered' as Outcome, rootHash: null, revision: null};
  const hash = await attributes(request, state, 'user.root_hash', ['']);
  if (hash.outcome !== 'answered') return {outcome: hash.outcome, rootHash: null, revision: null};
  const revision = await attributes(request, state, 'user.revision', ['']);
  const number = Number(revision.values[''] ?? Number.NaN);
  return {
    outcome: revision.outcome,
    rootHash: rootHashOf(hash.values['']),
    revision: Number.isSafeInteger(number) && number >= 0 ? number : null,
  };
}

/** What of the previous index still holds. */
async function startingMemo(request: ScanRequest, state: State, rootHash: string | null): Promise<RepositoryMemo> {
  const {previous, stale} = request;
  if (previous === null || stale === 'everything') return emptyMemo();
  if (stale === 'nothing' || (stale === 'by-catalog' && rootHash !== null && rootHash === previous.rootHash))
    return keepRead(previous);
  if (stale !== 'by-catalog') return keepUnchanged(previous, stale);
  // Paths outside of listings (entries) are few and are looked at again.
  const memo = emptyMemo();
  const hashed = [...previous.memo.directories].filter(([path, {key, content}]) => key !== null && isInCatalog(path, content));
  const {outcome, values} = await attributes(
    request,
    state,
    'user.catalog_counters',
    hashed.map(([path]) => path),
  );
  if (outcome !== 'answered') state.lost = outcome;
  for (const [path, directory] of hashed) {
    if (catalogHash(values[path] ?? '') === directory.key) memo.directories.set(path, directory);
  }
  return memo;
}

/** Whether directories are said to be gone and the root was not seen: an automounter whose server is dead says so of all of them. */
function isDoubtful(read: RepositoryMemo, previous: RepositoryIndex | null): boolean {
  const isKnown = (path: string) => Array.isArray(previous?.memo.directories.get(path)?.content);
  if (Array.isArray(read.directories.get('')?.content)) return false;
  return [...read.directories].some(([path, {content}]) => content === 'missing' && isKnown(path));
}

/** What has to be read next; null when nothing is missing. */
function missing(request: ScanRequest, memo: RepositoryMemo) {
  const {directories, checks, timed} = expandLayouts({
    ...request,
    repository: request.fqrn,
    lookup: memoLookup(memo),
    needsOnly: true,
  });
  const wanted = [...directories, ...request.extra.filter(path => !memo.directories.has(path))];
  // Nothing of what the layouts name is there: only the root can tell an empty repository from a missing or a failing one.
  const sawSomething = [...memo.directories.values()].some(({content}) => Array.isArray(content));
  if (wanted.length === 0 && checks.length === 0 && !sawSomething && !memo.directories.has('')) wanted.push('');
  return wanted.length === 0 && checks.length === 0 ? null : {directories: wanted, checks, timed};
}

function readMissing(
  request: ScanRequest,
  state: State,
  memo: RepositoryMemo,
  needs: Pick<ReadRequest, 'directories' | 'checks' | 'timed'>,
): Promise<Outcome> {
  const {fqrn: repository, known} = request;
  // Answers come in this order, so the one that is awaited is the next.
  const paths = [...needs.directories, ...needs.checks];
  let answered = 0;
  state.at = paths[0] ?? null;
  return ask(request, state, {ask: 'read', repository, known, ...needs, times: request.freshness === 'times'}, answer => {
    if ('directory' in answer) {
      memo.directories.set(answer.directory, answer.memo);
      setWatch(state, answer.directory, answer.watch, answer.memo.key);
      request.onDirectory(answer.directory);
    } else if ('check' in answer) {
      memo.checks.set(answer.check, answer.kind);
      if (answer.kind === 'missing' && request.freshness === 'times') {
        setWatch(state, answer.check, answer.watch ?? parentOf(repository, answer.check), answer.key ?? null);
      }
    }
    state.at = paths[++answered] ?? null;
  });
}

/** What a catalog answers for: directories in it, and the names that are not there. */
function isInCatalog(path: string, content: DirectoryMemo['content']): boolean {
  return Array.isArray(content) || (content === 'missing' && path !== '');
}

function setWatch(state: State, path: string, directory: string | undefined, key: string | null): void {
  if (directory === undefined) state.watches.delete(path);
  else state.watches.set(path, {directory, key});
}

/** Asks in which catalog each new directory lies; listings of two revisions are kept without a key. */
async function addCatalogs(request: ScanRequest, state: State, memo: RepositoryMemo, rootHash: string | null): Promise<void> {
  if (rootHash === null) return;
  const fresh = [...memo.directories].filter(([path, {key, content}]) => key === null && isInCatalog(path, content));
  const counters = await attributes(
    request,
    state,
    'user.catalog_counters',
    fresh.map(([path]) => path),
  );
  const after = await attributes(request, state, 'user.root_hash', ['']);
  if (counters.outcome !== 'answered' || rootHashOf(after.values['']) !== rootHash) return;
  for (const [path, directory] of fresh)
    memo.directories.set(path, {...directory, key: catalogHash(counters.values[path] ?? '')});
}

function parentOf(repository: string, path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? repository : `${repository}/${path.slice(0, slash)}`;
}
