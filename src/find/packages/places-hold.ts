import {createHash} from 'node:crypto';
import {startHelper} from '../../system/helper-process.ts';
import type {Launch} from '../../system/launch.ts';
import {isBelieved} from '../freshness.ts';
import {isIllness} from '../memo.ts';
import type {Trace} from '../trace.ts';
import {statText} from './place-times.ts';
import type {PackagesRead} from './read-packages.ts';

/** By what a later run can tell that package lists are as they were, besides the trace of the search they belong to. */
export type PackageProof = {
  /** ISO 8601 time of the oldest list of which only its age tells; null where there is none. */
  readonly oldest: string | null;
  /** MD5 of what `stat` says of each part of the watched places. No secret and no adversary: it has to change, no more. */
  readonly sums: readonly string[];
};

/** Places to watch, a line each, in parts that can be looked at side by side. */
export type WatchedPlaces = readonly string[];

/** From how many places on two processes are quicker than one. */
const WORTH_TWO = 2000;

/** Null where it is not sure that the lists are those of the trace. */
export function makeProof(
  {repositories}: Pick<PackagesRead, 'repositories'>,
  trace: Trace,
): {readonly proof: PackageProof; readonly places: WatchedPlaces} | null {
  const watched = new Map<string, string>();
  const ages: string[] = [];
  for (const {fqrn, state, freshness, rootHash, kept, lists} of repositories) {
    const traced = trace.repositories.find(one => one.fqrn === fqrn);
    if (state !== 'read' || kept.size < lists || traced?.freshness !== freshness) return null;
    if (freshness === 'hash' && (rootHash === null || rootHash !== traced.rootHash)) return null;
    for (const {status, places, readAt} of kept.values()) {
      if (status.startsWith('failed') && isIllness(status.slice('failed '.length))) return null;
      if (freshness === 'age') ages.push(readAt);
      for (const [path, key] of places) {
        if (key === null || path.includes('\n') || (watched.get(path) ?? key) !== key) return null;
        if (freshness === 'times') watched.set(path, key);
      }
    }
  }
  const paths = [...watched];
  const half = paths.length < WORTH_TWO ? paths.length : Math.ceil(paths.length / 2);
  const parts = [paths.slice(0, half), paths.slice(half)].filter(part => part.length > 0);
  return {
    proof: {oldest: ages.toSorted()[0] ?? null, sums: parts.map(sumOf)},
    places: parts.map(part => part.map(([path]) => `${path}\n`).join('')),
  };
}

function sumOf(places: readonly (readonly [path: string, times: string])[]): string {
  const sum = createHash('md5');
  const texts = new Map<string, string>();
  for (const [path, times] of places) {
    let text = texts.get(times);
    if (text === undefined) texts.set(times, (text = statText(times) ?? 'never'));
    sum.update(`${text} ${path}\n`);
  }
  return sum.digest('hex');
}

// The launcher sends paths and gets one line: what the programs say to each other is no work of its own.
const SCRIPT = `cd -- "$1" 2>/dev/null && tr '\\n' '\\000' | xargs -0 -s 400000 stat -L -c '%y %z %n' -- 2>/dev/null | md5sum`;

/**
 * Whether package lists are as they were. The helpers are started before this returns; a slow answer is a no.
 *
 * @param root the CVMFS root
 */
export function placesHold(
  {proof, places}: {readonly proof: PackageProof; readonly places: WatchedPlaces},
  {
    root,
    launch,
    now,
    limitMs,
  }: {readonly root: string; readonly launch: Launch; readonly now: () => Date; readonly limitMs: number},
): Promise<boolean> {
  const {oldest, sums} = proof;
  if (oldest !== null && !isBelieved({scannedAt: oldest, triedAt: oldest}, now())) return Promise.resolve(false);
  if (sums.length !== places.length) return Promise.resolve(false);
  const looking = places.map((text, index) => look(text, root, launch, limitMs).then(sum => sum === sums[index]));
  return Promise.all(looking).then(all => all.every(Boolean));
}

function look(places: string, root: string, launch: Launch, limitMs: number): Promise<string | null> {
  return new Promise(resolve => {
    let sum: string | null = null;
    const helper = startHelper(launch.sh, [launch.sh, '-c', SCRIPT, 'sh', root], {
      onLine: line => (sum = /^[0-9a-f]{32}/.exec(line)?.[0] ?? null),
      onEnd: () => {
        clearTimeout(timer);
        resolve(sum);
      },
    });
    const timer = setTimeout(() => {
      helper.abandon();
      resolve(null);
    }, limitMs);
    // The helper itself keeps the process; one that was stopped must not do so until its deadline.
    timer.unref();
    helper.send(places.slice(0, -1));
    helper.finish();
  });
}
