import {startHelper} from '../system/helper-process.ts';
import type {Launch} from '../system/launch.ts';
import {patientTimer} from '../system/patient-timer.ts';
import {sayNames} from './repository-name.ts';

/** `stat` in the form that the variable of this name has, for paths from its input with a NUL behind each. */
export const STAT = 'xargs -0 -s 1000000 stat -L -c "$form" -- 2>/dev/null';
// The paths go from the file to the programs, and a line for each part comes back: tens of thousands of them are no work of the
// launcher. One helper for all parts, and for the names in the root where these are asked for, since to start one takes Node
// milliseconds.
const LOOK = `cd -- "$1" 2>/dev/null || { printf '!\\n'; exit; }
names=$2 file=$3 form=%.9Z
shift 3
[ -z "$names" ] || { ${sayNames('*.*')}; }
printf '\\n'
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

/** Parts of a proof that are to be looked at. */
export type WantedPlaces = {
  readonly file: string;
  readonly parts: readonly {readonly sum: string; readonly first: number; readonly length: number}[];
};

export const NO_PLACES: WantedPlaces = {file: '', parts: []};

export type Looked = {
  /** Names with a dot in the root, where they were asked for; null when it cannot be entered. */
  readonly names: readonly string[] | null;
  /** Whether all places are as they were seen. */
  readonly hold: boolean;
  /** The group of a helper that was left behind, since it did not answer in time. */
  readonly stalled: {readonly group: number | null} | null;
};

/** The parts of a proof that are about something that is asked for. */
export function wantedPlaces({file, start, parts}: ProofInFile, isWanted: (about: string) => boolean): WantedPlaces {
  let from = start;
  const wanted = parts.flatMap(({about, sum, length}) => {
    const first = from;
    from += length;
    return isWanted(about) ? [{sum, first, length}] : [];
  });
  return {file, parts: wanted};
}

/** Whether all these places are as they were seen. The helper is started before this returns; a slow answer is a no. */
export async function placesHold(wanted: WantedPlaces, looking: Looking): Promise<boolean> {
  return wanted.parts.length === 0 || (await lookAtPlaces(wanted, looking, false)).hold;
}

/** Looks at places, and at the names in the root besides. The helper is started before this returns. */
export async function lookAtPlaces({file, parts}: WantedPlaces, looking: Looking, withNames: boolean): Promise<Looked> {
  const words = parts.flatMap(({first, length}) => [String(first), String(length)]);
  const argv = [looking.launch.sh, '-c', LOOK, 'sh', looking.root, withNames ? 'names' : '', file, ...words];
  const {lines, stalled} = await linesFrom(argv, '', looking);
  const [first = '!', ...sums] = lines;
  // The parts are done when they are done.
  const seen = sums.map(line => line.slice(0, 32)).toSorted();
  const known = parts.map(({sum}) => sum).toSorted();
  return {
    names: first === '!' ? null : first.split('/'),
    hold: stalled === null && first !== '!' && seen.join() === known.join(),
    stalled,
  };
}

/** Lines of a program, as far as they came in time. */
export function linesFrom(
  argv: readonly string[],
  input: string,
  {launch, limitMs}: Looking,
): Promise<{readonly lines: readonly string[]} & Pick<Looked, 'stalled'>> {
  return new Promise(resolve => {
    const lines: string[] = [];
    const helper = startHelper(launch.sh, argv, {
      onLine: line => lines.push(line),
      onEnd: () => {
        timer.cancel();
        resolve({lines, stalled: null});
      },
    });
    // The helper itself keeps the process; one that was stopped must not do so until its deadline.
    const timer = patientTimer(limitMs, () => {
      helper.abandon();
      resolve({lines, stalled: {group: helper.group}});
    });
    if (input !== '') helper.send(input);
    helper.finish();
  });
}
