import {constants, fstatSync, lstatSync, openSync, readSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {closeQuietly} from '../system/own-file.ts';

export const PROJECT_FILE = 'hsf.toml';
export const LOCK_FILE = 'hsf.lock';

/** More than ten times what anybody writes by hand. */
export const LARGEST_PROJECT_FILE = 64 * 1024;

/** From where a project file is looked for. */
export type ProjectPlace = {
  /** Absolute. */
  readonly directory: string;
  /** Nothing is looked at in these and below: one stuck call would hold the launcher for ever (RUNTIME.md 9). */
  readonly cvmfsRoots: readonly string[];
  /** Nothing above it is looked at; null where there is none. */
  readonly home: string | null;
};

/**
 * The nearest `hsf.toml` at or above a directory, or null.
 *
 * It ends at the home directory, and at the root of the file system, as git does: above those lie directories of automounters,
 * where to ask for `hsf.toml` means to ask the network for a home or a cell of that name (`/home`, `/afs`).
 */
export function findProjectFile({directory, cvmfsRoots, home}: ProjectPlace): string | null {
  let device: number | null = null;
  for (let at = directory; ; at = dirname(at)) {
    if (!cvmfsRoots.some(root => at === root || at.startsWith(`${root}/`))) {
      const its = deviceOf(at);
      if (device !== null && its !== device) return null;
      device = its;
      const file = at === '/' ? `/${PROJECT_FILE}` : `${at}/${PROJECT_FILE}`;
      if (its !== null && exists(file)) return file;
    }
    if (at === home || at === dirname(at)) return null;
  }
}

function deviceOf(directory: string): number | null {
  try {
    return statSync(directory, {throwIfNoEntry: false})?.dev ?? null;
  } catch {
    return null;
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

export type ReadProjectFile =
  | {readonly status: 'text'; readonly text: string}
  | {readonly status: 'missing'}
  /** `reason` is the end of a sentence that begins with the file: `belongs to somebody else (uid 1000)`. */
  | {readonly status: 'refused'; readonly reason: string};

/**
 * Reads a file of a project, once: owner, kind and text are those of one open file, so that nobody can put another one in its place
 * between the look and the reading. Links are refused, since they may lead below the CVMFS root.
 */
export function readProjectFile(file: string, uid: number): ReadProjectFile {
  let descriptor: number;
  try {
    // A pipe of that name must not hold us.
    descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {status: 'missing'};
    return refused(code === 'ELOOP' ? 'is a symbolic link; it has to be a file' : `cannot be read (${code ?? 'unknown error'})`);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return refused('is no regular file');
    // What root can write to is root's in any case.
    if (stat.uid !== uid && stat.uid !== 0) return refused(`belongs to somebody else (uid ${stat.uid})`);
    if ((stat.mode & 0o002) !== 0) return refused('can be written by everybody');
    if (stat.size > LARGEST_PROJECT_FILE) return refused(`is larger than ${LARGEST_PROJECT_FILE / 1024} kB`);
    const bytes = readWhole(descriptor, LARGEST_PROJECT_FILE + 1);
    if (bytes.length > LARGEST_PROJECT_FILE) return refused(`is larger than ${LARGEST_PROJECT_FILE / 1024} kB`);
    const text = bytes.toString('utf8');
    return Buffer.from(text).equals(bytes) ? {status: 'text', text} : refused('is not UTF-8');
  } catch (error) {
    return refused(`cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`);
  } finally {
    closeQuietly(descriptor);
  }
}

function readWhole(descriptor: number, most: number): Buffer {
  const bytes = Buffer.alloc(most);
  let length = 0;
  for (let got = -1; length < most && got !== 0; length += got) got = readSync(descriptor, bytes, length, most - length, null);
  return bytes.subarray(0, length);
}

function refused(reason: string): ReadProjectFile {
  return {status: 'refused', reason};
}
