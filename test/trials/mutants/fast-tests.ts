import {globSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

export const ROOMS = ['choose', 'find', 'start'] as const;

/** Marks of a suite that starts shells, engines, terminals or hsf: seconds each, thousands of times over. */
const STARTS_PROGRAMS =
  /node:child_process|#!\/bin\/sh|\/engines\/rig|\/rig\/(?!layout\.ts)|launcher\.ts|commands\/hsf\.ts|(container|native|stored)-scene\.ts/;

/** Suites of find ask scouts and little else. With scouts within the process they take a tenth of the time. */
const ASKS_SCOUTS = /^test\/find\/(?!one-data-file)/;

/** Tests that a scout within the process cannot pass: it would hang with what hangs. */
const NEEDS_A_PROCESS = [
  /that never answered are not waited for in each run$/,
  /^a helper that says nothing/,
  /> a helper that says nothing >/,
];
export const isFast = (name: string) => !NEEDS_A_PROCESS.some(title => title.test(name));

/** Suites of start that start programs all the same, but so few and small ones that the whole suite takes a tenth of a second. */
const QUICK: ReadonlySet<string> = new Set(
  ['find-bash', 'gpu', 'render-plan', 'start-records'].map(name => `test/start/${name}.test.ts`),
);

/** The test files of a room that run within one process or nearly so, relative to the checkout. */
export function fastTests(checkout: string, room: string): readonly string[] {
  return globSync(`test/${room}/**/*.test.ts`, {cwd: checkout})
    .filter(
      file => ASKS_SCOUTS.test(file) || QUICK.has(file) || !STARTS_PROGRAMS.test(readFileSync(join(checkout, file), 'utf8')),
    )
    .toSorted();
}
