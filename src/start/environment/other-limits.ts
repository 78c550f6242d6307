// The first word is what BASH_ENV is for the command: here it is not to be read.
const SCRIPT = `case $(builtin umask) in *77) builtin umask 022 ;; *) builtin umask 077 ;; esac
{
  case $(builtin ulimit -S -n) in 509) builtin ulimit -S -n 507 ;; *) builtin ulimit -S -n 509 ;; esac
  case $(builtin ulimit -S -c) in 0) builtin ulimit -S -c 1 ;; *) builtin ulimit -S -c 0 ;; esac
  # More of it, or large environments would be refused.
  builtin ulimit -S -s 9216
  for __hsf_letter in t v l; do builtin ulimit -S -$__hsf_letter 1999999999; done
  __hsf_list=$(builtin command -p taskset -p -c "$$") __hsf_list=\${__hsf_list##* }
  builtin command -p taskset -p -c "\${__hsf_list%%[,-]*}" "$$"
} >/dev/null 2>&1
[ -z "$1" ] || builtin export BASH_ENV="$1"
builtin shift
builtin exec "$@"`;

type Child = {readonly argv: readonly [string, ...string[]]; readonly env: Readonly<Record<string, string>>};

/** The same child with another umask, other soft limits, and one processor, as far as that is possible here. */
export function underOtherLimits({argv, env}: Child): Child {
  const {BASH_ENV = '', ...rest} = env;
  return {argv: ['bash', '--noprofile', '--norc', '-c', SCRIPT, 'bash', BASH_ENV, ...argv], env: rest};
}
