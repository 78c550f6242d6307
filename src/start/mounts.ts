import type {Mount} from '../engines/engine.ts';
import type {PathState} from '../system/host-files.ts';
import {UserError} from '../system/user-error.ts';
import {isBelow} from '../system/which.ts';
import {DENIED, OF_THE_USER} from './mount-rules.ts';

/** A bind somebody would like. */
export type MountWish = Mount & {
  /** Fails when its source is missing; the others are left out. */
  readonly needed: boolean;
  /** A directory of data, for which the deny rule holds: files of the system and what the user asks for are no data. */
  readonly data?: true;
};

/** The bind of something of this machine that hsf itself would like and can do without. */
export const builtinWish = (source: string, target: string, reason: string): MountWish => ({
  source,
  target,
  mode: 'ro',
  reason,
  origin: 'builtin',
  needed: false,
});

export type AcceptedMounts = {readonly mounts: readonly Mount[]; readonly warnings: readonly string[]};

/**
 * From wishes to mounts (MOUNTS.md 6.3, 6.4): what does not exist or is denied is left out, what is shown already is not shown again,
 * and two sources for one target are a conflict, except that the user's word goes before the site's and that before what is built in.
 * Parents come before children. Pure.
 *
 * @param states what was found at the sources
 * @throws UserError `mount-missing`, `mount-conflict`
 */
export function acceptMounts(wishes: readonly MountWish[], states: ReadonlyMap<string, PathState>): AcceptedMounts {
  const warnings: string[] = [];
  const say = (warning: string) => void warnings.push(warning);
  const possible = wishes.filter(wish => isThere(wish, states.get(wish.source) ?? 'missing', say) && isAllowed(wish, say));
  const accepted: MountWish[] = [];
  // A stable sort: of two wishes for one target the earlier one stands first.
  for (const wish of possible.toSorted((one, other) => depth(one.target) - depth(other.target))) {
    const at = accepted.findIndex(mount => mount.target === wish.target);
    if (at >= 0) accepted[at] = settle(accepted[at]!, wish, say);
    else if (!isShown(wish, accepted)) accepted.push(wish);
  }
  for (const wish of accepted) if (wish.origin === 'user') warnAboutSystem(wish, say);
  return {mounts: accepted.map(({needed: _, data: __, ...mount}) => mount), warnings};
}

function isThere(wish: MountWish, state: PathState, say: (warning: string) => void): boolean {
  // What holds data is a directory; a file of that name is something else.
  if (wish.data === true && (state === 'file' || state === 'socket' || state === 'other')) return false;
  if (state !== 'missing' && state !== 'not-answering') return true;
  const what = state === 'missing' ? 'does not exist' : 'does not answer';
  if (wish.needed)
    throw new UserError(
      'mount-missing',
      `${wish.source}, which is to be shown inside, ${what}.`,
      'Check the path, or leave the bind out.',
    );
  if (state === 'not-answering') say(`${wish.source} does not answer and is left out.`);
  else if (wish.origin === 'site') say(`${wish.source}, which the site's settings name, does not exist here.`);
  return false;
}

/** Whether a directory of this machine may be shown in an image without being asked for (MOUNTS.md 2.4). */
export function mayBeShown(path: string): boolean {
  if (path === '/') return false;
  return OF_THE_USER.some(part => isBelow(path, part)) || !DENIED.some(part => isBelow(path, part));
}

function isAllowed(wish: MountWish, say: (warning: string) => void): boolean {
  const whole = wish.target === '/' || DENIED.includes(wish.target);
  const denied = wish.data === true ? !mayBeShown(wish.target) : wish.origin === 'site' && whole;
  if (denied && wish.origin !== 'builtin') say(`${wish.target} is not taken from this machine: it is the image's.`);
  return !denied;
}

/** Which of two wishes for one target counts. */
function settle(rival: MountWish, wish: MountWish, say: (warning: string) => void): MountWish {
  if (rival.source === wish.source) {
    // The user's own words are read in order; of all others the one with more rights includes the other.
    if (rank(wish) !== rank(rival)) return rank(wish) > rank(rival) ? wish : rival;
    return wish.origin === 'user' || rights(wish) > rights(rival) ? wish : rival;
  }
  if (rank(rival) === rank(wish) && wish.origin === 'user') {
    throw new UserError(
      'mount-conflict',
      `${rival.source} and ${wish.source} are both to be shown at ${wish.target}.`,
      'Give one of them another target.',
    );
  }
  if (rank(wish) <= rank(rival)) return rival;
  say(`${wish.target} shows ${wish.source} by wish, not ${rival.source}.`);
  return wish;
}

/** Whether what covers a target shows the very same there. */
function isShown(wish: MountWish, accepted: readonly MountWish[]): boolean {
  const cover = accepted.findLast(mount => isBelow(wish.target, mount.target));
  if (cover === undefined) return false;
  // A user who shows another `/etc` means all of it: files of ours do not come on top.
  if (cover.origin === 'user' && wish.origin === 'builtin' && DENIED.includes(cover.target)) return true;
  if (cover.source + wish.target.slice(cover.target.length) !== wish.source) return false;
  // An asked-for bind below another one may narrow its rights, so only equal rights are the same thing.
  return cover.mode === wish.mode || (rights(cover) > rights(wish) && rank(wish) === 0);
}

function warnAboutSystem({source, target}: MountWish, say: (warning: string) => void): void {
  if (DENIED.includes(target))
    say(`${target} of the image is hidden by ${source}, by wish: programs and users of the image need it.`);
}

const depth = (path: string) => (path === '/' ? 0 : path.split('/').length);
const rights = (mount: Mount) => (mount.mode === 'rw' ? 1 : 0);
const rank = (mount: Mount) => ({builtin: 0, credential: 0, site: 1, user: 2})[mount.origin];
