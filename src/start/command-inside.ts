import {UserError} from '../system/user-error.ts';
import {BASH_TO_BE_FOUND, findingBash} from './find-bash.ts';
import {innerCommand, NO_MEMORY, type InnerCommand, type Place} from './inner-command.ts';
import type {PlanInput} from './plan-input.ts';
import {programsOfImage, programsOfPrefix, type Programs} from './programs.ts';
import type {ListInside} from './root-entries.ts';
import {entryVariables, setUpOf, setUpOfPrefix} from './set-up.ts';
import type {SetUpStep} from './set-up-step.ts';
import type {WorkingDirectory} from './working-directory.ts';

/** Where our start-up files are inside: no image has anything there. */
export const SHELL_DIRECTORY_INSIDE = '/.hsf/shell';

export type CommandInside = {
  readonly command: InnerCommand;
  readonly env: Readonly<Record<string, string>>;
  readonly steps: readonly SetUpStep[];
};

/**
 * The command of a start in an image: sourced by the image's bash, or by the prefix's own.
 *
 * @param image as the user knows it
 * @param list lists the image's directories; null where nobody can look into it, and bash is found inside
 * @param shellDirectory where our start-up files are to be inside
 */
export async function commandInside(
  input: PlanInput,
  directory: WorkingDirectory,
  image: string,
  list: ListInside | null,
  shellDirectory = SHELL_DIRECTORY_INSIDE,
): Promise<CommandInside> {
  const {found} = input.variant;
  const after = input.wishes.after ?? [];
  const userShell = (input.caller.env['SHELL'] ?? '').split('/').at(-1) || 'bash';
  const surroundings = {
    shellDirectory,
    directory: directory.spelled,
    terminal: input.caller.terminal,
    setUpSeconds: input.setUpSeconds,
  };
  if (found.entry.kind === 'prefix') {
    const {setUp, env} = await setUpOfPrefix(found, input.tree);
    const shell = await programsOfPrefix(found.entry.path, ['bash', 'sh', userShell], input.tree);
    const place = {...surroundings, userShell, shell, bash: requireBash(shell, true, image)};
    return {command: inner(setUp, input, place), env: {...env, ...entryVariables(found)}, steps: [...setUp, ...after]};
  }
  const steps = setUpOf(found);
  const needsBash = steps.length + after.length > 0 || found.entry.kind !== 'image';
  const env = entryVariables(found);
  const all = [...steps, ...after];
  if (list === null) return {command: foundInside(steps, input, surroundings, needsBash, image), env, steps: all};
  const shell = await programsOfImage(list);
  const place = {...surroundings, userShell, shell, bash: requireBash(shell, needsBash, image)};
  return {command: inner(steps, input, place), env, steps: all};
}

function inner(steps: readonly SetUpStep[], {wishes, caller}: PlanInput, place: Place): InnerCommand {
  return innerCommand(steps, wishes.action, place, caller.env, {...NO_MEMORY, after: wishes.after ?? []});
}

function requireBash(shell: Programs, needsBash: boolean, image: string): string | null {
  const bash = shell('bash');
  if (bash === null && (needsBash || shell('sh') === null)) {
    throw new UserError(
      'image-missing',
      needsBash ? noBash(image) : `There is no shell in ${image}.`,
      'Choose another image with "--image".',
    );
  }
  return bash;
}

const noBash = (image: string) => `There is no bash in ${image}, and the set-up needs one.`;

/** In an image that cannot be looked into, `/bin/sh` is taken to be there, and finds bash. Other shells are not looked for. */
function foundInside(
  steps: readonly SetUpStep[],
  input: PlanInput,
  surroundings: Omit<Place, 'bash' | 'shell' | 'userShell'>,
  needsBash: boolean,
  image: string,
): InnerCommand {
  const place = (bash: string | null): Place => ({...surroundings, userShell: 'bash', bash, shell: () => bash ?? '/bin/sh'});
  const without = {
    ...inner(steps, input, {...place(null), shell: name => (name === 'sh' ? '/bin/sh' : null)}),
    shell: BASH_TO_BE_FOUND,
  };
  const {action} = input.wishes;
  if (action.kind === 'command' && !needsBash) return without;
  const found = inner(steps, input, place(BASH_TO_BE_FOUND));
  const ours = found.command.length - (action.kind === 'command' ? action.command.length : 0);
  const command = findingBash(
    found.command,
    ours,
    needsBash ? null : without.command,
    `${noBash(image)} Choose another with "--image".`,
  );
  return {...found, command};
}
