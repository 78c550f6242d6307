import {isBelieved} from '../freshness.ts';
import {isIllness} from '../memo.ts';
import type {SeenPlaces} from '../prove-places.ts';
import type {Trace} from '../trace.ts';
import {statText} from './place-times.ts';
import type {PackagesRead} from './read-packages.ts';

/** By what a later run can tell that package lists are as they were, besides the trace of the search they belong to. */
export type ListProof = {
  /** ISO 8601 time of the oldest list of which only its age tells; null where there is none. */
  readonly oldest: string | null;
  readonly places: SeenPlaces;
};

/** Null where it is not sure that the lists are those of the trace. */
export function proveLists({repositories}: Pick<PackagesRead, 'repositories'>, trace: Trace): ListProof | null {
  const places = new Map<string, string>();
  const texts = new Map<string, string | null>();
  const ages: string[] = [];
  for (const {fqrn, state, freshness, rootHash, kept, lists} of repositories) {
    const traced = trace.repositories.find(one => one.fqrn === fqrn);
    if (state !== 'read' || kept.size < lists || traced?.freshness !== freshness) return null;
    if (freshness === 'hash' && (rootHash === null || rootHash !== traced.rootHash)) return null;
    for (const {status, places: own, readAt} of kept.values()) {
      if (status.startsWith('failed') && isIllness(status.slice('failed '.length))) return null;
      if (freshness === 'age') ages.push(readAt);
      for (const [path, key] of own) {
        if (key === null) return null;
        if (freshness !== 'times') continue;
        let text = texts.get(key);
        if (text === undefined) texts.set(key, (text = statText(key)));
        if (text === null || (places.get(path) ?? text) !== text) return null;
        places.set(path, text);
      }
    }
  }
  return {oldest: ages.toSorted()[0] ?? null, places};
}

/** Whether lists of which only their age tells are young enough. */
export function isYoung(oldest: string | null, now: Date): boolean {
  return oldest === null || isBelieved({scannedAt: oldest, triedAt: oldest}, now);
}
