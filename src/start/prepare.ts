import {closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {makeDirectory} from '../system/atomic-file.ts';
import {UserError} from '../system/user-error.ts';
import type {Preparation} from './plan.ts';

/**
 * Makes the files and directories a plan needs. Files are written whole or not at all, and left alone when they are right already.
 *
 * @throws UserError `write-failed`
 */
export function prepare(preparations: readonly Preparation[], unique: string): void {
  for (const item of preparations) {
    try {
      if (item.kind === 'directory') makeDirectory(item.path);
      else writeWhole(item.path, item.text, item.mode, unique);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new UserError(
        'write-failed',
        `${item.path}, which the start needs, cannot be written: ${reason}`,
        'Check the directory, or set XDG_CACHE_HOME to another one.',
        {cause: error},
      );
    }
  }
}

function writeWhole(path: string, text: string, mode: number, unique: string): void {
  try {
    if (readFileSync(path, 'utf8') === text) return;
  } catch {
    // Not there yet.
  }
  makeDirectory(dirname(path));
  const temporary = `${path}.${unique}`;
  const file = openSync(temporary, 'w', mode);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
