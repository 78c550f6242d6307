import type {EnvironmentDifference} from '../environment/difference.ts';
import {VARIABLE_NAME} from '../environment/difference.ts';

export type InPlaceShell = 'bash' | 'zsh' | 'fish' | 'tcsh' | 'ksh';

/** Names by which shells are called in `hsf init` and in `$SHELL`. */
export const IN_PLACE_SHELLS: Readonly<Record<string, InPlaceShell>> = {
  bash: 'bash',
  zsh: 'zsh',
  fish: 'fish',
  tcsh: 'tcsh',
  csh: 'tcsh',
  ksh: 'ksh',
  ksh93: 'ksh',
};

/** What a running shell is to become: the difference that the stack makes, and how it is called. */
export type InPlaceChange = {
  readonly difference: EnvironmentDifference;
  /** The exported variables of the shell. */
  readonly before: Readonly<Record<string, string>>;
  /** Address of the variant, for sentences. */
  readonly title: string;
  /** In front of the prompt; null leaves it alone. */
  readonly prompt: string | null;
};

/** One variable that is changed. Of lists the entries are told apart when they are left. */
export type VariableChange =
  | {readonly kind: 'set' | 'list'; readonly name: string; readonly value: string}
  | {readonly kind: 'unset'; readonly name: string};

// What a shell keeps for itself, or what would take the ground from under the library.
const NEVER = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', 'IFS', 'SHELLOPTS', 'BASHOPTS', 'POSIXLY_CORRECT', 'HSF_USED']);

/** The variables in the order of their names, PATH last: until then programs are found where they were. */
export function variableChanges({difference, before}: InPlaceChange): readonly VariableChange[] {
  const mine = (name: string) => VARIABLE_NAME.test(name) && !NEVER.has(name) && !name.startsWith('__hsf');
  const unset = difference.unset.filter(mine).map(name => ({kind: 'unset', name}) as const);
  const set = Object.entries(difference.set)
    .filter(([name]) => mine(name))
    .map(([name, value]) => ({kind: isList(name, value, before[name]) ? 'list' : 'set', name, value}) as const);
  const rank = ({name}: {readonly name: string}) => (name === 'PATH' ? '\uFFFF' : name);
  return [...unset, ...set].toSorted((one, other) => (rank(one) < rank(other) ? -1 : 1));
}

const LISTS = new Set([
  'LOADEDMODULES',
  '_LMFILES_',
  'XDG_DATA_DIRS',
  'XDG_CONFIG_DIRS',
  'PERL5LIB',
  'R_LIBS',
  'MANPATH',
  'PATH',
]);

function isList(name: string, value: string, old: string | undefined): boolean {
  if (LISTS.has(name) || /PATHS?$/.test(name)) return true;
  return old !== undefined && old !== '' && (value.endsWith(`:${old}`) || value.startsWith(`${old}:`));
}

/** Which module system the stack has brought: its `module` is made anew by every shell but bash, which gets the stack's own function. */
export function moduleSystemOf({difference}: InPlaceChange): 'lmod' | 'modules' | null {
  if (!('module' in difference.functions)) return null;
  if ('LMOD_CMD' in difference.set) return 'lmod';
  return 'MODULES_CMD' in difference.set ? 'modules' : null;
}

/** What goes in front of a prompt: letters that no shell takes for anything else there. */
export function promptMark(stack: string): string {
  return `[${stack.replace(/[^A-Za-z0-9._/+-]/g, '?')}] `;
}
