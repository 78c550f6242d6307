import type {ChildProcess} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';

/** Waits until a daemon answers; when it ends or is silent for half a minute, its own words are the error. */
export async function answers(daemon: ChildProcess, asked: () => boolean, log: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!asked()) {
    if (daemon.exitCode !== null || Date.now() > deadline)
      throw new Error(`${daemon.spawnfile} did not start:\n${readFileSync(log, 'utf8')}`);
    await delay(100);
  }
}

/** Ends a daemon, by force when it takes longer than a quarter of a minute. */
export async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const gone = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  await Promise.race([gone, delay(15_000, null, {ref: false})]);
  if (daemon.exitCode === null && daemon.signalCode === null) {
    daemon.kill('SIGKILL');
    await gone;
  }
}
