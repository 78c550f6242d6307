import {chooseOne} from './choose-one.ts';
import type {Context} from './context.ts';
import {planFor, type Action} from './planning.ts';
import {printOr} from './print-instead.ts';
import {showPlan} from './show-plan.ts';

/** `hsf plan STACK [-- CMD]`: what `shell` or `run` would do. Starts nothing, tries no engine, writes nothing. */
export async function plan(context: Context): Promise<number> {
  const [program, ...others] = context.invocation.rest ?? [];
  const action: Action = program === undefined ? {kind: 'shell', login: false} : {kind: 'command', command: [program, ...others]};
  return printOr(context, async () => {
    const {found, host, way} = await chooseOne(context, action);
    return showPlan(context, await planFor(context, found, host, action, way));
  });
}
