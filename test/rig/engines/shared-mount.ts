import {spawnSync} from 'node:child_process';

/**
 * Gives a directory the propagation that a real `/cvmfs` has on a machine with systemd (ENGINES.md 8). Before any engine is made
 * ready: rootless podman keeps the mounts of its first start.
 *
 * @returns what undoes it; null where this user may not mount
 */
export function shareDirectory(directory: string): (() => void) | null {
  if (process.getuid!() !== 0) return null;
  const mounted = spawnSync('mount', ['--bind', directory, directory]);
  if (mounted.status !== 0) return null;
  spawnSync('mount', ['--make-rshared', directory]);
  return () => {
    spawnSync('umount', ['--lazy', '--recursive', directory]);
  };
}
