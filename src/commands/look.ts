import type {Context} from './context.ts';
import {launchOf} from './launch-of.ts';
import {inspect, inspectHere, type Answer, type Question} from '../find/inspect.ts';
import type {ScoutPool} from '../find/scout-pool.ts';
import {earlier} from '../system/deadline.ts';

/** Looks at paths below `/cvmfs` within the deadline of the command; `marginMs` of it are kept for what comes after. */
export function look(
  {settings, deadline, directories, world}: Context,
  questions: readonly Question[],
  marginMs: number,
  scouts?: ScoutPool,
): Promise<readonly Answer[]> {
  return inspect(
    settings.cvmfs,
    questions,
    earlier(deadline, marginMs),
    launchOf(world, settings.cvmfs),
    directories.cache,
    scouts,
  );
}

/** The same for paths of this machine. */
export function lookHere(
  {settings, deadline, world}: Context,
  questions: readonly Question[],
  marginMs: number,
  scouts?: ScoutPool,
): Promise<readonly Answer[]> {
  return inspectHere(questions, earlier(deadline, marginMs), launchOf(world, settings.cvmfs), scouts);
}
