import type {RepositoryIndex} from './index-file.ts';
import {failuresIn, OUTSIDE, TOO_MANY, unnamedIn} from './memo.ts';

/**
 * Why something that lies in a repository is not among the variants:
 *
 * - `unnamed`: names that are no UTF-8; the examples are the directories they are in
 * - `unreadable`: directories that cannot be read
 * - `truncated`: directories of which only the first entries were read
 * - `too-deep`: directories below which a layout of variable depth does not look any more
 * - `half-published`: a place for a variant without its marker, or without what starts it
 * - `dangling`: links to nothing
 * - `link-loop`: links that lead back to where they are
 * - `link-out`: links that leave the known repositories
 */
export type LeftOutReason =
  | 'unnamed'
  | 'unreadable'
  | 'truncated'
  | 'too-deep'
  | 'half-published'
  | 'dangling'
  | 'link-loop'
  | 'link-out';

/** What was left out of one repository for one reason. */
export type LeftOut = {
  readonly repository: string;
  readonly reason: LeftOutReason;
  readonly count: number;
  /** A few of them, paths below `/cvmfs`; to be shown as text from outside. */
  readonly examples: readonly string[];
};

const MOST_EXAMPLES = 3;

/** Counts what is left out; paths are relative to the repository, and one that is named twice for one reason counts once. */
export type LeftOutTally = {
  readonly add: (reason: LeftOutReason, path: string, count?: number) => void;
  readonly result: () => readonly LeftOut[];
};

export function tallyLeftOut(repository: string): LeftOutTally {
  const reasons = new Map<LeftOutReason, Map<string, number>>();
  return {
    add: (reason, path, count = 1) => {
      const paths = reasons.get(reason) ?? new Map<string, number>();
      reasons.set(reason, paths.set(path, count));
    },
    result: () =>
      [...reasons].map(([reason, paths]) => ({
        repository,
        reason,
        count: [...paths.values()].reduce((sum, count) => sum + count, 0),
        examples: [...paths.keys()]
          .slice(0, MOST_EXAMPLES)
          .map(path => (path === '' ? `/cvmfs/${repository}` : `/cvmfs/${repository}/${path}`)),
      })),
  };
}

/** What could not be read of a repository, and what its layouts left out. */
export function leftOutOf(
  {fqrn, memo}: Pick<RepositoryIndex, 'fqrn' | 'memo'>,
  byLayouts: readonly LeftOut[],
): readonly LeftOut[] {
  const tally = tallyLeftOut(fqrn);
  for (const {path, count} of unnamedIn(memo)) tally.add('unnamed', path, count);
  for (const {path, code} of failuresIn(memo)) {
    const reason =
      code === TOO_MANY ? 'truncated' : code === OUTSIDE ? 'link-out' : code === 'ELOOP' ? 'link-loop' : 'unreadable';
    tally.add(reason, path);
  }
  const unread = tally.result();
  const both = unread.map(one => {
    const {count = 0, examples = []} = byLayouts.find(({reason}) => reason === one.reason) ?? {};
    return {...one, count: one.count + count, examples: [...one.examples, ...examples].slice(0, MOST_EXAMPLES)};
  });
  return [...both, ...byLayouts.filter(({reason}) => !unread.some(one => one.reason === reason))];
}
