/**
 * The shell code of a start, all in one place. It is constant: every datum reaches it as an argument, never as text of the script.
 */

import {FIND_BASH_SCRIPT} from './find-bash.ts';
import {dumpAfter, dumpBefore, REMEMBER_SECRETS} from './environment/dump-script.ts';
import {TRACE_OFF, TRACE_ON} from './environment/trace-script.ts';
import {noteOf, STEPS} from './steps-script.ts';
import {WATCH} from './watch-script.ts';

/** Tickets that could not be copied (`kerberos.ts`) have no variable either; that shows only after the plan was made. */
const TICKETS = `case \${KRB5CCNAME-} in FILE:/tmp/hsf-*/krb5cc-hsf-*) [ -e "\${KRB5CCNAME#FILE:}" ] || unset -v KRB5CCNAME ;; esac
`;

/**
 * Opens the arguments NOTE REPLAY SKIP DIRECTORY SECONDS COUNT, COUNT words of the set-up (see `steps-script.ts`), COMMAND…; `''` stands
 * for none. NOTE is a file for the state before and after the set-up, REPLAY one that does what the first SKIP words would do.
 */
const OPEN = `${TICKETS}__hsf_note=$1 __hsf_replay=$2 __hsf_skip=$3
shift 3
__hsf=("$@")
set --
if [ -n "\${__hsf[0]}" ] && ! cd -- "\${__hsf[0]}" 2>/dev/null; then
  echo "hsf: the working directory \${__hsf[0]} cannot be entered here." >&2
  echo '     Choose one that is there with "--cwd".' >&2
  exit 125
fi
`;

/**
 * Remembers what was exported, to tell afterwards what the set-up changed.
 *
 * Here and below names are read at once: bash looks through the whole environment for each "IFS= builtin read", two milliseconds where
 * there are a thousand variables.
 */
const REMEMBER = `declare -A __hsf_before
mapfile -t __hsf_all < <(compgen -e)
for __hsf_name in "\${__hsf_all[@]}"; do __hsf_before[$__hsf_name]=x\${!__hsf_name}; done
mapfile -t __hsf_all < <(compgen -A function)
for __hsf_name in "\${__hsf_all[@]}"; do __hsf_before[f:$__hsf_name]=x; done
`;

/**
 * The whole set-up under its watchdog, or its replay. The build writes it as `shell/set-up.bash`, too, for the shells that stay.
 *
 * A replay that says no (the user's files made another environment of it than it was stored for) has changed nothing.
 */
export const SET_UP = `__hsf_first=3
if [ -n "$__hsf_replay" ] && builtin . "$__hsf_replay"; then __hsf_first=$((3 + __hsf_skip)) __hsf_note= __hsf_says=; fi
if [ "$((3 + __hsf[2]))" -gt "$__hsf_first" ]; then
if [ -n "$__hsf_note" ]; then
${REMEMBER_SECRETS}${noteOf('before')}fi
${WATCH}${STEPS}  [ "\${__hsf[1]}" -eq 0 ] || builtin trap - ALRM
fi
`;

/** Ctrl-C while an interactive shell is set up: a half set-up is none, so there is no shell, and a word why. */
const INTERRUPTIBLE = `trap 'builtin trap - EXIT; builtin printf "hsf: %s was interrupted\\n" "\${__hsf_says:-the set-up}" >&2; builtin exit 125' INT
`;

/** Leaves what the set-up changed as HSF_SET_NAME for the hook of another shell, whose own start-up files come later. */
const HAND_ON = `builtin trap - INT
builtin mapfile -t __hsf_all < <(builtin compgen -e)
for __hsf_name in "\${__hsf_all[@]}"; do
  case $__hsf_name in PWD | OLDPWD | SHLVL | _ | HSF_* | __hsf*) continue ;; esac
  [ "\${__hsf_before[$__hsf_name]-}" = "x\${!__hsf_name}" ] || builtin export "HSF_SET_$__hsf_name=\${!__hsf_name}"
done
`;

/** Names the functions that another shell does not get. `module` and its kin are made anew by the hooks; tcsh has none. */
const NAME_LOST = (modules: 'made anew' | 'lost') => `builtin trap - INT
__hsf_names= __hsf_more=0
builtin mapfile -t __hsf_all < <(builtin compgen -A function)
for __hsf_name in "\${__hsf_all[@]}"; do
  case $__hsf_name in __hsf* | _* | *[!A-Za-z0-9_.:-]*${modules === 'lost' ? '' : ' | module | ml'} | clearLmod | clearMT | xSetTitleLmod) continue ;; esac
  [ -z "\${__hsf_before[f:$__hsf_name]-}" ] || continue
  # Some set-ups define a hundred.
  if [ "\${#__hsf_names}" -lt 80 ]; then __hsf_names+=", $__hsf_name"; else __hsf_more=$((__hsf_more + 1)); fi
done
[ "$__hsf_more" = 0 ] || __hsf_names+=" and $__hsf_more more"
[ -z "$__hsf_names" ] || builtin printf 'hsf: what only bash can hold stays outside of this shell: %s\n' "\${__hsf_names#, }" >&2
`;

/**
 * bash: `hsf_fits SPARE COMMAND...` refuses in the words of `kernel-limits.ts` what the set-up made more of than the kernel takes: that is no
 * failure of the command. bash has no good words for it, so it is asked first, and once more where the kernel refused all the same.
 */
const FITS = `hsf_fits() (
  LC_ALL=C
  __hsf_name= __hsf_size=0 __hsf_total=$1
  builtin shift
  for __hsf_word; do __hsf_total=$((__hsf_total + \${#__hsf_word} + 9)); done
  builtin mapfile -t __hsf_all < <(builtin compgen -e)
  for __hsf_line in "\${__hsf_all[@]}"; do
    __hsf_value=\${!__hsf_line-}
    __hsf_length=$((\${#__hsf_line} + \${#__hsf_value} + 2))
    __hsf_total=$((__hsf_total + __hsf_length + 8))
    [ "$__hsf_length" -le "$__hsf_size" ] || __hsf_name=$__hsf_line __hsf_size=$__hsf_length
  done
  __hsf_limit=$(builtin ulimit -s)
  case $__hsf_limit in *[!0-9]* | '') __hsf_limit=24576 ;; esac
  __hsf_limit=$((__hsf_limit * 256))
  [ "$__hsf_limit" -le 6291456 ] || __hsf_limit=6291456
  if [ "$__hsf_size" -gt 131072 ]; then
    builtin printf 'hsf: %s has %s kB after the set-up, and no program can be started with a variable of more than 128 kB\\n' "$__hsf_name" "$(((__hsf_size + 1023) / 1024))" >&2
  elif [ "$__hsf_total" -gt "$__hsf_limit" ]; then
    builtin printf 'hsf: the environment has %s kB after the set-up, and no program can be started with more than %s kB; the largest variable is %s with %s kB\\n' \\
      "$(((__hsf_total + 1023) / 1024))" "$((__hsf_limit / 1024))" "$__hsf_name" "$(((__hsf_size + 1023) / 1024))" >&2
  else
    builtin return 0
  fi
  builtin exit 125
)
`;

/**
 * Refuses a command that is not there, as any shell would, but in the same words in all of them. Only what is on PATH counts: what
 * "command -v" tells may be the shell's own. A function has words of its own, so no variable of the user's is in the way.
 */
const requireCommand = (builtin: '' | 'builtin '): string => `hsf_require() {
  case $1 in
    */*)
      ${builtin}[ -e "$1" ] || { ${builtin}echo "hsf: $1: no such command" >&2; ${builtin}exit 127; }
      ${builtin}[ -x "$1" ] && ${builtin}[ ! -d "$1" ] || { ${builtin}echo "hsf: $1: cannot be executed" >&2; ${builtin}exit 126; }
      ${builtin}return
      ;;
  esac
  ${builtin}set -- "$1" no "\${PATH-}:"
  while ${builtin}[ -n "$3" ] && ${builtin}[ -n "$1" ]; do
    ${builtin}set -- "$1" "$2" "\${3#*:}" "\${3%%:*}"
    ${builtin}set -- "$1" "$2" "$3" "\${4:-.}/$1"
    ${builtin}[ -f "$4" ] || ${builtin}continue
    ${builtin}[ ! -x "$4" ] || ${builtin}return 0
    ${builtin}set -- "$1" yes "$3"
  done
  if ${builtin}[ "$2" = yes ]; then
    # proot does not know the call behind -x, and denies everything; what the shell itself finds is found by other means.
    case $(${builtin}command -v -- "$1") in */*) ${builtin}return 0 ;; esac
    ${builtin}echo "hsf: $1: cannot be executed" >&2
    ${builtin}exit 126
  fi
  ${builtin}echo "hsf: $1: no such command" >&2
  ${builtin}exit 127
}
hsf_require "$1"
`;

const BECOME = `builtin set -- "\${__hsf[@]:3+__hsf[2]}"
builtin unset -v "\${!__hsf@}"
${requireCommand('builtin ')}${FITS}hsf_fits 0 "$@" || { builtin [ "$?" != 125 ] || builtin exit 125; }
builtin shopt -s execfail
builtin exec -- "$@"
builtin set -- "$?" "$@"
hsf_fits 4096 "\${@:2}" || { builtin [ "$?" != 125 ] || builtin exit 125; }
builtin exit "$1"`;

/** bash: carry out the set-up, become the command. */
export const RUN_SCRIPT = OPEN + SET_UP + BECOME;

/** The same for a shell with start-up files of its own: what the set-up changed is handed on to its hook. */
export const ENTER_SCRIPT = OPEN + REMEMBER + INTERRUPTIBLE + SET_UP + HAND_ON + NAME_LOST('made anew') + BECOME;

/** The same for tcsh, which has no file for a hook. */
export const ENTER_TCSH_SCRIPT = OPEN + REMEMBER + INTERRUPTIBLE + SET_UP + NAME_LOST('lost') + BECOME;

/**
 * bash: become a bash that reads its commands from stdin, with functions and aliases of the set-up. FILE is `shell/stdin.rc`, which
 * bash reads first where BASH_ENV names it, unless it is in its POSIX mode; then PROGRAM and the arguments as for RUN_SCRIPT.
 */
export const STDIN_SCRIPT = `set +o posix
[ -z "\${BASH_ENV+set}" ] || export HSF_USER_BASH_ENV="$BASH_ENV"
export BASH_ENV="$1"
exec -- "$2" --noprofile --norc -s -- "\${@:3}"`;

/** POSIX sh, where nothing is to be set up: DIRECTORY COMMAND… */
export const DIRECT_SCRIPT = `${TICKETS}if [ -n "$1" ] && ! cd -- "$1" 2>/dev/null; then
  echo "hsf: the working directory $1 cannot be entered here." >&2
  echo '     Choose one that is there with "--cwd".' >&2
  exit 125
fi
shift
${requireCommand('')}exec "$@"`;

/** bash: what the set-up does to the environment, told on descriptor 3. Arguments as for RUN_SCRIPT, the command unused. */
export const CAPTURE_SCRIPT = `${OPEN}${dumpBefore('>&3', 'told')}${SET_UP}${dumpAfter('>&3', 'told')}`;

/** The same, with what the shell did on the way told on descriptor 4 (`environment/trace-script.ts`). */
export const TRACED_CAPTURE_SCRIPT = `${OPEN}${dumpBefore('>&3', 'told')}${TRACE_ON}${SET_UP}${TRACE_OFF}${dumpAfter('>&3', 'told')}`;

/**
 * POSIX sh in front of the command, where the caller's state has to be put back that Node took away: IGNORED is a list of signal
 * names, LIMIT the soft limit of open files, then COUNT pairs NAME ESCAPED of variables whose bytes are not UTF-8.
 */
export const RESTORE_SCRIPT = `[ -z "$1" ] || eval "trap '' $1"
[ -z "$2" ] || ulimit -Sn "$2" 2>/dev/null
hsf_count=$3
shift 3
while [ "$hsf_count" -gt 0 ]; do
  hsf_value=$(printf "$2x")
  export "$1=\${hsf_value%x}"
  shift 2
  hsf_count=$((hsf_count - 1))
done
exec "$@"`;

/** The scripts by name, for renderings that leave them out. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  'set up and run': RUN_SCRIPT,
  'set up and enter': ENTER_SCRIPT,
  'set up and enter tcsh': ENTER_TCSH_SCRIPT,
  'set up and read commands': STDIN_SCRIPT,
  run: DIRECT_SCRIPT,
  'set up and capture': CAPTURE_SCRIPT,
  'set up, trace and capture': TRACED_CAPTURE_SCRIPT,
  'find bash': FIND_BASH_SCRIPT,
};
