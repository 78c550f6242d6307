import {randomBytes} from 'node:crypto';
import {mkdirSync, rmSync} from 'node:fs';
import {hostname} from 'node:os';
import type {Context} from './context.ts';
import {environmentFiles, type EnvironmentFiles, type KeptEnvironment} from './environment-memory-files.ts';
import {proofOf, proveAgain, stateOf} from './environment-memory-proof.ts';
import {captureAgain} from '../start/environment/capture-again.ts';
import {proveCapture, type Comparison} from '../start/environment/compare.ts';
import type {Conditions} from '../start/environment/conditions.ts';
import {parseDump, type Dump} from '../start/environment/dump.ts';
import {changedInput, inputsKey} from '../start/environment/inputs.ts';
import {parseRecord, recordText} from '../start/environment/record.ts';
import {pathsIn} from '../start/environment/replay.ts';
import type {KnownEnvironment, SetUpQuestion} from '../start/known-environment.ts';
import {makePlan} from '../start/make-plan.ts';
import type {PlanInput} from '../start/plan-input.ts';
import {notAnswering} from '../start/repository-errors.ts';
import {stepArguments} from '../start/set-up-step.ts';

export type EnvironmentRequest = {
  readonly context: Context;
  /** What the plan is made of that asks. */
  readonly input: PlanInput;
  readonly question: SetUpQuestion;
  /** Whether something is started: only then a set-up is noted, or run a second time. */
  readonly starts: boolean;
  /** Root hashes that hold, or nothing of this start is believed; null where it is believed as it is. */
  readonly held: ReadonlyMap<string, string | null> | null;
};

/** How long an environment that could not be stored is not tried again. */
const NOT_STORABLE_MS = 24 * 60 * 60_000;
/** So often a shell's own files may make another environment of it than it was stored for. */
const MOST_MISSES = 3;

type Live = Extract<KnownEnvironment, {readonly status: 'live'}>;
const live = (reason: string, note: string | null = null): Live => ({status: 'live', reason, note});

/**
 * What is known of a set-up on this machine (`docs/environments.md`): its stored environment, where one holds for these inputs and CVMFS
 * is as it was; otherwise why it runs, and where that run is noted. What an earlier start noted is proved by a second run first, under
 * other conditions.
 *
 * @throws UserError `repository-not-answering`
 */
export async function environmentFor(request: EnvironmentRequest): Promise<KnownEnvironment> {
  const {context, question} = request;
  const {settings, directories, world} = context;
  if (settings.stored === 'ignore') return live('that is wished (the setting "stored")');
  const {cache} = directories;
  if (cache === null || world.build === null) return live('there is no place to store it');
  if (Object.values(question.env).some(value => value.includes('\uFFFD')))
    return live('a variable of the caller is not valid UTF-8');
  const files = environmentFiles(cache, textOf(request), inputsOf(question), {
    uid: world.uid,
    build: world.build,
    now: world.now,
  });
  const kept = files.read();
  const known = kept === null ? null : await recalled(request, files, kept);
  if (known !== null) {
    // What a start left behind that began before it was stored.
    const isSure = known.status === 'stored' && !question.behindUserFiles;
    if (isSure && request.starts) files.dropNote();
    if (known.status === 'stored' && !isSure && files.readNote().status === 'whole')
      return proved(request, files, (kept?.misses ?? 0) + 1);
    return known;
  }
  return noted(request, files);
}

/** All that a set-up is, but for its environment. */
function textOf({input, question, context}: EnvironmentRequest): string {
  const {kernel, arch, cpu, os, libc, gpus} = input.host;
  const {address, found} = input.variant;
  const host = {kernel, arch, cpu, os, libc, gpus};
  return JSON.stringify([
    address,
    found.entry,
    input.stack.needs,
    context.settings.cvmfs,
    question.bash,
    stepArguments(question.steps),
    host,
  ]);
}

const inputsOf = ({env, behindUserFiles}: SetUpQuestion) => `${inputsKey(env)}${behindUserFiles ? ' behind the own files' : ''}`;

/** What is kept, where it still holds; null where it does not. */
async function recalled(
  {context, question, held, starts}: EnvironmentRequest,
  files: EnvironmentFiles,
  kept: KeptEnvironment,
): Promise<KnownEnvironment | null> {
  const {verdict, at, misses} = kept;
  if (verdict.status === 'not-storable')
    return context.world.now().getTime() - Date.parse(at) < NOT_STORABLE_MS
      ? live(`it cannot be stored: ${verdict.reason}`)
      : null;
  const record = parseRecord(verdict.record);
  if (record === null || changedInput(record.inputs, question.env, hostname()) !== null) return null;
  const proof = await proveAgain(context, verdict.proof, held ?? new Map());
  if (proof.status === 'not-answering') throw notAnswering(`/cvmfs/${proof.fqrn}`);
  if (proof.status === 'changed') {
    if (starts && held === null) files.forget();
    return null;
  }
  if (proof.status === 'moved' && starts && held === null) files.write({at, misses, verdict: {...verdict, proof: proof.proof}});
  const now = proof.status === 'moved' ? proof.proof : verdict.proof;
  return {status: 'stored', record, since: at, proof: now, replayFile: files.replay, note: files.note};
}

/** A set-up that runs: it is noted, unless another start does so; or what was noted is proved. */
async function noted(request: EnvironmentRequest, files: EnvironmentFiles): Promise<KnownEnvironment> {
  const {status} = files.readNote();
  if (status === 'whole') return proved(request, files, 0);
  if (!request.starts) return live('it is not stored yet');
  // Nothing is written before this start is sure; bash makes the file as well.
  if (request.held !== null && status === 'none') return live('it is not stored yet', files.makeRoom() ? files.note : null);
  if (request.held !== null) return {...live('it is not stored yet'), ...(status === 'void' ? {isPending: true as const} : {})};
  if (status === 'void') files.dropNote();
  return files.beginNote() ? live('it is not stored yet', files.note) : live('another start is about to store it');
}

/** Runs a noted set-up a second time and keeps what that says. */
async function proved(request: EnvironmentRequest, files: EnvironmentFiles, misses: number): Promise<KnownEnvironment> {
  const {context, question, starts, held} = request;
  if (!starts || held !== null)
    return {...live('it was noted, and the next start compares it with a second run'), isPending: true};
  if (!files.claim()) return live('another start is about to store it');
  try {
    const note = files.readNote();
    const parsed = note.status === 'whole' ? parseDump(note.bytes) : null;
    files.dropNote();
    if (parsed?.status !== 'ok') return await noted(request, files);
    const verdict = misses < MOST_MISSES ? await compared(request, parsed.dump) : OF_THE_USERS_FILES;
    if (verdict === null) return live('CVMFS changed, or did not answer, while it was stored');
    const kept = {at: context.world.now().toISOString(), misses, verdict};
    files.write(kept);
    if (verdict.status === 'not-storable') return live(`it cannot be stored: ${verdict.reason}`);
    const record = parseRecord(verdict.record);
    if (record === null || changedInput(record.inputs, question.env, hostname()) !== null) return live('its inputs have changed');
    return {status: 'stored', record, since: kept.at, proof: verdict.proof, replayFile: files.replay, note: files.note};
  } finally {
    files.release();
  }
}

const OF_THE_USERS_FILES = {
  status: 'not-storable',
  reason: 'the start-up files of your shell make another environment each time',
} as const;

/** Thrown to end the attempts: what comes late once comes late again. */
class Late extends Error {}

/** The verdict of a second run; null where CVMFS changed meanwhile. */
async function compared({context, input, question}: EnvironmentRequest, first: Dump): Promise<KeptEnvironment['verdict'] | null> {
  const {deadline, world} = context;
  const repositories = new Set([input.variant.found.repository, ...input.stack.needs]);
  const before = await stateOf(context, [...repositories]);
  if (before.silent.length > 0) return null;
  const [unproved] = before.unproved;
  if (unproved !== undefined) return {status: 'not-storable', reason: `nothing tells here whether ${unproved} has changed`};
  // Half of what is left: a set-up that takes longer has to have time to run for this start.
  const until = world.clock() + deadline.remainingMs() / 2;
  const directory = `${world.env['TMPDIR']?.startsWith('/') === true ? world.env['TMPDIR'] : '/tmp'}/hsf-apart-${randomBytes(8).toString('hex')}`;
  const made: string[] = [];
  let comparison: Comparison;
  try {
    comparison = await proveCapture(first, {env: question.env, directory, now: world.now()}, async conditions => {
      for (const path of conditions.directories) mkdirSync(path, {mode: 0o700});
      made.push(...conditions.directories.slice(0, 1));
      const limitMs = until - world.clock();
      if (limitMs < 50) throw new Late();
      return captureAgain(await planApart(input, conditions), conditions, limitMs);
    });
  } catch (error) {
    if (!(error instanceof Late)) return {status: 'not-storable', reason: `its second run failed: ${messageOf(error)}`};
    comparison = {status: 'not-storable', reason: 'a second run did not end in time'};
  } finally {
    for (const path of made) removeQuietly(path);
  }
  if (comparison.status === 'not-storable') return comparison;
  const {record} = comparison;
  const paths = [input.variant.found.entry.path, ...pathsIn(record)];
  const named = new Set(paths.map(path => path.split('/')[2] ?? ''));
  const others = [...named].filter(fqrn => fqrn !== '' && !repositories.has(fqrn));
  const more = others.length === 0 ? before : joined(before, await stateOf(context, others));
  const proof = await proofOf(context, paths, more);
  return proof === null ? null : {status: 'stored', record: recordText(record), proof};
}

function joined(one: Awaited<ReturnType<typeof stateOf>>, other: typeof one): typeof one {
  return {
    hashes: new Map([...one.hashes, ...other.hashes]),
    timed: [...one.timed, ...other.timed],
    unproved: [...one.unproved, ...other.unproved],
    silent: [...one.silent, ...other.silent],
  };
}

/** The plan of a second run: what the caller's environment had to be made into is in the conditions already. */
function planApart(input: PlanInput, {env, cwd}: Conditions) {
  const {environments: _, ...rest} = input;
  return makePlan({
    ...rest,
    caller: {...input.caller, env, cwd, terminal: false, bothTerminals: false},
    wishes: {
      ...input.wishes,
      ...{
        action: {kind: 'capture'},
        inheritEnv: true,
        env: [],
        envFile: null,
        noEnv: [],
        home: 'real',
        cwd: null,
        asked: [],
        after: [],
      },
    },
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, {recursive: true, force: true});
  } catch {
    // Something that the set-up left running still writes there.
  }
}
