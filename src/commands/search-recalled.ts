import {launchOf} from './launch-of.ts';
import {requestOf} from './list-request.ts';
import type {Invocation} from './parse-arguments.ts';
import {isSameWorld} from './same-world.ts';
import {lastingFlags, recallSearch, searchFile, type RecalledSearch} from './search-memory.ts';
import {searchTable, type SearchAnswer} from './search-table.ts';
import type {Filters} from '../choose/filter.ts';
import type {PackageQuery} from '../find/packages/package-query.ts';
import {isYoung} from '../find/packages/list-proof.ts';
import {CATALOGUE, placesHold, wantedPlaces} from '../find/places-hold.ts';
import {stillHolds} from '../find/still-holds.ts';
import {directoriesOf, type World} from '../system/world.ts';

export type RecalledAnswer = Pick<RecalledSearch, 'notes' | 'paints'> & {readonly answer: SearchAnswer};

/**
 * The answer to a search from what an earlier one knew, where nothing that it follows from has changed: the same variables, program,
 * settings, families and machine, every repository answers and is as it was, and so are the package lists. Any doubt is a null.
 */
export async function recallAnswer(
  invocation: Invocation,
  query: PackageQuery,
  filters: Filters,
  world: World,
): Promise<RecalledAnswer | null> {
  const {cache} = directoriesOf(world.env);
  if (cache === null || world.build === null) return null;
  try {
    const request = requestOf(['search', ...lastingFlags(invocation)], world);
    const known = recallSearch(searchFile(cache, request), world.build, request, world.uid);
    if (known === null || !isYoung(known.oldest, world.now())) return null;
    const {trace} = known;
    const launch = launchOf(world, trace.root);
    const looking = {root: trace.root, launch, limitMs: trace.limitMs};
    // The helpers are at work while the file and this machine are looked at. What filters leave is known later, and may be little.
    const isFiltered = Object.values(filters).some(value => value !== null && value !== '' && value !== 'any');
    const places = wantedPlaces(known.proof, about => !isFiltered || about === CATALOGUE);
    const holding = stillHolds({trace, places, cacheDirectory: cache, launch, now: world.now});
    const isSame = known.isWhole() && isSameWorld(known.inputs, trace.root, world);
    const answer = isSame ? searchTable(known.table(), query, filters) : null;
    const others = wantedPlaces(known.proof, about => isFiltered && answer?.repositories.has(about) === true);
    const [hold, othersHold] = await Promise.all([holding, placesHold(others, looking)]);
    return hold && othersHold && answer !== null ? {notes: known.notes, paints: known.paints, answer} : null;
  } catch {
    // A file of the right sum and the wrong content: the long way makes it anew.
    return null;
  }
}
