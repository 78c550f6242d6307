import type {Family} from './family.ts';
import type {RepositoryIndex} from './index-file.ts';
import {failuresIn, isIllness} from './memo.ts';

/** Times, in milliseconds since 1970, between which a repository that sleeps is not woken. */
export type Rest = {readonly from: number; readonly until: number};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A directory that failed, or a repository that was missing, is tried again after this long: a dead server costs seconds each time (CVMFS-CLIENT.md). */
export const RETRY_MS = MINUTE;

/**
 * How long the index of a repository is believed that the automounter has put to sleep: to wake forty of them for each listing would
 * cost a mount and a round trip to the servers each. Releases are published some times a week at most, and what is started is
 * looked at first in any case; nightlies are published all night, and replaced.
 */
const BELIEVED_ASLEEP_MS = 24 * HOUR;
const BELIEVED_NIGHTLY_MS = 3 * HOUR;

/** Longest time between two tries of a name that the client never gave anything for. */
const LONGEST_RETRY_MS = 24 * HOUR;

/** Whether the root of a repository was not there when it was last read. */
export function wasMissing(index: RepositoryIndex | null): boolean {
  return index?.memo.directories.get('')?.content === 'missing';
}

/** Repositories with nightlies in them, whose index is believed for a shorter time. */
export function nightlyRepositories(families: readonly Family[]): ReadonlySet<string> {
  const layouts = families.flatMap(family => family.layouts);
  return new Set(layouts.filter(({nightly}) => nightly).map(({repository}) => repository));
}

/** The rest of a repository that was read whole and sleeps now; null where its index leaves something open. */
export function restOfRead(index: RepositoryIndex, hasNightlies: boolean): Rest | null {
  const {scannedAt, triedAt, memo} = index;
  // A later attempt that came to nothing is no reason to believe the earlier one.
  if (scannedAt === null || scannedAt !== triedAt || wasMissing(index)) return null;
  if (failuresIn(memo).some(({code}) => isIllness(code))) return null;
  const from = Date.parse(scannedAt);
  return {from, until: from + (hasNightlies ? BELIEVED_NIGHTLY_MS : BELIEVED_ASLEEP_MS)};
}

/**
 * An index whose repository was found to have the same root hash now, which is as good as another read. The very same while less than
 * half of the time is over for which it is believed: to write it more often would only cost.
 */
export function confirmedIndex(index: RepositoryIndex, now: Date): RepositoryIndex {
  const isYoung = now.getTime() - Date.parse(index.triedAt) < BELIEVED_ASLEEP_MS / 2;
  if (isYoung || failuresIn(index.memo).some(({code}) => isIllness(code))) return index;
  return {...index, scannedAt: now.toISOString(), triedAt: now.toISOString()};
}

/** The rest of a repository that was missing. `isHopeless`: nothing ever came from it, and others are there. */
export function restOfMissing({scannedAt, triedAt}: RepositoryIndex, isHopeless: boolean): Rest {
  return restAfter(Date.parse(scannedAt ?? triedAt), Date.parse(triedAt), isHopeless);
}

/**
 * The rest after a try in vain: a minute, and where hope is small as long as it has been in vain already, so that thirty names that a
 * client does not know cost little in all.
 *
 * @param first when it was in vain for the first time
 * @param last the last time
 */
export function restAfter(first: number, last: number, isHopeless: boolean): Rest {
  const patience = isHopeless ? Math.min(Math.max(last - first, RETRY_MS), LONGEST_RETRY_MS) : RETRY_MS;
  return {from: last, until: last + patience};
}

/** Whether a repository rests now. A clock that was set back ends it. */
export function isResting(rest: Rest | null, now: Date): boolean {
  return rest !== null && now.getTime() >= rest.from && now.getTime() < rest.until;
}
