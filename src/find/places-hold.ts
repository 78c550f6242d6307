import {startHelper} from '../system/helper-process.ts';
import type {Launch} from '../system/launch.ts';

// The names of places are given a line each.
export const STAT = `tr '\\n' '\\000' | xargs -0 -s 400000 stat -L -c '%y %z %n' -- 2>/dev/null`;
// The paths go from the file to the programs, and one line comes back: tens of thousands of them are no work of the launcher.
const SUM = `cd -- "$1" 2>/dev/null && tail -c "+$3" -- "$2" | head -c "$4" | gzip -dc 2>/dev/null | ${STAT} | md5sum`;

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
    return linesFrom(argv, '', looking).then(lines => lines?.[0]?.slice(0, 32) === sums[index]);
  });
  return Promise.all(answers).then(all => all.every(Boolean));
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
