import {isIllness, failuresIn, OUTSIDE, unnamedIn} from './memo.ts';
import type {RepositoryIndex} from './index-file.ts';
import {empty, failed, notMounted, partlyUnreadable, unnamed, type RepositoryVerdict} from './repository-messages.ts';

/** What an index alone says about its repository, as of when it was made. */
export function verdictOf(
  index: RepositoryIndex,
  facts: {readonly hasLayouts: boolean; readonly variants: number; readonly automounted: boolean},
): RepositoryVerdict {
  const {fqrn, memo, scannedAt} = index;
  const shownFrom = facts.variants > 0 ? scannedAt : null;
  const root = memo.directories.get('')?.content;
  if (root === 'missing') return notMounted(fqrn, facts.automounted, shownFrom);
  // A link that leaves the repository is no fault of it: EESSI's host_injections leads to a directory of the host.
  const failures = failuresIn(memo).filter(({code}) => code !== OUTSIDE);
  const worst = failures.find(({code}) => isIllness(code)) ?? failures.find(({path}) => path === '');
  if (worst !== undefined) return failed(fqrn, worst.code, worst.path, shownFrom);
  const rootIsEmpty = Array.isArray(root) && root.length === 0;
  if (rootIsEmpty) return empty(fqrn, false);
  if (failures.length > 0) return partlyUnreadable(fqrn, failures);
  const places = unnamedIn(memo);
  return facts.hasLayouts && facts.variants === 0 && places.length === 0 ? empty(fqrn, true) : unnamed(fqrn, places);
}
