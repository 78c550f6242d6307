import {pinnedQuery, type PinnedChoice} from './pinned-choice.ts';
import type {Catalogue} from './catalogue.ts';
import {resolvePinned} from '../choose/pinned.ts';
import {unseenHome} from '../choose/unseen.ts';
import {UserError} from '../system/user-error.ts';

/** What of a choice of the past is there now. */
export type PinnedState = {
  /** `unknown`: the repository that it may be in cannot be seen now, so nobody can tell. */
  readonly state: 'here' | 'gone' | 'cannot-run' | 'choice' | 'unknown';
  /** The variant that it means now; null where it means none. */
  readonly address: string | null;
  /** Which part is gone. */
  readonly part: string | null;
  /** One sentence; null where all is well. */
  readonly reason: string | null;
  /** What runs here and is nearest; null where nothing is gone or near. */
  readonly nearest: string | null;
};

/** Whether a choice is still there, without starting anything. */
export function pinnedState(
  {stacks, findings, families}: Pick<Catalogue, 'stacks' | 'findings' | 'families'>,
  pinned: PinnedChoice,
  flags: readonly string[],
): PinnedState {
  const nothing = {address: null, part: null, reason: null, nearest: null};
  let query;
  try {
    query = pinnedQuery(flags, pinned.called);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return {...nothing, state: 'unknown', reason: error.message};
  }
  const found = resolvePinned(stacks, pinned, query);
  switch (found.status) {
    case 'one':
      return {...nothing, state: 'here', address: found.variant.address};
    case 'cannot-run':
      return {
        ...nothing,
        state: 'cannot-run',
        address: found.variant.address,
        reason: found.variant.verdict.reason,
        nearest: found.nearest?.address ?? null,
      };
    case 'missing':
      return {
        ...nothing,
        state: 'choice',
        address: found.stack?.address ?? null,
        reason: `It leaves a choice of ${Object.keys(found.choices).join(' and ')}.`,
        nearest: found.best?.address ?? null,
      };
    case 'unknown':
      return {...nothing, state: 'gone', part: 'platform', reason: found.what, nearest: found.nearest[0] ?? null};
    case 'gone': {
      const {cvmfs, root} = findings;
      if (root === 'missing' || root === 'hung')
        return {...nothing, state: 'unknown', reason: `${cvmfs} ${root === 'hung' ? 'does not answer' : 'is not there'}.`};
      const unseen = unseenHome(pinned, found.part, families.families, findings.repositories);
      if (unseen !== null) return {...nothing, state: 'unknown', reason: `${unseen.fqrn} ${unseen.what}.`};
      return {...nothing, state: 'gone', part: found.part, reason: found.what, nearest: found.nearest?.address ?? null};
    }
  }
}
