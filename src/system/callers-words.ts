const MARK = 'hsf:words';

/**
 * The words of the command line. Node reads some options of its own wherever they stand (`--env-file`, `--experimental-config-file`);
 * `bin/hsf` passes command lines that have them with a mark before each word, and says so by the first.
 *
 * @param argv what stands behind the program
 */
export function callersWords(argv: readonly string[]): readonly string[] {
  return argv[0] === MARK ? argv.slice(1).map(word => word.slice(1)) : argv;
}

const PREFIX = 'HSF_KEPT_';

/** The caller's environment: variables that would have steered our own Node were set aside by `bin/hsf` under another name. */
export function callersEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  const kept = Object.keys(env).filter(name => name.startsWith(PREFIX));
  if (kept.length === 0) return env;
  const own = {...env};
  for (const name of kept) {
    delete own[name];
    own[name.slice(PREFIX.length)] = env[name];
  }
  return own;
}
