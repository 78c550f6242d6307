import {closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';

export type Written = {readonly status: 'written'} | {readonly status: 'failed'; readonly code: string};

/**
 * Replaces a file in one step: readers see the old text or the new one, also when two processes write at once or the machine
 * stops half-way. Folders that are missing are made. Never throws for reasons of the file system.
 *
 * @param durable without it the file may be empty or short after a crash of the machine: for what has a checksum
 */
export function writeAtomically(path: string, content: string | Uint8Array, {durable = true} = {}): Written {
  const draft = `${path}.${process.pid}-${Math.random().toString(36).slice(2, 8)}.tmp`;
  try {
    makeDirectory(dirname(path));
    const file = openSync(draft, 'wx', 0o600);
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
      // Without it a crash soon after the rename can leave an empty file on some file systems.
      if (durable) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
    return {status: 'written'};
  } catch (error) {
    removeQuietly(draft);
    return {status: 'failed', code: codeOf(error)};
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, {force: true});
  } catch {
    // `force` forgives a missing file, not a missing folder.
  }
}

/**
 * Makes a folder and those above it, one by one. `mkdirSync` with `recursive` never returns below a parent that answers ENOENT
 * (RUNTIME.md 8), so it is not used.
 */
export function makeDirectory(path: string, mode = 0o700): void {
  if (statSync(path, {throwIfNoEntry: false})?.isDirectory() === true) return;
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent, mode);
  try {
    mkdirSync(path, mode);
  } catch (error) {
    // Somebody else was faster.
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
