/**
 * POSIX sh: lets an engine make its namespaces around a program that only waits, enters them, and becomes the command. So nothing
 * stays between the caller and the command: signals, terminal and status are the command's own, where the engine would have stayed
 * as a parent that keeps signals to itself (ENGINES.md 2) and dies of Ctrl-C before the command has handled it.
 *
 * Arguments: UID COUNT, COUNT words that start the engine with WAIT_SCRIPT inside, COMMAND… The command also stands behind the words
 * when the engine starts, where WAIT_SCRIPT does not look at it.
 */
export const ENTER_SCRIPT = `hsf_uid=$1 hsf_count=$2
shift 2
for hsf_nsenter in /usr/bin/nsenter /bin/nsenter /usr/sbin/nsenter /sbin/nsenter /usr/local/bin/nsenter; do
  [ ! -x "$hsf_nsenter" ] || break
done
hsf_ns=$(hsf_parent=$$ "$@" 3>&1 >/dev/null </dev/null &)
[ -n "$hsf_ns" ] || exit 125
hsf_ns=/proc/$hsf_ns/ns
shift "$hsf_count"
[ "$hsf_uid" != 0 ] || exec "$hsf_nsenter" --mount="$hsf_ns/mnt" -- "$@"
exec "$hsf_nsenter" --preserve-credentials --user="$hsf_ns/user" --mount="$hsf_ns/mnt" -- "$@"`;

/**
 * POSIX sh inside: tells its process id on descriptor 3 when everything is made, and ends when \`hsf_parent\` has come in or is gone.
 * Nothing is started, so it takes some milliseconds of looking; the count is for kernels that do not let it look.
 */
export const WAIT_SCRIPT = `echo "$$" >&3
exec 3>&-
hsf_left=200000
while [ "$hsf_left" -gt 0 ] && kill -0 "$hsf_parent" 2>/dev/null && ! [ "/proc/$hsf_parent/ns/mnt" -ef /proc/self/ns/mnt ]; do
  hsf_left=$((hsf_left - 1))
done`;

/** POSIX sh inside: DIRECTORY COMMAND… */
export const CHANGE_SCRIPT = `cd -- "$1" || exit 125
shift
exec "$@"`;
