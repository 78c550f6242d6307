import type {Launch} from '../system/launch.ts';
import {readMountTable, type Mount} from '../system/mount-table.ts';
import {openCache, type Cache} from './cache.ts';
import {readClientConfig, type ClientConfig} from './client-config.ts';
import {isBelieved} from './freshness.ts';
import {listRootWith} from './list-root.ts';
import {startLiveClient} from './live-check.ts';
import {NO_PLACES, type WantedPlaces} from './places-hold.ts';
import {isResting} from './rest.ts';
import {kindBelow, rootKind} from './root-kind.ts';
import {configText, namesAmong, type Trace, type TracedRepository} from './trace.ts';

export type HoldRequest = {
  readonly trace: Trace;
  /** What has to be as it was besides, and the trace does not watch itself. */
  readonly places?: WantedPlaces;
  readonly cacheDirectory: string;
  readonly launch: Launch;
  readonly now: () => Date;
  /** For tests: of another machine. */
  readonly mounts?: readonly Mount[];
  readonly config?: ClientConfig;
};

/**
 * Whether a search would find now what it found when the trace was made: every repository answers, and nothing changed in it.
 *
 * No less is asked of CVMFS than a search asks. Anything unexpected, a slow answer included, is a no: the search that comes then finds
 * out what it is. A helper that had to be left behind is noted, so that it sends no second one. The helpers are started before
 * this returns.
 */
export function stillHolds(request: HoldRequest): Promise<boolean> {
  const {trace, cacheDirectory} = request;
  const mounts = request.mounts ?? readMountTable();
  if (!isSameMachine(request, mounts)) return Promise.resolve(false);
  const cache = openCache(cacheDirectory, trace.root);
  const isSick = (fqrn: string) => cache.stuck(fqrn) !== null || (trace.kind.automounted && cache.silent(fqrn) !== null);
  if (trace.repositories.some(({fqrn}) => isSick(fqrn))) return Promise.resolve(false);
  const asleep = sleeping(request, mounts);
  if (asleep === null) return Promise.resolve(false);
  const answers = allAnswer(request, cache, asleep);
  // While they look.
  const isSame = trace.repositories.every(({fqrn, beginning}) => cache.beginsWith(fqrn, beginning));
  return answers.then(all => all && isSame);
}

/** What the mount table and the client's configuration say about the root and each repository. */
function isSameMachine({trace, launch, ...request}: HoldRequest, mounts: readonly Mount[]): boolean {
  const {root, kind, config, repositories, askedAnyway} = trace;
  const clientConfig = request.config ?? readClientConfig();
  const now = rootKind(root, mounts, clientConfig);
  if (now.automounted !== kind.automounted || now.real !== kind.real || now.local !== kind.local) return false;
  if (configText(clientConfig) !== config) return false;
  const facts = {mounts, hasGetfattr: launch.getfattr !== null, rootIsLocal: now.local};
  const asked = new Set(repositories.map(({fqrn}) => fqrn));
  const anyway = new Set(askedAnyway);
  return (
    now.mounted.every(fqrn => asked.has(fqrn)) &&
    repositories.every(({fqrn, freshness, checkMarkers}) => {
      const own = kindBelow(root, fqrn, facts);
      return own.freshness === freshness && own.checkMarkers === checkMarkers && (anyway.has(fqrn) || now.mounted.includes(fqrn));
    })
  );
}

/** Repositories that are left alone: they are not mounted, and rest. Null where one that is not mounted has rested long enough. */
function sleeping({trace, now}: HoldRequest, mounts: readonly Mount[]): ReadonlySet<string> | null {
  const {root, kind, repositories} = trace;
  if (!kind.real) return new Set();
  const mounted = new Set(mounts.filter(({type}) => type !== 'autofs').map(({point}) => point));
  const asleep = repositories.filter(({fqrn, rest}) => rest !== null && !mounted.has(`${root}/${fqrn}`));
  return asleep.every(({rest}) => isResting(rest, now())) ? new Set(asleep.map(({fqrn}) => fqrn)) : null;
}

async function allAnswer({trace, places, now, launch}: HoldRequest, cache: Cache, asleep: ReadonlySet<string>): Promise<boolean> {
  const {root, kind, repositories, limitMs} = trace;
  const watched = repositories.filter(({freshness}) => freshness === 'times');
  const others = repositories.filter(({fqrn, freshness}) => freshness !== 'times' && !asleep.has(fqrn));
  // One helper for all where that can be: to start another takes Node longer than it works.
  const client = others.length === 0 ? null : startLiveClient(launch);
  const listed = listRootWith(
    places ?? NO_PLACES,
    {
      root,
      kind: {...kind, mounted: []},
      launch,
      cache,
      watched: watched.map(one => ({fqrn: one.fqrn, watched: one.watched})),
      limitMs,
      now,
    },
    client,
  );
  // All at once: an answer that waits for a launcher at work waits but once.
  const looks = others.map(({fqrn, freshness}) =>
    client?.look(`${root}/${fqrn}`, freshness === 'hash', limitMs, cache.silence(fqrn, now)),
  );
  const {listing, hold} = await listed;
  const isSame =
    hold &&
    listing.state === 'ready' &&
    isSameList(namesAmong(listing.names), trace.listed) &&
    watched.every(({fqrn}) => listing.changed.get(fqrn)?.size === 0);
  if (!isSame || client === null) {
    await client?.stop();
    return isSame;
  }
  for (const [index, one] of others.entries()) {
    const life = (await looks[index])!;
    if (life.status === 'stalled') cache.rememberStuck(one.fqrn, life.group, now());
    if (life.status === 'stalled' || life.status === 'gone') return false;
    if (life.status === 'alive' && isCurrent(one, life.rootHash, now())) continue;
    await client.stop();
    return false;
  }
  await client.stop();
  return true;
}

function isCurrent(one: TracedRepository, rootHash: string | null, now: Date): boolean {
  if (one.freshness === 'hash') return rootHash !== null && rootHash === one.rootHash;
  return isBelieved(one, now);
}

function isSameList(one: readonly string[] | null, other: readonly string[] | null): boolean {
  if (one === null || other === null) return one === other;
  return one.length === other.length && one.every((name, index) => name === other[index]);
}
