import type {EnvironmentDifference} from './difference.ts';
import {quoteFish, quotePosix, quoteTcsh} from '../shell-words.ts';

export type EnvironmentShell = 'bash' | 'sh' | 'zsh' | 'fish' | 'tcsh' | 'ksh' | 'json';

/** Names by which `hsf env --shell` and `$SHELL` call them. */
export const ENVIRONMENT_SHELLS: Readonly<Record<string, EnvironmentShell>> = {
  bash: 'bash',
  sh: 'sh',
  dash: 'sh',
  ash: 'sh',
  zsh: 'zsh',
  fish: 'fish',
  tcsh: 'tcsh',
  csh: 'tcsh',
  ksh: 'ksh',
  ksh93: 'ksh',
  mksh: 'ksh',
  json: 'json',
};

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
// fish keeps these itself and refuses to have them set.
const READ_ONLY_IN_FISH = new Set([
  '_',
  'SHLVL',
  'PWD',
  'OLDPWD',
  'status',
  'version',
  'history',
  'umask',
  'hostname',
  'pipestatus',
  'FISH_VERSION',
]);

/**
 * The change as code for a shell, to be evaluated: `eval "$(hsf env X)"`, in fish `hsf env X | source`, in tcsh
 * `` eval "`hsf env X`" `` (with the double quotes: without them blanks are lost and `*` is expanded). What tcsh cannot take that way,
 * a line break inside a value, it can from a file: `hsf env X > F; source F`.
 *
 * Functions and aliases are bash's own and go to bash only; `module` is made anew by the module system's own file for the shell. Names that no shell can hold (`BASH_FUNC_x%%`) are left out.
 */
export function renderEnvironment(change: EnvironmentDifference, shell: EnvironmentShell): string {
  if (shell === 'json') return `${JSON.stringify({set: change.set, unset: change.unset}, null, 2)}\n`;
  const set = Object.entries(change.set)
    .filter(([name]) => NAME.test(name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const unset = change.unset.filter(name => NAME.test(name));
  const lines = [...unset.map(name => UNSET[shell](name)), ...set.flatMap(([name, value]) => SET[shell](name, value))];
  if (shell === 'bash') lines.push(...functionsAndAliases(change));
  else lines.push(...moduleSystem(change, shell));
  return lines.map(line => `${line}\n`).join('');
}

const UNSET: Readonly<Record<Exclude<EnvironmentShell, 'json'>, (name: string) => string>> = {
  bash: name => `unset -v ${name};`,
  sh: name => `unset -v ${name};`,
  zsh: name => `unset ${name};`,
  ksh: name => `unset ${name};`,
  fish: name => `set -e ${name};`,
  tcsh: name => `unsetenv ${name};`,
};

const SET: Readonly<Record<Exclude<EnvironmentShell, 'json'>, (name: string, value: string) => readonly string[]>> = {
  bash: (name, value) => [`export ${name}=${quotePosix(value)};`],
  sh: (name, value) => [`export ${name}=${quotePosix(value)};`],
  zsh: (name, value) => [`export ${name}=${quotePosix(value)};`],
  ksh: (name, value) => [`export ${name}=${quotePosix(value)};`],
  // A list by its name (fish splits and joins those that end in PATH itself) is given as a list.
  fish: (name, value) =>
    READ_ONLY_IN_FISH.has(name)
      ? []
      : [`set -gx ${name} ${name.endsWith('PATH') ? value.split(':').map(quoteFish).join(' ') : quoteFish(value)};`],
  tcsh: (name, value) => [`setenv ${name} ${quoteTcsh(value)};`],
};

function functionsAndAliases(change: EnvironmentDifference): readonly string[] {
  return [
    // A function may be called like an alias, which would be put in its place while bash reads the definition.
    ...Object.entries(change.functions).map(([name, text]) => `unalias ${quotePosix(name)} 2>/dev/null;\n${text}`),
    ...Object.entries(change.aliases).map(([name, text]) => `alias -- ${quotePosix(`${name}=${text}`)};`),
  ];
}

/** Lmod and Environment Modules have a file for each shell that makes `module`, if the set-up has brought one of them. */
function moduleSystem(change: EnvironmentDifference, shell: Exclude<EnvironmentShell, 'json' | 'bash'>): readonly string[] {
  const home = change.set['LMOD_PKG'] ?? change.set['MODULESHOME'];
  if (home === undefined || !('module' in change.functions)) return [];
  const file = `${home}/init/${shell}`;
  switch (shell) {
    case 'fish':
      return [`test -r ${quoteFish(file)}; and source ${quoteFish(file)};`];
    case 'tcsh':
      return [`if ( -r ${quoteTcsh(file)} ) source ${quoteTcsh(file)};`];
    default:
      return [`[ ! -r ${quotePosix(file)} ] || . ${quotePosix(file)};`];
  }
}

/** What the code for a shell cannot hold, in sentences. */
export function leftOutNotes(change: EnvironmentDifference, shell: EnvironmentShell): readonly string[] {
  if (shell === 'bash' || shell === 'json') return [];
  const remade = moduleSystem(change, shell).length > 0 ? ['module', 'ml'] : [];
  const counts = [
    [Object.keys(change.functions).filter(name => !remade.includes(name)).length, 'function', 'functions'],
    [Object.keys(change.aliases).length, 'alias', 'aliases'],
  ] as const;
  const words = counts
    .flatMap(([count, word, many]) => (count === 0 ? [] : [`${count} ${count === 1 ? word : many}`]))
    .join(' and ');
  const notes = words === '' ? [] : [`Left out of the code, since only bash can hold them: ${words} of the set-up.`];
  if (shell !== 'tcsh') return notes;
  const broken = Object.entries(change.set).flatMap(([name, value]) => (value.includes('\n') ? [name] : []));
  if (broken.length === 0) return notes;
  return [...notes, `The line breaks in ${broken.join(', ')} are lost in eval; write the code to a file and source that.`];
}
