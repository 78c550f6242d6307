import type {Context} from './context.ts';
import {launchOf} from './launch-of.ts';
import {look, lookHere} from './look.ts';
import {timesOf} from '../find/packages/place-times.ts';
import {timesNow} from '../find/prove-places.ts';
import type {SecondCapture} from '../start/environment/compare.ts';
import type {Conditions} from '../start/environment/conditions.ts';
import {machinePathOf, machinePlaceOf, type MachinePlace} from '../start/environment/machine-places.ts';
import {NO_TRACE} from '../start/environment/traced-files.ts';

/** More than any set-up reads; each is looked at before each start in a plain tree. */
const MOST_FILES = 2000;
/** What is kept of the deadline for the start itself. */
const MARGIN_MS = 300;

/**
 * The files below `/cvmfs` that a set-up read and ran, as far as its trace tells, and the places where it looked for one in vain. Not the
 * directories: what it found in one is named as well, and half a repository lies below some.
 *
 * @returns null where one does not answer
 */
export async function readFilesOf(
  context: Context,
  second: SecondCapture | null,
): Promise<{readonly isWhole: boolean; readonly paths: readonly string[]} | null> {
  const captured = second?.status === 'captured' ? second : null;
  const {isWhole, named, tested, commands} = captured?.trace ?? NO_TRACE;
  const directories = (captured?.dump.after.exported.get('PATH') ?? '').split(':').filter(entry => entry.startsWith('/cvmfs/'));
  const programs = directories.flatMap(directory => commands.map(command => `${directory}/${command}`));
  // Where there are too many of these, their directories have to do, which are watched as all that PATH names.
  const asked = [...new Set([...named, ...(named.length + programs.length > MOST_FILES ? [] : programs)])];
  if (asked.length > MOST_FILES) return {isWhole: false, paths: []};
  if (asked.length === 0) return {isWhole, paths: []};
  const answers = await look(
    context,
    asked.map(path => ({path, what: 'state'}) as const),
    MARGIN_MS,
  );
  const inVain = new Set(tested);
  const paths = asked.filter((path, index) => {
    const answer = answers[index];
    return answer?.status === 'state' ? answer.kind === 'file' : answer?.status === 'missing' && inVain.has(path);
  });
  return answers.some(({status}) => status === 'not-answering') ? null : {isWhole, paths};
}

/**
 * The files of this machine that a set-up named, each as it is now, also those that are not there: one may come. Directories are none.
 *
 * @param notedAt when the first run ended
 * @returns null where one has changed since, or there are too many
 */
export async function machineFilesOf(
  context: Context,
  second: SecondCapture | null,
  under: Conditions | null,
  env: Readonly<Record<string, string>>,
  notedAt: number,
): Promise<readonly MachinePlace[] | null> {
  if (second?.status !== 'captured' || under === null) return [];
  const named = (second.trace ?? NO_TRACE).machine.flatMap(path => machinePlaceOf(path, under, env) ?? []);
  const places = [...new Set(named)].flatMap(place => {
    const path = machinePathOf(place, env);
    return path === null ? [] : [{place, path}];
  });
  if (places.length > MOST_FILES) return null;
  const kinds = await lookHere(
    context,
    places.map(({path}) => ({path, what: 'state'}) as const),
    MARGIN_MS,
  );
  if (kinds.some(({status}) => status === 'not-answering')) return null;
  const files = places.filter((_, index) => {
    const answer = kinds[index];
    return answer?.status === 'missing' || (answer?.status === 'state' && answer.kind === 'file');
  });
  const {launch, limitMs} = {launch: launchOf(context.world, context.settings.cvmfs), limitMs: context.deadline.remainingMs()};
  const times = await timesNow(
    files.map(({path}) => path.slice(1)),
    {root: '/', launch, limitMs},
  );
  const latest = BigInt(Math.floor(notedAt)) * 1_000_000n;
  const hasChanged = [...times.values()].some(text => (timesOf(text)?.changed ?? latest) > latest);
  return hasChanged ? null : files.map(({place, path}) => [place, times.get(path.slice(1)) ?? null] as const);
}
