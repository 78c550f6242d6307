import {
  closeSync,
  fsyncSync,
  linkSync,
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
  return written(path, content, {durable, mode}, draft => renameSync(draft, path));
}

/** The same for a file that must not be there yet: `EEXIST` where it is, also as a link that leads nowhere. */
export function writeNewAtomically(path: string, content: string, mode = 0o600): Written {
  return written(path, content, {durable: true, mode}, draft => {
    try {
      linkSync(draft, path);
    } catch (error) {
      if (!NO_LINKS.has(codeOf(error))) throw error;
      if (lstatSync(path, {throwIfNoEntry: false}) !== undefined) throw Object.assign(new Error('EEXIST'), {code: 'EEXIST'});
      renameSync(draft, path);
      return;
    }
    removeQuietly(draft);
  });
}

/** What file systems without hard links say. */
const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'ENOLCK']);

function written(
  path: string,
  content: string | Uint8Array,
  {durable, mode}: Required<WriteWishes>,
  place: (draft: string) => void,
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
    place(draft);
  } catch (error) {
    removeQuietly(draft);
    return {status: 'failed', code: codeOf(error)};
  }
  removeDrafts(dirname(path), DRAFT);
  return {status: 'written'};
}

const DRAFT = /\.hsf-\d+-[a-z0-9]{1,6}\.tmp$/;

const DRAFT_OF_NODE = /^[0-9a-f]+\.[A-Za-z0-9]{6}$/;

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
  for (const name of drafts) removeAbandoned(`${directory}/${name}`);
}

/** The same for one file. */
export function removeAbandoned(path: string): void {
  try {
    const stat = lstatSync(path);
    if (stat.isFile() && Math.abs(Date.now() - stat.mtimeMs) > ABANDONED_MS) rmSync(path, {force: true});
  } catch {
    // Somebody else was faster.
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
    // Node leaves its own ones beside the compiled code, several in each start where the disk is full.
    for (const entry of readdirSync(`${directory}/code`, {withFileTypes: true}))
      if (entry.isDirectory()) removeDrafts(`${directory}/code/${entry.name}`, DRAFT_OF_NODE);
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
