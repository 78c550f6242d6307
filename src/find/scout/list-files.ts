import {closeSync, constants, fstatSync, openSync, readSync, statSync} from 'node:fs';
import {MOST_PACKAGES, MOST_PLACES, type ListRead} from '../packages/package-list.ts';
import type {Package} from '../packages/package.ts';
import {makeLineReader} from '../packages/text-lines.ts';
import type {DirectoryEntry} from '../entry-text.ts';
import {timesText} from '../packages/place-times.ts';
import {NO_FILE} from './protocol.ts';
import {readDirectory} from './read-directory.ts';
import type {Resolver} from './resolve-path.ts';

/** One list in the making: its packages, and the places that it was read from. */
export type ListReader = {
  readonly add: (found: Package | null) => void;
  readonly leave: (count: number) => void;
  /** Entries of a directory, relative to the repository. @throws what the system says, `Missing` */
  readonly list: (path: string) => readonly DirectoryEntry[];
  /** Lines of a file; throws as `list` does. */
  readonly lines: (path: string, onLine: (line: string) => void) => void;
  /** A whole text, null where it is larger than any of its kind. */
  readonly text: (path: string) => string | null;
  readonly isFile: (path: string) => boolean;
  /** A part of the list cannot be read. */
  readonly lose: () => void;
  readonly isWhole: () => boolean;
  readonly result: () => Omit<ListRead, 'status'>;
};

/** There is no such path, or it leads out of what is known. */
export class Missing extends Error {}

/** Bytes of one text that are read; Lmod's spider caches have tens of MB. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Bytes of one file of lines: manifests have some tens of kB, CMS's map of releases some hundreds. */
const MOST_OF_LINES = 8 * 1024 * 1024;
const MOST_LISTED = 100_000;
// A clock's tick: what changed within this time may change again without showing it (`answer-read.ts`).
const RESTLESS_MS = 25;

/**
 * @param withTimes whether each place is noted with its times; otherwise the directories asked for, and where links led
 * @param own the list's directory, below the root
 */
export function makeListReader(root: string, repository: string, resolve: Resolver, withTimes: boolean): ListReader {
  const words: string[] = [];
  const places = new Map<string, string | null>();
  let left = 0;
  let isWhole = true;

  const note = (physical: string) => {
    const path = physical.slice(root.length + 1);
    if (withTimes) {
      if (!places.has(path)) places.set(path, timesOf(physical));
    } else if (!isBelow(path, places)) places.set(path, null);
  };
  const find = (path: string): string => {
    const found = resolve(repository, path);
    if (found.status === 'missing') note(found.nearest);
    if (found.status === 'missing' || found.status === 'outside') throw new Missing(path);
    if (found.status === 'failed') throw Object.assign(new Error(path), {code: found.code});
    if (places.size >= MOST_PLACES) throw Object.assign(new Error(path), {code: 'too many directories'});
    // Times first: what changes while it is read shows then.
    note(found.physical);
    return found.physical;
  };
  return {
    add: found => {
      const isFull = words.length >= MOST_PACKAGES * 3;
      if (found === null || isFull) left++;
      else words.push(found.name, found.version, found.category ?? '');
      if (found !== null && isFull) isWhole = false;
    },
    leave: count => {
      left += count;
    },
    list: path => {
      const {entries, truncated, unnamed} = readDirectory(find(path), MOST_LISTED);
      left += unnamed + (truncated ? 1 : 0);
      if (truncated) isWhole = false;
      return entries;
    },
    lines: (path, onLine) => {
      const read = readLines(find(path), onLine);
      left += read.unread + (read.isWhole ? 0 : 1);
      if (!read.isWhole) isWhole = false;
    },
    text: path => {
      const texts: Buffer[] = [];
      return readBytes(find(path), MOST_BYTES, piece => texts.push(Buffer.from(piece)))
        ? Buffer.concat(texts).toString('utf8')
        : null;
    },
    isFile: path => {
      const found = resolve(repository, path);
      if (found.status === 'missing') note(found.nearest);
      return found.status === 'found' && (statSync(found.physical, {throwIfNoEntry: false})?.isFile() ?? false);
    },
    lose: () => {
      left++;
      isWhole = false;
    },
    isWhole: () => isWhole,
    result: () => ({words, left, places: [...places]}),
  };
}

/** Where catalogs tell, a directory answers for all below it. */
function isBelow(path: string, places: ReadonlyMap<string, unknown>): boolean {
  for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) if (places.has(path.slice(0, end))) return true;
  return false;
}

function timesOf(physical: string): string | null {
  try {
    const {mtimeNs, ctimeNs, ctimeMs} = statSync(physical, {bigint: true});
    return Date.now() - Number(ctimeMs) < RESTLESS_MS ? null : timesText(mtimeNs, ctimeNs);
  } catch {
    return null;
  }
}

/** The times of places, null for those that are gone. */
export function timesOfAll(root: string, paths: readonly string[]): readonly (string | null)[] {
  return paths.map(path => timesOf(`${root}/${path}`));
}

function readLines(physical: string, onLine: (line: string) => void): {readonly isWhole: boolean; readonly unread: number} {
  const reader = makeLineReader();
  const isWhole = readBytes(physical, MOST_OF_LINES, piece => reader.push(piece, onLine));
  if (isWhole) reader.finish(onLine);
  return {isWhole, unread: reader.left()};
}

const PIECE = 64 * 1024;

/** Reads a regular file in pieces, all of it or `most` bytes. @returns whether it was all */
function readBytes(physical: string, most: number, onPiece: (bytes: Uint8Array) => void): boolean {
  // A pipe with nobody at its other end would keep an ordinary open waiting.
  const file = openSync(physical, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!fstatSync(file).isFile()) throw Object.assign(new Error(physical), {code: NO_FILE});
    const buffer = Buffer.allocUnsafe(PIECE);
    for (let done = 0; done < most;) {
      const got = readSync(file, buffer, 0, PIECE, null);
      if (got === 0) return true;
      done += got;
      onPiece(buffer.subarray(0, got));
    }
    return false;
  } finally {
    closeSync(file);
  }
}
