import {basename} from 'node:path';
import type {Context} from './context.ts';
import {EXIT} from './exit-codes.ts';
import {jsonDocument} from './json.ts';
import {printCode} from './print-code.ts';
import {printOr} from './print-instead.ts';
import {callerOf} from './planning.ts';
import {storeEnvironmentText} from './stored-texts.ts';
import {stackDifference} from './stack-difference.ts';
import {environmentAfter} from '../start/environment/difference.ts';
import {refuseTooLarge} from '../start/environment/kernel-limits.ts';
import {
  ENVIRONMENT_SHELLS,
  leftOutNotes,
  renderEnvironment,
  type EnvironmentShell,
} from '../start/environment/render-environment.ts';
import {lineWord} from '../start/shell-words.ts';
import {argumentLimit} from '../system/own-process.ts';
import {printable} from '../system/printable.ts';
import {UserError} from '../system/user-error.ts';

/** `hsf env STACK`: what the stack changes in the environment, as code to be evaluated, or as JSON. */
export async function env(context: Context): Promise<number> {
  const language = languageOf(context);
  return printOr(context, async () => {
    const {chosen, plan, difference: change} = await stackDifference(context);
    const {output, options, world} = context;
    const refused = whyTooLarge(environmentAfter(change, callerOf(context).env));
    if (refused !== null) output.note(printable(refused));
    const answer = async (text: string) => {
      printCode(context, text);
      // It has to be said each time.
      if (refused === null) await storeEnvironmentText(context, {chosen, plan}, text);
      return EXIT.ok;
    };
    if (options.json || language === 'json') {
      return answer(jsonDocument({stack: plan.stack, variant: plan.variant, env: change}));
    }
    for (const note of leftOutNotes(change, language)) output.note(printable(note));
    if (world.terminals.stdout)
      output.note(`This is code for ${language}. To take it into the running shell: ${HOW[language](lineWord(plan.variant))}`);
    return answer(renderEnvironment(change, language));
  });
}

const HOW: Readonly<Record<Exclude<EnvironmentShell, 'json'>, (address: string) => string>> = {
  bash: address => `eval "$(hsf env ${address})"`,
  sh: address => `eval "$(hsf env ${address})"`,
  zsh: address => `eval "$(hsf env ${address})"`,
  ksh: address => `eval "$(hsf env ${address})"`,
  fish: address => `hsf env ${address} | source`,
  tcsh: address => `eval "\`hsf env ${address}\`"`,
  dotenv: address => `hsf env ${address} --shell dotenv > .env`,
  github: address => `hsf env ${address} --shell github >> "$GITHUB_ENV"`,
};

/** Why the kernel starts nothing with an environment; null where it does. */
function whyTooLarge(variables: Readonly<Record<string, string>>): string | null {
  try {
    refuseTooLarge(variables, [], argumentLimit());
    return null;
  } catch (error) {
    return error instanceof UserError ? error.message : null;
  }
}

/** The shell of `--shell`, else the user's own, else bash. */
function languageOf({options, world}: Context): EnvironmentShell {
  const asked = options.value('shell');
  return ENVIRONMENT_SHELLS[asked ?? basename(world.env['SHELL'] ?? 'bash')] ?? 'bash';
}
