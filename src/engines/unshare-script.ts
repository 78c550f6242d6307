/**
 * What runs as (mapped) root in a mount namespace of its own: puts the root together, then becomes the command.
 *
 * All data comes in as arguments: PROGRAM UID GID BASE IMAGE CWD COUNT, COUNT times (KIND SOURCE PATH), COMMAND…
 * BASE is `host` (the host's root as it is), `made` (put together from the host's entries), `image`, or `parts` (an image put
 * together without an overlay). KIND is `directory`,
 * `temporary`, `link`, `ro`, `rw`, or one of these behind `part-`: a part of the root, needed only where no overlay brings it.
 *
 * Names begin with `hsf_`: a shell hands every changed variable of its caller on to the program it starts.
 */
export const UNSHARE_SCRIPT = `hsf_fail() { echo "hsf: the container cannot be made: $*" >&2; exit 125; }
hsf_program=$1 hsf_uid=$2 hsf_gid=$3 hsf_base=$4 hsf_image=$5 hsf_cwd=$6 hsf_count=$7
shift 7
hsf_path=$PATH
PATH=/usr/sbin:/usr/bin:/sbin:/bin
hsf_root=
hsf_place=
hsf_overlay=no
# The new root covers a directory of the host. Paths below it are reached from the current directory, which stays what it was.
hsf_from() {
  hsf_source=$1
  [ -n "$hsf_place" ] || return 0
  case $1 in
    "$hsf_place") hsf_source=. ;;
    "$hsf_place"/*) hsf_source=./\${1#"$hsf_place"/} ;;
  esac
}
hsf_point() {
  if [ -d "$hsf_source" ]; then
    mkdir -p "$1" || hsf_fail "no mount point at $1"
  elif [ -e "$hsf_source" ]; then
    mkdir -p "\${1%/*}" && { [ -e "$1" ] || : >"$1"; } || hsf_fail "no mount point at $1"
  else
    hsf_fail "$2 is missing"
  fi
}
hsf_bind() {
  mount --no-canonicalize --rbind "$hsf_source" "$2" || hsf_fail "$3 cannot be bound"
  [ "$1" = ro ] || return 0
  # Flags that the mount has from outside may not be taken off in a user namespace, so they are named again.
  mount -o remount,bind,ro "$2" 2>/dev/null || mount -o remount,bind,ro,nosuid,nodev "$2" 2>/dev/null ||
    mount -o remount,bind,ro,nosuid,nodev,noexec "$2" || hsf_fail "$3 cannot be made read-only"
}
# In the overlay's upper layer first: a directory of an owner who does not exist in here cannot be extended later.
hsf_prepare() {
  case $1 in
    part-*) ;;
    directory | temporary) mkdir -p "$hsf_place/upper$3" ;;
    ro | rw) hsf_from "$2"; hsf_point "$hsf_place/upper$3" "$2" ;;
  esac
}
hsf_make() {
  hsf_kind=$1
  case $1 in
    part-*) [ "$hsf_overlay" = no ] || return 0; hsf_kind=\${1#part-} ;;
  esac
  case $hsf_kind in
    directory) mkdir -p "$hsf_root$3" ;;
    temporary) mkdir -p "$hsf_root$3" && mount -t tmpfs -o mode=755 hsf "$hsf_root$3" ;;
    link) ln -s "$2" "$hsf_root$3" ;;
    *) hsf_from "$2"; hsf_point "$hsf_root$3" "$2"; hsf_bind "$hsf_kind" "$hsf_root$3" "$2" ;;
  esac || hsf_fail "$3 cannot be made"
}
hsf_each() {
  hsf_action=$1 hsf_left=$hsf_count
  shift
  while [ "$hsf_left" -gt 0 ]; do
    "$hsf_action" "$1" "$2" "$3"
    shift 3
    hsf_left=$((hsf_left - 1))
  done
}
if [ "$hsf_base" != host ]; then
  for hsf_place in /mnt /media /srv /opt /tmp; do [ ! -d "$hsf_place" ] || [ -h "$hsf_place" ] || break; done
  cd "$hsf_place" && mount -t tmpfs -o mode=755 hsf "$hsf_place" && mkdir "$hsf_place/root" || hsf_fail "no place for the new root"
  hsf_root=$hsf_place/root
  if [ "$hsf_base" = image ]; then
    mkdir "$hsf_place/upper" "$hsf_place/work"
    hsf_each hsf_prepare "$@"
    # The image is the current directory there, so that its name may hold what the option's syntax uses.
    hsf_from "$hsf_image"
    if (cd "$hsf_source" && mount -t overlay -o "lowerdir=.,upperdir=$hsf_place/upper,workdir=$hsf_place/work$([ "$hsf_uid" = 0 ] || echo ,userxattr)" overlay "$hsf_root") 2>/dev/null; then
      hsf_overlay=yes
    fi
  fi
  [ "$hsf_base" != parts ] || hsf_base=image
  [ "$hsf_overlay" = yes ] || mount -t tmpfs -o mode=755 hsf "$hsf_root" || hsf_fail "no place for the new root"
fi
hsf_each hsf_make "$@"
while [ "$hsf_count" -gt 0 ]; do
  shift 3
  hsf_count=$((hsf_count - 1))
done
case $hsf_base in
  made)
    # The host's tools are inside as well, so the old root can be taken away and containers may be nested.
    cd "$hsf_root" && mkdir .hsf && pivot_root . .hsf && cd / && umount -l /.hsf && rmdir /.hsf || hsf_fail "the new root cannot be entered"
    ;;
esac
[ "$hsf_base" = image ] || cd -- "$hsf_cwd" || hsf_fail "there is no directory $hsf_cwd inside"
PATH=$hsf_path
if [ "$hsf_base" = image ]; then
  # An image has no tools to count on, so the old root stays, out of reach: a change of root by the very last program.
  set -- --root="$hsf_root" --wd="$hsf_cwd" -- "$@"
else
  set -- -- "$@"
fi
if [ "$hsf_uid" = 0 ]; then
  [ "$hsf_base" = image ] && exec "$hsf_program" "$@"
  shift
  exec "$@"
fi
exec "$hsf_program" --user --map-user="$hsf_uid" --map-group="$hsf_gid" "$@"`;
