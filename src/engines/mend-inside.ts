/** What an engine did to the environment on its way in, to be undone by the first program inside. */
export type Mending = {
  /** Variables that the engine adds by itself. */
  readonly unset: readonly string[];
  /** Variables that it changes, or that would act on the engine's own program: they travel under another name. */
  readonly values: Readonly<Record<string, string>>;
};

const MEND_SCRIPT = `while [ "$1" != -- ]; do
  case $1 in
    *=*) eval "export \${1%%=*}=\\"\\$\${1#*=}\\"; unset \${1#*=}" ;;
    *) unset "$1" ;;
  esac
  shift
done
shift
exec "$@"`;

/**
 * The command behind a shell that puts the environment right, and what the engine's process has to hand on for it. Values are never
 * part of the script or of an argument. Nothing to mend: the command as it is.
 */
export function mendInside(
  command: readonly [string, ...string[]],
  {unset, values}: Mending,
): {readonly command: readonly [string, ...string[]]; readonly env: Readonly<Record<string, string>>} {
  const names = Object.keys(values);
  if (unset.length + names.length === 0) return {command, env: {}};
  const carried = names.map((name, index) => ({name, carrier: `HSF_KEPT_${index}`}));
  return {
    command: [
      ...shellFor(command[0]),
      '-c',
      MEND_SCRIPT,
      'hsf',
      ...unset,
      ...carried.map(({name, carrier}) => `${name}=${carrier}`),
      '--',
      ...command,
    ],
    env: Object.fromEntries(carried.map(({name, carrier}) => [carrier, values[name]!])),
  };
}

/**
 * The image's bash where one is started anyway: it alone keeps exported functions. In POSIX mode it reads no `BASH_ENV` and lists
 * variables as others do; `--norc`, since on a socket as stdin it takes itself for a remote shell and reads `~/.bashrc`.
 */
export function shellFor(program: string): readonly [string, ...string[]] {
  return program.endsWith('/bash') ? [program, '--norc', '--posix'] : ['/bin/sh'];
}
