/**
 * POSIX sh around proot: looks whether all sources are there, since one that is missing is no more than a warning to it, and hands back
 * the command's status. proot's own is that of whichever of its processes ended last, and a death by a signal is none to it
 * (ENGINES.md 6; measured with 5.1.0), so the status comes on a descriptor of its own, while stdout goes on by another.
 *
 * Arguments: COUNT SOURCE… COMMAND…
 */
export const PROOT_SCRIPT = `hsf_count=$1
shift
while [ "$hsf_count" -gt 0 ]; do
  [ -e "$1" ] || { echo "proot error: can't sanitize binding \\"$1\\"" >&2; exit 125; }
  shift
  hsf_count=$((hsf_count - 1))
done
hsf_told= hsf_out=
for hsf_free in 9 8 7 6 5 4 3; do
  if [ -e "/proc/$$/fd/$hsf_free" ]; then continue; fi
  if [ -z "$hsf_told" ]; then hsf_told=$hsf_free; else hsf_out=$hsf_free; break; fi
done
[ -n "$hsf_out" ] || exec "$@"
HSF_STATUS_TO="$hsf_told $hsf_out"
export HSF_STATUS_TO
# Handled, not ignored: what is ignored here would be ignored by the command too.
trap : HUP INT QUIT TERM USR1 USR2
eval "{ hsf_status=\\$(exec \\"\\$@\\" $hsf_told>&1 >&$hsf_out $hsf_out>&-); } $hsf_out>&1"
hsf_own=$?
exit "\${hsf_status:-$hsf_own}"`;

/** POSIX sh inside, the only child of proot, with the command as its only child: tells its status. Arguments: DIRECTORY COMMAND… */
export const STATUS_SCRIPT = `hsf_told=\${HSF_STATUS_TO%% *} hsf_said=\${HSF_STATUS_TO##* }
unset HSF_STATUS_TO
cd -- "$1" || exit 125
shift
unset OLDPWD
[ -n "$hsf_told" ] || exec "$@"
trap : HUP INT QUIT TERM USR1 USR2
# A shell tells of a child that a signal ended; nobody asked.
eval "exec $hsf_said>&2 2>/dev/null"
eval "(exec \\"\\$@\\" 2>&$hsf_said $hsf_said>&- $hsf_told>&-)"
hsf_status=$?
eval "echo \\$hsf_status >&$hsf_told"
exit "$hsf_status"`;

/** How far below the process that is started the command is: under the shell around proot, proot, and the shell inside. */
export const PROOT_GENERATION = 3;
