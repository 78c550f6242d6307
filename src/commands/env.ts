import {basename} from 'node:path';
import {chooseOne} from './choose-one.ts';
import type {Context} from './context.ts';
import {withinDeadline} from './deadline-guard.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {callerOf, planFor} from './planning.ts';
import {printOr} from './print-instead.ts';
import {captureEnvironment} from '../start/environment/capture.ts';
import type {Plan} from '../start/plan.ts';
import {rebaseEnvironment} from '../start/environment/rebase-environment.ts';
import {ENVIRONMENT_SHELLS, leftOutNotes, renderEnvironment, type EnvironmentShell} from '../start/environment/render-environment.ts';
import {nameOfSetUp} from '../start/set-up-step.ts';
import {earlier} from '../system/deadline.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf env STACK`: what the stack changes in the environment, as code to be evaluated, or as JSON. */
export async function env(context: Context): Promise<number> {
  const language = languageOf(context);
  return printOr(context, async () => {
    const action = {kind: 'capture'} as const;
    const {found, host, way} = await chooseOne(context, action);
    const plan = await withinDeadline(planFor(context, found, host, action, way), context);
    refuseContainer(plan);
    const {output, options, settings, world} = context;
    for (const warning of plan.warnings) output.note(warning);
    const captured = await captureEnvironment(plan, {
      setUp: nameOfSetUp(plan.steps),
      env: callerOf(context).env,
      timeoutMs: earlier(context.deadline, 200).remainingMs(),
      // What a set-up script prints is no code: evaluating it would run it.
      onOutput: text => {
        for (const line of text.split('\n')) if (line !== '') output.note(printable(line.replace(/^hsf: /, '')));
      },
    });
    const change = settings.cvmfs === '/cvmfs' ? captured : rebaseEnvironment(captured, settings.cvmfs);
    if (settings.cvmfs !== '/cvmfs')
      output.note(
        `Paths below /cvmfs were written as paths below ${printable(settings.cvmfs)}; a program that has /cvmfs burnt in runs by "hsf shell" or "hsf run" only.`,
      );
    if (options.json || language === 'json') {
      output.result(jsonDocument({stack: plan.stack, variant: plan.variant, env: change}));
      return EXIT.ok;
    }
    for (const note of leftOutNotes(change, language)) output.note(printable(note));
    if (world.terminals.stdout)
      output.note(`This is code for ${language}. To take it into the running shell: ${HOW[language](plan.variant)}`);
    output.result(renderEnvironment(change, language));
    return EXIT.ok;
  });
}

const HOW: Readonly<Record<Exclude<EnvironmentShell, 'json'>, (address: string) => string>> = {
  bash: address => `eval "$(hsf env ${address})"`,
  sh: address => `eval "$(hsf env ${address})"`,
  zsh: address => `eval "$(hsf env ${address})"`,
  ksh: address => `eval "$(hsf env ${address})"`,
  fish: address => `hsf env ${address} | source`,
  tcsh: address => `eval "\`hsf env ${address}\`"`,
};

/** The shell of `--shell`, else the user's own, else bash. */
function languageOf({options, world}: Context): EnvironmentShell {
  const asked = options.value('shell');
  return ENVIRONMENT_SHELLS[asked ?? basename(world.env['SHELL'] ?? 'bash')] ?? 'bash';
}

function refuseContainer(plan: Plan): void {
  if (plan.mode !== 'container') return;
  throw new UserError(
    'variant-cannot-run',
    `${plan.variant} needs a container, so its environment is of no use outside.`,
    `Start it: hsf shell ${plan.variant}`,
  );
}
