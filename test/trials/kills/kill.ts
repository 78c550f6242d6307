import {isDeepStrictEqual} from 'node:util';
import {WRITERS, type Writer} from './writers.ts';
import type {FileFault} from '../../rig/files/faulty-files.ts';
import {keptAside, keptIn, type Kept} from '../../rig/state/kept.ts';
import type {StateScene} from '../../rig/state/state-scene.ts';

/** A lock that is never given back would hold longer; a machine that is busy with other things does not. */
const PATIENCE_MS = 60_000;

export type Kill =
  /** At a step of its files. */
  | {readonly writer: Writer; readonly number: number; readonly fault: FileFault}
  /** Wherever it is after so many milliseconds, all its processes at once. */
  | {readonly writer: Writer; readonly number: number; readonly afterMs: number};

export type Killed = {
  /** Whether it was hit at all. */
  readonly hit: boolean;
  /** What is wrong afterwards, a sentence each. */
  readonly wrong: readonly string[];
};

export const describeKill = (kill: Kill): string =>
  `"${kill.writer.title}" number ${kill.number}, ${'fault' in kill ? `${kill.fault.how} at step ${kill.fault.at}` : `after ${kill.afterMs} ms`}`;

/** Steps that a writer takes when nobody ends it: as many points at which it can be killed. */
export async function countSteps(scene: StateScene, writer: Writer, number: number): Promise<number> {
  writer.before?.(scene, number);
  scene.files.rules({});
  const ended = await scene.hsf(writer.words(number));
  if (ended.status !== 0) throw new Error(`"${writer.title}" ended with ${ended.status}: ${ended.stderr}`);
  return scene.files.steps().length;
}

/** Kills a writer, looks at what is kept, and has the same command run once more. */
export async function killOnce(scene: StateScene, kill: Kill): Promise<Killed> {
  const {writer, number} = kill;
  writer.before?.(scene, number);
  const [before, aside] = [keptIn(scene.home), keptAside(scene.home)];
  scene.files.rules('fault' in kill ? {fault: kill.fault} : {});
  const ended = await scene.hsf(writer.words(number), 'fault' in kill ? {} : {killAfterMs: kill.afterMs});
  const isHit = ended.signal !== null || ended.status !== 0;
  scene.files.rules({});
  const wrong: string[] = [];
  const after = keptIn(scene.home);
  const full = writer.changes(before, number);
  if (!isSame(after, before) && !(full !== null && isSame(after, full)))
    wrong.push(`what is kept is neither as before nor as wanted: ${text(before)} became ${text(after)}`);
  // Half a line is left out and kept aside: that was the last write. It is said once, here.
  const isHalfLine = 'fault' in kill && kill.fault.how === 'kill-half' && keptAside(scene.home).some(isOfHistory);
  if (!isHalfLine) wrong.push(...after.problems.map(problem => `said of the files: ${problem}`));
  const again = await scene.hsf(writer.words(number));
  if (again.status !== 0) wrong.push(`the next one ended with ${again.status ?? again.signal}: ${again.stderr}`);
  if (again.ms > PATIENCE_MS) wrong.push(`the next one took ${Math.round(again.ms)} ms`);
  if (/damaged|\.bad\b|cannot be|could not be|left out/.test(again.stderr)) wrong.push(`the next one said: ${again.stderr}`);
  const last = keptIn(scene.home);
  const wanted = writer.changes(after, number);
  if (wanted !== null && !isSame(last, wanted)) wrong.push(`after the next one: wanted ${text(wanted)}, have ${text(last)}`);
  const newAside = keptAside(scene.home).filter(file => !aside.includes(file) && !(isHalfLine && isOfHistory(file)));
  wrong.push(...newAside.map(file => `${file} was kept aside`));
  return {hit: isHit, wrong};
}

export const writerNamed = (title: string): Writer => {
  const writer = WRITERS.find(one => one.title === title);
  if (writer === undefined) throw new Error(`There is no writer "${title}".`);
  return writer;
};

const isOfHistory = (file: string): boolean => file.endsWith('/history/damaged.txt');

function isSame(one: Kept, other: Kept): boolean {
  return isDeepStrictEqual({...one, problems: []}, {...other, problems: []});
}

function text(kept: Kept): string {
  return JSON.stringify({...kept, starts: Object.fromEntries(kept.starts)});
}
