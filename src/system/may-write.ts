import {accessSync, constants} from 'node:fs';

/** Whether this user may write to what is at a path; false when nothing is there. Not for paths that may hang. */
export function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
