import {createHash} from 'node:crypto';
import {gzipSync} from 'node:zlib';
import {startHelper} from '../system/helper-process.ts';
import type {Launch} from '../system/launch.ts';
import {stampOfLine} from './stamp.ts';
import type {Trace} from './trace.ts';

/** Files and directories below the CVMFS root, each with what `stat` has to say of its times. */
export type SeenPlaces = ReadonlyMap<string, string>;

/** Places to look at again, and the sums of what `stat` says of them, in parts that can be looked at side by side. */
export type PlacesProof = {
  /** MD5. No secret and no adversary: it has to change, no more. */
  readonly sums: readonly string[];
  /** Paths, a line each, compressed by gzip. */
  readonly parts: readonly Uint8Array[];
};

/** From how many places on two processes are quicker than one. */
const WORTH_TWO = 2000;

/** Null for places with names that no line can hold. */
export function provePlaces(places: SeenPlaces): PlacesProof | null {
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

const STAT = `tr '\\n' '\\000' | xargs -0 -s 400000 stat -L -c '%y %z %n' -- 2>/dev/null`;
// The paths go from the file to the programs, and one line comes back: tens of thousands of them are no work of the launcher.
const SUM = `cd -- "$1" 2>/dev/null && tail -c "+$3" -- "$2" | head -c "$4" | gzip -dc 2>/dev/null | ${STAT} | md5sum`;
const LINES = `cd -- "$1" 2>/dev/null && ${STAT}`;

export type Looking = {
  /** The CVMFS root. */
  readonly root: string;
  readonly launch: Launch;
  /** Longest wait, in milliseconds. */
  readonly limitMs: number;
};

/** Where the parts of a proof lie in a file, in bytes. */
export type ProofInFile = {
  readonly file: string;
  readonly sums: readonly string[];
  readonly start: number;
  readonly lengths: readonly number[];
};

/** Whether all places are as they were seen. The helpers are started before this returns; a slow answer is a no. */
export function placesHold({file, sums, start, lengths}: ProofInFile, looking: Looking): Promise<boolean> {
  if (sums.length !== lengths.length) return Promise.resolve(false);
  let from = start;
  const answers = lengths.map((length, index) => {
    const argv = [looking.launch.sh, '-c', SUM, 'sh', looking.root, file, String(from + 1), String(length)];
    from += length;
    return run(argv, '', looking).then(lines => lines?.[0]?.slice(0, 32) === sums[index]);
  });
  return Promise.all(answers).then(all => all.every(Boolean));
}

/**
 * What `stat` says now of the directories that a trace watches; null where one of them is not as it was read. With it their paths
 * need not go through the launcher any more.
 */
export async function seeTraced({repositories}: Trace, looking: Looking): Promise<SeenPlaces | null> {
  const keys = new Map(repositories.flatMap(({watched}) => watched.map(({directory, key}) => [directory, key])));
  const seen = new Map<string, string>();
  if (keys.size === 0) return seen;
  const lines = await run([looking.launch.sh, '-c', LINES, 'sh', looking.root], [...keys.keys()].join('\n'), looking);
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
export function withoutWatched(trace: Trace): Trace {
  return {...trace, repositories: trace.repositories.map(one => ({...one, watched: []}))};
}

/** Lines of a program; null where it took too long. */
function run(argv: readonly string[], input: string, {launch, limitMs}: Looking): Promise<readonly string[] | null> {
  return new Promise(resolve => {
    const lines: string[] = [];
    const helper = startHelper(launch.sh, argv, {
      onLine: line => lines.push(line),
      onEnd: () => {
        clearTimeout(timer);
        resolve(lines);
      },
    });
    const timer = setTimeout(() => {
      helper.abandon();
      resolve(null);
    }, limitMs);
    // The helper itself keeps the process; one that was stopped must not do so until its deadline.
    timer.unref();
    if (input !== '') helper.send(input);
    helper.finish();
  });
}
