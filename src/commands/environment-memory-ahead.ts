import type {Context} from './context.ts';
import {launchOf} from './launch-of.ts';
import {linesFrom} from '../find/places-hold.ts';
import type {EnvironmentProof} from '../start/known-environment.ts';
import type {StoredEnvironment} from '../start/environment/record.ts';
import {earlier} from '../system/deadline.ts';

/** Longer nobody waits: whatever is started fetches the rest itself. */
const MOST_MS = 250;

/**
 * Has a client fetch at once the catalogs in which the program and its libraries are searched. The loader would ask for one after the
 * other, and on a slow line each takes as long as all together. Says nothing about them: a slow answer is none.
 */
export async function fetchAhead(context: Context, record: StoredEnvironment, proof: EnvironmentProof): Promise<void> {
  const places = searchedCatalogs(record, proof);
  // One alone is fetched no sooner.
  if (places.length < 2) return;
  const {settings, deadline, world} = context;
  const argv = ['-c', 'cd -- "$1" 2>/dev/null || exit; shift; for place; do [ -e "$place/.cvmfscatalog" ] & done; wait', 'sh'];
  const launch = launchOf(world, settings.cvmfs);
  const limitMs = Math.min(MOST_MS, earlier(deadline, 0).remainingMs());
  await linesFrom([launch.sh, ...argv, settings.cvmfs, ...places], '', {root: settings.cvmfs, launch, limitMs});
}

/** One place in each catalog that holds directories in which programs and libraries are searched, relative to the root. */
export function searchedCatalogs(record: StoredEnvironment, proof: EnvironmentProof): readonly string[] {
  const searched = record.changes
    .flatMap(change => (change.kind === 'list' && SEARCHED.has(change.name) ? [...change.before, ...change.after] : []))
    .flatMap(entry => (typeof entry === 'string' && entry.startsWith('/cvmfs/') ? [entry.slice('/cvmfs/'.length)] : []));
  const byCatalog = new Map<string, string>();
  for (const {catalogs} of proof.hashes)
    for (const [place, hash] of catalogs)
      if (searched.some(entry => entry === place || entry.startsWith(`${place}/`))) byCatalog.set(hash, place);
  return [...byCatalog.values()];
}

const SEARCHED = new Set(['PATH', 'LD_LIBRARY_PATH']);
