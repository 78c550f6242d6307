import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import type {Launch} from '../system/launch.ts';
import {changeText, timesOf, timesText} from './packages/place-times.ts';
import {CATALOGUE, linesFrom, STAT, type Looking, type ProofPart} from './places-hold.ts';
import {stampOfTimes} from './stamp.ts';
import type {Trace} from './trace.ts';

/** Files and directories below the CVMFS root, each with its times as `timesText` has them. */
export type SeenPlaces = ReadonlyMap<string, string>;

/** Places to look at again, with the sums of what `stat` says of them, in parts that can be looked at side by side. */
export type PlacesProof = readonly (Omit<ProofPart, 'length'> & {
  /** Paths with a NUL behind each, compressed by gzip. */
  readonly paths: Uint8Array;
})[];

/** From how many places on a sum of them all is quicker than to compare each. */
const MANY_PLACES = 100;

/** From how many places on two processes are quicker than one. */
const WORTH_TWO = 8000;

/**
 * A trace with what proves that it holds, and that some more places are as they were seen; null where something changed meanwhile.
 *
 * @param places by repository, of those where times tell
 */
export async function provenTrace(
  trace: Trace,
  places: ReadonlyMap<string, SeenPlaces>,
  launch: Launch,
): Promise<{readonly trace: Trace; readonly proof: PlacesProof} | null> {
  const watched = trace.repositories.reduce((sum, one) => sum + one.watched.length, 0);
  const more = [...places.values()].reduce((sum, one) => sum + one.size, 0);
  if (watched + more < MANY_PLACES) return {trace: withPlaces(trace, places), proof: []};
  const seen = await seeTraced(trace, {root: trace.root, launch, limitMs: trace.limitMs});
  if (seen === null) return null;
  const parts = [...new Map([[CATALOGUE, seen], ...places])].map(([about, own]) => provePlaces(about, own));
  return parts.includes(null) ? null : {trace: withoutWatched(trace), proof: parts.flatMap(part => part ?? [])};
}

/** Null for times that are none. */
function provePlaces(about: string, places: SeenPlaces): PlacesProof | null {
  const all = [...places];
  if (all.some(([, times]) => changeText(times) === null)) return null;
  const half = all.length < WORTH_TWO ? all.length : Math.ceil(all.length / 2);
  return [all.slice(0, half), all.slice(half)]
    .filter(part => part.length > 0)
    .map(part => {
      // No secret and no adversary: the sum has to change, no more.
      const sum = createHash('md5');
      for (const [, times] of part) sum.update(`${changeText(times)}\n`);
      return {about, sum: sum.digest('hex'), paths: gzipSync(part.map(([path]) => `${path}\0`).join(''))};
    });
}

const LINES = `form='%.9Y %.9Z %n'; cd -- "$1" 2>/dev/null && tr '\\n' '\\000' | ${STAT}`;
const LINE = /^(\d+)\.(\d{9}) (\d+)\.(\d{9}) (.*)$/s;

/**
 * The times of the directories that a trace watches; null where one of them is not as it was read. With a proof of them their paths
 * need not go through the launcher any more.
 */
async function seeTraced({repositories}: Trace, looking: Looking): Promise<SeenPlaces | null> {
  const keys = new Map(repositories.flatMap(({watched}) => watched.map(({directory, key}) => [directory, key])));
  const seen = new Map<string, string>();
  if (keys.size === 0) return seen;
  for (const [path, {modified, changed}] of await timesAt([...keys.keys()], looking))
    if (stampOfTimes(modified, changed) === keys.get(path)) seen.set(path, timesText(modified, changed));
  return seen.size === keys.size ? seen : null;
}

/**
 * The times of files and directories below the CVMFS root, which some answers depend on. Null where they cannot prove that the answers
 * hold: one of them is gone, or did not stay as it was since the answers were asked for.
 */
export async function seePlaces(paths: readonly string[], since: Date, looking: Looking): Promise<SeenPlaces | null> {
  if (paths.length === 0) return new Map();
  const seen = await timesAt(paths, looking);
  const latest = BigInt(since.getTime() - CLOCK_TICK_MS) * 1_000_000n;
  const isSteady = seen.size === paths.length && [...seen.values()].every(({changed}) => changed < latest);
  return isSteady ? new Map([...seen].map(([path, {modified, changed}]) => [path, timesText(modified, changed)])) : null;
}

/** File systems take their times from a clock that is late by a tick of the kernel, ten milliseconds at most. */
const CLOCK_TICK_MS = 20;

type Times = {readonly modified: bigint; readonly changed: bigint};

/** The times of those files that are there. `looking.root` is what the paths are relative to. */
export async function timesNow(paths: readonly string[], looking: Looking): Promise<SeenPlaces> {
  if (paths.length === 0) return new Map();
  const seen = await timesAt(paths, looking);
  return new Map([...seen].map(([path, {modified, changed}]) => [path, timesText(modified, changed)]));
}

async function timesAt(paths: readonly string[], looking: Looking): Promise<ReadonlyMap<string, Times>> {
  const {lines, stalled} = await linesFrom([looking.launch.sh, '-c', LINES, 'sh', looking.root], paths.join('\n'), looking);
  const times = (stalled === null ? lines : []).flatMap(line => {
    const [, second, fraction, changedSecond, changedFraction, path] = LINE.exec(line) ?? [];
    if (path === undefined) return [];
    return [[path, {modified: BigInt(`${second}${fraction}`), changed: BigInt(`${changedSecond}${changedFraction}`)}] as const];
  });
  return new Map(times);
}

/** A trace without the directories that a proof has. */
function withoutWatched(trace: Trace): Trace {
  return {...trace, repositories: trace.repositories.map(one => ({...one, watched: []}))};
}

/** A trace that watches some places besides its own: for few it is quicker than a helper of their own. */
export function withPlaces(trace: Trace, places: ReadonlyMap<string, SeenPlaces>): Trace {
  return {
    ...trace,
    repositories: trace.repositories.map(one => {
      const own = [...(places.get(one.fqrn) ?? [])].map(([directory, text]) => {
        const times = timesOf(text);
        return {directory, key: times === null ? null : stampOfTimes(times.modified, times.changed)};
      });
      return {...one, watched: [...one.watched, ...own]};
    }),
  };
}
