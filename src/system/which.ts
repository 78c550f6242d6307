import {accessSync, constants, statSync} from 'node:fs';

/** What a bare POSIX system puts on PATH; used where the caller has none. */
export const STANDARD_PATH = '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin';

/**
 * Absolute path of a program on a search path, null when there is none. A name with a slash is looked at as it is.
 *
 * Relative and empty parts of the path are skipped: a file of the current directory is nothing to run. So are directories below
 * `untouchable` (the CVMFS root, network file systems): one stuck look there would hold the launcher for ever (RUNTIME.md 9).
 */
export function which(program: string, path: string | undefined, untouchable: readonly string[] = []): string | null {
  const reachable = (file: string) => file.startsWith('/') && !untouchable.some(root => isBelow(file, root));
  const candidates = program.includes('/')
    ? [program]
    : (path ?? STANDARD_PATH).split(':').map(directory => `${directory.replace(/\/+$/, '')}/${program}`);
  return candidates.find(file => reachable(file) && isProgram(file)) ?? null;
}

/** Whether a path is the given directory or lies below it. Both are absolute; compares whole components. */
export function isBelow(path: string, directory: string): boolean {
  return directory === '/' || path === directory || path.startsWith(`${directory}/`);
}

function isProgram(file: string): boolean {
  try {
    // Most are not there, and an error takes longer than all the rest.
    if (statSync(file, {throwIfNoEntry: false})?.isFile() !== true) return false;
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
