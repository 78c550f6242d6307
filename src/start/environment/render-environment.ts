import {quoteFish, quotePosix, quoteTcsh} from '../shell-words.ts';
import {declarationOf} from './bash-replay.ts';
import {type EnvironmentDifference, VARIABLE_NAME} from './difference.ts';
import {dotenvHolds, githubHolds, renderDotenv, renderGithub} from './render-files.ts';

export type EnvironmentShell = 'bash' | 'sh' | 'zsh' | 'fish' | 'tcsh' | 'ksh' | 'json' | 'dotenv' | 'github';
type CodeShell = Exclude<EnvironmentShell, 'json' | 'dotenv' | 'github'>;

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
  dotenv: 'dotenv',
  github: 'github',
};

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
 * a line break inside a value, it can from a file: `hsf env X > F; source F`. `dotenv` and `github` are files to be read, not code.
 *
 * Functions, aliases and the like are bash's own and go to bash only; `module` is made anew by the module system's own file for the
 * shell. What a language cannot hold is left out, and `leftOutNotes` tells.
 */
export function renderEnvironment(change: EnvironmentDifference, shell: EnvironmentShell): string {
  switch (shell) {
    case 'json':
      return `${JSON.stringify({set: change.set, unset: change.unset}, null, 2)}\n`;
    case 'dotenv':
      return renderDotenv(change);
    case 'github':
      return renderGithub(change);
    default:
      return codeFor(change, shell);
  }
}

function codeFor(change: EnvironmentDifference, shell: CodeShell): string {
  const set = Object.entries(change.set)
    .filter(([name]) => canHold(shell, name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  const unset = change.unset.filter(name => VARIABLE_NAME.test(name));
  const lines = [...unset.map(name => UNSET[shell](name)), ...set.map(([name, value]) => SET[shell](name, value))];
  if (shell === 'bash') lines.push(...ofBashAlone(change));
  else lines.push(...moduleSystem(change, shell));
  return lines.map(line => `${line}\n`).join('');
}

const canHold = (shell: EnvironmentShell, name: string) =>
  VARIABLE_NAME.test(name) && !(shell === 'fish' && READ_ONLY_IN_FISH.has(name));

const UNSET: Readonly<Record<CodeShell, (name: string) => string>> = {
  bash: name => `unset -v ${name};`,
  sh: name => `unset -v ${name};`,
  zsh: name => `unset ${name};`,
  ksh: name => `unset ${name};`,
  fish: name => `set -e ${name};`,
  tcsh: name => `unsetenv ${name};`,
};

const SET: Readonly<Record<CodeShell, (name: string, value: string) => string>> = {
  bash: (name, value) => `export ${name}=${quotePosix(value)};`,
  sh: (name, value) => `export ${name}=${quotePosix(value)};`,
  zsh: (name, value) => `export ${name}=${quotePosix(value)};`,
  ksh: (name, value) => `export ${name}=${quotePosix(value)};`,
  // A list by its name (fish splits and joins those that end in PATH itself) is given as a list.
  fish: (name, value) =>
    `set -gx ${name} ${name.endsWith('PATH') ? value.split(':').map(quoteFish).join(' ') : quoteFish(value)};`,
  tcsh: (name, value) => `setenv ${name} ${quoteTcsh(value)};`,
};

function ofBashAlone(change: EnvironmentDifference): readonly string[] {
  return [
    // Definitions may be written with what an option allows (`extglob`). What fails here must not end a script that has `set -e`.
    ...Object.entries(change.options).map(([name, on]) => `shopt -${on ? 's' : 'u'} ${name} 2>/dev/null || :;`),
    // What cannot be taken back, or names another variable, is not for a shell that was only asked for an environment.
    ...change.shellVariables.filter(({attributes}) => !/[nr]/.test(attributes)).flatMap(declarationOf),
    // A function may be called like an alias, which would be put in its place while bash reads the definition.
    ...Object.entries(change.functions).map(([name, text]) => `unalias ${quotePosix(name)} 2>/dev/null || :;\n${text}`),
    ...Object.keys(change.exportedFunctions).map(name => `export -f -- ${quotePosix(name)};`),
    ...Object.entries(change.aliases).map(([name, text]) => `alias -- ${quotePosix(`${name}=${text}`)};`),
    ...change.completions.map(words => `complete ${words.map(quotePosix).join(' ')};`),
  ];
}

/** Lmod and Environment Modules have a file for each shell that makes `module`, if the set-up has brought one of them. */
function moduleSystem(change: EnvironmentDifference, shell: Exclude<CodeShell, 'bash'>): readonly string[] {
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

/** What the code for a shell, or the file, cannot hold, in sentences. */
export function leftOutNotes(change: EnvironmentDifference, shell: EnvironmentShell): readonly string[] {
  if (shell === 'json') return [];
  return [
    ...namesLeftOut(change, shell),
    ...valuesLeftOut(change, shell),
    ...(shell === 'bash' ? [] : bashLeftOut(change, shell)),
  ];
}

function namesLeftOut(change: EnvironmentDifference, shell: EnvironmentShell): readonly string[] {
  const names = Object.keys(change.set).filter(name => !canHold(shell, name));
  return names.length === 0
    ? []
    : [`Left out, since no variable can be called so in ${shell}: ${names.map(each => JSON.stringify(each)).join(', ')}.`];
}

function valuesLeftOut(change: EnvironmentDifference, shell: EnvironmentShell): readonly string[] {
  const names = (holds: (name: string, value: string) => boolean) =>
    Object.entries(change.set).flatMap(([name, value]) => (VARIABLE_NAME.test(name) && !holds(name, value) ? [name] : []));
  if (shell === 'tcsh') {
    const broken = names((_name, value) => !value.includes('\n'));
    const many = broken.join(', ');
    return broken.length === 0 ? [] : [`The line breaks in ${many} are lost in eval; write the code to a file and source that.`];
  }
  if (shell !== 'dotenv' && shell !== 'github') return [];
  const lost = names(shell === 'dotenv' ? dotenvHolds : githubHolds);
  const why =
    shell === 'dotenv' ? 'readers of such files do not agree on its value' : 'GitHub takes no such variable from the file';
  const unset = change.unset.filter(name => VARIABLE_NAME.test(name));
  return [
    ...lost.map(name => `Left out: ${name}, since ${why}.`),
    ...(unset.length === 0 ? [] : [`A file cannot take variables away; these should not be set: ${unset.join(', ')}.`]),
  ];
}

function bashLeftOut(change: EnvironmentDifference, shell: Exclude<EnvironmentShell, 'bash' | 'json'>): readonly string[] {
  const remade = shell !== 'dotenv' && shell !== 'github' && moduleSystem(change, shell).length > 0 ? ['module', 'ml'] : [];
  const counts = [
    [Object.keys(change.functions).filter(name => !remade.includes(name)).length, 'function', 'functions'],
    [Object.keys(change.aliases).length, 'alias', 'aliases'],
  ] as const;
  const words = counts
    .flatMap(([count, word, many]) => (count === 0 ? [] : [`${count} ${count === 1 ? word : many}`]))
    .join(' and ');
  return words === '' ? [] : [`Left out of the code, since only bash can hold them: ${words} of the set-up.`];
}
