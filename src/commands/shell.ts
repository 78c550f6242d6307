import {chooseOne} from './choose-one.ts';
import type {Context} from './context.ts';
import {joinRunning} from './join.ts';
import {printOr} from './print-instead.ts';
import {startChosen} from './start-chosen.ts';
import {refuseJson} from './refuse-json.ts';

/** `hsf shell STACK`: an interactive shell in the stack; one whose stdin is no terminal reads commands from it. `--join` enters one that runs. */
export async function shell(context: Context): Promise<number> {
  refuseJson(context);
  const action = {kind: 'shell', login: false} as const;
  if (context.options.switchedOn('join')) return joinRunning(context, action);
  return printOr(context, async () => startChosen(context, await chooseOne(context, action), action));
}
