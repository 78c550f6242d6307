import type {Launch} from '../system/launch.ts';
import type {Cache} from './cache.ts';
import type {RootState} from './found.ts';
import {startLiveClient, type LiveClient} from './live-check.ts';
import {checkLocal} from './local-check.ts';
import {lookAtPlaces, placesHold, type WantedPlaces} from './places-hold.ts';
import type {RootKind} from './root-kind.ts';
import type {Watched} from './watched-directories.ts';

export type RootListing = {
  readonly state: RootState;
  /** Names in the root that may be repositories; null where it was not listed. */
  readonly names: readonly string[] | null;
  /** Watched directories that changed, for each repository that could be compared. */
  readonly changed: ReadonlyMap<string, ReadonlySet<string>>;
};

export type RootRequest = {
  readonly root: string;
  readonly kind: RootKind;
  readonly launch: Launch;
  readonly cache: Cache;
  /** Directories that are to be compared on the way, by the repository whose index they answer for. */
  readonly watched: readonly {readonly fqrn: string; readonly watched: readonly Watched[]}[];
  readonly limitMs: number;
  readonly now: () => Date;
};

// Names that no repository can have, for helpers that wait for no repository in particular.
const ROOT = '.root';
const WATCHED = '.watched';

/**
 * Which repositories lie in the root, and for a tree on a local disk at once what changed in them. Never under an automounter.
 *
 * @param client tells the names, where nothing else is asked; it stays
 */
export async function listRoot(request: RootRequest, client: LiveClient | null = null): Promise<RootListing> {
  const {root, kind, cache, watched} = request;
  const nothing = {changed: new Map<string, ReadonlySet<string>>(), names: null};
  if (kind.automounted) return {...nothing, state: 'ready'};
  if (root.includes('\n')) return {...nothing, state: 'missing'};
  if (cache.stuck(ROOT) !== null) return {...nothing, state: 'hung'};
  if (!kind.local) return listForeign(request, client);
  if (client === null || watched.some(one => one.watched.length > 0)) return listLocal(request);
  const listing = await listForeign(request, client);
  return {...listing, changed: new Map(watched.map(({fqrn}) => [fqrn, new Set<string>()]))};
}

/**
 * The same, and whether some places are as they were seen. For a plain tree without watched directories one helper does both: to start
 * another would take Node longer than it works. The helpers are started before this returns.
 *
 * @param client has been started for something else, and is asked instead where it can tell as much
 */
export async function listRootWith(
  places: WantedPlaces,
  request: RootRequest,
  client: LiveClient | null = null,
): Promise<{readonly listing: RootListing; readonly hold: boolean}> {
  const {root, kind, launch, cache, watched, limitMs, now} = request;
  const looking = {root, launch, limitMs};
  const isOneLook =
    kind.local &&
    !kind.automounted &&
    !root.includes('\n') &&
    places.parts.length > 0 &&
    watched.every(one => one.watched.length === 0);
  if (!isOneLook) {
    const [listing, hold] = await Promise.all([listRoot(request, client), placesHold(places, looking)]);
    return {listing, hold};
  }
  const changed = new Map<string, ReadonlySet<string>>(watched.map(({fqrn}) => [fqrn, new Set()]));
  const hung: RootListing = {state: 'hung', names: null, changed};
  if (cache.stuck(ROOT) !== null || cache.stuck(WATCHED) !== null) return {listing: hung, hold: false};
  const {names, hold, stalled} = await lookAtPlaces(places, looking, true);
  if (stalled !== null) {
    cache.rememberStuck(names === null ? ROOT : WATCHED, stalled.group, now());
    return {listing: {...hung, names}, hold: false};
  }
  return {listing: {state: names === null ? 'missing' : 'ready', names, changed}, hold};
}

async function listLocal({root, launch, cache, watched: wanted, limitMs, now}: RootRequest): Promise<RootListing> {
  const compared = cache.stuck(WATCHED) === null ? wanted : [];
  const paths = compared.flatMap(({watched}) => watched.map(({directory}) => directory));
  const checked = await checkLocal(launch, root, paths, limitMs);
  const changed = new Map<string, ReadonlySet<string>>();
  if (checked.status === 'stalled') {
    cache.rememberStuck(checked.names === null ? ROOT : WATCHED, checked.group, now());
    return {state: checked.names === null ? 'hung' : 'ready', names: checked.names, changed};
  }
  if (checked.names === null) return {state: 'missing', names: null, changed};
  let index = 0;
  for (const {fqrn, watched} of compared) {
    const stale = watched.filter(({key}) => {
      const stamp = checked.stamps[index];
      index++;
      return key === null || stamp !== key;
    });
    changed.set(fqrn, new Set(stale.map(({directory}) => directory)));
  }
  return {state: 'ready', names: checked.names, changed};
}

async function listForeign({root, launch, cache, limitMs, now}: RootRequest, given: LiveClient | null): Promise<RootListing> {
  const client = given ?? startLiveClient(launch);
  const answer = await client.names(root, limitMs);
  if (given === null) await client.stop();
  const changed = new Map<string, ReadonlySet<string>>();
  if (answer.status === 'names') return {state: answer.names === null ? 'missing' : 'ready', names: answer.names, changed};
  if (answer.status === 'stalled') cache.rememberStuck(ROOT, answer.group, now());
  return {state: 'hung', names: null, changed};
}
