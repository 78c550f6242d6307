import type {Context} from './context.ts';
import {launchOf} from './launch-of.ts';
import {look} from './look.ts';
import {openCache} from '../find/cache.ts';
import {readClientConfig} from '../find/client-config.ts';
import {startLiveClient} from '../find/live-check.ts';
import {placesOf} from '../find/looks.ts';
import {catalogsOf, Silent, type Asking} from '../find/packages/list-freshness.ts';
import type {Looking} from '../find/places-hold.ts';
import {seePlaces, timesNow} from '../find/prove-places.ts';
import {kindBelow, rootKind} from '../find/root-kind.ts';
import {machinePathOf} from '../start/environment/machine-places.ts';
import type {EnvironmentProof} from '../start/known-environment.ts';
import {earlier, shortestWait} from '../system/deadline.ts';
import {readMountTable} from '../system/mount-table.ts';
import {makeScout} from '../system/scout-process.ts';

/** Root hashes by repository, of those that have any; `timed` are told by times, `unproved` by nothing; `silent` do not answer. */
export type RepositoryState = {
  readonly hashes: ReadonlyMap<string, string>;
  readonly timed: readonly string[];
  readonly unproved: readonly string[];
  readonly silent: readonly string[];
  /** There was hardly time to ask them. */
  readonly late: readonly string[];
};

/** What is kept of the deadline for the start itself. */
const MARGIN_MS = 300;
/** More than any set-up names; each is a path to be looked at before each start. */
const MOST_PLACES = 4000;

/** How the repositories of a set-up tell that they are as they were, now. What does not answer is unproved. */
export async function stateOf(context: Context, repositories: readonly string[]): Promise<RepositoryState> {
  const {cvmfs: root} = context.settings;
  const {launch, cache, limitMs} = meansOf(context);
  const mounts = readMountTable();
  const kind = rootKind(root, mounts, readClientConfig());
  const facts = {mounts, hasGetfattr: launch.getfattr !== null, rootIsLocal: kind.local};
  const hashes = new Map<string, string>();
  const timed: string[] = [];
  const unproved: string[] = [];
  const silent: string[] = [];
  const late: string[] = [];
  const asked: string[] = [];
  for (const fqrn of repositories) {
    const {freshness} = kindBelow(root, fqrn, facts);
    (freshness === 'times' ? timed : freshness === 'age' ? unproved : asked).push(fqrn);
  }
  if (asked.length > 0) {
    const client = startLiveClient(launch);
    for (const fqrn of asked) {
      if (cache.stuck(fqrn) !== null) {
        silent.push(fqrn);
        continue;
      }
      const waited = limitMs();
      const watch = cache.silence(fqrn, context.world.now);
      const life = await client.look(`${root}/${fqrn}`, true, waited, watch);
      if (life.status === 'stalled' && waited < shortestWait(context.deadline)) {
        watch.onSlow?.(life.group);
        late.push(fqrn);
        break;
      }
      if (life.status === 'stalled') cache.rememberStuck(fqrn, life.group, context.world.now());
      if (life.status === 'alive' && life.rootHash !== null) hashes.set(fqrn, life.rootHash);
      // One that is not there has nothing to change.
      else if (life.status === 'alive') unproved.push(fqrn);
      else if (life.status !== 'no-entries') silent.push(fqrn);
      if (life.status === 'stalled' || life.status === 'gone') break;
    }
    await client.stop();
  }
  return {hashes, timed, unproved, silent, late};
}

/**
 * What proves later that these paths below `/cvmfs` are as they are now.
 *
 * @param before state of the repositories before the capture that is to be proved
 * @returns null where something changed meanwhile, or nothing can tell
 */
export async function proofOf(
  context: Context,
  paths: readonly string[],
  before: RepositoryState,
): Promise<EnvironmentProof | null> {
  if (paths.length > MOST_PLACES || before.unproved.length + before.silent.length + before.late.length > 0) return null;
  const {launch, limitMs} = meansOf(context);
  const places = await placesAt(context, paths);
  if (places === null) return null;
  const timed = places.withAbove.filter(place => before.timed.includes(repositoryOf(place)));
  // Nothing may have changed since this process began, which is before the capture.
  const begun = new Date(context.world.now().getTime() - context.world.clock());
  const looking = {root: context.settings.cvmfs, launch, limitMs: limitMs()};
  const [seen, catalogs] = await Promise.all([seePlaces(timed, begun, looking), catalogsAt(context, places.own, before.hashes)]);
  const after = await stateOf(context, [...before.hashes.keys()]);
  const isSame = [...before.hashes].every(([fqrn, hash]) => after.hashes.get(fqrn) === hash);
  if (seen === null || catalogs === null || !isSame) return null;
  return {
    hashes: [...before.hashes].map(([fqrn, rootHash]) => ({fqrn, rootHash, catalogs: catalogs.get(fqrn) ?? []})),
    times: [...seen],
    paths,
    machine: [],
  };
}

export type Proved =
  | {readonly status: 'holds'}
  /** The repositories have other root hashes, and the catalogs concerned are the same. */
  | {readonly status: 'moved'; readonly proof: EnvironmentProof}
  | {readonly status: 'changed'}
  | {readonly status: 'not-answering' | 'late'; readonly fqrn: string};

/**
 * Whether what was stored still holds: one small child, which is killed and left behind when a repository does not answer.
 *
 * @param env of the process that would carry out the set-up
 * @param held root hashes that somebody else asks for, and believes nothing of this start before they are right
 */
export async function proveAgain(
  context: Context,
  proof: EnvironmentProof,
  held: ReadonlyMap<string, string | null>,
  env: Readonly<Record<string, string>>,
): Promise<Proved> {
  const {launch, limitMs} = meansOf(context);
  const asked = proof.hashes.filter(({fqrn, rootHash}) => held.get(fqrn) !== rootHash);
  const looking = {root: context.settings.cvmfs, launch, limitMs: limitMs()};
  const always = new Date(8.64e15);
  const [isOfMachine, seen, state] = await Promise.all([
    machineHolds(proof.machine, env, {...looking, root: '/'}),
    seePlaces(
      proof.times.map(([place]) => place),
      always,
      looking,
    ),
    asked.length === 0
      ? null
      : stateOf(
          context,
          asked.map(({fqrn}) => fqrn),
        ),
  ]);
  if (!isOfMachine || seen === null || proof.times.some(([place, times]) => seen.get(place) !== times))
    return {status: 'changed'};
  if (state === null) return {status: 'holds'};
  const [silent] = state.silent;
  if (silent !== undefined) return {status: 'not-answering', fqrn: silent};
  const [late] = state.late;
  if (late !== undefined) return {status: 'late', fqrn: late};
  const moved = asked.filter(({fqrn, rootHash}) => state.hashes.get(fqrn) !== rootHash);
  if (moved.length === 0) return {status: 'holds'};
  if (moved.some(({fqrn, catalogs}) => !state.hashes.has(fqrn) || catalogs.length === 0)) return {status: 'changed'};
  // A link may lead elsewhere by now, into the very same catalog.
  const places = await placesAt(context, proof.paths);
  if (places === null) return {status: 'changed'};
  const now = await catalogsAt(context, places.own, new Map(moved.map(({fqrn}) => [fqrn, state.hashes.get(fqrn)!])));
  const isSame = moved.every(({fqrn, catalogs}) => textOf(now?.get(fqrn) ?? []) === textOf(catalogs));
  if (!isSame) return {status: 'changed'};
  const hashes = proof.hashes.map(one => ({...one, rootHash: state.hashes.get(one.fqrn) ?? one.rootHash}));
  return {status: 'moved', proof: {...proof, hashes}};
}

/** Whether files of this machine are as they were, and none has come. */
async function machineHolds(
  machine: EnvironmentProof['machine'],
  env: Readonly<Record<string, string>>,
  looking: Looking,
): Promise<boolean> {
  const known = machine.map(([place, times]) => [machinePathOf(place, env)?.slice(1), times] as const);
  const seen = await timesNow(
    known.flatMap(([path]) => path ?? []),
    looking,
  );
  return known.every(([path, times]) => path !== undefined && (seen.get(path) ?? null) === times);
}

function meansOf({world, settings, directories, deadline}: Context) {
  return {
    launch: launchOf(world, settings.cvmfs),
    cache: openCache(directories.cache, settings.cvmfs),
    limitMs: () => earlier(deadline, MARGIN_MS).remainingMs(),
  };
}

const repositoryOf = (place: string) => place.split('/')[0] ?? place;

type Places = {
  /** What the paths are, and the links on the way to it; relative to the root. */
  readonly own: readonly string[];
  /** With all directories above. */
  readonly withAbove: readonly string[];
};

/** Where paths below `/cvmfs` really lie; null where one of them does not answer. */
async function placesAt(context: Context, paths: readonly string[]): Promise<Places | null> {
  const questions = paths.map(path => ({path, what: 'state', places: true}) as const);
  const answers = questions.length === 0 ? [] : await look(context, questions, MARGIN_MS);
  const withAbove = placesOf([{questions, answers}]);
  const own = answers.flatMap(answer => (answer.status === 'not-answering' ? [] : (answer.places ?? [])));
  return withAbove === null ? null : {own: [...new Set(own)], withAbove};
}

const textOf = (catalogs: readonly (readonly [string, string])[]) =>
  JSON.stringify(catalogs.toSorted(([one], [other]) => (one < other ? -1 : 1)));

/** The catalogs that hold places, by repository; null where a repository gave none in time. */
async function catalogsAt(
  context: Context,
  places: readonly string[],
  hashes: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, readonly (readonly [string, string])[]> | null> {
  const {launch, cache, limitMs} = meansOf(context);
  const found = new Map<string, readonly (readonly [string, string])[]>();
  if ([...hashes.keys()].some(fqrn => cache.stuck(fqrn) !== null)) return null;
  const scout = makeScout(launch, context.settings.cvmfs);
  let asked = '';
  try {
    for (const fqrn of hashes.keys()) {
      asked = fqrn;
      const own = places.filter(place => repositoryOf(place) === fqrn);
      const asking: Asking = {
        fqrn,
        known: [...hashes.keys()],
        getfattr: launch.getfattr,
        freshness: 'hash',
        scout,
        patience: {silenceMs: limitMs, ...cache.silence(fqrn, context.world.now)},
        now: context.world.now,
      };
      const catalogs = await catalogsOf(asking, own);
      found.set(fqrn, catalogs.size === new Set(own).size ? [...catalogs] : []);
    }
    return found;
  } catch (error) {
    if (error instanceof Silent && error.outcome === 'stalled')
      cache.rememberStuck(asked, scout.stuckGroup(), context.world.now());
    return null;
  } finally {
    await scout.stop();
  }
}
