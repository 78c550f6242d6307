/**
 * bash: a watchdog over the set-up, for starts without anybody who could press Ctrl-C. The limit in seconds is `__hsf[1]`, 0 for none,
 * `__hsf_first` where the first step is, its name one behind.
 *
 * It is no child of the shell (a grandchild whose parent has ended): `wait`, `$!` and the job table know nothing of it, neither in
 * the set-up nor in the command. It looks twice a second whether the shell is still there, so that it never outlives it for long.
 * When time is up it asks the shell to end by a signal with a trap (ALRM), then ends what the shell is waiting for, since a trap
 * runs only after that. PIPE is the signal of which bash says nothing. The shell adds at which step it was; what it is
 * waiting for may have stderr elsewhere, so the first word is the watchdog's.
 *
 * Its variables go with the rest when the command starts; `__hsf_stop` ends it.
 */
export const WATCH = `__hsf_watch=
__hsf_stop() {
  [ -n "$__hsf_watch" ] && builtin kill -KILL "$__hsf_watch" 2>/dev/null || return 0
  # Until it is gone it could still signal what this process has become.
  while IFS= builtin read -r __hsf_line <"/proc/$__hsf_watch/stat"; do
    case \${__hsf_line##*) } in [ZX]*) break ;; esac
  done 2>/dev/null
  __hsf_watch=
}
if [ "\${__hsf[1]}" -gt 0 ]; then
  __hsf_watch=$( (
    __hsf_below() {
      local IFS=
      __hsf_more=yes
      while [ -n "$__hsf_more" ]; do
        __hsf_more=
        for __hsf_file in /proc/[0-9]*/stat; do
          builtin read -r __hsf_line <"$__hsf_file" || continue
          __hsf_pid=\${__hsf_line%% *} __hsf_line=\${__hsf_line##*) }
          __hsf_line=\${__hsf_line#* }
          case $__hsf_family in *" $__hsf_pid "*) continue ;; *" \${__hsf_line%% *} "*) ;; *) continue ;; esac
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
    __hsf_name=\${__hsf[__hsf_first + 1]}
    [ "$((3 + __hsf[2] - __hsf_first))" -eq "$((4 + __hsf[__hsf_first + 3]))" ] || __hsf_name+=" and its steps"
    echo "hsf: $__hsf_name did not end within \${__hsf[1]} s; give it more time with --timeout" >&2
    # Not even what the shell says of a process that is gone by now.
    {
      __hsf_family=" $$ "
      __hsf_below
      builtin kill -ALRM $$
      builtin kill -PIPE \${__hsf_family#" $$ "}
      builtin read -t 0.3 -u "$__hsf_never"
      __hsf_below
      builtin kill -KILL \${__hsf_family#" $$ "}
      builtin read -t 1 -u "$__hsf_never"
      builtin kill -0 $$ && builtin kill -KILL $$
    } 2>/dev/null
  ) >/dev/null & echo $!)
  builtin trap 'builtin trap - EXIT; [ "$__hsf_says" = "\${__hsf[__hsf_first + 1]}" ] || builtin printf "     It was at %s.\\n" "$__hsf_says" >&2; builtin exit 125' ALRM
fi
`;
