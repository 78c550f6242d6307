import {spawn, type ChildProcess} from 'node:child_process';
import type {Launch} from './launch.ts';

/**
 * A child that may get stuck in the kernel for ever.
 *
 * It runs below a shell that only waits for it, in a process group of its own. The shell can always be killed and reaped, so a
 * stuck helper becomes a child of init at once: whatever the launcher turns into later has no unknown child.
 */
export type Helper = {
  /** Process group of all that belongs to it; null when it could not be started. */
  readonly group: number | null;
  readonly send: (line: string) => void;
  /** Ends input; a helper that reads lines ends then. */
  readonly finish: () => void;
  /** Ends a helper that is not stuck, and waits until it is gone; a moment at most. */
  readonly stop: () => Promise<void>;
  /** Leaves a helper that does not answer: kills what can be killed and waits for nothing. */
  readonly abandon: () => void;
};

export type HelperEvents = {
  readonly onLine: (line: string) => void;
  /** It is gone, with the status of its program (null: killed, or it could not be started). Never called after `abandon` or `stop`. */
  readonly onEnd: (status: number | null) => void;
  /** It is stopped by this process: the moment to note of one that is at work what will be left of it if it is stuck. */
  readonly onStop?: (group: number | null) => void;
};

// A job in the background gets no input unless it is redirected from somewhere else than 0. The loop's own copy is closed, so that
// the end of input reaches the program.
const WAIT = 'exec 3<&0 </dev/null; "$@" <&3 3<&- & exec 3<&-; wait "$!"';
const STOP_MS = 300;
/** A helper never needs more than the system's own programs, and gets nothing that the user's environment could upset it with. */
const ENVIRONMENT = {PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC0'};

/** What may be done while a helper is silent: it may be the last that is heard of this launcher. */
export type SilenceWatch = {
  /** Nothing was heard for `SLOW_MS`. */
  readonly onSlow?: (group: number | null) => void;
  /** Something was heard after that. */
  readonly onAwake?: () => void;
};

/** A silence that deserves a note, in milliseconds. */
export const SLOW_MS = 300;

const living = new Set<Helper>();
let isClosing = false;

/**
 * Ends all helpers of this process, for a launcher that is about to become something else or to leave: none of them may be the
 * child of what comes then. No helper can be started afterwards. Whoever waits for one waits for ever.
 */
export async function stopHelpers(): Promise<void> {
  isClosing = true;
  await Promise.all([...living].map(helper => helper.stop()));
}

const NO_HELPER: Helper = {group: null, send: () => {}, finish: () => {}, stop: async () => {}, abandon: () => {}};

/**
 * @param orderly it touches nothing where it could get stuck, and ends by itself when its input does: stopping it kills the shell
 * only, so that it may finish the file that it is writing
 */
export function startHelper(
  sh: Launch['sh'],
  argv: readonly string[],
  events: HelperEvents,
  {orderly = false}: {readonly orderly?: boolean} = {},
): Helper {
  if (isClosing) return NO_HELPER;
  const child = spawn(sh, ['-c', WAIT, 'sh', ...argv], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: ENVIRONMENT,
  });
  let over = false;
  const end = (status: number | null) => {
    if (over) return;
    over = true;
    living.delete(helper);
    events.onEnd(status);
  };
  child.stdin.on('error', () => {});
  child.stdout.on('error', () => {});
  readLines(child, line => over || events.onLine(line));
  child.on('error', () => end(null));
  child.on('close', status => end(status));
  const killGroup = () => {
    try {
      if (child.pid !== undefined) process.kill(orderly ? child.pid : -child.pid, 'SIGKILL');
    } catch {
      // It is gone already.
    }
  };
  const letGo = () => {
    child.stdin.destroy();
    child.stdout.destroy();
    child.unref();
  };
  const helper: Helper = {
    group: child.pid ?? null,
    send: line => void child.stdin.write(`${line}\n`),
    finish: () => void child.stdin.end(),
    stop: async () => {
      if (!over) events.onStop?.(helper.group);
      over = true;
      living.delete(helper);
      killGroup();
      if (orderly) letGo();
      await exitOf(child);
      letGo();
    },
    abandon: () => {
      over = true;
      living.delete(helper);
      killGroup();
      letGo();
    },
  };
  living.add(helper);
  return helper;
}

function readLines(child: {readonly stdout: NodeJS.ReadableStream}, onLine: (line: string) => void): void {
  let pending: string[] = [];
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (chunk: string) => {
    const lines = chunk.split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      pending.push(line);
      const whole = pending.length === 1 ? line : pending.join('');
      pending = [];
      onLine(whole);
    }
    if (last !== '') pending.push(last);
  });
}

function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise(resolve => {
    const timer = setTimeout(resolve, STOP_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
