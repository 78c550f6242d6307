import {chooseOne} from './choose-one.ts';
import type {Context} from './context.ts';
import {printOr} from './print-instead.ts';
import {startChosen} from './start-chosen.ts';
import {refuseJson} from './refuse-json.ts';

/** `hsf run STACK -- CMD ARG…`: one command, its arguments exactly, its status returned. */
export async function run(context: Context): Promise<number> {
  refuseJson(context);
  // The parser has seen to it that there is a command.
  const command = (context.invocation.rest ?? []) as readonly string[] as readonly [string, ...string[]];
  const action = {kind: 'command', command} as const;
  return printOr(context, async () => startChosen(context, await chooseOne(context, action), action));
}
