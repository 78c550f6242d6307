import type {ContainerSpec, EngineProbe} from './engine.ts';
import {FOR_EACH_EXPORTED} from './exported-names.ts';
import {shellFor} from './mend-inside.ts';

/** Variables that change what the engine's own program does, and those of the engines themselves: they travel under another name. */
const ACTS_ON_ENGINE =
  /^(USER|TMPDIR|XDG_.*|LD_.*|GLIBC_TUNABLES|MALLOC_.*|GO[A-Z0-9]+|SSL_CERT_.*|DOCKER_.*|CONTAINERS?_.*|PODMAN_.*|BUILDAH_.*|STORAGE_.*|REGISTRY_.*|NERDCTL_.*|CNI_.*|NETCONFPATH|BUILDKIT_.*|NOTIFY_SOCKET|LISTEN_.*|_CONTAINERS_.*)$/;

/** The same, but looked at by the engine on its way (podman writes the home into passwd); no secret is among them. */
const SPELLED_OUT = /^(HOME|PATH)$|\*$/;

/** What the caller's environment has for the engine's own process: where it keeps its things and how it reaches its service. */
const FOR_ENGINE =
  /^(HOME|PATH|TMPDIR|USER|LOGNAME|XDG_.*|DBUS_SESSION_BUS_ADDRESS|SSH_AUTH_SOCK|SSL_CERT_.*|(?:https?|no|all)_proxy|(?:HTTPS?|NO|ALL)_PROXY|DOCKER_.*|CONTAINERS?_.*|REGISTRY_.*|STORAGE_.*|NERDCTL_.*|CNI_.*|NETCONFPATH|LC_ALL|LANG)$/;

/** Carries the caller's umask and soft limit of open files in: these engines start containers from a process of their own. */
const STATE = 'HSF_STATE';

/**
 * The first program inside. Engine and image add variables of their own (`HOSTNAME`, `container`, an image's `ENV`), which no option
 * takes away in every version: whatever was not asked for is unset. Its arguments are names; values are never part of a script. It
 * also goes to the working directory, which docker would make where it is missing.
 */
const INSIDE = `hsf_keep=" $1 " hsf_cwd=$2; shift 2
umask "\${HSF_STATE%% *}"; ulimit -S -n "\${HSF_STATE##* }" 2>/dev/null
while [ "$1" != -- ]; do
  eval "export \${1%%=*}=\\"\\\${\${1#*=}-}\\""; shift
done
shift
${FOR_EACH_EXPORTED}
  case $hsf_line in '' | hsf_* | [0-9]* | *[!A-Za-z0-9_]* | PWD | OLDPWD | SHLVL | _) continue ;; esac
  case $hsf_keep in *" $hsf_line "*) ;; *) unset "$hsf_line" ;; esac
done
unset IFS
cd "$hsf_cwd" || exit 125
unset OLDPWD
exec "$@"`;

/** The last program outside, which tells the state of the caller's process and becomes the engine. */
const OUTSIDE = `HSF_STATE="$(umask) $(ulimit -S -n)"; export HSF_STATE; exec "$@"`;

/** The same, with a directory under a name that needs no quoting, whatever its own is. */
const OUTSIDE_WITH_DIRECTORY = `exec 9<"$1"; shift; ${OUTSIDE}`;

/** What a directory is called for an engine that `withDirectory` starts. It is held open: whatever is renamed, it stays the same one. */
export const OPEN_DIRECTORY = '/proc/self/fd/9';

export type CarriedEnvironment = {
  /** `-e NAME` for what the engine's process has under that name, `-e NAME=VALUE` for what would change the process itself. */
  readonly options: readonly string[];
  /** The command behind the program that puts the environment right. */
  readonly command: readonly [string, ...string[]];
  /** The complete environment of the engine's process. */
  readonly env: Readonly<Record<string, string>>;
};

/** How exactly the environment of a spec, and nothing else, gets into a container. */
export function carryEnvironment({
  env,
  callerEnv,
  command,
  cwd,
}: Pick<ContainerSpec, 'env' | 'callerEnv' | 'command' | 'cwd'>): CarriedEnvironment {
  const names = Object.keys(env);
  const carried = names.filter(name => ACTS_ON_ENGINE.test(name)).map((name, index) => ({name, carrier: `HSF_KEPT_${index}`}));
  const spelled = names.filter(name => SPELLED_OUT.test(name));
  const plain = names.filter(name => !ACTS_ON_ENGINE.test(name) && !spelled.includes(name));
  return {
    options: [
      ...plain.flatMap(name => ['-e', name]),
      ...spelled.flatMap(name => ['-e', `${name}=${env[name]}`]),
      ...[STATE, ...carried.map(({carrier}) => carrier)].flatMap(name => ['-e', name]),
    ],
    command: [
      ...shellFor(command[0]),
      '-c',
      INSIDE,
      'hsf',
      names.join(' '),
      cwd,
      ...carried.map(({name, carrier}) => `${name}=${carrier}`),
      '--',
      ...command,
    ],
    env: {
      ...forEngine(callerEnv),
      ...Object.fromEntries(plain.map(name => [name, env[name]!])),
      ...Object.fromEntries(carried.map(({name, carrier}) => [carrier, env[name]!])),
    },
  };
}

/** What an engine's own process needs of the caller's environment when it is only asked something. */
export function engineEnvironment({env}: Pick<EngineProbe, 'env'>): Readonly<Record<string, string>> {
  return forEngine(env);
}

function forEngine(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const needed = Object.entries(env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && FOR_ENGINE.test(entry[0]),
  );
  return {PATH: '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin', ...Object.fromEntries(needed)};
}

/** An engine's command behind the shell that tells it the caller's umask and limits. */
export function withState(argv: readonly string[]): readonly [string, ...string[]] {
  return ['/bin/sh', '-c', OUTSIDE, 'hsf', ...argv];
}

/** The same for an engine that cannot take the name of a directory. */
export function withDirectory(directory: string, argv: readonly string[]): readonly [string, ...string[]] {
  return ['/bin/sh', '-c', OUTSIDE_WITH_DIRECTORY, 'hsf', directory, ...argv];
}
