import {earlier, type Deadline} from '../../system/deadline.ts';
import type {Launch} from '../../system/launch.ts';
import {readMountTable, type Mount} from '../../system/mount-table.ts';
import {makeScout, type Scout} from '../../system/scout-process.ts';
import {makeWorkQueue} from '../../system/work-queue.ts';
import {openCache, type Cache} from '../cache.ts';
import {readClientConfig, type ClientConfig} from '../client-config.ts';
import type {FoundVariant} from '../found.ts';
import type {Freshness} from '../index-file.ts';
import {isIllness} from '../memo.ts';
import {kindBelow, rootKind} from '../root-kind.ts';
import {askScout, catalogsOf, currentHash, ofHash, Silent, stillRight, type Asking} from './list-freshness.ts';
import {openPackageCache, type KeptList, type KeptLists, type PackageCache} from './package-cache.ts';
import type {ListPlace, ListRead} from './package-list.ts';
import {packageOf, type Package} from './package.ts';
import {packageSources, type PackageSource} from './package-source.ts';

export type PackageRequest = {
  readonly variants: readonly FoundVariant[];
  /** Everything that was found: some lists are laid over those of others, and what none of it asks for is forgotten. */
  readonly all: readonly FoundVariant[];
  /** Repositories that links may lead into. */
  readonly known: readonly string[];
  /** Root hashes of repositories that are left alone while their lists are of the same. */
  readonly asleep?: ReadonlyMap<string, string | null>;
  readonly cvmfs: string;
  readonly cacheDirectory: string | null;
  readonly deadline: Deadline;
  readonly launch: Launch;
  readonly now: () => Date;
  readonly onProgress?: (progress: PackageProgress) => void;
  /** For tests: the mount table and the client's configuration of another machine. */
  readonly machine?: {readonly mounts: readonly Mount[]; readonly config: ClientConfig};
};

/** A list was read. */
export type PackageProgress = {
  readonly repository: string;
  /** Below the repository. */
  readonly directory: string;
  readonly done: number;
  /** Lists of this repository that have to be read. */
  readonly all: number;
};

export type RepositoryLists = {
  readonly fqrn: string;
  /** `late`: time ran out; `silent`: it did not answer; `failed`: it could not be read. Lists of an earlier run stand in. */
  readonly state: 'read' | 'late' | 'silent' | 'failed';
  readonly freshness: Freshness;
  readonly rootHash: string | null;
  /** How many lists there are, how many of them had to be read now, and how many lines and entries were no packages. */
  readonly lists: number;
  readonly read: number;
  readonly left: number;
  /** The lists by `placeKey`; only those that could be had. */
  readonly kept: KeptLists;
};

export type PackagesRead = {
  /** For each variant in the order given; null where there is no list or it could not be read. */
  readonly lists: readonly (readonly Package[] | null)[];
  /** For each variant, how the reading of its list ended, `self` where it is a package itself; null where nothing was read. */
  readonly states: readonly (ListRead['status'] | 'self' | null)[];
  /** For each variant, which list it has: repository and `placeKey`; null: its family has none. */
  readonly keys: readonly (string | null)[];
  readonly repositories: readonly RepositoryLists[];
};

const MARGIN_MS = 500;
const GRACE_MS = 250;
const MOST_HELPERS = 8;
/** A scout that spoke this recently is busy, not stuck. */
const BUSY_MS = 1000;
/** Lists that are read before the next ones are asked for: what was read and proved when time runs out stays for the next run. */
const AT_A_TIME = 100;

type Wanted = {readonly fqrn: string; readonly places: ReadonlyMap<string, ListPlace>};

/**
 * The packages of variants from their families' own lists: from the cache where they are as they were, otherwise read by scouts, the
 * repositories side by side. Variants that share a list share its reading. Never throws for what a repository or the cache does.
 */
export async function readPackages(request: PackageRequest): Promise<PackagesRead> {
  const {cvmfs, variants, all, cacheDirectory, launch, deadline} = request;
  const root = cvmfs.replace(/(?<=.)\/+$/, '');
  const sources = packageSources(variants, all);
  const wanted = byRepository(sources);
  const possible = variants.length === all.length ? wanted : null;
  const mounts = request.machine?.mounts ?? readMountTable();
  const kind = rootKind(root, mounts, request.machine?.config ?? readClientConfig());
  const facts = {mounts, hasGetfattr: launch.getfattr !== null, rootIsLocal: kind.local};
  const cache = openCache(cacheDirectory, root);
  const store = openPackageCache(cacheDirectory, root);
  const limit = earlier(deadline, Math.min(MARGIN_MS, deadline.remainingMs() / 4));
  const results = new Map<string, RepositoryLists>();
  const queue = makeWorkQueue<Wanted>({
    graceMs: GRACE_MS,
    most: MOST_HELPERS,
    worker: async next => {
      const scout = makeScout(launch, root);
      for (let one = next(); one !== undefined; one = next()) {
        const {freshness} = kindBelow(root, one.fqrn, facts);
        const task = {...request, ...one, freshness, scout, cache, store, silenceMs: limit.remainingMs};
        results.set(one.fqrn, await readRepository(task, possible !== null));
      }
      await scout.stop();
    },
  });
  for (const one of wanted.values()) queue.add(one);
  await queue.idle();
  const keptOf = ({repository, key}: PackageSource) => results.get(repository)?.kept.get(key);
  return {
    lists: sources.map(source => {
      if (source === null || source.place === null) return source?.self ? [source.self] : null;
      const list = keptOf(source);
      return list?.status === 'read' || list?.status === 'partly' ? list.packages : null;
    }),
    states: sources.map(source => source && (source.place === null ? 'self' : (keptOf(source)?.status ?? null))),
    keys: sources.map(source => source && `${source.repository} ${source.key}`),
    repositories: [...results.values()],
  };
}

function byRepository(sources: ReturnType<typeof packageSources>): ReadonlyMap<string, Wanted> {
  const wanted = new Map<string, {readonly fqrn: string; readonly places: Map<string, ListPlace>}>();
  for (const source of sources) {
    if (source === null || source.place === null) continue;
    const {repository: fqrn, key, place} = source;
    const one = wanted.get(fqrn) ?? {fqrn, places: new Map<string, ListPlace>()};
    wanted.set(fqrn, one);
    one.places.set(key, place);
  }
  return wanted;
}

type Task = Wanted &
  Pick<PackageRequest, 'known' | 'asleep' | 'launch' | 'now' | 'onProgress'> & {
    readonly freshness: Freshness;
    readonly scout: Scout;
    readonly cache: Cache;
    readonly store: PackageCache;
    readonly silenceMs: () => number;
  };

async function readRepository(task: Task, isAll: boolean): Promise<RepositoryLists> {
  const {fqrn, places, cache, store, scout, now, freshness} = task;
  const before = new Map([...store.read(fqrn)].filter(([key]) => places.has(key)));
  const read = new Map<string, KeptList>();
  let right: KeptLists = new Map();
  let rootHash: string | null = null;
  let state: RepositoryLists['state'] = 'read';
  let isGone = false;
  let heardAt = now().getTime();
  const onHeard = () => (heardAt = now().getTime());
  if (cache.stuck(fqrn) !== null) state = 'silent';
  else {
    const patience = {silenceMs: task.silenceMs, ...cache.silence(fqrn, now)};
    const asking: Asking = {...task, getfattr: task.launch.getfattr, patience};
    try {
      const asleep = task.asleep?.get(fqrn) ?? null;
      if (asleep !== null) right = ofHash(before, asleep);
      rootHash = right.size === places.size ? asleep : await currentHash(asking);
      if (right.size < places.size) right = await stillRight(asking, before, rootHash);
      onHeard();
      const missing = [...places].filter(([key]) => !right.has(key));
      for (let done = 0; done < missing.length; done += AT_A_TIME) {
        await readLists(task, asking, {wanted: missing.slice(done, done + AT_A_TIME), all: missing.length, read, onHeard});
        if (rootHash !== null) await addCatalogs(asking, read, rootHash);
      }
      isGone =
        [...read].some(([key, {status}]) => status === 'missing' && isThere(before.get(key))) && (await isRootGone(asking));
    } catch (error) {
      if (!(error instanceof Silent)) throw error;
      const isBusy = now().getTime() - heardAt < BUSY_MS;
      state = isBusy || error.outcome === 'gone' ? 'late' : 'silent';
      if (isBusy) patience.onSlow?.(scout.stuckGroup());
      else if (error.outcome === 'stalled') cache.rememberStuck(fqrn, scout.stuckGroup(), now());
    }
  }
  const isPassing = ({status}: KeptList) =>
    status === 'missing'
      ? isGone
      : status.startsWith('failed') && (isIllness(status.slice(7)) || (freshness === 'hash' && rootHash === null));
  // Of a repository that fails now, what is known of it is shown, as its stacks are.
  const known = [...read].flatMap(([key, list]) => {
    const last = before.get(key);
    return isPassing(list) && isThere(last) ? [[key, last] as const] : [];
  });
  const isNew = read.size > 0 || [...right].some(([key, list]) => before.get(key) !== list);
  if (isNew || (isAll && state === 'read' && before.size > places.size)) {
    // A list that failed for a passing reason is read again the next time.
    const lasting = [...right, ...read].filter(([, list]) => !isPassing(list));
    store.write(fqrn, new Map(lasting), isAll ? new Set(places.keys()) : null);
  }
  const kept = new Map([...(state === 'read' ? [] : before), ...right, ...read, ...known]);
  if (state === 'read' && known.length > 0) state = 'failed';
  const left = [...kept.values()].reduce((sum, list) => sum + list.left, 0);
  return {fqrn, state, freshness, rootHash, lists: places.size, read: read.size, left, kept};
}

const isThere = (list: KeptList | undefined): list is KeptList =>
  list !== undefined && list.status !== 'missing' && !list.status.startsWith('failed');

/** Whether the repository itself is not there: during an outage all names look missing (CVMFS-CLIENT.md). */
async function isRootGone(asking: Asking): Promise<boolean> {
  const {fqrn: repository, known} = asking;
  let isGone = false;
  const request = {ask: 'read', repository, known, directories: [''], checks: [], timed: [], times: false} as const;
  await askScout(asking, request, answer => {
    if ('directory' in answer) isGone = answer.memo.content === 'missing';
  });
  return isGone;
}

type Reading = {
  readonly wanted: readonly (readonly [string, ListPlace])[];
  readonly all: number;
  readonly read: Map<string, KeptList>;
  readonly onHeard: () => void;
};

async function readLists(
  {fqrn, known, onProgress, now, freshness}: Task,
  asking: Asking,
  {wanted, all, read, onHeard}: Reading,
): Promise<void> {
  const lists = wanted.map(([, place]) => place);
  const made = packageMaker();
  await askScout(asking, {ask: 'packages', repository: fqrn, known, lists, times: freshness !== 'hash'}, answer => {
    onHeard();
    if (!('list' in answer)) return;
    const [key, place] = wanted[answer.list] ?? [];
    if (key === undefined || place === undefined) return;
    read.set(key, {...made(answer.read), freshness, rootHash: null, readAt: now().toISOString()});
    onProgress?.({repository: fqrn, directory: place.directory, done: read.size, all});
  });
}

/** Half a million packages are some thousand different ones. */
function packageMaker(): (read: ListRead) => Omit<KeptList, 'freshness' | 'rootHash' | 'readAt'> {
  const made = new Map<string, Package>();
  return ({status, words, left, places}) => {
    const packages: Package[] = [];
    for (let index = 0; index + 2 < words.length; index += 3) {
      const [name = '', version = '', category = ''] = [words[index], words[index + 1], words[index + 2]];
      const text = `${name}\0${version}\0${category}`;
      const found = made.get(text) ?? packageOf(name, version, category === '' ? null : category);
      if (found === null) continue;
      made.set(text, found);
      packages.push(found);
    }
    return {status, packages, left, places};
  };
}

/** Notes in which catalogs the lists lie that were read since; what was read of two revisions stays without, and is read again. */
async function addCatalogs(asking: Asking, read: Map<string, KeptList>, rootHash: string): Promise<void> {
  const fresh = [...read].filter(([, list]) => list.rootHash === null);
  const catalogs = await catalogsOf(
    asking,
    fresh.flatMap(([, {places}]) => places.map(([path]) => path)),
  );
  if ((await currentHash(asking)) !== rootHash) return;
  for (const [key, list] of fresh) {
    const places = list.places.map(([path]) => [path, catalogs.get(path) ?? null] as const);
    read.set(key, {...list, rootHash, places});
  }
}
