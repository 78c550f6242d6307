import {setTimeout as sleep} from 'node:timers/promises';
import type {Context} from './context.ts';
import {UserError} from '../system/user-error.ts';

/** How long after its deadline something may still answer by itself, in words that say more than ours. */
const GRACE_MS = 500;

/** A command that was given up, and goes on unless its process ends. */
export class GivenUp extends UserError {}

/** The last line of defence: whatever waits, a command answers (DESIGN.md 8). @throws GivenUp `timeout` */
export async function withinDeadline<T>(
  running: Promise<T>,
  {deadline, invocation}: Pick<Context, 'deadline' | 'invocation'>,
): Promise<T> {
  const late = Symbol('late');
  do {
    const stop = new AbortController();
    const waiting = sleep(deadline.remainingMs() + GRACE_MS, late, {signal: stop.signal}).catch(() => late);
    // A timer that is left behind would keep the process alive for as long.
    const answer = await Promise.race([running, waiting]).finally(() => stop.abort());
    if (answer !== late) return answer as T;
    // There is time again where somebody was asked, or still is.
  } while (deadline.remainingMs() > 0);
  throw new GivenUp(
    'timeout',
    `hsf ${invocation.command.name} had no answer after ${deadline.totalMs / 1000} s.`.replace('  ', ' '),
    'Give it more time with --timeout, or run "hsf doctor".',
  );
}
