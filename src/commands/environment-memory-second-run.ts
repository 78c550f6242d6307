import {randomBytes} from 'node:crypto';
import {mkdirSync, rmSync} from 'node:fs';
import type {EnvironmentRequest} from './environment-memory.ts';
import type {KeptEnvironment} from './environment-memory-files.ts';
import {proofOf, stateOf} from './environment-memory-proof.ts';
import {launchOf} from './launch-of.ts';
import {machineFilesOf, readFilesOf} from './environment-memory-trace.ts';
import {captureAgain} from '../start/environment/capture-again.ts';
import {proveCapture, type Comparison, type SecondCapture} from '../start/environment/compare.ts';
import type {Conditions} from '../start/environment/conditions.ts';
import {parseDump} from '../start/environment/dump.ts';
import {recordText} from '../start/environment/record.ts';
import {pathsIn} from '../start/environment/replay.ts';
import {clearWhenKilled} from '../system/dead-mans-watch.ts';
import {endProcess, leftProcesses} from '../system/left-processes.ts';
import {makePlan} from '../start/make-plan.ts';
import type {PlanInput} from '../start/plan-input.ts';

/** Thrown to end the attempts: what comes late once comes late again. */
class Late extends Error {}

export type SecondRun = {
  readonly allowedMs: number;
  /** Lets others prove it. */
  readonly release: () => void;
  /** What keeps others from it. */
  readonly claim: string;
  /** When the first run ended, in milliseconds since 1970. */
  readonly notedAt: number;
};

/**
 * The verdict of a second run of what was noted; null where CVMFS changed meanwhile, or did not answer. A module of its own, since no
 * replay needs it.
 */
export async function compared(
  {context, input, question}: Pick<EnvironmentRequest, 'context' | 'input' | 'question'>,
  note: Uint8Array,
  {allowedMs, release, claim, notedAt}: SecondRun,
): Promise<KeptEnvironment['verdict'] | 'damaged' | null> {
  const parsed = parseDump(note);
  if (parsed.status !== 'ok') return 'damaged';
  const {world} = context;
  const repositories = new Set([input.variant.found.repository, ...input.stack.needs]);
  const before = await stateOf(context, [...repositories]);
  if (before.silent.length > 0) return null;
  const [unproved] = before.unproved;
  if (unproved !== undefined) return {status: 'not-storable', reason: `nothing tells here whether ${unproved} has changed`};
  const until = world.clock() + allowedMs;
  const directory = `${world.env['TMPDIR']?.startsWith('/') === true ? world.env['TMPDIR'] : '/tmp'}/hsf-apart-${randomBytes(8).toString('hex')}`;
  const made: string[] = [];
  const watch = clearWhenKilled(launchOf(world, context.settings.cvmfs).sh, directory, [claim]);
  const stopListening = whenInterrupted(() => {
    watch.abandon();
    // All of them have it in their environment.
    leftProcesses(null, directory).forEach(endProcess);
    made.forEach(removeQuietly);
    release();
  });
  let comparison: Comparison;
  let second: SecondCapture | null = null;
  let under: Conditions | null = null;
  try {
    comparison = await proveCapture(
      parsed.dump,
      {env: question.env, directory, now: world.now(), behindUserFiles: question.behindUserFiles},
      async conditions => {
        for (const path of conditions.directories) mkdirSync(path, {mode: 0o700});
        made.push(...conditions.directories.slice(0, 1));
        const limitMs = until - world.clock();
        if (limitMs < 50) throw new Late();
        under = conditions;
        second = await captureAgain(await planApart(input, conditions), conditions, limitMs, true);
        return second;
      },
    );
  } catch (error) {
    if (!(error instanceof Late)) return {status: 'not-storable', reason: `its second run failed: ${messageOf(error)}`};
    return late(allowedMs);
  } finally {
    stopListening();
    for (const path of made) removeQuietly(path);
    await watch.stop();
  }
  if (isLate(second)) return late(allowedMs);
  if (comparison.status === 'not-storable') return comparison;
  const {record} = comparison;
  const read = await readFilesOf(context, second);
  if (read === null) return null;
  const machine = await machineFilesOf(context, second, under, question.env, notedAt);
  if (machine === null) return null;
  const paths = [...new Set([input.variant.found.entry.path, ...pathsIn(record), ...read.paths])];
  const named = new Set(paths.map(path => path.split('/')[2] ?? ''));
  const others = [...named].filter(fqrn => fqrn !== '' && !repositories.has(fqrn));
  const more = others.length === 0 ? before : joined(before, await stateOf(context, others));
  if (!read.isWhole && more.timed.length > 0)
    return {status: 'not-storable', reason: 'it hides which files it reads, and nothing else tells here whether one has changed'};
  const proof = await proofOf(context, paths, more);
  if (proof === null) return null;
  // Where nobody knows which files it read only the repository as a whole tells.
  const hashes = read.isWhole ? proof.hashes : proof.hashes.map(one => ({...one, catalogs: []}));
  return {status: 'stored', record: recordText(record), proof: {...proof, hashes, machine}};
}

const isLate = (second: SecondCapture | null) => second?.status === 'not-storable' && second.isLate === true;

const late = (lateAfter: number) => ({
  status: 'not-storable' as const,
  reason: 'a second run did not end in time; it is tried again in an hour, or at once with a longer --timeout',
  lateAfter,
});

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Does this before one of the signals ends us that would have done so anyway. */
function whenInterrupted(clear: () => void): () => void {
  const stop = () => ENDING.forEach(signal => process.off(signal, end));
  const end = (signal: NodeJS.Signals) => {
    clear();
    stop();
    process.kill(process.pid, signal);
  };
  ENDING.forEach(signal => process.on(signal, end));
  return stop;
}

function joined(one: Awaited<ReturnType<typeof stateOf>>, other: typeof one): typeof one {
  return {
    hashes: new Map([...one.hashes, ...other.hashes]),
    timed: [...one.timed, ...other.timed],
    unproved: [...one.unproved, ...other.unproved],
    silent: [...one.silent, ...other.silent],
    late: [...one.late, ...other.late],
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
        action: {kind: 'capture', isTraced: true},
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
    rmSync(path, {recursive: true, force: true, maxRetries: 3});
  } catch {
    // Something that the set-up left running still writes there.
  }
}
