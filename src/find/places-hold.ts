import {startHelper} from '../system/helper-process.ts';
import type {Launch} from '../system/launch.ts';

/** `stat` in the form that the variable of this name has, for paths from its input with a NUL behind each. */
export const STAT = 'xargs -0 -s 1000000 stat -L -c "$form" -- 2>/dev/null';
// The paths go from the file to the programs, and a line for each part comes back: tens of thousands of them are no work of the
// launcher. One helper for all parts, since to start one takes Node milliseconds.
const SUMS = `cd -- "$1" 2>/dev/null || exit
file=$2 form=%.9Z
shift 2
while [ "$#" -gt 1 ]; do
  dd "if=$file" bs=64k "skip=$1" "count=$2" iflag=skip_bytes,count_bytes,fullblock 2>/dev/null | gzip -dc 2>/dev/null | ${STAT} | md5sum &
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

/** What the directories of the catalogue are about; other parts are about a repository's lists. */
export const CATALOGUE = '';

/** A part of a proof: what it is about, its sum, and how many bytes it takes. */
export type ProofPart = {readonly about: string; readonly sum: string; readonly length: number};

/** Where a proof lies in a file, its parts one after the other. */
export type ProofInFile = {readonly file: string; readonly start: number; readonly parts: readonly ProofPart[]};

/** Whether all places of some parts are as they were seen. The helper is started before this returns; a slow answer is a no. */
export async function placesHold(
  {file, start, parts}: ProofInFile,
  isWanted: (about: string) => boolean,
  looking: Looking,
): Promise<boolean> {
  let from = start;
  const wanted = parts.flatMap(({about, sum, length}) => {
    const first = from;
    from += length;
    return isWanted(about) ? [{sum, words: [String(first), String(length)]}] : [];
  });
  if (wanted.length === 0) return true;
  const words = wanted.flatMap(part => part.words);
  const lines = await linesFrom([looking.launch.sh, '-c', SUMS, 'sh', looking.root, file, ...words], '', looking);
  // The parts are done when they are done.
  const seen = (lines ?? []).map(line => line.slice(0, 32)).toSorted();
  return (
    seen.join() ===
    wanted
      .map(({sum}) => sum)
      .toSorted()
      .join()
  );
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
