import {
  argumentLimit,
  isClosedOnExec,
  isExecutable,
  rawArguments,
  rawEnvironment,
  refusedExecIsFatal,
  replaceProcess,
  softFileLimit,
} from '../system/own-process.ts';
import {UserError} from '../system/user-error.ts';
import {applyChange} from './environment.ts';
import {refuseTooLarge} from './environment/kernel-limits.ts';
import {ENV_PROGRAM, withFunctions, type Words} from './exported-functions.ts';
import {ORIGIN_VARIABLE, parseOrigin, type Origin} from './origin.ts';
import type {Plan} from './plan.ts';
import {filesOfStart, prepare} from './prepare.ts';
import {argumentsAreUtf8, rawValues} from './raw-values.ts';
import {RESTORE_SCRIPT} from './scripts.ts';
import {SUPERVISE_SCRIPT} from './supervise-script.ts';
import {runTool} from '../system/run-tool.ts';
import {stayAsParent} from '../system/stay-as-parent.ts';

/** Our own process, as far as a start has to know it; `launcherProcess` fills it in. */
export type Launcher = {
  /** Its environment without `HSF_ORIGIN`. */
  readonly env: Readonly<Record<string, string>>;
  readonly pid: number;
  readonly origin: Origin;
  /** `/proc/self/environ` and `/proc/self/cmdline`; empty buffers where there are none. */
  readonly rawEnvironment: Buffer;
  readonly rawArguments: Buffer;
  /** The soft limit of open files now; null when unknown. */
  readonly limit: string | null;
  readonly isClosedOnExec: (descriptor: number) => boolean;
  /** Whether stdin is a terminal. */
  readonly terminal: boolean;
  /** How an engine's own failure is translated afterwards: the program for it, and where what was printed is kept meanwhile. */
  readonly explainer?: {readonly words: readonly string[]; readonly log: string};
  /** False for tests of the other way. */
  readonly mayReplace: boolean;
};

/**
 * Carries out a plan: the launcher *becomes* the command. Comes back only where that is not possible, with the status of the command,
 * after having been its transparent parent; a command that died by a signal ends the launcher by the same signal.
 *
 * Before it is called (RUNTIME.md 3): the terminal is restored, settings are flushed, every helper has ended or was given up.
 *
 * @param say tells what the start has to do without
 * @throws UserError `not-utf8`, `write-failed`, `setup-failed`, `not-executable`, `command-missing`, `environment-too-large`
 */
export async function handOver(plan: Plan, launcher: Launcher, say: (text: string) => void = () => {}): Promise<number> {
  if (!argumentsAreUtf8(launcher.rawArguments)) {
    throw new UserError(
      'not-utf8',
      'An argument is not valid UTF-8 and could not be passed on exactly.',
      'Use names in UTF-8, or run a script that holds the others.',
    );
  }
  for (const warning of await prepare(plan.prepare)) say(warning);
  const env = processEnvironment(plan, launcher.env);
  const stays = plan.signals.by !== 'exec';
  const state = callersState(plan, launcher);
  const argv: Words =
    state === null && !stays ? plan.argv : ([...(state ?? []), ...withFunctions(plan.argv, env)] as unknown as Words);
  if (!isExecutable(argv[0])) {
    throw new UserError('not-executable', `${argv[0]} cannot be executed.`, 'Run "hsf doctor".');
  }
  const supervised = stays && launcher.mayReplace ? await supervise(plan, argv, launcher) : null;
  if (refusedExecIsFatal()) refuseTooLarge(env, supervised ?? argv, argumentLimit());
  // Node marks descriptors to be closed on exec when it starts, those above 15 only up to the first gap. A caller that passed on
  // such a one is served by a parent that hands it down.
  if (
    launcher.mayReplace &&
    (!stays || supervised !== null) &&
    launcher.origin.descriptors.every(descriptor => !launcher.isClosedOnExec(descriptor))
  ) {
    const words = supervised ?? argv;
    try {
      replaceProcess(words[0], words, env);
    } catch {
      // On Node 26 a refused exec is an error. What is too large is said by its name, anything else by spawn.
      refuseTooLarge(env, words, argumentLimit());
    }
  }
  // What is to be passed on and explained, the small parent does, also below this one.
  const route = supervised === null ? plan.signals : ({by: 'exec'} as const);
  const {terminal, origin} = launcher;
  try {
    return await stayAsParent(supervised ?? argv, env, {descriptors: origin.descriptors, terminal, route});
  } catch (error) {
    // spawn does not say which variable it is.
    refuseTooLarge(env, supervised ?? argv, argumentLimit());
    throw error;
  }
}

/** The words of a small parent for an engine that keeps signals to itself; null where only Node can be one. */
async function supervise(plan: Plan, argv: Words, {origin, terminal, explainer}: Launcher): Promise<Words | null> {
  const free = [9, 8, 7, 6, 5, 4, 3].find(descriptor => !origin.descriptors.includes(descriptor));
  // What the caller ignores stays ignored; the rest a shell would have the engine ignore.
  const reset = ['INT', 'QUIT'].filter(signal => !origin.ignored.includes(signal)).join(',');
  const able = await runTool([ENV_PROGRAM, '--default-signal=INT,QUIT', '/bin/sh', '-c', ':'], {timeoutMs: 2_000, env: {}});
  if (free === undefined || able.status !== 0) return null;
  const files = filesOfStart(plan.prepare);
  const words = plan.signals.by === 'command' ? plan.signals.argv : [];
  // What the namespace engines print is the command's own stderr, which nobody may come between.
  const explain = plan.signals.by === 'command' && explainer !== undefined && plan.engine !== null ? explainer : null;
  const explained = explain === null ? [] : [...explain.words, plan.engine ?? ''];
  return [
    ...['/bin/sh', '-c', SUPERVISE_SCRIPT, 'hsf'],
    ...[
      plan.signals.by === 'child' ? String(plan.signals.generation) : plan.signals.by,
      terminal ? 'yes' : 'no',
      ENV_PROGRAM,
      reset,
      String(free),
      explain?.log ?? '',
    ],
    ...[files.length, words.length, explained.length].map(String),
    ...files,
    ...words,
    ...explained,
    ...argv,
  ] as unknown as Words;
}

/** The facts about this process, read when a start is near: they cost a few reads of `/proc`. */
export function launcherProcess(env: Readonly<Record<string, string | undefined>>, pid: number, terminal: boolean): Launcher {
  const present = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[0] !== ORIGIN_VARIABLE,
  );
  return {
    env: Object.fromEntries(present),
    pid,
    origin: parseOrigin(env[ORIGIN_VARIABLE]),
    rawEnvironment: rawEnvironment(),
    rawArguments: rawArguments(),
    limit: softFileLimit(),
    isClosedOnExec,
    terminal,
    mayReplace: true,
  };
}

/** The environment in which the plan's program is started. */
export function processEnvironment(plan: Plan, caller: Readonly<Record<string, string>>): Record<string, string> {
  const env = plan.processEnv === null ? applyChange(caller, plan.env) : {...plan.processEnv};
  delete env[ORIGIN_VARIABLE];
  return env;
}

/** The words of a small shell that puts back what Node took away when it started; null where there is nothing. */
function callersState(plan: Plan, launcher: Launcher): readonly string[] | null {
  const {ignored} = launcher.origin;
  const limit = launcher.origin.limit === launcher.limit ? null : launcher.origin.limit;
  const gone = new Set([...plan.env.unset, ...plan.env.dropped.map(entry => entry.name), ...Object.keys(plan.env.set)]);
  const raw = rawValues(launcher.rawEnvironment).filter(({name}) => !gone.has(name));
  if (ignored.length === 0 && limit === null && raw.length === 0) return null;
  const values = raw.flatMap(({name, escaped}) => [name, escaped]);
  return ['/bin/sh', '-c', RESTORE_SCRIPT, 'sh', ignored.join(' '), limit ?? '', String(raw.length), ...values];
}
