import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {linesFrom, STAT, type Looking} from './places-hold.ts';
import {stampOfLine} from './stamp.ts';
import type {Trace} from './trace.ts';
import type {Launch} from '../system/launch.ts';

/** Files and directories below the CVMFS root, each with what `stat` has to say of its times. */
export type SeenPlaces = ReadonlyMap<string, string>;

/** Places to look at again, and the sums of what `stat` says of them, in parts that can be looked at side by side. */
export type PlacesProof = {
  /** MD5. No secret and no adversary: it has to change, no more. */
  readonly sums: readonly string[];
  /** Paths, a line each, compressed by gzip. */
  readonly parts: readonly Uint8Array[];
};

/** From how many places on a sum of them all is quicker than to compare each. */
const MANY_PLACES = 1000;

/** From how many places on two processes are quicker than one. */
const WORTH_TWO = 2000;

/** Null for places with names that no line can hold. */
function provePlaces(places: SeenPlaces): PlacesProof | null {
  const all = [...places];
  if (all.some(([path]) => path.includes('\n'))) return null;
  const half = all.length < WORTH_TWO ? all.length : Math.ceil(all.length / 2);
  const parts = [all.slice(0, half), all.slice(half)].filter(part => part.length > 0);
  return {
    sums: parts.map(part => {
      const sum = createHash('md5');
      for (const [path, text] of part) sum.update(`${text} ${path}\n`);
      return sum.digest('hex');
    }),
    parts: parts.map(part => gzipSync(part.map(([path]) => `${path}\n`).join(''))),
  };
}

const LINES = `cd -- "$1" 2>/dev/null && ${STAT}`;

/**
 * What `stat` says now of the directories that a trace watches; null where one of them is not as it was read. With it their paths
 * need not go through the launcher any more.
 */
async function seeTraced({repositories}: Trace, looking: Looking): Promise<SeenPlaces | null> {
  const keys = new Map(repositories.flatMap(({watched}) => watched.map(({directory, key}) => [directory, key])));
  const seen = new Map<string, string>();
  if (keys.size === 0) return seen;
  const lines = await linesFrom([looking.launch.sh, '-c', LINES, 'sh', looking.root], [...keys.keys()].join('\n'), looking);
  for (const line of lines ?? []) {
    const path = line.slice(STAMP_LENGTH + 1);
    const text = line.slice(0, STAMP_LENGTH);
    const key = keys.get(path);
    if (key !== undefined && key !== null && stampOfLine(text) === key) seen.set(path, text);
  }
  return seen.size === keys.size ? seen : null;
}

/** Of `2026-11-22 11:19:00.123456789 +0000`, twice. */
const STAMP_LENGTH = 71;

/** A trace without the directories that a proof has. */
function withoutWatched(trace: Trace): Trace {
  return {...trace, repositories: trace.repositories.map(one => ({...one, watched: []}))};
}

/** A trace that watches some places besides its own: for few it is quicker than a helper of their own. */
function withPlaces(trace: Trace, places: SeenPlaces): Trace {
  const timed = trace.repositories.filter(({freshness}) => freshness === 'times');
  const byRepository = Map.groupBy(places, ([path]) => {
    const fqrn = path.split('/', 1)[0];
    return (timed.find(one => one.fqrn === fqrn) ?? timed[0])?.fqrn ?? '';
  });
  return {
    ...trace,
    repositories: trace.repositories.map(one => {
      const own = (byRepository.get(one.fqrn) ?? []).map(([directory, text]) => ({directory, key: stampOfLine(text)}));
      return {...one, watched: [...one.watched, ...own]};
    }),
  };
}

/** How many places a trace watches. */
function watchedBy({repositories}: Trace): number {
  return repositories.reduce((sum, {watched}) => sum + watched.length, 0);
}

/**
 * A trace with what proves that it holds, and that some more places are as they were seen; null where something changed meanwhile.
 *
 * @param places those of repositories where times tell
 */
export async function provenTrace(
  trace: Trace,
  places: SeenPlaces,
  launch: Launch,
): Promise<{readonly trace: Trace; readonly proof: PlacesProof} | null> {
  if (watchedBy(trace) + places.size < MANY_PLACES) return {trace: withPlaces(trace, places), proof: {sums: [], parts: []}};
  const seen = await seeTraced(trace, {root: trace.root, launch, limitMs: trace.limitMs});
  const proof = seen === null ? null : provePlaces(new Map([...seen, ...places]));
  return proof === null ? null : {trace: withoutWatched(trace), proof};
}
