import {UserError} from '../system/user-error.ts';
import {innerCommand, type InnerCommand} from './inner-command.ts';
import type {PlanInput} from './plan-input.ts';
import {programsOfImage, programsOfPrefix} from './programs.ts';
import type {ListInside} from './root-entries.ts';
import {entryVariables, setUpOf, setUpOfPrefix} from './set-up.ts';
import type {SetUpStep} from './set-up-step.ts';
import type {WorkingDirectory} from './working-directory.ts';

/** Where our start-up files are inside: no image has anything there. */
export const SHELL_DIRECTORY_INSIDE = '/.hsf/shell';

/** The command of a start in an image: sourced by the image's bash, or by the prefix's own. */
export async function commandInside(
  input: PlanInput,
  directory: WorkingDirectory,
  list: ListInside,
): Promise<{command: InnerCommand; env: Readonly<Record<string, string>>; steps: readonly SetUpStep[]}> {
  const {found} = input.variant;
  const programs = await programsOfImage(list);
  const userShell = (input.caller.env['SHELL'] ?? '').split('/').at(-1) || 'bash';
  let steps: readonly SetUpStep[];
  let bash = programs('bash');
  let shell = programs;
  let env = entryVariables(found);
  if (found.entry.kind === 'prefix') {
    const entered = await setUpOfPrefix(found, input.tree);
    shell = await programsOfPrefix(found.entry.path, ['bash', 'sh', userShell], input.tree);
    bash = shell('bash');
    steps = entered.setUp;
    env = {...entered.env, ...env};
  } else steps = setUpOf(found);
  if (bash === null && (steps.length > 0 || found.entry.kind !== 'image')) {
    throw new UserError(
      'image-missing',
      `There is no bash in ${input.wishes.image ?? input.variant.verdict.image ?? found.entry.path}, and the set-up needs one.`,
      'Choose another image with "--image".',
    );
  }
  if (bash === null && shell('sh') === null) {
    throw new UserError(
      'image-missing',
      `There is no shell in ${input.wishes.image ?? found.entry.path}.`,
      'Choose another image with "--image".',
    );
  }
  const place = {
    bash,
    shell,
    userShell,
    shellDirectory: SHELL_DIRECTORY_INSIDE,
    directory: directory.spelled,
    terminal: input.caller.terminal,
    setUpSeconds: input.setUpSeconds,
  };
  return {command: innerCommand(steps, input.wishes.action, place, input.caller.env), env, steps};
}
