export type Words = readonly [string, ...string[]];

export const ENV_PROGRAM = '/usr/bin/env';

/**
 * A command that is given again the functions that bash exported (`BASH_FUNC_name%%`): a shell before it such as dash keeps no variable
 * of such a name. Others of that kind stay lost, since the words of a command are read by everybody on a machine and may hold secrets.
 *
 * @param env all variables that the command is to have
 */
export function withFunctions(argv: Words, env: Readonly<Record<string, string>>): Words {
  const functions = Object.entries(env).filter(([name]) => /^BASH_FUNC_[^=]*$/.test(name));
  // env takes a word with an equals sign for a variable.
  if (functions.length === 0 || argv[0].includes('=')) return argv;
  return [ENV_PROGRAM, ...functions.map(([name, value]) => `${name}=${value}`), ...argv];
}
