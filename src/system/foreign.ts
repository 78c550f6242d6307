import {statSync, type Stats} from 'node:fs';

/** Only those that are in the user's own group: where each user has one, its number is that of the user. */
const isPrivate = (gid: number, uid: number) => gid === uid || gid === 0;

/**
 * Why somebody else may have written what is in a file or a directory; null when nobody can but the user and root. The end of a sentence
 * that begins with the path.
 *
 * An umask of 002, usual where each user has a group, leaves files that this group can write; of a group with other people in it they
 * are not believed.
 */
export function foreignReason({uid, gid, mode}: Pick<Stats, 'uid' | 'gid' | 'mode'>, me: number): string | null {
  if (uid !== me && uid !== 0) return `belongs to somebody else (uid ${uid})`;
  if ((mode & 0o002) !== 0) return 'can be written by everybody';
  if ((mode & 0o020) !== 0 && !isPrivate(gid, me)) return `can be written by its group (gid ${gid})`;
  return null;
}

/** The same of what lies at a path; null where nothing does. Not for paths that may hang. */
export function foreignAt(path: string, me = process.getuid?.() ?? 0): string | null {
  try {
    return foreignReason(statSync(path), me);
  } catch {
    return null; // whoever opens it will say what is wrong
  }
}
