import type {ContainerSpec} from './engine.ts';
import {FOR_EACH_EXPORTED} from './exported-names.ts';
import {shellFor} from './mend-inside.ts';

/**
 * The first program inside. The engine and the image's own scripts add variables and change others, so nothing that is there is kept.
 * Its arguments are names; each value is found in a variable of its own. Only `PATH` stays meanwhile, for a shell without `printf`.
 */
const INSIDE = `hsf_value() {
  IFS='^'; set -f; set -- $1
  printf %s "$1"; shift
  for hsf_part do printf %b "\\\\0$hsf_part"; done
}
${FOR_EACH_EXPORTED}
  case $hsf_line in '' | HSF_V_* | [0-9]* | *[!A-Za-z0-9_]* | PATH | PWD | OLDPWD | SHLVL | _) ;; *) unset "$hsf_line" ;; esac
done
unset IFS
set +f
hsf_path=
hsf_at=0
while [ "$1" != -- ]; do
  eval "hsf_now=\\\${HSF_V_$hsf_at-}"
  case $hsf_now in *^*) hsf_now=$(hsf_value "$hsf_now."); hsf_now=\${hsf_now%.} ;; esac
  case $1 in PATH) hsf_path=yes ;; esac
  export "$1=$hsf_now"
  unset "HSF_V_$hsf_at"
  hsf_at=$((hsf_at + 1))
  shift
done
shift
[ -n "$hsf_path" ] || unset PATH
exec "$@"`;

/** What every shell sets for itself and lets nobody else set. */
const OF_THE_SHELL: ReadonlySet<string> = new Set([
  'UID',
  'EUID',
  'PPID',
  'BASHOPTS',
  'SHELLOPTS',
  'BASH_VERSINFO',
  '_',
  'PWD',
  'OLDPWD',
  'SHLVL',
]);

export type Carried = {
  /** The command behind the program that puts the environment right. */
  readonly command: readonly [string, ...string[]];
  /** What the engine's process has to hold for it. */
  readonly env: Readonly<Record<string, string>>;
};

/**
 * How exactly the environment of a spec, and nothing else, gets into a container of apptainer or singularity.
 *
 * What is given as `APPTAINERENV_NAME` goes through a shell interpreter in the engine, which expands `$` in some versions and not in
 * others, gives up at the first odd name, and is never asked in images whose own scripts are not as expected. Ordinary variables
 * pass; so values travel under names of ours, and bytes that mean anything to a shell as `^` and three octal digits.
 */
export function carryEncoded({env, command}: Pick<ContainerSpec, 'env' | 'command'>): Carried {
  const given = Object.entries(env).filter(([name]) => !OF_THE_SHELL.has(name));
  const named = given.filter(([name]) => isName(name));
  // What no shell can export can only be an argument: functions of bash, names with dots. Secrets have plain names.
  const odd = given.filter(([name]) => !isName(name)).map(([name, value]) => `${name}=${value}`);
  return {
    command: [
      ...shellFor(command[0]),
      '-c',
      INSIDE,
      'hsf',
      ...named.map(([name]) => name),
      '--',
      ...(odd.length === 0 ? [] : ['env', ...odd]),
      ...command,
    ],
    env: Object.fromEntries(named.map(([, value], index) => [`HSF_V_${index}`, encoded(value)])),
  };
}

const isName = (name: string) => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

const PLAIN = /^[A-Za-z0-9 _./:,=+@%-]*$/;

function encoded(value: string): string {
  if (PLAIN.test(value)) return value;
  return [...Buffer.from(value, 'utf8')]
    .map(byte => {
      const character = String.fromCharCode(byte);
      return PLAIN.test(character) ? character : `^${byte.toString(8).padStart(3, '0')}`;
    })
    .join('');
}

/** The kernel takes 128 KB at most as one variable, and odd bytes take four. */
export function isTooLong(value: string): boolean {
  const most = 130_000;
  return value.length > most / 12 && encoded(value).length > most;
}
