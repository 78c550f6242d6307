import type {Launch} from '../system/launch.ts';
import type {Mount} from '../system/mount-table.ts';
import {makeScout} from '../system/scout-process.ts';
import {makeWorkQueue, type WorkQueue} from '../system/work-queue.ts';
import type {Cache} from './cache.ts';
import {CONFIG_DIRECTORIES, type ClientConfig} from './client-config.ts';
import type {Family} from './family.ts';
import type {FindRequest, Limits} from './find-stacks.ts';
import type {Board} from './findings-board.ts';
import type {RootState} from './found.ts';
import type {RepositoryIndex} from './index-file.ts';
import {listRoot, type RootListing} from './list-root.ts';
import {startLiveClient, type Life} from './live-check.ts';
import {failuresIn, isIllness} from './memo.ts';
import {preparedLayouts} from './prepare-layouts.ts';
import type {KnownRepositories} from './repositories.ts';
import {failed, hung, incomplete, notAsked, silentBefore, stillHung} from './repository-messages.ts';
import {kindBelow, type RepositoryKind, type RootKind} from './root-kind.ts';
import {makeSleepers, type Sleepers} from './sleepers.ts';
import {isBelieved} from './freshness.ts';
import {confirmedIndex, isResting, RETRY_MS, wasMissing} from './rest.ts';
import {scanRepository, type Scan, type ScanRequest} from './scan-repository.ts';
import {watchedDirectories} from './watched-directories.ts';

export type Search = Pick<FindRequest, 'again'> & {
  readonly mode: 'auto' | 'refresh' | 'cached';
  readonly wake?: boolean;
  readonly root: string;
  readonly kind: RootKind;
  readonly mounts: readonly Mount[];
  readonly config: ClientConfig;
  readonly families: readonly Family[];
  readonly cache: Cache;
  readonly board: Board;
  readonly launch: Launch;
  readonly limits: Limits;
  readonly now: () => Date;
  /** Asked for by name, so that their absence is told. */
  readonly wished: readonly string[];
  readonly probe: readonly string[];
  /** Gets those that are left alone. */
  readonly asleep: Set<string>;
  readonly namesAmong: (listed: readonly string[]) => KnownRepositories;
  readonly onDirectory: (repository: string, path: string) => void;
  /** A repository has a new state. */
  readonly onChange: () => void;
};

/** A repository that takes longer than this gets company: others are asked beside it. */
const GRACE_MS = 250;
/** Longest wait for one that has an index and has to be mounted first, in milliseconds: many may be woken at a time. */
const WAKING_MS = 5000;
/** With less time than this left, in milliseconds, nothing that does not know to answer at once is asked any more. */
const TOO_LATE_MS = 20;
// A shell that looks costs a megabyte, so each repository that hangs may keep one; a scout costs fifty.
const MOST_LOOKING = 64;
const MOST_READING = 12;

/** Asks all repositories side by side and keeps the board up to date. Ends when each has answered or its time is over. */
export async function searchRepositories(
  search: Search,
): Promise<Pick<RootListing, 'names'> & {readonly root: RootState; readonly unconfigured: readonly string[]}> {
  const {board, cache, kind, config} = search;
  const before = search.namesAmong(kind.automounted ? [] : cache.names());
  const indexes =
    search.mode === 'refresh'
      ? []
      : before.asked.flatMap(fqrn => board.indexOf(fqrn) ?? []).filter(({freshness}) => freshness === 'times');
  const watched = indexes.map(index => ({fqrn: index.fqrn, watched: watchedDirectories(index)}));
  const listing = await listRoot({...search, watched, limitMs: search.limits.lookMs()});
  if (listing.state === 'hung') {
    for (const fqrn of before.asked) {
      const index = board.indexOf(fqrn);
      board.set(fqrn, index, hung(fqrn, search.limits.lookMs(), null, index?.scannedAt ?? null));
    }
    return {root: 'hung', unconfigured: [], names: null};
  }
  const listed = listing.names ?? [];
  const queues = makeQueues(search, () => search.namesAmong(listed).asked);
  let known = search.namesAmong(listed);
  const {configRepository} = config;
  // Which repositories are configured stands in this one, so it comes first when nothing is known of it.
  if (configRepository !== null && known.asked.includes(configRepository) && board.indexOf(configRepository) === null) {
    consider(search, queues, listing, makeSleepers({...search, indexes: []}), configRepository);
    await queues.idle();
    known = search.namesAmong(listed);
    known = {...known, asked: known.asked.filter(fqrn => fqrn !== configRepository)};
  } else if (!kind.real) {
    for (const fqrn of before.asked) if (!known.asked.includes(fqrn)) board.drop(fqrn);
  }
  const sleepers = makeSleepers({...search, indexes: known.asked.map(board.indexOf)});
  for (const fqrn of known.asked) consider(search, queues, listing, sleepers, fqrn);
  await queues.idle();
  // In a plain tree everything with a dot in its name is asked; what is no directory (a README.md) is no repository.
  if (!kind.real)
    for (const fqrn of known.asked) if (!search.wished.includes(fqrn) && wasMissing(board.indexOf(fqrn))) board.drop(fqrn);
  return {root: listing.state, unconfigured: known.unconfigured, names: listing.names};
}

type Look = {
  readonly fqrn: string;
  readonly kind: RepositoryKind;
  /** What to read anew, once it answers. */ readonly anew: ScanRequest['stale'] | null;
  /** It did not answer the last time. */ readonly wary: boolean;
};
type Read = Omit<Look, 'anew' | 'wary'> & {readonly stale: ScanRequest['stale']; readonly silenceMs: () => number};

type Queues = {readonly look: WorkQueue<Look>; readonly read: WorkQueue<Read>; readonly idle: () => Promise<void>};

/** Decides how much a repository has to be asked. */
function consider(search: Search, queues: Queues, listing: RootListing, sleepers: Sleepers, fqrn: string): void {
  const {cache, board, limits} = search;
  const mode = search.again?.has(fqrn) === true ? 'refresh' : search.mode;
  const index = board.indexOf(fqrn) ?? cache.read(fqrn);
  const stuck = cache.stuck(fqrn);
  if (stuck !== null) return board.set(fqrn, index, stillHung(fqrn, stuck.since, index?.scannedAt ?? null));
  const silence = search.kind.automounted ? cache.silent(fqrn) : null;
  if (mode !== 'refresh' && search.wake !== true && silence !== null) {
    const rest = sleepers.restOfSilent(fqrn, index, silence);
    if (isResting(rest, search.now())) return board.set(fqrn, index, silentBefore(fqrn, silence.first, index?.scannedAt ?? null));
  }
  board.set(fqrn, index);
  const wary = silence !== null && mode !== 'refresh';
  const kind = kindOf(search, fqrn);
  const read = (stale: ScanRequest['stale']) => queues.read.add({fqrn, kind, stale, silenceMs: limits.readMs});
  if (index === null || mode === 'refresh') {
    // Scouts are few and read for long: one goes only to what answers. A local disk answers.
    if (kind.freshness === 'times') return read('everything');
    // What has the catalog that it had cannot be different, so that there is nothing to learn from reading it again.
    const anew = index?.freshness === 'hash' && kind.freshness === 'hash' ? 'by-catalog' : 'everything';
    return queues.look.add({fqrn, kind, anew, wary});
  }
  // To wake it costs a mount; a name that the client does not know, a round trip to its servers each time.
  const mayRest = search.wake !== true && silence === null && isResting(sleepers.restOf(fqrn, index), search.now());
  if (mayRest && (wasMissing(index) || (index.freshness === kind.freshness && isUsable(search, index)))) {
    search.asleep.add(fqrn);
    return;
  }
  if (index.freshness !== kind.freshness) return read('everything');
  const changed = listing.changed.get(fqrn);
  if (changed === undefined || index.freshness !== 'times') return queues.look.add({fqrn, kind, anew: null, wary});
  if (changed.size > 0 || !isUsable(search, index)) read(changed);
}

function kindOf({root, mounts, launch, kind}: Search, fqrn: string): RepositoryKind {
  return kindBelow(root, fqrn, {mounts, hasGetfattr: launch.getfattr !== null, rootIsLocal: kind.local});
}

function makeQueues(search: Search, known: () => readonly string[]): Queues {
  const {launch, limits, board, cache, root, now} = search;
  const look = makeWorkQueue<Look>({
    graceMs: GRACE_MS,
    most: MOST_LOOKING,
    worker: async next => {
      const client = startLiveClient(launch);
      for (let task = next(); task !== undefined; task = next()) {
        if (limits.readMs() < TOO_LATE_MS) {
          settleLate(search, task.fqrn);
          continue;
        }
        const waited = patience(search, task)();
        const life = await client.look(
          `${root}/${task.fqrn}`,
          task.kind.freshness === 'hash' && task.anew === null,
          waited,
          cache.silence(task.fqrn, now),
        );
        settleLook(task, read, life, waited);
        if (life.status === 'stalled' || life.status === 'gone') return;
      }
      await client.stop();
    },
  });
  const read = makeWorkQueue<Read>({
    graceMs: GRACE_MS,
    most: MOST_READING,
    worker: async next => {
      const scout = makeScout(launch, root);
      for (let task = next(); task !== undefined; task = next()) {
        const {fqrn, stale, silenceMs, kind} = task;
        if (limits.readMs() < TOO_LATE_MS) {
          settleLate(search, fqrn);
          continue;
        }
        const scan = await scanRepository({
          fqrn,
          stale,
          silence: {silenceMs, ...cache.silence(fqrn, now)},
          ...kind,
          families: search.families,
          extra: extraDirectories(search, fqrn),
          previous: board.indexOf(fqrn),
          known: known(),
          getfattr: launch.getfattr,
          scout,
          now,
          onDirectory: path => search.onDirectory(fqrn, path),
        });
        settleScan(search, fqrn, scan);
      }
      await scout.stop();
    },
  });
  return {
    look,
    read,
    // Looks add reads, never the other way round.
    idle: async () => {
      await look.idle();
      await read.idle();
    },
  };

  function settleLook({fqrn, kind, anew: unread, wary}: Look, queue: WorkQueue<Read>, life: Life, waited: number): void {
    const index = board.indexOf(fqrn);
    if (life.status === 'stalled') {
      if (waited < limits.shortMs) return settleLate(search, fqrn, life.group);
      cache.rememberStuck(fqrn, life.group, now());
      board.set(fqrn, index, hung(fqrn, waited, null, index?.scannedAt ?? null));
      return search.onChange();
    }
    cache.answered(fqrn);
    if (unread !== null) return queue.add({fqrn, kind, stale: unread, silenceMs: wary ? limits.lookMs : limits.readMs});
    const isEmptyAsBefore = life.status === 'no-entries' && isEmptyRoot(index);
    const rootHash = life.status === 'alive' ? life.rootHash : null;
    const isAsBefore = isEmptyAsBefore || (life.status === 'alive' && index !== null && !wasMissing(index));
    if (isAsBefore && index !== null && isCurrent(search, index, rootHash)) {
      if (isUsable(search, index)) {
        const anew = search.kind.automounted && rootHash !== null ? confirmedIndex(index, now()) : index;
        if (anew !== index) cache.write(anew);
        return board.set(fqrn, anew);
      }
      return queue.add({fqrn, kind, stale: 'nothing', silenceMs: limits.readMs});
    }
    // Something is wrong with it, or there is no shell: the scout finds out what, without the patience for a first read.
    const stale = rootHash === null ? 'everything' : 'by-catalog';
    queue.add({fqrn, kind, stale, silenceMs: life.status === 'alive' ? limits.readMs : limits.lookMs});
  }
}

/** Longest wait for a first answer. The first touch mounts a repository, which takes its time over a slow network. */
function patience({kind, limits}: Search, {fqrn, anew, wary}: Look): () => number {
  if (anew !== null && !wary) return limits.readMs;
  return kind.automounted && !kind.mounted.includes(fqrn) ? () => Math.min(WAKING_MS, limits.readMs()) : limits.lookMs;
}

/** Time is over before anybody was sent, or could answer. */
function settleLate({board, cache, now, onChange}: Search, fqrn: string, group: number | null = null): void {
  cache.silence(fqrn, now).onSlow?.(group);
  board.set(fqrn, board.indexOf(fqrn), notAsked(fqrn, board.indexOf(fqrn)?.scannedAt ?? null));
  onChange();
}

function settleScan(search: Search, fqrn: string, scan: Scan): void {
  const {board, cache, now} = search;
  const shownFrom = scan.index.scannedAt;
  const index = scan.index.memo.directories.size > 0 ? scan.index : null;
  if (scan.status === 'incomplete') cache.silence(fqrn, now).onSlow?.(scan.group);
  else if (scan.group !== null) cache.rememberStuck(fqrn, scan.group, now());
  if (index !== null) cache.write(index);
  const died = 'the process that reads it ended early';
  if (scan.status === 'hung') board.set(fqrn, index, hung(fqrn, scan.silentMs, scan.at, shownFrom));
  else if (scan.status === 'lost') board.set(fqrn, index, failed(fqrn, died, scan.at ?? '', shownFrom));
  else if (scan.status === 'incomplete') board.set(fqrn, index, incomplete(fqrn, shownFrom));
  else board.set(fqrn, index);
  search.onChange();
}

/** Directories that are read for their own sake. */
function extraDirectories({config, families}: Search, fqrn: string): readonly string[] {
  const isConfig = fqrn === config.configRepository;
  const hasLayouts = preparedLayouts(families, fqrn).length > 0;
  return isConfig ? CONFIG_DIRECTORIES : hasLayouts ? [] : [''];
}

function isEmptyRoot(index: RepositoryIndex | null): boolean {
  const content = index?.memo.directories.get('')?.content;
  return Array.isArray(content) && content.length === 0;
}

function isCurrent({now}: Search, index: RepositoryIndex, rootHash: string | null): boolean {
  if (rootHash !== null) return rootHash === index.rootHash;
  return isBelieved(index, now());
}

/** Whether a current index has all that the layouts ask for, and nothing in it waits for another attempt. */
function isUsable(search: Search, index: RepositoryIndex): boolean {
  const wasIll = failuresIn(index.memo).some(({code}) => isIllness(code));
  return search.board.isComplete(index) && !(wasIll && isDue(search, index));
}

function isDue({now}: Search, {triedAt}: RepositoryIndex): boolean {
  const age = now().getTime() - Date.parse(triedAt);
  return !(age >= 0 && age < RETRY_MS);
}
