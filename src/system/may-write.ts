import {accessSync, constants, existsSync, statSync} from 'node:fs';
import {dirname} from 'node:path';

/** Whether this user may write to what is at a path; false when nothing is there. Not for paths that may hang. */
export function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether this user may make files below a directory, which need not be there yet. Not for paths that may hang. */
export function mayMakeBelow(directory: string): boolean {
  let above = directory;
  while (!existsSync(above) && above !== '/') above = dirname(above);
  return mayWrite(above) && statSync(above).isDirectory();
}
