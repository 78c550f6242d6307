import {startHelper} from '../system/helper-process.ts';
import type {Launch} from '../system/launch.ts';

// The names of places are given a line each.
export const STAT = `tr '\\n' '\\000' | xargs -0 -s 400000 stat -L -c '%y %z %n' -- 2>/dev/null`;
// The paths go from the file to the programs, and a line for each part comes back: tens of thousands of them are no work of the
// launcher. One helper for all parts, since to start one takes Node milliseconds.
const SUMS = `cd -- "$1" 2>/dev/null || exit
file=$2
shift 2
while [ "$#" -gt 1 ]; do
  tail -c "+$1" -- "$file" | head -c "$2" | gzip -dc 2>/dev/null | ${STAT} | md5sum &
  shift 2
done
wait`;

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

/** Whether all places are as they were seen. The helper is started before this returns; a slow answer is a no. */
export async function placesHold({file, sums, start, lengths}: ProofInFile, looking: Looking): Promise<boolean> {
  if (sums.length !== lengths.length) return false;
  if (sums.length === 0) return true;
  let from = start;
  const parts = lengths.flatMap(length => {
    const first = from + 1;
    from += length;
    return [String(first), String(length)];
  });
  const lines = await linesFrom([looking.launch.sh, '-c', SUMS, 'sh', looking.root, file, ...parts], '', looking);
  // The parts are done when they are done.
  const seen = (lines ?? []).map(line => line.slice(0, 32)).toSorted();
  return seen.join() === sums.toSorted().join();
}

/** Lines of a program; null where it took too long. */
export function linesFrom(argv: readonly string[], input: string, {launch, limitMs}: Looking): Promise<readonly string[] | null> {
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
