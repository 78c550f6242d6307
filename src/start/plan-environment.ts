import {environmentAfter, VARIABLE_NAME, type EnvironmentDifference} from './environment/difference.ts';
import {bashReplay} from './environment/bash-replay.ts';
import type {StoredEnvironment} from './environment/record.ts';
import {differenceIn} from './environment/replay.ts';
import {applyChange} from './environment.ts';
import {hasHook, innerCommand, lostIn, NO_MEMORY, staysInBash, type InnerCommand, type Place} from './inner-command.ts';
import type {KnownEnvironment} from './known-environment.ts';
import type {EnvironmentChange, Plan, PlannedEnvironment, Preparation} from './plan.ts';
import type {PlanInput} from './plan-input.ts';
import type {SetUpStep} from './set-up-step.ts';

/** A set-up on this machine, and the command that carries it out. */
export type SetUpParts = {
  readonly steps: readonly SetUpStep[];
  readonly place: Place;
  readonly inner: InnerCommand;
};

/** What a start does about its set-up once it is asked what is known of it. */
export type Settled = {
  readonly environment: PlannedEnvironment | null;
  readonly difference: EnvironmentDifference | null;
  readonly inner: InnerCommand;
  readonly steps: readonly SetUpStep[];
  readonly change: EnvironmentChange;
  readonly warnings: readonly string[];
  readonly prepare: readonly Preparation[];
};

/** The command of a set-up of which nothing is known. */
export function liveCommand({wishes, caller}: PlanInput, steps: readonly SetUpStep[], place: Place): InnerCommand {
  return innerCommand(steps, wishes.action, place, caller.env, {...NO_MEMORY, after: wishes.after ?? []});
}

/**
 * Puts a stored environment in the place of the set-up where one holds. Where the shell that stays is a bash, it replays what is stored
 * itself, behind the user's own files: functions and aliases cannot come from anywhere else. Elsewhere the variables are simply part
 * of the start's environment, and no bash is needed.
 *
 * @param change the environment in which the set-up would run
 * @param directory and where
 */
export async function withKnownEnvironment(
  input: PlanInput,
  parts: SetUpParts,
  change: EnvironmentChange,
  directory: string,
): Promise<Settled> {
  const {wishes, caller, environments} = input;
  const after = wishes.after ?? [];
  const steps = [...parts.steps, ...after];
  const live: Settled = {environment: null, difference: null, inner: parts.inner, steps, change, warnings: [], prepare: []};
  if (environments === undefined || parts.steps.length === 0 || parts.place.bash === null) return live;
  const stays = staysInBash(wishes.action, parts.place);
  const env = {...applyChange(caller.env, change), PWD: directory};
  const known = await environments({
    steps: parts.steps,
    bash: parts.place.bash,
    env,
    behindUserFiles: stays && parts.place.terminal,
  });
  const command = (memory: {readonly note?: string; readonly replay?: string}) =>
    innerCommand(parts.steps, wishes.action, parts.place, caller.env, {...NO_MEMORY, ...memory, after});
  if (known.status === 'live')
    return {...live, environment: plannedLive(known), inner: known.note === null ? parts.inner : command({note: known.note})};
  const isCapture = wishes.action.kind === 'capture';
  if (isCapture && after.length > 0)
    return {...live, environment: {status: 'live', reason: 'what comes behind the set-up has to run'}};
  const {printed, inputs} = known.record;
  const asked = {asked: inputs.asked, session: inputs.session};
  const environment = {
    status: 'stored',
    since: known.since,
    proof: known.proof,
    printed,
    asked,
    followsDirectory: followsDirectory(known.record),
  } as const;
  const difference = differenceIn(known.record, env);
  if (difference === null && !stays)
    return {...live, environment: {status: 'live', reason: 'what is stored was made for another environment'}};
  // Functions that bash exported are lost where a sh is on the way: some drop them.
  const inBash = stays || after.length > 0 || Object.keys(known.record.exportedFunctions).length > 0;
  if (!isCapture && (inBash || difference === null || isLarge(difference))) {
    const text = bashReplay(known.record);
    const prepare = [{kind: 'file', path: known.replayFile, text, mode: 0o600}] as const;
    // The user's own files may make another environment of it: what the set-up then does is noted.
    const note = stays && parts.place.terminal ? known.note : '';
    return {...live, environment, inner: command({replay: known.replayFile, note}), prepare};
  }
  if (difference === null) return live;
  if (isCapture)
    return {
      ...live,
      environment,
      difference: ofTheCaller(difference, caller.env, withDifference(change, difference, caller.env, {})),
    };
  const hooked = hasHook(wishes.action, parts.place) ? handedOn(difference) : {};
  const whole = withDifference(change, difference, caller.env, hooked);
  // The same holds for the caller's own, as far as they came here.
  const isPlain = Object.keys(applyChange(caller.env, whole)).every(name => VARIABLE_NAME.test(name));
  const bash = isPlain ? null : parts.place.bash;
  const lost = lostNote(difference, lostIn(wishes.action, parts.place));
  return {
    ...live,
    environment,
    steps: [],
    inner: innerCommand([], wishes.action, {...parts.place, bash}, caller.env),
    change: whole,
    warnings: lost === null ? [] : [lost],
  };
}

/** Whether what is stored is another one in another directory. */
function followsDirectory({changes, shellVariables, inputs}: StoredEnvironment): boolean {
  const templates = JSON.stringify([changes, shellVariables]);
  return inputs.kept.includes('PWD') || templates.includes(JSON.stringify({of: 'PWD'}));
}

function plannedLive({reason, isPending}: Extract<KnownEnvironment, {status: 'live'}>): PlannedEnvironment {
  return {status: 'live', reason, ...(isPending === true ? {isPending} : {})};
}

/** Near what the kernel hands on: a bash that replays it has the words for what is too much, as after the set-up itself. */
function isLarge({set}: EnvironmentDifference): boolean {
  const sizes = Object.values(set).map(value => Buffer.byteLength(value));
  return Math.max(0, ...sizes) > 60_000 || sizes.reduce((sum, size) => sum + size, 0) > 500_000;
}

/** The change that leads from the caller's environment to the one behind the set-up. */
function withDifference(
  change: EnvironmentChange,
  difference: EnvironmentDifference,
  caller: Plan['env']['set'],
  more: Readonly<Record<string, string>>,
): EnvironmentChange {
  const gone = new Set(difference.unset);
  const own = Object.fromEntries(Object.entries(change.set).filter(([name]) => !gone.has(name)));
  const set = {...environmentAfter(difference, own), ...more};
  const dropped = new Set(change.dropped.map(({name}) => name));
  const unset = [...change.unset, ...difference.unset.filter(name => name in caller && !dropped.has(name))];
  return {
    ...change,
    set,
    unset: [...new Set(unset)].filter(name => !(name in set)),
    dropped: change.dropped.filter(({name}) => !(name in set)),
  };
}

// What every shell keeps for itself, and what only steers hsf.
const OF_THE_SHELL = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'HSF_ORIGIN', 'HSF_CVMFS']);

/** The same change as a difference from the caller's environment, what this start sets by itself included. */
function ofTheCaller(
  difference: EnvironmentDifference,
  caller: Plan['env']['set'],
  whole: EnvironmentChange,
): EnvironmentDifference {
  const after = applyChange(caller, whole);
  const isOurs = (name: string) => VARIABLE_NAME.test(name) && !OF_THE_SHELL.has(name);
  const set = Object.entries(after).filter(([name, value]) => isOurs(name) && caller[name] !== value);
  const unset = Object.keys(caller).filter(name => isOurs(name) && !(name in after));
  return {...difference, set: Object.fromEntries(set), unset: unset.toSorted()};
}

/** What the hook of another shell puts back behind the user's files, as ENTER_SCRIPT hands it on. */
function handedOn({set}: EnvironmentDifference): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(set).flatMap(([name, value]) => (name.startsWith('HSF_') ? [] : [[`HSF_SET_${name}`, value]])),
  );
}

const LONGEST = 80;
const MADE_ANEW = ['module', 'ml'];
const OF_NO_USE = ['clearLmod', 'clearMT', 'xSetTitleLmod'];

/** The sentence of NAME_LOST (`scripts.ts`), for a set-up that did not run. */
function lostNote({functions}: EnvironmentDifference, lost: ReturnType<typeof lostIn>): string | null {
  if (lost === 'nothing') return null;
  const names = Object.keys(functions).filter(
    name =>
      /^[A-Za-z0-9.:-][\w.:-]*$/.test(name) && !OF_NO_USE.includes(name) && !(lost === 'but-modules' && MADE_ANEW.includes(name)),
  );
  let text = '';
  let left = 0;
  for (const name of names.toSorted()) {
    if (text.length < LONGEST) text += `, ${name}`;
    else left += 1;
  }
  if (text === '') return null;
  return `what only bash can hold stays outside of this shell: ${text.slice(2)}${left === 0 ? '' : ` and ${left} more`}`;
}
