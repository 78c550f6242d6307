import {readdirSync} from 'node:fs';
import {machine, release, type} from 'node:os';
import {requestText} from './list-memory.ts';
import {dayOf} from '../choose/marks.ts';
import {fingerprint} from '../start/environment/fingerprint.ts';
import type {World} from '../system/world.ts';

/** What was asked, of which machine: a fingerprint, since variables and flags may have secrets in them and files keep this. */
export function requestOf(argv: readonly string[], world: World): string {
  return fingerprint(wordsOf(argv, world));
}

/** The same in words. */
export function wordsOf(argv: readonly string[], world: World): string {
  return requestText({
    argv,
    env: world.env,
    cwd: workingDirectory(world),
    uid: world.uid,
    uname: [type(), release(), machine()],
    day: dayOf(world.now()),
  });
}

/** Names in a folder; null where there is none, or none that can be read. */
export function listNames(directory: string): readonly string[] | null {
  try {
    return readdirSync(directory);
  } catch {
    return null;
  }
}

/** Null when it is gone. */
export function workingDirectory(world: World): string | null {
  try {
    return world.cwd();
  } catch {
    return null;
  }
}
