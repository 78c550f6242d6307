import {spawnSync} from 'node:child_process';

/**
 * A root directory like that of this machine, save that `/cvmfs` is the directory given: nobody else sees it, and it is gone when the
 * program ends. Whatever else lies on the machine is there by the same names.
 *
 * $1 a directory to make it in, $2 what is to be seen at /cvmfs, the rest a command.
 */
const COMPOSE = `set -e
root=$1 cvmfs=$2
shift 2
mkdir -p "$root"
mount -t tmpfs tmpfs "$root"
for entry in /* /.[!.]*; do
  if [ "$entry" = /cvmfs ]; then continue
  elif [ -h "$entry" ]; then cp -P "$entry" "$root$entry"
  elif [ -d "$entry" ]; then mkdir "$root$entry"; mount --rbind "$entry" "$root$entry"
  fi
done
mkdir "$root/cvmfs"
mount --rbind "$cvmfs" "$root/cvmfs"
cd /
PATH=$PATH:/usr/sbin:/sbin
exec chroot "$root" "$@"`;

const UNSHARE = ['unshare', '--mount', '--propagation', 'private'];

/** What comes before a command so that it sees `cvmfs` at `/cvmfs`. @param folder an empty directory of its own */
export function withOwnCvmfs(folder: string, cvmfs: string): readonly [string, ...string[]] {
  const own = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  return ['unshare', ...UNSHARE.slice(1), ...own, 'sh', '-c', COMPOSE, 'sh', folder, cvmfs];
}

/** Why there can be none here; null when there can. */
export function missingForOwnCvmfs(folder: string): string | null {
  const [program, ...args] = withOwnCvmfs(folder, '/usr');
  const tried = spawnSync(program, [...args, 'true'], {encoding: 'utf8'});
  if (tried.error !== undefined) return `unshare: ${tried.error.message}`;
  return tried.status === 0
    ? null
    : `no mount namespace of its own with another /cvmfs: ${tried.stderr.trim().split('\n')[0] ?? ''}`;
}
