import {isIllness, failuresIn} from './memo.ts';
import type {RepositoryIndex} from './index-file.ts';
import {empty, failed, notMounted, partlyUnreadable, ready, type RepositoryVerdict} from './repository-messages.ts';

/** What an index alone says about its repository, as of when it was made. */
export function verdictOf(
  index: RepositoryIndex,
  facts: {readonly hasLayouts: boolean; readonly variants: number; readonly automounted: boolean},
): RepositoryVerdict {
  const {fqrn, memo, scannedAt} = index;
  const shownFrom = facts.variants > 0 ? scannedAt : null;
  const root = memo.directories.get('')?.content;
  if (root === 'missing') return notMounted(fqrn, facts.automounted, shownFrom);
  const failures = failuresIn(memo);
  const worst = failures.find(({code}) => isIllness(code)) ?? failures.find(({path}) => path === '');
  if (worst !== undefined) return failed(fqrn, worst.code, worst.path, shownFrom);
  const rootIsEmpty = Array.isArray(root) && root.length === 0;
  if (rootIsEmpty) return empty(fqrn, false);
  if (facts.hasLayouts && facts.variants === 0) return failures.length > 0 ? partlyUnreadable(fqrn, failures) : empty(fqrn, true);
  return failures.length > 0 ? partlyUnreadable(fqrn, failures) : ready();
}
