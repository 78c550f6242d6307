import {startHelper} from '../system/helper-process.ts';
import type {Launch} from '../system/launch.ts';
import {patientTimer} from '../system/patient-timer.ts';
import {sayNames} from './repository-name.ts';
import {stampOfLine} from './stamp.ts';

export type LocalCheck =
  | {
      readonly status: 'answered';
      /** Names with a dot in the root; null when it cannot be entered. */
      readonly names: readonly string[] | null;
      /** Key of each watched directory, in order; null for one that is not there, or that nothing is known of. */
      readonly stamps: readonly (string | null)[];
    }
  | {
      readonly status: 'stalled';
      readonly group: number | null;
      /** Null: not even the root was read. */ readonly names: readonly string[] | null;
    };

const SCRIPT = `
cd -- "$1" 2>/dev/null || { printf '!\\n'; exit; }
shift
${sayNames('*.*')}
printf '\\n'
[ "$#" -eq 0 ] || exec stat -L -c '%y %z %n' -- "$@"`;

// Linux gives arguments and environment together 2 MB with the usual limit for stacks.
const MOST_BYTES = 800_000;

/**
 * A plain tree on a local disk, checked in one go: which repositories are there, and the times of all directories that were read
 * before. One process without a single directory read below the root.
 *
 * @param root the CVMFS root
 * @param watched directories below the root (`sft.cern.ch/lcg/views`)
 */
export async function checkLocal(
  launch: Launch,
  root: string,
  watched: readonly string[],
  deadlineMs: number,
): Promise<LocalCheck> {
  const batches = inBatches(watched);
  const answers = await Promise.all(batches.map(batch => run(launch, root, batch, deadlineMs)));
  const stamps: (string | null)[] = [];
  let names: readonly string[] | null = null;
  for (const [index, answer] of answers.entries()) {
    const [first = '!', ...lines] = answer.lines;
    names = first === '!' ? null : first.split('/');
    if (answer.stalled !== null) return {status: 'stalled', group: answer.stalled.group, names};
    stamps.push(...stampsOf(batches[index] ?? [], lines));
  }
  return {status: 'answered', names, stamps};
}

/** There is no line for what is missing, such as a repository that was removed; the others follow each other as they were asked. */
function stampsOf(paths: readonly string[], lines: readonly string[]): readonly (string | null)[] {
  let next = 0;
  return paths.map(path => {
    const line = lines[next];
    if (line?.endsWith(` ${path}`) !== true) return null;
    next++;
    return stampOfLine(line.slice(0, -path.length - 1));
  });
}

function run(
  launch: Launch,
  root: string,
  watched: readonly string[],
  deadlineMs: number,
): Promise<{readonly lines: readonly string[]; readonly stalled: {readonly group: number | null} | null}> {
  return new Promise(resolve => {
    const lines: string[] = [];
    const helper = startHelper(launch.sh, [launch.sh, '-c', SCRIPT, 'sh', root, ...watched], {
      onLine: line => lines.push(line),
      onEnd: () => {
        timer.cancel();
        resolve({lines, stalled: null});
      },
    });
    // The helper itself keeps the process; one that was stopped must not do so until its deadline.
    const timer = patientTimer(deadlineMs, () => {
      helper.abandon();
      resolve({lines, stalled: {group: helper.group}});
    });
  });
}

function inBatches(watched: readonly string[]): readonly (readonly string[])[] {
  const batches: string[][] = [[]];
  let bytes = 0;
  for (const path of watched) {
    bytes += path.length * 3 + 1;
    if (bytes > MOST_BYTES) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(path);
  }
  return batches;
}
