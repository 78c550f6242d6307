export type Words = readonly [string, ...string[]];

export const ENV_PROGRAM = '/usr/bin/env';

/**
 * A command that is given again what a shell before it drops: dash keeps no variable whose name is not one of its own kind, such as
 * those in which bash hands functions on (`BASH_FUNC_name%%`).
 *
 * @param env all variables that the command is to have
 */
export function withOddNames(argv: Words, env: Readonly<Record<string, string>>): Words {
  const odd = Object.entries(env).filter(([name]) => /^[^-=][^=]*$/.test(name) && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  // env takes a word with an equals sign for a variable.
  if (odd.length === 0 || argv[0].includes('=')) return argv;
  return [ENV_PROGRAM, ...odd.map(([name, value]) => `${name}=${value}`), ...argv];
}
