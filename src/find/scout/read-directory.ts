import {lstatSync, opendirSync, readlinkSync, type Dirent} from 'node:fs';
import {entryText, type DirectoryEntry} from '../entry-text.ts';

/** More than the largest directory that is known (a hundred thousand image files of Galaxy), and little enough for one line of an answer. */
export const MOST_ENTRIES = 250_000;
const LONGEST_NAME = 255;
const LONGEST_TARGET = 4096;
// One call to the kernel returns many names; Node fetches 32 at a time unless told.
const NAMES_AT_A_TIME = 512;

export type ReadDirectory = {
  readonly entries: readonly DirectoryEntry[];
  readonly truncated: boolean;
  /** How many names were left out. */
  readonly unnamed: number;
};

/**
 * Reads a directory, sorted by name; throws as `opendirSync` does.
 *
 * Names that are no UTF-8 are left out: Node gives them with replacement characters, under which nothing can be opened.
 */
export function readDirectory(path: string, most: number = MOST_ENTRIES): ReadDirectory {
  const entries: DirectoryEntry[] = [];
  let unnamed = 0;
  const directory = opendirSync(path, {bufferSize: NAMES_AT_A_TIME});
  try {
    for (let found = directory.readSync(); found !== null; found = directory.readSync()) {
      if (entries.length >= most) return {entries: sorted(entries), truncated: true, unnamed};
      if (found.name.length <= LONGEST_NAME && !found.name.includes('\uFFFD')) entries.push(describe(path, found));
      else unnamed++;
    }
  } finally {
    directory.closeSync();
  }
  return {entries: sorted(entries), truncated: false, unnamed};
}

/** Sorted entries in the form of the index. */
export function entryTexts(entries: readonly DirectoryEntry[]): readonly string[] {
  return entries.map(entryText);
}

function describe(directory: string, found: Dirent): DirectoryEntry {
  const {name} = found;
  if (found.isDirectory()) return {name, type: 'directory', target: null};
  if (found.isFile()) return {name, type: 'file', target: null};
  if (found.isSymbolicLink()) return {name, type: 'link', target: targetOf(`${directory}/${name}`)};
  // Some file systems do not tell the kind in a listing.
  const kind = kindOf(`${directory}/${name}`);
  return {name, type: kind, target: kind === 'link' ? targetOf(`${directory}/${name}`) : null};
}

function kindOf(path: string): DirectoryEntry['type'] {
  try {
    const state = lstatSync(path);
    return state.isDirectory() ? 'directory' : state.isFile() ? 'file' : state.isSymbolicLink() ? 'link' : 'other';
  } catch {
    return 'other';
  }
}

function targetOf(path: string): string {
  try {
    return readlinkSync(path).slice(0, LONGEST_TARGET);
  } catch {
    return '';
  }
}

function sorted(entries: DirectoryEntry[]): readonly DirectoryEntry[] {
  return entries.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
