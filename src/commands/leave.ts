import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {runLeaveHooks} from './leave-hooks.ts';
import {askingShell, levelsOfTcsh, libraryMissing, notEntered, refuseVenv} from './in-place.ts';
import {keptSentence} from '../start/in-place/outcome.ts';
import {leaveTcsh, stateLine} from '../start/in-place/tcsh-code.ts';

/** `hsf leave` where the library of a shell does not do it itself: in tcsh, or where there is nothing to leave. */
export async function leave(context: Context): Promise<number> {
  const {output, world} = context;
  const shell = askingShell(context);
  if (shell === null && (world.env['HSF_USED'] ?? '') === '') throw libraryMissing('leave', world.env);
  const levels = shell === 'tcsh' ? levelsOfTcsh() : [];
  const level = levels.at(-1);
  if (level === undefined) throw notEntered(world.env);
  refuseVenv(level, world.env);
  runLeaveHooks(world.env['HSF_LEAVE'] ?? '', world);
  const {code, outcomes} = leaveTcsh(level, levels.length, world.env);
  output.result(code + stateLine(levels.slice(0, -1)));
  output.note(`left ${level.title}`);
  const kept = keptSentence(outcomes);
  if (kept !== null) output.note(kept);
  return Promise.resolve(EXIT.ok);
}
