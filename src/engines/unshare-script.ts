import {COMPOSE_SCRIPT} from './compose-script.ts';

/**
 * What runs as (mapped) root in a mount namespace of its own: puts the root together, then becomes the command.
 *
 * All data comes in as arguments: PROGRAM UID GID BASE IMAGE CWD PLACES COUNT, COUNT times (KIND SOURCE PATH), COMMAND…
 */
export const UNSHARE_SCRIPT = `${COMPOSE_SCRIPT}
hsf_program=$1 hsf_user=$2 hsf_group=$3 hsf_base=$4 hsf_image=$5 hsf_cwd=$6 hsf_places=$7 hsf_count=$8
shift 8
hsf_path=$PATH
PATH=/usr/sbin:/usr/bin:/sbin:/bin
hsf_compose "$@"
shift "$((3 * hsf_count))"
if [ "$hsf_base" = made ]; then
  # The host's tools are inside as well, so the old root can be taken away and containers may be nested.
  cd "$hsf_root" && mkdir .hsf && pivot_root . .hsf && cd / && umount -l /.hsf && rmdir /.hsf && mount -o remount,bind,ro / ||
    hsf_fail "the new root cannot be entered"
fi
[ "$hsf_base" = image ] || cd -- "$hsf_cwd" || hsf_fail "there is no directory $hsf_cwd inside"
PATH=$hsf_path
if [ "$hsf_base" = image ]; then
  # An image has no tools to count on, so the old root stays, out of reach: a change of root by the very last program.
  set -- --root="$hsf_root" --wd="$hsf_cwd" -- "$@"
else
  set -- -- "$@"
fi
if [ "$hsf_user" = 0 ]; then
  [ "$hsf_base" = image ] && exec "$hsf_program" "$@"
  shift
  exec "$@"
fi
exec "$hsf_program" --user --map-user="$hsf_user" --map-group="$hsf_group" "$@"`;
