import type {RepositoryIndex} from './index-file.ts';

/** Without a root hash an index is believed for this long (DESIGN.md 7: absent getfattr). */
const BELIEVED_MS = 15 * 60_000;

/** Whether an index is young enough to be believed where nothing else tells. A clock that was set back makes it old. */
export function isBelieved({scannedAt, triedAt}: Pick<RepositoryIndex, 'scannedAt' | 'triedAt'>, now: Date): boolean {
  const age = now.getTime() - Date.parse(scannedAt ?? triedAt);
  return age >= 0 && age < BELIEVED_MS;
}
