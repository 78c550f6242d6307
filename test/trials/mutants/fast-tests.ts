import {globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

export const ROOMS = ['choose', 'find', 'start'] as const;

/** Marks of a suite that starts shells, engines, terminals or hsf: seconds each, thousands of times over. */
const STARTS_PROGRAMS =
  /node:child_process|#!\/bin\/sh|\/engines\/rig|\/rig\/(?!layout\.ts)|launcher\.ts|commands\/hsf\.ts|(container|native|stored)-scene\.ts/;

/** The test files of a room that run within one process, relative to the checkout. */
export function fastTests(checkout: string, room: string): readonly string[] {
  return globSync(`test/${room}/**/*.test.ts`, {cwd: checkout})
    .filter(file => !STARTS_PROGRAMS.test(readFileSync(join(checkout, file), 'utf8')))
    .toSorted();
}
