import {dumpOf} from './environment/dump-script.ts';

/**
 * Notes the state in the file that the launcher made for it. In one child, and silent: nothing depends on it, and a note that is
 * not whole is none. The child may die of a file that grows too long (ulimit -f), of which the shell above it would tell.
 */
export function noteOf(mark: 'before' | 'after'): string {
  const end = mark === 'after' ? "builtin printf 'end\\0'\n" : '';
  return `{ ( builtin umask 077
{ ${dumpOf(mark)}${end}} 2>/dev/null >>"$__hsf_note" ); } 2>/dev/null
`;
}

/**
 * bash: carries out the steps of a set-up, of which `__hsf` tells: DIRECTORY SECONDS COUNT, COUNT words, the rest. The words are, for
 * each step, KIND SAYS WHERE COUNT and COUNT words of its own; SAYS is its name in messages, WHERE the directory it runs in or ''.
 *
 * Kinds: `source`, `evaluate`, `call`, `prepend` (variable, then paths); with a `?` behind, the status does not count.
 *
 * - Every step runs at the top level, in no function, in no loop and without positional parameters, as if it were typed: scripts find
 *   themselves through bash's stack of sourced files (LAYOUTS.md 1.6), and a stray `break` or `local` does what it does there. So one
 *   step leads to the next by `eval`. In a sourced file (`bash.rc`), `return` in evaluated code ends all, which `__hsf_says` tells.
 * - Output goes to stderr (stdout belongs to the command), input is empty (stdin belongs to the command, too).
 * - Aliases are expanded in what is the stack's, as they are for whoever types; set-ups count on it (LAYOUTS.md 6.2). What is ours is
 *   read while they are off.
 * - What a step leaves behind that is the user's and not the stack's is put back: `set` options (-e and -u would end the shell, or the
 *   next step), IFS, the directory and the umask (the Alliance's profile sets 0027). `shopt` options stay: functions and completions
 *   of the stack need them. Traps at every command go where a command of the user's follows, whose output they would be in.
 */
export const STEPS = `{
  __hsf_refuse() {
    # In front of a hook the one sets the other again.
    builtin trap - DEBUG EXIT
    __hsf_stop
    # Half a note is none.
    [ -z "$__hsf_note" ] || { ( builtin printf failed >|"$__hsf_note" ); } 2>/dev/null
    builtin printf 'hsf: %s %s\\n' "$__hsf_says" "$1" >&2
    builtin exit 125
  }
  __hsf_ended() {
    case "$1 $2" in
      [!0]* | '0 builtin eval'* | '0 exit'*) __hsf_refuse "ended the shell (status $1)" ;;
      # Neither exit nor an error, so a signal: bash dies by it when this is done, and whoever sent it knows.
    esac
    builtin trap - DEBUG EXIT
    __hsf_stop
    builtin exit 125
  }
  # A script may set a trap at EXIT of its own and then exit, with any status.
  __hsf_guard() {
    [ -n "$__hsf_exit" ] || return 0
    exit() {
      local __hsf_name=$?
      [ "$BASHPID" != "$$" ] || __hsf_refuse "ended the shell (status \${1-$__hsf_name})"
      builtin exit "\${1-$__hsf_name}"
    }
  }
  __hsf_exit=ours
  builtin declare -F exit >/dev/null && __hsf_exit=
  __hsf_put_back() {
    IFS=:
    if [ "$SHELLOPTS" != "$__hsf_options" ]; then
      for __hsf_name in $SHELLOPTS; do
        case :$__hsf_options: in *:"$__hsf_name":*) ;; *) builtin set +o "$__hsf_name" ;; esac
      done
      for __hsf_name in $__hsf_options; do
        case :$SHELLOPTS: in *:"$__hsf_name":*) ;; *) builtin set -o "$__hsf_name" ;; esac
      done
    fi
    IFS=$__hsf_ifs
    builtin umask "$__hsf_umask"
    [ "$PWD" = "$__hsf_directory" ] && return
    builtin cd -- "$__hsf_directory" 2>/dev/null || __hsf_refuse 'ran, but the directory of before cannot be entered any more'
    OLDPWD=$__hsf_old
  }
  __hsf_prepend() {
    local IFS=:
    __hsf_name=\${__hsf_step[0]}
    builtin export "$__hsf_name=\${__hsf_step[*]:1}\${!__hsf_name:+:\${!__hsf_name}}"
  }
  __hsf_check() {
    case $__hsf_lenient$__hsf_status in [?]* | 0) ;; *) __hsf_refuse "failed (status $__hsf_status)" ;; esac
  }
  __hsf_next() {
    __hsf_put_back
    __hsf_check
    __hsf_says=
    [ "$__hsf_at" -lt "$__hsf_end" ] || return 1
    __hsf_kind=\${__hsf[__hsf_at]%[?]} __hsf_lenient=\${__hsf[__hsf_at]##*[!?]} __hsf_says=\${__hsf[__hsf_at + 1]} __hsf_where=\${__hsf[__hsf_at + 2]}
    __hsf_step=("\${__hsf[@]:__hsf_at + 4:__hsf[__hsf_at + 3]}")
    __hsf_at=$((__hsf_at + 4 + __hsf[__hsf_at + 3]))
    # What is called may be an alias: its text is the stack's, the words stay data.
    case $__hsf_kind:\${__hsf_step[0]} in
      call: | call:[!A-Za-z_]* | call:*[!A-Za-z0-9_]*) ;;
      call:*) [ -z "\${BASH_ALIASES[\${__hsf_step[0]}]+set}" ] || __hsf_kind=alias ;;
    esac
    [ -z "$__hsf_where" ] || builtin cd -- "$__hsf_where" 2>/dev/null ||
      __hsf_refuse 'cannot be carried out: that directory does not exist or cannot be entered'
    builtin shopt -s expand_aliases
  }
  __hsf_run='if __hsf_next; then
    case $__hsf_kind in
      prepend) __hsf_prepend ;;
      evaluate)
        __hsf_code=$("\${__hsf_step[@]}" </dev/null) && __hsf_status=0 || __hsf_status=$?
        __hsf_check
        __hsf_put_back
        builtin eval "$__hsf_code" </dev/null
        ;;
      call) "\${__hsf_step[@]}" </dev/null ;;
      alias) builtin eval "\${__hsf_step[0]} \\"\\\${__hsf_step[@]:1}\\"" </dev/null ;;
      *) builtin . "\${__hsf_step[@]}" </dev/null ;;
    esac
    __hsf_status=$?
    # Not in a function: bash would put them back when it returns.
    case $- in *i*) ;; *) builtin trap - DEBUG ERR RETURN ;; esac
    builtin shopt -u expand_aliases
    builtin eval "$__hsf_run"
  fi'
  __hsf_options=$SHELLOPTS __hsf_ifs=$IFS __hsf_umask=$(builtin umask) __hsf_directory=$PWD __hsf_old=\${OLDPWD-}
  __hsf_at=$__hsf_first __hsf_end=$((3 + __hsf_skip)) __hsf_lenient= __hsf_status=0
  builtin trap '__hsf_ended $? "$BASH_COMMAND"' EXIT
  __hsf_guard
  builtin eval "$__hsf_run" >&2
  [ -z "$__hsf_says" ] || __hsf_refuse 'came back before its end'
  # Only what is the set-up's own: no trap and no function of ours, and nothing of what comes behind it.
  if [ -n "$__hsf_note" ]; then
    __hsf_traps=$(builtin trap -p EXIT ALRM)
    builtin trap - EXIT ALRM
    [ -z "$__hsf_exit" ] || builtin unset -f exit
${noteOf('after')}    __hsf_guard
    builtin eval "$__hsf_traps"
  fi
  __hsf_end=$((3 + __hsf[2]))
  if [ "$__hsf_at" -lt "$__hsf_end" ]; then
    builtin eval "$__hsf_run" >&2
    [ -z "$__hsf_says" ] || __hsf_refuse 'came back before its end'
  fi
  builtin trap - EXIT
  [ -z "$__hsf_exit" ] || builtin unset -f exit
  __hsf_stop
}
`;
