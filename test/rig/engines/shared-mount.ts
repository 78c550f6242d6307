import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';

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

/** Lets go of what an engine left mounted below a directory of its own; in vain, and silently, for users who may not. */
export function unmountBelow(directory: string): void {
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const point = line.split(' ')[4] ?? '';
    if (point.startsWith(`${directory}/`)) spawnSync('umount', ['--lazy', point]);
  }
}
