import type {Repository} from './found.ts';
import {TOO_MANY, type ReadFailure} from './memo.ts';

/** State and message of a repository; the message has one sentence on what is wrong and the next step. */
export type RepositoryVerdict = Pick<Repository, 'state' | 'message'>;

const READY: RepositoryVerdict = {state: 'ready', message: null};

export const ready = (message: string | null = null): RepositoryVerdict => (message === null ? READY : {state: 'ready', message});

/** @param at path in the repository that was awaited, null when it was the repository itself */
export function hung(fqrn: string, afterMs: number, at: string | null, shownFrom: string | null): RepositoryVerdict {
  const waited = at === null || at === '' ? '' : ` (reading ${at})`;
  return {
    state: 'hung',
    message: `${fqrn} has not answered for ${seconds(afterMs)}${waited}${lastSeen(shownFrom)}. Check the network and the CVMFS client, then run "hsf refresh".`,
  };
}

/** A helper of an earlier run still waits, so nobody is sent again. */
export function stillHung(fqrn: string, since: string, shownFrom: string | null): RepositoryVerdict {
  return {
    state: 'hung',
    message: `${fqrn} has not answered since ${minute(since)}${lastSeen(shownFrom)}. Check the network and the CVMFS client; it is asked again as soon as the call that waits for it ends.`,
  };
}

/** It did not answer when it was last asked, and is left alone for a while. */
export function silentBefore(fqrn: string, since: string, shownFrom: string | null): RepositoryVerdict {
  return {
    state: 'hung',
    message: `${fqrn} has not answered since ${minute(since)}${lastSeen(shownFrom)}. Check the network and the CVMFS client; "hsf refresh" asks it at once.`,
  };
}

/** Others took all the time. */
export function notAsked(fqrn: string, shownFrom: string | null): RepositoryVerdict {
  if (shownFrom === null) return notRead(fqrn);
  return ready(`${fqrn} was not asked in time${lastSeen(shownFrom)}. Run "hsf refresh" with a longer --timeout.`);
}

export function failed(fqrn: string, code: string, at: string, shownFrom: string | null): RepositoryVerdict {
  const where = at === '' ? fqrn : `${at} in ${fqrn}`;
  return {state: 'failed', message: `${where} cannot be read: ${reasonOf(code)}${lastSeen(shownFrom)}. ${adviceFor(code)}`};
}

/** Parts that could not be read beside others that could. */
export function partlyUnreadable(fqrn: string, failures: readonly ReadFailure[]): RepositoryVerdict {
  const [first] = failures;
  if (first === undefined) return READY;
  const others = failures.length > 1 ? ` and ${failures.length - 1} more` : '';
  return ready(
    `In ${fqrn}, ${first.path}${others} cannot be read (${reasonOf(first.code)}); what lies there is left out. ${adviceFor(first.code)}`,
  );
}

/** Names that Node can read but not open. */
export function unnamed(fqrn: string, places: readonly {readonly path: string; readonly count: number}[]): RepositoryVerdict {
  const [first] = places;
  if (first === undefined) return READY;
  const count = places.reduce((sum, place) => sum + place.count, 0);
  const where = `${first.path === '' ? fqrn : first.path}${places.length > 1 ? ` and ${places.length - 1} more` : ''}`;
  return ready(
    `In ${fqrn}, ${count} name${count === 1 ? ' is' : 's are'} no UTF-8 and left out (${where}). Whoever publishes it has to rename ${count === 1 ? 'it' : 'them'}.`,
  );
}

export function incomplete(fqrn: string, shownFrom: string | null = null): RepositoryVerdict {
  return ready(`${fqrn} was not read to its end in time${lastSeen(shownFrom)}. Run "hsf refresh" with a longer --timeout.`);
}

export function empty(fqrn: string, hasEntries: boolean): RepositoryVerdict {
  const what = hasEntries ? 'holds nothing that hsf knows' : 'is empty';
  return {state: 'empty', message: `${fqrn} answers but ${what}. If stacks are missing, look at the families with "hsf doctor".`};
}

export function notMounted(fqrn: string, automounted: boolean, shownFrom: string | null): RepositoryVerdict {
  return {
    state: 'not-mounted',
    message: automounted
      ? `The CVMFS client here gives no ${fqrn}: it does not know it, or its servers cannot be reached${lastSeen(shownFrom)}. Run "cvmfs_config probe ${fqrn}".`
      : `${fqrn} is not mounted here${lastSeen(shownFrom)}. Mount it, then run "hsf refresh".`,
  };
}

export function notRead(fqrn: string): RepositoryVerdict {
  return {state: 'not-mounted', message: `${fqrn} has not been read yet. Run "hsf refresh".`};
}

export function notConfigured(fqrn: string, domain: string, hasClient: boolean): RepositoryVerdict {
  return {
    state: 'not-configured',
    message: hasClient
      ? `The CVMFS client here has no configuration for ${domain}, so ${fqrn} was not asked. Add one in /etc/cvmfs/domain.d, or try it once with --probe ${fqrn}.`
      : `There is no CVMFS here for ${fqrn}. Install the CVMFS client, name another tree with --cvmfs, or try "hsf demo".`,
  };
}

function reasonOf(code: string): string {
  const reasons: Readonly<Record<string, string>> = {
    EIO: 'input/output error (EIO)',
    ENOTCONN: 'its CVMFS client has died (ENOTCONN)',
    ESTALE: 'stale file handle (ESTALE)',
    EACCES: 'permission denied (EACCES)',
    EPERM: 'not permitted (EPERM)',
    ELOOP: 'too many links (ELOOP)',
    [TOO_MANY]: 'more entries than hsf reads',
  };
  return reasons[code] ?? code;
}

function adviceFor(code: string): string {
  const advice: Readonly<Record<string, string>> = {
    ENOTCONN: 'Ask the administrator to unmount it, so that it can be mounted anew.',
    EACCES: 'Ask for membership if the repository is protected.',
    EPERM: 'Ask for membership if the repository is protected.',
    ELOOP: 'Touch the repository outside of this mount namespace first, then try again.',
  };
  return advice[code] ?? 'Check the network and the proxy, then run "hsf refresh".';
}

function lastSeen(shownFrom: string | null): string {
  return shownFrom === null ? '' : `; its stacks are shown as of ${minute(shownFrom)}`;
}

function minute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}

function seconds(ms: number): string {
  const rounded = ms < 950 ? (ms / 1000).toFixed(1) : String(Math.round(ms / 1000));
  return rounded === '1' ? '1 second' : `${rounded} seconds`;
}
