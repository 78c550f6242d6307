import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import {dirname} from 'node:path';
import {errorCode} from './error-code.ts';

export type Written = {readonly status: 'written'} | {readonly status: 'failed'; readonly code: string};

export type WriteWishes = {
  /** Without it the file may be empty or short after a crash of the machine: for what has a checksum. */
  readonly durable?: boolean;
  /** Permissions, less the umask. */
  readonly mode?: number;
};

/**
 * Replaces a file in one step: readers see the old text or the new one, also when two processes write at once or the machine
 * stops half-way. Folders that are missing are made. Never throws for reasons of the file system. What a writer that was killed left in
 * the same folder goes after a while.
 */
export function writeAtomically(
  path: string,
  content: string | Uint8Array,
  {durable = true, mode = 0o600}: WriteWishes = {},
): Written {
  const draft = `${path}.hsf-${process.pid}-${Math.random().toString(36).slice(2, 8)}.tmp`;
  try {
    makeDirectory(dirname(path));
    const file = openSync(draft, 'wx', mode);
    try {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
      // Without it a crash soon after the rename can leave an empty file on some file systems.
      if (durable) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(draft, path);
  } catch (error) {
    removeQuietly(draft);
    return {status: 'failed', code: codeOf(error)};
  }
  removeDrafts(dirname(path), DRAFT);
  return {status: 'written'};
}

const DRAFT = /\.hsf-\d+-[a-z0-9]{1,6}\.tmp$/;

/** No write takes so long; the clocks of a file server and of this machine may differ by less. */
const ABANDONED_MS = 3_600_000;

/**
 * Removes files that a writer began and never finished. By age alone: the folder may be used on many machines, where the number of a
 * process says nothing. One from the future is of a clock that was set back since.
 */
export function removeDrafts(directory: string, names: RegExp): void {
  let drafts: readonly string[];
  try {
    drafts = readdirSync(directory).filter(name => names.test(name));
  } catch {
    return;
  }
  for (const name of drafts) {
    try {
      const draft = `${directory}/${name}`;
      const stat = lstatSync(draft);
      if (stat.isFile() && Math.abs(Date.now() - stat.mtimeMs) > ABANDONED_MS) rmSync(draft, {force: true});
    } catch {
      // Somebody else was faster.
    }
  }
}

/**
 * The same for what `writeAtomically` left in the folders of a directory, since some are written to once and never again. Once in a
 * process.
 */
export function removeDraftsBelow(directory: string): void {
  if (tidied.has(directory)) return;
  tidied.add(directory);
  try {
    for (const entry of readdirSync(directory, {withFileTypes: true}))
      if (entry.isDirectory()) removeDrafts(`${directory}/${entry.name}`, DRAFT);
  } catch {
    // Nothing was written there.
  }
}

const tidied = new Set<string>();

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
  return errorCode(error) ?? 'unknown error';
}
