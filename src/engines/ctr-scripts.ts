import {COMPOSE_SCRIPT} from './compose-script.ts';

/** Where `ctr` keeps its own pipes; also the root as the runtime is told it, covered before it becomes the root. */
export const FIFO_DIRECTORY = '/run/containerd/fifo';

/** How a specification begins. */
export const SPEC_START = '{"process":{"user":{';

/**
 * Starts `ctr run` with a runtime specification that no argument and no file holds: it comes in the variables `HSF_SPEC_0`,
 * `HSF_SPEC_1`, … (the kernel limits one to 128 KiB) and goes to a descriptor. Its beginning, `SPEC_START`, is made here:
 * with the caller's umask and limit of open files.
 *
 * Without a terminal, stdin goes through a pipe that stays open until the command has started: `ctr` forgets an end of file that
 * comes before that, and the command would wait for more for ever. Arguments: COUNT NAME TERMINAL (yes or no), then the command.
 */
export const CTR_SCRIPT = `hsf_hard=$(ulimit -H -n) hsf_soft=$(ulimit -S -n) hsf_mask=$((0$(umask)))
hsf_spec='{"process":{"rlimits":[{"type":"RLIMIT_NOFILE","hard":'$hsf_hard',"soft":'$hsf_soft'}],"user":{"umask":'$hsf_mask, hsf_part=0
while [ "$hsf_part" -lt "$1" ]; do
  eval "hsf_spec=\\$hsf_spec\\$HSF_SPEC_$hsf_part; unset HSF_SPEC_$hsf_part"
  hsf_part=$((hsf_part + 1))
done
{ true 8<&0; } 2>/dev/null || exec </dev/null
hsf_pipe=${FIFO_DIRECTORY}/$2 hsf_terminal=$3
shift 3
if [ "$hsf_terminal" = yes ]; then
  exec "$@" 9<<HSF
$hsf_spec
HSF
fi
mkdir -p -m 700 ${FIFO_DIRECTORY} && mkfifo "$hsf_pipe.stdin" || exit 125
exec 8<&0 7<>"$hsf_pipe.stdin" 6<"$hsf_pipe.stdin"
rm -f "$hsf_pipe.stdin"
cat <&8 >&7 2>/dev/null 6<&- 8<&- &
hsf_feeder=$!
{
  until read -r hsf_process <"$hsf_pipe.process"; do sleep 0.02; done
  while read -r hsf_runs <"/proc/$hsf_process/comm"; do
    case $hsf_runs in runc* | crun*) sleep 0.02 ;; *) break ;; esac
  done
} >/dev/null 2>&1 6<&- 8<&- &
hsf_holder=$!
exec 7>&- 8<&-
# Handled, not ignored: what is ignored here would be ignored by the command too.
trap : HUP INT QUIT TERM USR1 USR2
"$@" <&6 6<&- 9<<HSF
$hsf_spec
HSF
hsf_status=$?
kill "$hsf_feeder" "$hsf_holder" 2>/dev/null
rm -f "$hsf_pipe.process"
exit "$hsf_status"`;

/**
 * A hook that notes which process is going to be the command: it is the runtime's own program until then. (The hook that the standard
 * has for that very moment comes too early with runc.) Argument: NAME; the state of the container comes on stdin.
 */
export const CTR_PROCESS = `read -r hsf_state
hsf_state=\${hsf_state#*'"pid":'}
echo "\${hsf_state%%[!0-9]*}" >"${FIFO_DIRECTORY}/$1.process"`;

/** The host's directories that can be covered, first to last: `hsf_store` is where an image is mounted, the others are left. */
const STORE = `hsf_store= hsf_left=
for hsf_place in $hsf_places; do
  if [ -n "$hsf_store" ] || [ ! -d "$hsf_place" ] || [ -h "$hsf_place" ]; then hsf_left="$hsf_left $hsf_place"; else hsf_store=$hsf_place; fi
done
hsf_places=$hsf_left
hsf_image=$hsf_store/$hsf_name
# CernVM-FS serves the layers where the service is configured for it.
if [ -z "$CONTAINERD_SNAPSHOTTER" ] && [ -r /etc/containerd/config.toml ]; then
  while read -r hsf_word hsf_more; do
    case $hsf_word in '[proxy_plugins.'*cvmfs*']') hsf_word=\${hsf_word#*.}; CONTAINERD_SNAPSHOTTER=\${hsf_word%?}; export CONTAINERD_SNAPSHOTTER ;; esac
  done </etc/containerd/config.toml
fi`;

/**
 * Runs as a hook in the container's mount namespace before its root becomes the root: puts the root together and covers the bundle's
 * one with it. So nothing is ever written to an image, and mount points need not exist in it.
 *
 * Arguments: TARGET IMAGE CTR REFERENCE ARCHIVE NAME PLACES COUNT, then the steps of `COMPOSE_SCRIPT`. IMAGE is empty for one of
 * containerd's own, REFERENCE; ARCHIVE is a file that it is to be read from first, or empty.
 */
export const CTR_HOOK = `${COMPOSE_SCRIPT}
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin
hsf_user=0 hsf_base=image
hsf_target=$1 hsf_image=$2 hsf_ctr=$3 hsf_reference=$4 hsf_archive=$5 hsf_name=$6 hsf_places=$7 hsf_count=$8
shift 8
if [ -n "$hsf_reference" ]; then
  ${STORE.replaceAll('\n', '\n  ')}
  mount -t tmpfs -o mode=755 hsf "$hsf_store" && mkdir "$hsf_image" || hsf_fail "no place for the image"
  if [ -n "$hsf_archive" ]; then
    "$hsf_ctr" images import --base-name "$hsf_reference" --index-name "$hsf_reference" "$hsf_archive" >/dev/null ||
      hsf_fail "the archive $hsf_archive cannot be read"
  fi
  "$hsf_ctr" images mount "$hsf_reference" "$hsf_image" >/dev/null || hsf_fail "the image $hsf_reference cannot be mounted"
fi
hsf_compose "$@"
mount --move "$hsf_root" "$hsf_target" || hsf_fail "the new root cannot be entered"`;

/** Runs as a hook after the end: forgets the command's process, and the view of the image. Arguments: CTR REFERENCE ARCHIVE NAME PLACES. */
export const CTR_CLEAN_UP = `PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin
hsf_ctr=$1 hsf_reference=$2 hsf_archive=$3 hsf_name=$4 hsf_places=$5
rm -f "${FIFO_DIRECTORY}/$hsf_name.process"
[ -n "$hsf_reference" ] || exit 0
${STORE}
"$hsf_ctr" snapshots remove "$hsf_image"
"$hsf_ctr" leases remove "$hsf_image"
[ -z "$hsf_archive" ] || "$hsf_ctr" images remove "$hsf_reference"
exit 0`;
