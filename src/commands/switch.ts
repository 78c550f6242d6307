import {makeContext, type Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {askingShell, levelsOfTcsh, libraryMissing, refuseNested, refuseVenv} from './in-place.ts';
import {runLeaveHooks} from './leave-hooks.ts';
import {changeFor, use} from './use.ts';
import {keptSentence} from '../start/in-place/outcome.ts';
import {enterTcsh, leaveTcsh, stateLine} from '../start/in-place/tcsh-code.ts';
import type {World} from '../system/world.ts';

/**
 * `hsf switch STACK`: as `hsf use` in the environment of before. The libraries ask from a child that has left already; a tcsh cannot, so
 * that environment is worked out here. Nothing is printed before the new stack is there, so the shell stays where it is if it is not.
 */
export async function switchTo(context: Context): Promise<number> {
  const shell = askingShell(context);
  if (shell === null) throw libraryMissing('switch', context.world.env);
  if (shell !== 'tcsh') return use(context);
  const {output, world, typed} = context;
  const levels = levelsOfTcsh();
  const level = levels.at(-1);
  if (level !== undefined) refuseVenv(level, world.env);
  const left = level === undefined ? {code: '', outcomes: []} : leaveTcsh(level, levels.length, world.env);
  const env: Record<string, string | undefined> = {...world.env};
  for (const {name, value} of left.outcomes) env[name] = value ?? undefined;
  const outside: World = {...world, env};
  const there = makeContext(outside, typed);
  if (level === undefined) refuseNested(there, env, false);
  const change = await changeFor(there);
  const below = levels.slice(0, -1);
  const entered = enterTcsh(change, below.length + 1);
  runLeaveHooks(world.env['HSF_LEAVE'] ?? '', world);
  output.result(left.code + entered.code + stateLine([...below, entered.level]));
  const kept = keptSentence(left.outcomes);
  if (kept !== null) output.note(kept);
  output.note(`${change.title}; "hsf leave" leaves it.`);
  return EXIT.ok;
}
