import {mkdirSync, statSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * Makes a directory with its parents, private to the user, one level at a time.
 *
 * Not `mkdirSync` with `recursive`: that never returns where a parent answers ENOENT to mkdir (below /proc, and in automounted
 * trees; RUNTIME.md 8). Throws the system's error.
 */
export function makePrivateDirectory(directory: string): void {
  const missing: string[] = [];
  let at = directory;
  while (statSync(at, {throwIfNoEntry: false}) === undefined && at !== dirname(at)) {
    missing.push(at);
    at = dirname(at);
  }
  for (const level of missing.reverse()) makeOne(level);
}

function makeOne(directory: string): void {
  try {
    mkdirSync(directory, {mode: 0o700});
  } catch (error) {
    // Somebody else, perhaps another hsf, was quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
