import {UserError} from '../system/user-error.ts';
import type {PlanInput} from './plan-input.ts';

/** Where the start begins. `spelled` is what PWD shall say, `physical` what the kernel calls it. */
export type WorkingDirectory = {
  readonly spelled: string;
  readonly physical: string;
  /** Whether it is the caller's own, so that a start on this machine need not change to it. */
  readonly inherited: boolean;
};

/**
 * The working directory is kept in every mode, in the user's own spelling where that names the same place (DESIGN.md 5).
 *
 * @throws UserError `directory-missing` when the caller's is gone
 */
export async function workingDirectory(input: Pick<PlanInput, 'wishes' | 'caller' | 'tree'>): Promise<WorkingDirectory> {
  const {cwd, env} = input.caller;
  const wish = input.wishes.cwd;
  if (wish?.startsWith('/') === true) return {spelled: tidy(wish), physical: tidy(wish), inherited: false};
  if (cwd === null) {
    throw new UserError(
      'directory-missing',
      'The working directory no longer exists.',
      'Change to another one, or choose one with "--cwd".',
    );
  }
  const spelled = await ownSpelling(cwd, env['PWD'], input.tree);
  if (wish === null) return {spelled, physical: cwd, inherited: true};
  const below = tidy(`${spelled}/${wish}`);
  return {spelled: below, physical: below, inherited: false};
}

async function ownSpelling(cwd: string, spelled: string | undefined, tree: PlanInput['tree']): Promise<string> {
  if (spelled === undefined || spelled === cwd || !spelled.startsWith('/') || /\/\.\.?(\/|$)/.test(spelled)) return cwd;
  return (await tree.same(spelled, cwd)) ? tidy(spelled) : cwd;
}

/** Without doubled or trailing slashes, and `.` and `..` resolved as text. */
export function tidy(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Node turns bytes that are not UTF-8 into U+FFFD; such a path cannot be passed on by name. */
export function requireUtf8(directory: WorkingDirectory): void {
  if (!directory.spelled.includes('\uFFFD')) return;
  throw new UserError(
    'not-utf8',
    'The name of the working directory is not valid UTF-8, so it cannot be shown inside.',
    'Change to another directory, or choose one with "--cwd".',
  );
}
