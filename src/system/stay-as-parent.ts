import {spawn, type ChildProcess} from 'node:child_process';
import {constants} from 'node:os';
import {childrenOf} from './own-process.ts';
import {UserError} from './user-error.ts';

/** How a signal that somebody sends to the started process gets to the command inside. */
export type SignalRoute =
  /** The engine's process becomes the command, or passes everything on faithfully. */
  | {readonly by: 'exec'}
  /** To what descends from the engine's process (which keeps them to itself): 1 is its child, 2 that one's child … */
  | {readonly by: 'child'; readonly generation: number}
  /** By a program; `{signal}` among its arguments stands for `TERM`, `INT` and so on. */
  | {readonly by: 'command'; readonly argv: readonly [string, ...string[]]};

export type ParentOptions = {
  /** Open descriptors above 2 that the child inherits under the same numbers. */
  readonly descriptors: readonly number[];
  readonly terminal: boolean;
  /** How a signal gets to the command: to the child, to one that descends from it (an engine that keeps signals), or by a program. */
  readonly route: SignalRoute;
};

/** Signals that somebody sends to a command to say something to it. */
const PASSED: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'];
/** Those that a terminal sends to all processes in front at once: passing them on would deliver them twice. */
const FROM_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT', 'SIGHUP']);

/**
 * Starts a command and waits, as transparently as a parent can: same descriptors, signals passed on, its status returned. When it
 * died by a signal, so does this process. Ctrl-Z and `fg` reach both, since both are in one process group.
 *
 * @throws UserError `command-missing`, `not-executable` when it cannot be started
 */
export async function stayAsParent(
  argv: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
  options: ParentOptions,
): Promise<number> {
  const highest = Math.max(2, ...options.descriptors);
  const stdio = Array.from({length: highest + 1}, (_, number) =>
    number < 3 ? 'inherit' : options.descriptors.includes(number) ? number : 'ignore',
  );
  const sent: NodeJS.Signals[] = [];
  const handlers = PASSED.map(signal => {
    const handler = () => {
      if (options.terminal && FROM_TERMINAL.has(signal)) return;
      sent.push(signal);
      if (child !== null) passOn(child, signal, options.route);
    };
    process.on(signal, handler);
    return {signal, handler};
  });
  let child: ChildProcess | null = null;
  try {
    child = started(() => spawn(argv[0], argv.slice(1), {stdio, env: {...env}}), argv[0]);
    // What came before there was anybody to pass it on to.
    for (const signal of sent) passOn(child, signal, options.route);
    const end = await ended(child, argv[0]);
    const signal = end.signal ?? hiddenSignal(end.status, sent, options.route.by !== 'exec');
    if (signal === null) return end.status ?? 1;
    for (const entry of handlers.splice(0)) process.off(entry.signal, entry.handler);
    return await dieBy(signal);
  } finally {
    for (const entry of handlers) process.off(entry.signal, entry.handler);
  }
}

function passOn(child: ChildProcess, signal: NodeJS.Signals, route: SignalRoute): void {
  if (route.by === 'command') {
    const [program, ...args] = route.argv.map(argument => argument.replaceAll('{signal}', signal.slice('SIG'.length)));
    spawn(program!, args, {stdio: 'ignore'}).on('error', () => child.kill(signal));
    return;
  }
  const payload = route.by === 'child' && child.pid !== undefined ? descendant(child.pid, route.generation) : child.pid;
  if (payload === undefined || payload === child.pid) {
    child.kill(signal);
    return;
  }
  try {
    process.kill(payload, signal);
  } catch {
    // It has just ended.
  }
}

/** By first children; as far down as there are any yet. */
function descendant(pid: number, generation: number): number {
  const next = generation === 0 ? undefined : childrenOf(pid)[0];
  return next === undefined ? pid : descendant(next, generation - 1);
}

type End = {readonly status: number | null; readonly signal: NodeJS.Signals | null};

function ended(child: ChildProcess, program: string): Promise<End> {
  return new Promise((resolve, reject) => {
    child.on('exit', (status, signal) => resolve({status, signal}));
    child.on('error', error => reject(cannotStart(program, error)));
  });
}

/** `spawn` throws some errors and emits the others. */
function started(start: () => ChildProcess, program: string): ChildProcess {
  try {
    return start();
  } catch (error) {
    throw cannotStart(program, error);
  }
}

function cannotStart(program: string, error: unknown): UserError {
  const {code, message} = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such program',
    E2BIG: 'its arguments and environment are too long for the kernel',
  };
  const advice = code === 'E2BIG' ? 'Leave out large variables with "--no-env NAME".' : 'Run "hsf plan" to see what is started.';
  return new UserError(
    code === 'ENOENT' ? 'command-missing' : 'not-executable',
    `${program} cannot be started: ${reasons[code ?? ''] ?? message}.`,
    advice,
    {cause: error},
  );
}

/** An engine tells a death by signal as 128 + its number, as a shell does; it is one when we passed that very signal on. */
function hiddenSignal(status: number | null, sent: readonly NodeJS.Signals[], ofEngine: boolean): NodeJS.Signals | null {
  if (!ofEngine || status === null) return null;
  return sent.find(signal => constants.signals[signal] + 128 === status) ?? null;
}

/** Ends this process by a signal, so that whoever waits for us sees what it would have seen of the command. */
async function dieBy(signal: NodeJS.Signals): Promise<number> {
  const status = 128 + constants.signals[signal];
  const noop = () => {};
  try {
    // Node ignores SIGPIPE from its start; handling it and letting go puts the default back.
    process.on(signal, noop);
    process.off(signal, noop);
    process.kill(process.pid, signal);
    // A caught-up signal ends us within this wait; one that cannot (ignored by the caller) leaves the status.
    await new Promise(resolve => setTimeout(resolve, 200));
  } catch {
    // SIGKILL and SIGSTOP take no handler.
    process.kill(process.pid, signal);
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  return status;
}
