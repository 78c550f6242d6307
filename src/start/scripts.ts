/**
 * The shell code of a start, all in one place. It is constant: every datum reaches it as an argument, never as text of the script.
 *
 * Set-up scripts are sourced from the top level, without positional parameters, because those of LCG find themselves through
 * bash's stack of sourced files (LAYOUTS.md 1.6). Their output goes to stderr (stdout belongs to the command), their input is
 * empty (stdin belongs to the command, too).
 */

import {UNWATCH, WATCH} from './watch-script.ts';

/** Opens the arguments DIRECTORY SETUP RULE FIRST SECONDS COUNT, COUNT arguments of the set-up, COMMAND…; `''` stands for none. */
const OPEN = `__hsf=("$@")
set --
if [ -n "\${__hsf[0]}" ] && ! cd -- "\${__hsf[0]}" 2>/dev/null; then
  echo "hsf: the working directory \${__hsf[0]} cannot be entered here." >&2
  echo '     Choose one that is there with "--cwd".' >&2
  exit 125
fi
`;

/** Remembers what was exported, to tell afterwards what the set-up changed. */
const REMEMBER = `declare -A __hsf_before
while IFS= read -r __hsf_name; do __hsf_before[$__hsf_name]=x\${!__hsf_name}; done < <(compgen -e)
`;

const SET_UP = `__hsf_ended() {
  builtin trap - EXIT
  __hsf_stop
  case "$1 $2" in
    [!0]* | "0 ."* | "0 exit"*) echo "hsf: the set-up script \${__hsf[1]} ended the shell (status $1)" >&2 ;;
    # Neither exit nor an error, so a signal: bash dies by it when this is done, and whoever sent it knows.
  esac
  builtin exit 125
}
if [ -n "\${__hsf[1]}" ]; then
  __hsf_directory=$PWD
  trap '__hsf_ended $? "$BASH_COMMAND"' EXIT
  . "\${__hsf[1]}" "\${__hsf[@]:6:__hsf[5]}" </dev/null >&2
  __hsf_status=$?
  builtin trap - EXIT
  set +eu
  ${UNWATCH}  if [ "$__hsf_status" -ne 0 ] && [ "\${__hsf[2]}" = strict ]; then
    echo "hsf: the set-up script \${__hsf[1]} failed (status $__hsf_status)" >&2
    exit 125
  fi
  [ "$PWD" = "$__hsf_directory" ] || builtin cd -- "$__hsf_directory"
fi
[ -z "\${__hsf[3]}" ] || export PATH="\${__hsf[3]}:$PATH"
`;

/** Ctrl-C while an interactive shell is set up: a half set-up is none, so there is no shell, and a word why. */
const INTERRUPTIBLE = `trap 'builtin trap - EXIT; echo "hsf: the set-up script \${__hsf[1]} was interrupted" >&2; exit 125' INT
`;

/** Leaves what the set-up changed as HSF_SET_NAME for the hook of another shell, whose own start-up files come later. */
const HAND_ON = `builtin trap - INT
while IFS= read -r __hsf_name; do
  case $__hsf_name in PWD | OLDPWD | SHLVL | _ | HSF_*) continue ;; esac
  [ "\${__hsf_before[$__hsf_name]-}" = "x\${!__hsf_name}" ] || export "HSF_SET_$__hsf_name=\${!__hsf_name}"
done < <(compgen -e)
`;

const BECOME = `set -- "\${__hsf[@]:6+__hsf[5]}"
unset -v __hsf __hsf_watch __hsf_line __hsf_status __hsf_directory __hsf_before __hsf_name
case $1 in
  */*)
    [ -e "$1" ] || { echo "hsf: $1: no such command" >&2; exit 127; }
    [ -x "$1" ] && [ ! -d "$1" ] || { echo "hsf: $1: cannot be executed" >&2; exit 126; }
    ;;
  *) builtin type -P -- "$1" >/dev/null || { echo "hsf: $1: no such command" >&2; exit 127; } ;;
esac
builtin exec -- "$@"`;

/** bash: source the set-up, become the command. */
export const RUN_SCRIPT = OPEN + WATCH + SET_UP + BECOME;

/** The same for a shell with start-up files of its own: what the set-up changed is handed on to its hook. */
export const ENTER_SCRIPT = OPEN + REMEMBER + INTERRUPTIBLE + WATCH + SET_UP + HAND_ON + BECOME;

/** POSIX sh, where nothing is to be set up: DIRECTORY COMMAND… */
export const DIRECT_SCRIPT = `if [ -n "$1" ] && ! cd -- "$1" 2>/dev/null; then
  echo "hsf: the working directory $1 cannot be entered here." >&2
  echo '     Choose one that is there with "--cwd".' >&2
  exit 125
fi
shift
case $1 in
  */*)
    [ -e "$1" ] || { echo "hsf: $1: no such command" >&2; exit 127; }
    [ -x "$1" ] && [ ! -d "$1" ] || { echo "hsf: $1: cannot be executed" >&2; exit 126; }
    ;;
  *) command -v -- "$1" >/dev/null 2>&1 || { echo "hsf: $1: no such command" >&2; exit 127; } ;;
esac
exec "$@"`;

/** Writes the exported variables, functions and aliases to descriptor 3, each field ended by NUL, a mark before each part. */
const DUMP = (mark: string) => `{
  printf '%s\\0' ${mark}
  while IFS= read -r __hsf_name; do printf 'v\\0%s\\0%s\\0' "$__hsf_name" "\${!__hsf_name}"; done < <(compgen -e)
  while IFS= read -r __hsf_name; do printf 'f\\0%s\\0%s\\0' "$__hsf_name" "$(declare -f -- "$__hsf_name")"; done < <(compgen -A function)
  for __hsf_name in "\${!BASH_ALIASES[@]}"; do printf 'a\\0%s\\0%s\\0' "$__hsf_name" "\${BASH_ALIASES[$__hsf_name]}"; done
} >&3
`;

/** bash: what the set-up does to the environment, told on descriptor 3. Arguments as for RUN_SCRIPT, the command unused. */
export const CAPTURE_SCRIPT = `${OPEN}${DUMP('before')}${WATCH}${SET_UP}${DUMP('after')}printf 'end\\0' >&3`;

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
  run: DIRECT_SCRIPT,
  'set up and capture': CAPTURE_SCRIPT,
};
