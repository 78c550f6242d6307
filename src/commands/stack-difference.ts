import {chooseOne, type Chosen} from './choose-one.ts';
import type {Context} from './context.ts';
import {withinDeadline} from './deadline-guard.ts';
import {callerOf, planFor, TO_START} from './planning.ts';
import {environmentLines} from './start-chosen.ts';
import {captureEnvironment} from '../start/environment/capture.ts';
import type {EnvironmentDifference} from '../start/environment/difference.ts';
import {rebaseEnvironment} from '../start/environment/rebase-environment.ts';
import type {Plan} from '../start/plan.ts';
import {nameOfSetUp} from '../start/set-up-step.ts';
import {earlier} from '../system/deadline.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

export type StackDifference = {
  readonly chosen: Chosen;
  readonly plan: Plan;
  readonly difference: EnvironmentDifference;
};

/**
 * What the stack that is asked for would change in the caller's shell: what is stored, else what its set-up does in a bash child, which
 * tells what it prints on the way. With another CVMFS root, paths below `/cvmfs` become paths below that.
 *
 * @throws UserError `variant-cannot-run` for one that needs a container; `setup-failed`, `not-utf8`, and what plans throw
 */
export async function stackDifference(context: Context): Promise<StackDifference> {
  const chosen = await chooseOne(context, {kind: 'capture'});
  const {output, settings} = context;
  const plan = await withinDeadline(
    planFor(context, chosen.found, chosen.host, {kind: 'capture'}, chosen.way, null, TO_START),
    context,
  );
  refuseContainer(plan);
  for (const warning of plan.warnings) output.note(warning);
  for (const line of environmentLines(plan)) output.detail(line);
  const difference = plan.difference ?? (await captured(context, plan));
  if (settings.cvmfs === '/cvmfs') return {chosen, plan, difference};
  output.note(
    `Paths below /cvmfs were written as paths below ${printable(settings.cvmfs)}; a program that has /cvmfs burnt in runs by "hsf shell" or "hsf run" only.`,
  );
  return {chosen, plan, difference: rebaseEnvironment(difference, settings.cvmfs)};
}

function captured(context: Context, plan: Plan): Promise<EnvironmentDifference> {
  return captureEnvironment(plan, {
    setUp: nameOfSetUp(plan.steps),
    env: callerOf(context).env,
    timeoutMs: earlier(context.deadline, 200).remainingMs(),
    // What a set-up script prints is no code: evaluating it would run it.
    onOutput: text => {
      for (const line of text.split('\n')) if (line !== '') context.output.note(printable(line.replace(/^hsf: /, '')));
    },
  });
}

function refuseContainer(plan: Plan): void {
  if (plan.mode !== 'container') return;
  throw new UserError(
    'variant-cannot-run',
    `${plan.variant} needs a container, so its environment is of no use outside.`,
    `Start it: hsf shell ${plan.variant}`,
  );
}
