import type {Context} from './context.ts';
import {callerOf} from './planning.ts';
import type {Launcher} from '../start/hand-over.ts';
import {ORIGIN_VARIABLE, parseOrigin} from '../start/origin.ts';
import {rawArguments, rawEnvironment, softFileLimit} from '../system/own-process.ts';

/** Our own process as the hand-over has to know it. */
export function ownLauncher(context: Context): Launcher {
  const {world} = context;
  return {
    env: callerOf(context).env,
    pid: world.pid,
    limit: softFileLimit(),
    origin: parseOrigin(world.env[ORIGIN_VARIABLE]),
    rawEnvironment: rawEnvironment(),
    rawArguments: rawArguments(),
    terminal: world.terminals.stdin,
    mayReplace: true,
  };
}
