import {GivenUp} from './deadline-guard.ts';
import {dispatch, type Commands} from './dispatch.ts';
import {list} from './list.ts';
import {glance} from './parse-arguments.ts';
import {realWorld} from './real-world.ts';
import {reportFailure} from './report-failure.ts';
import {isStarting} from './table.ts';
import {callersWords} from '../system/callers-words.ts';
import type {World} from '../system/world.ts';

// A scripted listing pays for nothing else (RUNTIME.md 2): the other commands are loaded when they are used.
const reading = () => import('./reading-commands.ts');
const starting = () => import('./starting-commands.ts');
const keeping = () => import('./keeping-commands.ts');
const COMMANDS: Commands = {
  '': async () => (await starting()).pick,
  list: async () => list,
  search: async () => (await reading()).search,
  show: async () => (await reading()).show,
  diff: async () => (await reading()).diff,
  shell: async () => (await starting()).shell,
  run: async () => (await starting()).run,
  env: async () => (await starting()).env,
  plan: async () => (await starting()).plan,
  use: async () => (await keeping()).use,
  leave: async () => (await keeping()).leave,
  switch: async () => (await keeping()).switchTo,
  status: async () => (await keeping()).status,
  init: async () => (await keeping()).init,
  last: async () => (await keeping()).last,
  history: async () => (await keeping()).history,
  favourite: async () => (await keeping()).favourite,
  profile: async () => (await keeping()).profile,
  allow: async () => (await keeping()).allow,
  lock: async () => (await keeping()).lock,
  check: async () => (await keeping()).check,
  venv: async () => (await keeping()).venv,
  images: async () => (await reading()).images,
  host: async () => (await reading()).host,
  family: async () => (await reading()).family,
  doctor: async () => (await reading()).doctor,
  refresh: async () => (await reading()).refresh,
  config: async () => (await reading()).config,
  completion: async () => (await reading()).completion,
  demo: async () => (await reading()).demo,
};

/** Runs one command line to its end and returns the status. */
export async function main(argv: readonly string[], world: World): Promise<number> {
  if (argv[0] === 'hsf:explain') {
    (await starting()).explainFailure(argv[1] ?? '', argv[2] ?? '', argv[3] ?? '');
    return 0;
  }
  if (argv[0] === 'hsf:leaving') {
    (await import('./leave-hooks.ts')).runLeaveHooks(argv[1] ?? '', world);
    return 0;
  }
  const seen = glance(argv);
  try {
    return await dispatch(argv, world, COMMANDS);
  } catch (error) {
    const status = reportFailure(error, {json: seen.json, starting: isStarting(seen.command)});
    // It would write its result behind the failure, or make the change that it has just been told not to have made.
    if (error instanceof GivenUp) process.exit(status);
    return status;
  }
}

process.exitCode = await main(callersWords(process.argv.slice(2)), realWorld(import.meta.url));
