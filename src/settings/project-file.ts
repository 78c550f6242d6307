import {lstatSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * The nearest `hsf.toml` at or above `directory`, or null.
 *
 * Only its name is looked up, and never at or below the CVMFS root: a working directory there may lie on a mount that does not
 * answer, and one stuck call would hold the launcher for ever (RUNTIME.md 9).
 */
export function findProjectFile(directory: string, cvmfsRoots: readonly string[]): string | null {
  for (let at = directory; ; at = dirname(at)) {
    if (!cvmfsRoots.some(root => at === root || at.startsWith(`${root}/`))) {
      const file = at === '/' ? '/hsf.toml' : `${at}/hsf.toml`;
      if (exists(file)) return file;
    }
    if (at === dirname(at)) return null;
  }
}

function exists(file: string): boolean {
  try {
    return lstatSync(file, {throwIfNoEntry: false}) !== undefined;
  } catch {
    // A directory that may not be searched holds nothing for us.
    return false;
  }
}
