# hsf: the text of SET_UP in scripts.ts, for shells that stay.
if [ "${__hsf[2]}" -gt 0 ]; then
__hsf_watch=
__hsf_stop() {
  [ -n "$__hsf_watch" ] && builtin kill -KILL "$__hsf_watch" 2>/dev/null || return 0
  # Until it is gone it could still signal what this process has become.
  while IFS= builtin read -r __hsf_line <"/proc/$__hsf_watch/stat"; do
    case ${__hsf_line##*) } in [ZX]*) break ;; esac
  done 2>/dev/null
  __hsf_watch=
}
if [ "${__hsf[1]}" -gt 0 ]; then
  __hsf_watch=$( (
    __hsf_below() {
      __hsf_more=yes
      while [ -n "$__hsf_more" ]; do
        __hsf_more=
        for __hsf_file in /proc/[0-9]*/stat; do
          IFS= builtin read -r __hsf_line <"$__hsf_file" || continue
          __hsf_pid=${__hsf_line%% *} __hsf_line=${__hsf_line##*) }
          __hsf_line=${__hsf_line#* }
          case $__hsf_family in *" $__hsf_pid "*) continue ;; *" ${__hsf_line%% *} "*) ;; *) continue ;; esac
          __hsf_family+="$__hsf_pid " __hsf_more=yes
        done 2>/dev/null
      done
    }
    # A pipe that nothing comes from: waiting without a process to leave behind.
    builtin exec {__hsf_never}<> <(:) || exit
    for ((__hsf_left = 2 * __hsf[1]; __hsf_left > 0; __hsf_left--)); do
      builtin read -t 0.5 -u "$__hsf_never"
      [ $? -gt 128 ] && builtin kill -0 $$ 2>/dev/null || exit
    done
    [ "${__hsf[2]}" -eq "$((4 + __hsf[6]))" ] || __hsf[4]+=" and its steps"
    echo "hsf: ${__hsf[4]} did not end within ${__hsf[1]} s; give it more time with --timeout" >&2
    # Not even what the shell says of a process that is gone by now.
    {
      __hsf_family=" $$ "
      __hsf_below
      builtin kill -ALRM $$
      builtin kill -PIPE ${__hsf_family#" $$ "}
      builtin read -t 0.3 -u "$__hsf_never"
      __hsf_below
      builtin kill -KILL ${__hsf_family#" $$ "}
      builtin read -t 1 -u "$__hsf_never"
      builtin kill -0 $$ && builtin kill -KILL $$
    } 2>/dev/null
  ) >/dev/null & echo $!)
  builtin trap 'builtin trap - EXIT; [ "$__hsf_says" = "${__hsf[4]}" ] || builtin printf "     It was at %s.\n" "$__hsf_says" >&2; builtin exit 125' ALRM
fi
{
  __hsf_refuse() {
    builtin trap - EXIT
    __hsf_stop
    builtin printf 'hsf: %s %s\n' "$__hsf_says" "$1" >&2
    builtin exit 125
  }
  __hsf_ended() {
    case "$1 $2" in
      [!0]* | '0 builtin eval'* | '0 exit'*) __hsf_refuse "ended the shell (status $1)" ;;
      # Neither exit nor an error, so a signal: bash dies by it when this is done, and whoever sent it knows.
    esac
    builtin trap - EXIT
    __hsf_stop
    builtin exit 125
  }
  # A script may set a trap at EXIT of its own and then exit, with any status.
  if ! builtin declare -F exit >/dev/null; then
    __hsf_exit=ours
    exit() {
      local __hsf_name=$?
      [ "$BASHPID" != "$$" ] || __hsf_refuse "ended the shell (status ${1-$__hsf_name})"
      builtin exit "${1-$__hsf_name}"
    }
  fi
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
    __hsf_name=${__hsf_step[0]}
    builtin export "$__hsf_name=${__hsf_step[*]:1}${!__hsf_name:+:${!__hsf_name}}"
  }
  __hsf_check() {
    case $__hsf_lenient$__hsf_status in [?]* | 0) ;; *) __hsf_refuse "failed (status $__hsf_status)" ;; esac
  }
  __hsf_next() {
    __hsf_put_back
    __hsf_check
    __hsf_says=
    [ "$__hsf_at" -lt "$__hsf_end" ] || return 1
    __hsf_kind=${__hsf[__hsf_at]%[?]} __hsf_lenient=${__hsf[__hsf_at]##*[!?]} __hsf_says=${__hsf[__hsf_at + 1]} __hsf_where=${__hsf[__hsf_at + 2]}
    __hsf_step=("${__hsf[@]:__hsf_at + 4:__hsf[__hsf_at + 3]}")
    __hsf_at=$((__hsf_at + 4 + __hsf[__hsf_at + 3]))
    # What is called may be an alias: its text is the stack's, the words stay data.
    case $__hsf_kind:${__hsf_step[0]} in
      call: | call:[!A-Za-z_]* | call:*[!A-Za-z0-9_]*) ;;
      call:*) [ -z "${BASH_ALIASES[${__hsf_step[0]}]+set}" ] || __hsf_kind=alias ;;
    esac
    [ -z "$__hsf_where" ] || builtin cd -- "$__hsf_where" 2>/dev/null ||
      __hsf_refuse 'cannot be carried out: that directory does not exist or cannot be entered'
    builtin shopt -s expand_aliases
  }
  __hsf_run='if __hsf_next; then
    case $__hsf_kind in
      prepend) __hsf_prepend ;;
      evaluate)
        __hsf_code=$("${__hsf_step[@]}" </dev/null) && __hsf_status=0 || __hsf_status=$?
        __hsf_check
        __hsf_put_back
        builtin eval "$__hsf_code" </dev/null
        ;;
      call) "${__hsf_step[@]}" </dev/null ;;
      alias) builtin eval "${__hsf_step[0]} \"\${__hsf_step[@]:1}\"" </dev/null ;;
      *) builtin . "${__hsf_step[@]}" </dev/null ;;
    esac
    __hsf_status=$?
    # Not in a function: bash would put them back when it returns.
    case $- in *i*) ;; *) builtin trap - DEBUG ERR RETURN ;; esac
    builtin shopt -u expand_aliases
    builtin eval "$__hsf_run"
  fi'
  __hsf_options=$SHELLOPTS __hsf_ifs=$IFS __hsf_umask=$(builtin umask) __hsf_directory=$PWD __hsf_old=${OLDPWD-}
  __hsf_at=3 __hsf_end=$((3 + __hsf[2])) __hsf_lenient= __hsf_status=0
  builtin trap '__hsf_ended $? "$BASH_COMMAND"' EXIT
  builtin eval "$__hsf_run" >&2
  [ -z "$__hsf_says" ] || __hsf_refuse 'came back before its end'
  builtin trap - EXIT
  [ -z "${__hsf_exit-}" ] || builtin unset -f exit
  __hsf_stop
}
  [ "${__hsf[1]}" -eq 0 ] || builtin trap - ALRM
fi
