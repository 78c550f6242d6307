import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {printCode} from './print-code.ts';
import type {Plan} from '../start/plan.ts';
import {planAsCommand} from '../start/render-command.ts';
import {planAsJson, planAsText} from '../start/render-plan.ts';

/** Prints a plan as text, as JSON, or as a line for a shell. */
export function showPlan(context: Context, plan: Plan): number {
  const {options, output} = context;
  if (options.json) output.result(jsonDocument({plan: planAsJson(plan)}));
  else if (options.switchedOn('command')) printCode(context, `${planAsCommand(plan)}\n`);
  else output.result(planAsText(plan));
  return EXIT.ok;
}
