import {isBelieved} from '../freshness.ts';
import {isIllness} from '../memo.ts';
import type {SeenPlaces} from '../prove-places.ts';
import type {Trace} from '../trace.ts';
import {timesOf} from './place-times.ts';
import type {PackagesRead} from './read-packages.ts';

/** By what a later run can tell that package lists are as they were, besides the trace of the search they belong to. */
export type ListProof = {
  /** ISO 8601 time of the oldest list of which only its age tells; null where there is none. */
  readonly oldest: string | null;
  /** By repository. */
  readonly places: ReadonlyMap<string, SeenPlaces>;
};

/** Null where it is not sure that the lists are those of the trace. */
export function proveLists({repositories}: Pick<PackagesRead, 'repositories'>, trace: Trace): ListProof | null {
  const all = new Map<string, SeenPlaces>();
  const ages: string[] = [];
  for (const {fqrn, state, freshness, rootHash, kept, lists} of repositories) {
    const traced = trace.repositories.find(one => one.fqrn === fqrn);
    if (state !== 'read' || kept.size < lists || traced?.freshness !== freshness) return null;
    if (freshness === 'hash' && (rootHash === null || rootHash !== traced.rootHash)) return null;
    const places = new Map<string, string>();
    all.set(fqrn, places);
    for (const {status, places: own, readAt} of kept.values()) {
      if (status.startsWith('failed') && isIllness(status.slice('failed '.length))) return null;
      if (freshness === 'age') ages.push(readAt);
      for (const [path, key] of own) {
        if (key === null) return null;
        if (freshness !== 'times') continue;
        if (timesOf(key) === null || (places.get(path) ?? key) !== key) return null;
        places.set(path, key);
      }
    }
  }
  return {oldest: ages.toSorted()[0] ?? null, places: all};
}

/** Whether lists of which only their age tells are young enough. */
export function isYoung(oldest: string | null, now: Date): boolean {
  return oldest === null || isBelieved({scannedAt: oldest, triedAt: oldest}, now);
}
