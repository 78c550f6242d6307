import {COMPOSE_SCRIPT} from './compose-script.ts';

/**
 * Starts `ctr run` with a runtime specification that no argument and no file holds: it comes in the variables `HSF_SPEC_0`,
 * `HSF_SPEC_1`, … (the kernel limits one to 128 KiB) and goes to a descriptor. Arguments: how many there are, then the command.
 */
export const CTR_SCRIPT = `hsf_spec= hsf_part=0
while [ "$hsf_part" -lt "$1" ]; do
  eval "hsf_spec=\\$hsf_spec\\$HSF_SPEC_$hsf_part; unset HSF_SPEC_$hsf_part"
  hsf_part=$((hsf_part + 1))
done
shift
exec "$@" 9<<HSF
$hsf_spec
HSF`;

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

/** Runs as a hook after the end: forgets the view of the image. Arguments: CTR REFERENCE ARCHIVE NAME PLACES. */
export const CTR_CLEAN_UP = `PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bin
hsf_ctr=$1 hsf_reference=$2 hsf_archive=$3 hsf_name=$4 hsf_places=$5
${STORE}
"$hsf_ctr" snapshots remove "$hsf_image"
"$hsf_ctr" leases remove "$hsf_image"
[ -z "$hsf_archive" ] || "$hsf_ctr" images remove "$hsf_reference"
exit 0`;
