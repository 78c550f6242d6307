import type {PathState} from '../system/host-files.ts';
import {UserError} from '../system/user-error.ts';
import {isBelow} from '../system/which.ts';
import type {MountWish} from './mounts.ts';

/** What a start has to find inside. */
export type Needs = {
  /** Where the repositories are on this machine. */
  readonly cvmfs: string;
  /** The repository of the stack. */
  readonly repository: string;
  /** Absolute paths inside of programs by which it begins. */
  readonly programs: readonly string[];
};

type Hiding = {
  readonly bind: MountWish;
  readonly what: string;
  /** Where the bind brings it itself, null for nowhere. */ readonly instead: string | null;
};

/** Binds of users and sites that take the place of what a start needs (MOUNTS.md 6.4); some of them may bring it themselves. Pure. */
export function hidingBinds(wishes: readonly MountWish[], {cvmfs, repository, programs}: Needs): readonly Hiding[] {
  return wishes.flatMap((bind): readonly Hiding[] => {
    const {source, target, origin} = bind;
    if (origin !== 'user' && origin !== 'site') return [];
    const stack = `/cvmfs/${repository}`;
    const isSoftware = source === target || source === cvmfs + target.slice('/cvmfs'.length);
    if (isBelow(stack, target) && !isSoftware) return [{bind, what: stack, instead: null}];
    return programs
      .filter(program => isBelow(program, target) && !isBelow(program, '/cvmfs'))
      .map(what => ({bind, what, instead: source + what.slice(target.length)}));
  });
}

/**
 * Refuses a bind of the user's that hides what the start needs, and says which ones of the site are left out for it.
 *
 * @throws UserError `mount-conflict`
 */
export function withoutHiding(
  wishes: readonly MountWish[],
  hiding: readonly Hiding[],
  states: ReadonlyMap<string, PathState>,
): {readonly wishes: readonly MountWish[]; readonly warnings: readonly string[]} {
  const harmful = hiding.filter(({instead}) => instead === null || states.get(instead) === 'missing');
  const users = harmful.find(({bind}) => bind.origin === 'user');
  if (users !== undefined) {
    const {bind, what} = users;
    throw new UserError(
      'mount-conflict',
      `${bind.source} cannot be shown at ${bind.target}: it would hide ${what}, which the start needs.`,
      'Give the bind another target.',
    );
  }
  const left = new Set(harmful.map(({bind}) => bind));
  return {
    wishes: wishes.filter(wish => !left.has(wish)),
    warnings: [...left].map(
      ({source, target}) => `${source} is not shown at ${target}, as the site has it: the start needs what is there.`,
    ),
  };
}
