/**
 * Puts a root together as (mapped) root in a mount namespace of its own: the functions that other scripts go on from.
 *
 * Set before: `hsf_base`, `hsf_image`, `hsf_places`, `hsf_user`, `hsf_count`; then `hsf_compose "$@"` with COUNT times (KIND SOURCE
 * PATH), followed by words that are not looked at. Afterwards `hsf_root` is where the root is, empty for the host's as it is.
 *
 * `hsf_base` is `host` (the host's root as it is), `made` (put together from the host's entries), `image`, or `parts` (an image put
 * together without an overlay). KIND is `directory`, `link`, `ro`, `rw`, or one of these behind `part-`: a part of the root, needed
 * only where no overlay brings it. `temporary` is an empty directory, `point` a mount point in one.
 *
 * A process costs a millisecond, a mount by a process that runs already next to nothing: so there is one `mkdir` and one `mount`
 * for all. Names begin with `hsf_`: a shell hands every changed variable of its caller on to the program it starts.
 */
export const COMPOSE_SCRIPT = `hsf_fail() { echo "hsf: the container cannot be made: $*" >&2; exit 125; }
hsf_overlay=no
hsf_root=
hsf_line='\n'
hsf_tab='\t'
# As fstab(5) writes names.
hsf_escape() {
  hsf_escaped=
  hsf_rest=$1
  while :; do
    hsf_head=\${hsf_rest%%["\\\\ $hsf_tab$hsf_line"]*}
    [ "$hsf_head" != "$hsf_rest" ] || break
    hsf_rest=\${hsf_rest#"$hsf_head"}
    case $hsf_rest in
      ' '*) hsf_code=040 ;;
      "$hsf_tab"*) hsf_code=011 ;;
      "$hsf_line"*) hsf_code=012 ;;
      *) hsf_code=134 ;;
    esac
    hsf_escaped="$hsf_escaped$hsf_head\\\\$hsf_code"
    hsf_rest=\${hsf_rest#?}
  done
  hsf_escaped=$hsf_escaped$hsf_rest
}
# Whether this step is one to carry out here; sets its kind.
hsf_wanted() {
  hsf_kind=\${1#part-}
  [ "$hsf_kind" = "$1" ] || [ "$hsf_overlay" = no ]
}
# Makes all mount points below $1 at once: nothing is ever made in what is mounted.
hsf_points() {
  hsf_below=$1
  shift
  hsf_left=$hsf_count hsf_words=$(($# - 3 * hsf_count))
  while [ "$hsf_left" -gt 0 ]; do
    if hsf_wanted "$1"; then
      hsf_to=$hsf_below$3
      case $hsf_kind in
        temporary) set -- "$@" "$hsf_to" "$hsf_place/temporary$3" ;;
        directory) set -- "$@" "$hsf_to" ;;
        link) set -- "$@" "\${hsf_to%/*}" ;;
        *)
          [ "$hsf_kind" != point ] || hsf_to=$hsf_place/temporary$3
          if [ -d "$2" ]; then set -- "$@" "$hsf_to"; elif [ -e "$2" ]; then set -- "$@" "\${hsf_to%/*}"; else hsf_fail "$2 is missing"; fi
          ;;
      esac
    fi
    shift 3
    hsf_left=$((hsf_left - 1))
  done
  shift "$hsf_words"
  [ $# = 0 ] || mkdir -p -- "$@" || hsf_fail "its mount points cannot be made"
}
hsf_files() {
  hsf_below=$1
  shift
  hsf_left=$hsf_count
  while [ "$hsf_left" -gt 0 ]; do
    if hsf_wanted "$1"; then
      case $hsf_kind in
        link) ln -s -- "$2" "$hsf_below$3" || hsf_fail "$3 cannot be made" ;;
        point) [ -d "$2" ] || : >"$hsf_place/temporary$3" ;;
        ro | rw) [ -d "$2" ] || : >"$hsf_below$3" ;;
      esac || hsf_fail "no mount point at $3"
    fi
    shift 3
    hsf_left=$((hsf_left - 1))
  done
}
# The new root covers a directory of the host. What lies there is reached from the current directory, which stays what it was.
hsf_source() {
  hsf_from=$1
  [ "$hsf_base" = made ] || return 0
  case $1 in
    "$hsf_place") hsf_from=. ;;
    "$hsf_place"/*) hsf_from=./\${1#"$hsf_place"/} ;;
  esac
}
# Flags that a mount has from outside may not be taken off in a user namespace, so they are named again.
hsf_flags() {
  case $1,$2 in
    ro,/sys | ro,/sys/* | ro,/proc | ro,/proc/*) hsf_flag=ro,nosuid,nodev,noexec ;;
    ro,*) hsf_flag=ro,nosuid,nodev ;;
    *) hsf_flag= ;;
  esac
}
# With the directory comes a copy of what covers it, on top.
hsf_uncovered() { mount --no-canonicalize --rbind . "$1" && umount -l "$1"; }
hsf_mounts() {
  hsf_left=$hsf_count hsf_table=
  while [ "$hsf_left" -gt 0 ]; do
    if hsf_wanted "$1"; then
      hsf_source "$2"
      [ "$hsf_kind" != temporary ] || hsf_from=$hsf_place/temporary$3
      case $hsf_kind in
        temporary | ro | rw)
          [ -e "$hsf_from" ] || hsf_fail "$2 is missing"
          # Its table knows no names from the current directory.
          case $hsf_from in
            .) hsf_uncovered "$hsf_root$3" || return 1 ;;
            ./*) return 1 ;;
          esac
          hsf_flags "$hsf_kind" "$3"
          hsf_escape "$hsf_from"
          hsf_named=$hsf_escaped
          hsf_escape "$hsf_root$3"
          [ "$hsf_from" = . ] || hsf_table="$hsf_table$hsf_named $hsf_escaped none rbind\${hsf_flag:+,}$hsf_flag 0 0$hsf_line"
          ;;
      esac
    fi
    shift 3
    hsf_left=$((hsf_left - 1))
  done
  [ "$hsf_base" != host ] || return 1
  # Where no file may be as long (ulimit -f), the shell is not to die of it.
  trap '' XFSZ
  { printf '%s' "$hsf_table" >"$hsf_place/table"; } 2>/dev/null
  hsf_written=$?
  trap - XFSZ
  [ "$hsf_written" = 0 ] && mount --no-canonicalize -a -T "$hsf_place/table" 2>/dev/null
}
# One by one, which tells what is wrong, and knows more flags.
hsf_again() {
  hsf_left=$hsf_count
  while [ "$hsf_left" -gt 0 ]; do
    if hsf_wanted "$1"; then
      hsf_source "$2"
      [ "$hsf_kind" != temporary ] || hsf_from=$hsf_place/temporary$3
      case $hsf_kind in
        temporary | ro | rw)
          if [ "$hsf_from" = . ]; then hsf_uncovered "$hsf_root$3"; else mount --no-canonicalize --rbind "$hsf_from" "$hsf_root$3"; fi ||
            hsf_fail "$2 cannot be bound at $3"
          ;;
      esac
      if [ "$hsf_kind" = ro ]; then
        mount -o remount,bind,ro "$hsf_root$3" 2>/dev/null || mount -o remount,bind,ro,nosuid,nodev "$hsf_root$3" 2>/dev/null ||
          mount -o remount,bind,ro,nosuid,nodev,noexec "$hsf_root$3" || hsf_fail "$3 cannot be made read-only"
      fi
    fi
    shift 3
    hsf_left=$((hsf_left - 1))
  done
}
hsf_compose() {
  if [ "$hsf_base" != host ]; then
    for hsf_place in $hsf_places; do [ ! -d "$hsf_place" ] || [ -h "$hsf_place" ] || break; done
    cd "$hsf_place" && mount -t tmpfs -o mode=755 hsf "$hsf_place" && mkdir "$hsf_place/root" "$hsf_place/upper" "$hsf_place/work" ||
      hsf_fail "no place for the new root"
    hsf_root=$hsf_place/root
    if [ "$hsf_base" = image ]; then
      hsf_overlay=yes
      # In the upper layer first: a directory of an owner who does not exist in here cannot be extended later.
      hsf_points "$hsf_place/upper" "$@"
      hsf_files "$hsf_place/upper" "$@"
      # The image is the current directory there, so that its name may hold what the option's syntax uses.
      hsf_layers=ro,lowerdir=.,upperdir=$hsf_place/upper,workdir=$hsf_place/work
      [ "$hsf_user" = 0 ] || hsf_layers=$hsf_layers,userxattr
      cd -- "$hsf_image" || hsf_fail "$hsf_image cannot be entered"
      mount -t overlay -o "$hsf_layers" overlay "$hsf_root" 2>/dev/null || hsf_overlay=no
      cd /
    fi
    [ "$hsf_base" != parts ] || hsf_base=image
    if [ "$hsf_overlay" = no ]; then
      # Only a mount can be made the root.
      mount --bind "$hsf_root" "$hsf_root" || hsf_fail "no place for the new root"
      hsf_points "$hsf_root" "$@"
      hsf_files "$hsf_root" "$@"
    fi
  fi
  hsf_mounts "$@" || hsf_again "$@"
  # Whatever were written there would be lost. The machine's own is still to be entered first.
  [ "$hsf_overlay$hsf_base" != noimage ] || mount -o remount,bind,ro "$hsf_root" || hsf_fail "the new root cannot be made read-only"
}`;

const PLACES = ['/mnt', '/media', '/srv', '/opt', '/tmp', '/var/tmp', '/var/opt', '/usr/local'] as const;

/** Directories of the host that the script may cover with its new root: nothing that it needs lies below one of them. */
export function coverablePlaces(needed: readonly string[]): string {
  return PLACES.filter(place => !needed.some(path => path === place || path.startsWith(`${place}/`))).join(' ');
}
