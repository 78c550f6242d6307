import {hostname} from 'node:os';
import type {Context} from './context.ts';
import {fetchAhead} from './environment-memory-ahead.ts';
import {environmentFiles, type EnvironmentFiles, type KeptEnvironment, type Stored} from './environment-memory-files.ts';
import {proveAgain} from './environment-memory-proof.ts';
import {silentOnes} from './plan-tree.ts';
import {changedInput, inputsKey} from '../start/environment/inputs.ts';
import {parseRecord, type StoredEnvironment} from '../start/environment/record.ts';
import type {KnownEnvironment, SetUpQuestion} from '../start/known-environment.ts';
import type {PlanInput} from '../start/plan-input.ts';
import {notAnswering, noTimeFor} from '../start/repository-errors.ts';
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
/** The same where it was too slow: the machine may have been busy, or CVMFS cold. */
const LATE_MS = 60 * 60_000;
/** So often a shell's own files may make another environment of it than it was stored for. */
const MOST_MISSES = 3;

/** Half of what is left: a set-up that takes longer has to have time to run for this start. */
const timeToProve = (deadline: Context['deadline']) => deadline.remainingMs() / 2;

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
  const kept = files.read(verdict => fits(verdict, question));
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

/** The record of a stored environment whose inputs are as they were; null for any other. */
function fitting(verdict: Stored, {env}: SetUpQuestion): StoredEnvironment | null {
  const record = recordOf(verdict);
  return record === null || changedInput(record.inputs, env, hostname()) !== null ? null : record;
}

const fits = (verdict: Stored, question: SetUpQuestion) => fitting(verdict, question) !== null;

/** What tells two stored environments of one file name apart: another one replaces its like only. */
function variationOf(verdict: Stored): string {
  const inputs = recordOf(verdict)?.inputs;
  return JSON.stringify([inputs?.variables, inputs?.present, inputs?.host]);
}

const parsed = new WeakMap<Stored, StoredEnvironment | null>();

/** A record is taken apart once. */
function recordOf(verdict: Stored): StoredEnvironment | null {
  if (!parsed.has(verdict)) parsed.set(verdict, parseRecord(verdict.record));
  return parsed.get(verdict) ?? null;
}

/** What is kept, where it still holds; null where it does not. */
async function recalled(
  {context, question, held, starts}: EnvironmentRequest,
  files: EnvironmentFiles,
  kept: KeptEnvironment,
): Promise<KnownEnvironment | null> {
  const {verdict, at, misses} = kept;
  if (verdict.status === 'not-storable') {
    const {reason, lateAfter} = verdict;
    const isOld = context.world.now().getTime() - Date.parse(at) >= (lateAfter === undefined ? NOT_STORABLE_MS : LATE_MS);
    const hasMore = lateAfter !== undefined && timeToProve(context.deadline) >= 2 * lateAfter;
    return isOld || hasMore ? null : live(`it cannot be stored: ${reason}`);
  }
  const record = fitting(verdict, question);
  if (record === null) return null;
  const [proof] = await Promise.all([
    proveAgain(context, verdict.proof, held ?? new Map(), question.env),
    // Where somebody asks the repositories meanwhile, which takes as long.
    held === null ? null : fetchAhead(context, record, verdict.proof),
  ]);
  if (proof.status === 'not-answering') throw notAnswering(`/cvmfs/${proof.fqrn}`);
  if (proof.status === 'late') throw noTimeFor(proof.fqrn, silentOnes(context));
  if (proof.status === 'changed') {
    if (starts && held === null) files.forget(other => fits(other, question));
    return null;
  }
  if (proof.status === 'moved' && starts && held === null)
    files.write({at, misses, verdict: {...verdict, proof: proof.proof}}, variationOf(verdict));
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
    files.dropNote();
    const {compared} = await import('./environment-memory-second-run.ts');
    const verdict =
      note.status !== 'whole'
        ? 'damaged'
        : misses < MOST_MISSES
          ? await compared(request, note.bytes, {
              allowedMs: timeToProve(context.deadline),
              release: files.release,
              claim: files.claimFile,
              notedAt: note.at,
            })
          : OF_THE_USERS_FILES;
    if (verdict === 'damaged') return await noted(request, files);
    if (verdict === null) return live('CVMFS changed, or did not answer, while it was stored');
    const kept = {at: context.world.now().toISOString(), misses, verdict};
    files.write(kept, verdict.status === 'stored' ? variationOf(verdict) : null);
    if (verdict.status === 'not-storable') return live(`it cannot be stored: ${verdict.reason}`);
    const record = fitting(verdict, question);
    if (record === null) return live('its inputs have changed');
    return {status: 'stored', record, since: kept.at, proof: verdict.proof, replayFile: files.replay, note: files.note};
  } finally {
    files.release();
  }
}

const OF_THE_USERS_FILES = {
  status: 'not-storable',
  reason: 'the start-up files of your shell make another environment each time',
} as const;
