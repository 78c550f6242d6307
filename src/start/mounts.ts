import type {Mount} from '../engines/engine.ts';
import type {PathState} from '../system/host-files.ts';
import {UserError} from '../system/user-error.ts';
import {isBelow} from '../system/which.ts';
import {tidy} from './working-directory.ts';

/** A bind somebody would like; `needed` ones fail when their source is missing, the others are left out. */
export type MountWish = Mount & {readonly needed: boolean};

/** `SOURCE[:TARGET[:ro|rw]]` with one meaning on all engines. */
export function parseBind(text: string, origin: 'user' | 'site', base: string): MountWish {
  const parts = text.split(':');
  const last = parts.at(-1);
  const mode = parts.length > 1 && (last === 'ro' || last === 'rw') ? (parts.pop() as 'ro' | 'rw') : 'rw';
  const [source = '', target = source] = parts;
  if (parts.length > 2 || source === '' || target === '') {
    throw new UserError(
      'usage',
      `"${text}" is no bind.`,
      'Write --bind SOURCE, --bind SOURCE:TARGET or --bind SOURCE:TARGET:ro.',
    );
  }
  const absolute = (path: string) => tidy(path.startsWith('/') ? path : `${base}/${path}`);
  return {source: absolute(source), target: absolute(target), mode, reason: 'asked for', origin, needed: origin === 'user'};
}

export type AcceptedMounts = {readonly mounts: readonly Mount[]; readonly warnings: readonly string[]};

/**
 * From wishes to mounts (MOUNTS.md 6): what does not exist is left out, what is shown already is not shown again, and two sources for
 * one target are a conflict, except that the user's word goes before what is built in. Parents come before children. Pure.
 *
 * @param states what was found at the sources
 */
export function acceptMounts(wishes: readonly MountWish[], states: ReadonlyMap<string, PathState>): AcceptedMounts {
  const warnings: string[] = [];
  const existing = wishes.filter(wish => {
    const state = states.get(wish.source) ?? 'missing';
    if (state !== 'missing' && state !== 'not-answering') return true;
    const what = state === 'missing' ? 'does not exist' : 'does not answer';
    if (wish.needed)
      throw new UserError(
        'mount-missing',
        `${wish.source}, which is to be shown inside, ${what}.`,
        'Check the path, or leave the bind out.',
      );
    if (state === 'not-answering') warnings.push(`${wish.source} does not answer and is left out.`);
    else if (wish.origin === 'site') warnings.push(`${wish.source}, which the site's settings name, does not exist here.`);
    return false;
  });
  const accepted: MountWish[] = [];
  // A stable sort: of two wishes for one target the earlier one stands first.
  for (const wish of existing.toSorted((one, other) => depth(one.target) - depth(other.target))) {
    const rival = accepted.find(mount => mount.target === wish.target);
    if (rival !== undefined) {
      if (rival.source === wish.source && rights(rival) >= rights(wish) && rank(rival) >= rank(wish)) continue;
      if (rival.source !== wish.source && rank(rival) === rank(wish) && wish.origin === 'user') {
        throw new UserError(
          'mount-conflict',
          `${rival.source} and ${wish.source} are both to be shown at ${wish.target}.`,
          'Give one of them another target.',
        );
      }
      if (rank(wish) > rank(rival)) {
        accepted[accepted.indexOf(rival)] = wish;
        if (rival.source !== wish.source) warnings.push(`${wish.target} shows ${wish.source} by wish, not ${rival.source}.`);
      }
      continue;
    }
    // An asked-for bind below another one may narrow its rights, so only equal rights are the same thing.
    const cover = accepted.findLast(mount => isBelow(wish.target, mount.target));
    const same =
      cover !== undefined && cover.source + wish.target.slice(cover.target === '/' ? 0 : cover.target.length) === wish.source;
    if (same && (cover.mode === wish.mode || (rights(cover) >= rights(wish) && rank(wish) === 0))) continue;
    accepted.push(wish);
  }
  return {mounts: accepted.map(({needed: _, ...mount}) => mount), warnings};
}

const depth = (path: string) => (path === '/' ? 0 : path.split('/').length);
const rights = (mount: Mount) => (mount.mode === 'rw' ? 1 : 0);
const rank = (mount: Mount) => ({builtin: 0, credential: 0, site: 1, user: 2})[mount.origin];
