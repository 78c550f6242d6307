/**
 * POSIX sh: starts an engine that keeps signals to itself and stays as its parent, in 1.7 MB where Node takes 45. As transparent as a
 * parent can be: same descriptors, signals passed on to the command, its status returned, a death by signal repeated, Ctrl-Z and `fg`
 * for both, since both are in one process group. When it ends, nothing of the start is left: neither a container whose engine was
 * killed or lost its terminal, nor files of this start.
 *
 * Arguments: ROUTE (`command`, or how far below the engine's process the command is: 1 for its child) TERMINAL (`yes`, `no`) ENV RESET FD LOG FILES WORDS EXPLAIN, FILES paths to remove, WORDS words
 * of the program that passes a signal on (`{signal}` stands for its name), EXPLAIN words of one that explains what is in LOG, COMMAND…
 *
 * - A shell without job control lets what it starts in the background ignore INT and QUIT, and nothing but another program can undo
 *   that: ENV (coreutils 8.31) resets the signals RESET. FD is a free descriptor: what is started in the background would read nothing.
 * - `wait` ends at every signal, so it is asked again until the process is gone.
 * - A container that is only being made cannot be signalled yet, so that is tried for five seconds.
 * - Where LOG is not empty, the end of what the engine prints is kept there: what the command prints comes through the engine, too, so it
 *   is copied and not held up. When the status may be the engine's own, the program that explains gets it.
 * - What a terminal sends goes to all processes in front at once: only where the command is elsewhere it has to be passed on.
 */
export const SUPERVISE_SCRIPT = `hsf_route=$1 hsf_terminal=$2 hsf_env=$3 hsf_reset=$4 hsf_fd=$5 hsf_log=$6 hsf_files=$7 hsf_words=$8 hsf_explain=$9
shift 9
hsf_pid= hsf_seen= hsf_early=
hsf_tell() (
  hsf_signal=$1
  shift "$((1 + hsf_files))"
  hsf_count=$# hsf_left=$hsf_words
  for hsf_word; do
    [ "$hsf_left" -gt 0 ] || break
    hsf_left=$((hsf_left - 1))
    case $hsf_word in
      *'{signal}'*) hsf_word=\${hsf_word%%'{signal}'*}$hsf_signal\${hsf_word#*'{signal}'} ;;
    esac
    set -- "$@" "$hsf_word"
  done
  shift "$hsf_count"
  exec "$@" >/dev/null 2>&1 </dev/null
)
hsf_told() {
  shift "$((hsf_files + hsf_words))"
  hsf_count=$# hsf_left=$hsf_explain
  for hsf_word; do
    [ "$hsf_left" -gt 0 ] || break
    hsf_left=$((hsf_left - 1))
    set -- "$@" "$hsf_word"
  done
  shift "$hsf_count"
  [ "$#" = 0 ] || "$@" "$hsf_log" </dev/null >&2
}
hsf_reach() {
  hsf_tries=50
  while ! hsf_tell "$@"; do
    kill -0 "$hsf_pid" 2>/dev/null || return 0
    hsf_tries=$((hsf_tries - 1))
    [ "$hsf_tries" -gt 0 ] || { kill -s "$1" "$hsf_pid" 2>/dev/null; return 0; }
    command -p sleep 0.1
  done
}
hsf_pass() {
  hsf_seen="$hsf_seen $1 "
  [ -n "$hsf_pid" ] || { hsf_early="$hsf_early $1"; return 0; }
  if [ "$hsf_route" = command ]; then
    hsf_reach "$@" &
    return 0
  fi
  case $hsf_terminal$1 in yesINT | yesQUIT | yesHUP) return 0 ;; esac
  hsf_at=$hsf_pid hsf_levels=$hsf_route
  while [ "$hsf_levels" -gt 0 ]; do
    hsf_levels=$((hsf_levels - 1)) hsf_child=
    read -r hsf_child hsf_rest <"/proc/$hsf_at/task/$hsf_at/children" || :
    hsf_at=\${hsf_child:-$hsf_at}
  done
  kill -s "$1" "$hsf_at"
} 2>/dev/null
for hsf_signal in TERM HUP INT QUIT USR1 USR2; do trap "hsf_pass $hsf_signal \\"\\$@\\"" "$hsf_signal"; done
hsf_copy=
if [ -n "$hsf_log" ] && command -p mkfifo -m 600 "$hsf_log.pipe" 2>/dev/null; then
  {
    trap '' TERM HUP INT QUIT USR1 USR2
    { command -p tee -a /dev/fd/9 >&2; } 9>&1 | command -p tail -c 8192 >"$hsf_log"
  } <"$hsf_log.pipe" &
  hsf_copy=$!
fi
eval "exec $hsf_fd<&0"
{
  shift "$((hsf_files + hsf_words + hsf_explain))"
  [ -z "$hsf_copy" ] || exec 2>"$hsf_log.pipe"
  eval "exec <&$hsf_fd $hsf_fd<&-"
  [ -z "$hsf_reset" ] || set -- "$hsf_env" "--default-signal=$hsf_reset" "$@"
  exec "$@"
} &
hsf_pid=$!
eval "exec $hsf_fd<&-"
for hsf_signal in $hsf_early; do hsf_pass "$hsf_signal" "$@"; done
while :; do
  wait "$hsf_pid"
  hsf_status=$?
  kill -0 "$hsf_pid" 2>/dev/null || break
done
# A signal may have come at the very moment of the end.
wait "$hsf_pid" 2>/dev/null
hsf_last=$?
[ "$hsf_last" = 127 ] || hsf_status=$hsf_last
if [ "$hsf_route" = command ] && { [ -n "$hsf_seen" ] || [ "$hsf_status" -gt 128 ]; }; then
  # The engine's own process may be gone and the container not: it has ten seconds to end well.
  hsf_left=50
  while hsf_tell CONT "$@"; do
    [ -n "$hsf_seen" ] || { hsf_seen=' '; hsf_tell TERM "$@"; }
    hsf_left=$((hsf_left - 1))
    [ "$hsf_left" -gt 0 ] || { hsf_tell KILL "$@"; break; }
    command -p sleep 0.2
  done
fi
if [ -n "$hsf_copy" ]; then
  # A process that the engine left behind may hold on to it.
  hsf_left=20
  while kill -0 "$hsf_copy" 2>/dev/null && [ "$hsf_left" -gt 0 ]; do
    hsf_left=$((hsf_left - 1))
    command -p sleep 0.05
  done
  case $hsf_status in 125 | 126 | 127) hsf_told "$@" ;; esac
  command -p rm -f -- "$hsf_log" "$hsf_log.pipe"
fi
for hsf_file; do
  [ "$hsf_files" -gt 0 ] || break
  hsf_files=$((hsf_files - 1))
  command -p rm -f -- "$hsf_file"
done
hsf_signal=
[ "$hsf_status" -le 128 ] || hsf_signal=$(kill -l "$((hsf_status - 128))" 2>/dev/null)
case $hsf_seen in
  *" \${hsf_signal:-none} "*)
    ulimit -c 0
    trap - "$hsf_signal"
    kill -s "$hsf_signal" "$$"
    ;;
esac
exit "$hsf_status"`;
