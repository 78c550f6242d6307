import {expandLayouts} from './expand-layouts.ts';
import type {Family} from './family.ts';
import type {RepositoryIndex} from './index-file.ts';
import {memoLookup, nearestAbove, type Lookup} from './lookup.ts';
import {emptyMemo, failureOf, failuresIn, type DirectoryMemo, type RepositoryMemo} from './memo.ts';

export type PruneRequest = {
  readonly fqrn: string;
  readonly families: readonly Family[];
  readonly checkMarkers: boolean;
  /** Directories to keep whatever the layouts say. */
  readonly extra: readonly string[];
};

/**
 * Only what the layouts still ask for, so that an index never grows. A directory that failed keeps what it had, and what lies below
 * it.
 */
export function prune(request: PruneRequest, read: RepositoryMemo, previous: RepositoryIndex | null): RepositoryMemo {
  const memo = failuresIn(read).length > 0 ? withPrevious(read, previous, false) : read;
  const used = emptyMemo();
  const flags = new Map<string, string>();
  const lookup = memoLookup(memo);
  const useDirectory = (path: string) => {
    const directory = memo.directories.get(path);
    if (directory !== undefined) used.directories.set(path, directory);
  };
  const useCheck = (path: string) => {
    const kind = memo.checks.get(path);
    if (kind !== undefined) used.checks.set(path, kind);
  };
  const recording: Lookup = {
    ...lookup,
    listDirectory: path => {
      useDirectory(path);
      return lookup.listDirectory(path);
    },
    entryIn: (path, name) => {
      useDirectory(path);
      return lookup.entryIn(path, name);
    },
    hasFlag: (path, name, prefix) => {
      flags.set(path, commonStart(flags.get(path) ?? prefix, prefix));
      return lookup.hasFlag(path, name, prefix);
    },
    kindOf: path => {
      useCheck(path);
      return lookup.kindOf(path);
    },
    // Those before the first that is there need not be known.
    firstThere: (paths, files) => {
      const found = lookup.firstThere(paths, files);
      for (const path of found.path === null ? paths : [found.path]) useCheck(path);
      return found;
    },
  };
  expandLayouts({...request, repository: request.fqrn, lookup: recording, needsOnly: true});
  for (const path of [...(read.directories.has('') ? [''] : []), ...request.extra]) recording.listDirectory(path);
  for (const [path, prefix] of flags) {
    const directory = memo.directories.get(path);
    if (directory !== undefined && !used.directories.has(path)) used.directories.set(path, onlyFlags(directory, prefix));
  }
  return {directories: withMarks(used), checks: used.checks};
}

/** A nightly's flags lie among hundreds of packages, which nobody asks for. */
function onlyFlags(directory: DirectoryMemo, prefix: string): DirectoryMemo {
  const {times: _times, ...rest} = directory;
  if (!Array.isArray(directory.content) || prefix === '') return directory;
  return {...rest, content: (directory.content as readonly string[]).filter(text => text.startsWith(prefix)), only: prefix};
}

function commonStart(one: string, other: string): string {
  let length = 0;
  while (length < one.length && one.charAt(length) === other.charAt(length)) length++;
  return one.slice(0, length);
}

/**
 * Writes what is there into the entry of the directory it is in, and takes it off the list of checks: thousands of markers then need
 * neither a path of their own in the index nor a search.
 */
function withMarks({directories, checks}: RepositoryMemo): Map<string, DirectoryMemo> {
  const marks = new Map<string, Map<string, string>>();
  for (const [path, kind] of checks) {
    if (kind !== 'file' && kind !== 'directory') continue;
    const above = nearestAbove(path, directories);
    const below = above === null ? '' : path.slice(above === '' ? 0 : above.length + 1);
    const slash = below.indexOf('/');
    if (above === null || slash < 0) continue;
    const known = marks.get(above) ?? new Map<string, string>();
    if (known.has(below.slice(0, slash)) || !hasPlainDirectory(directories.get(above), below.slice(0, slash))) continue;
    marks.set(above, known.set(below.slice(0, slash), below.slice(slash + 1) + (kind === 'directory' ? '/' : '')));
    checks.delete(path);
  }
  const marked = new Map(directories);
  for (const [path, names] of marks) {
    const directory = directories.get(path);
    if (directory === undefined || !Array.isArray(directory.content)) continue;
    const content = (directory.content as readonly string[]).map(text => {
      const holds = text.endsWith('/') ? names.get(text.slice(0, -1)) : undefined;
      return holds === undefined ? text : `${text}:${holds}`;
    });
    marked.set(path, {...directory, content});
  }
  return marked;
}

function hasPlainDirectory(directory: DirectoryMemo | undefined, name: string): boolean {
  return Array.isArray(directory?.content) && directory.content.includes(`${name}/`);
}

/**
 * What was read now before what was known: after a stall most of it is of the last run. A repository that is gone says nothing
 * about its directories: during an outage all names look missing (CVMFS-CLIENT.md).
 */
export function withPrevious(read: RepositoryMemo, previous: RepositoryIndex | null, isGone: boolean): RepositoryMemo {
  if (previous === null) return read;
  const directories = new Map<string, DirectoryMemo>();
  for (const [path, directory] of previous.memo.directories) directories.set(path, {...directory, key: null});
  for (const [path, directory] of read.directories) {
    if (path === '' || !isGone) directories.set(path, keepContent(directory, directories.get(path)));
  }
  return {directories, checks: new Map([...previous.memo.checks, ...(isGone ? [] : read.checks)])};
}

/** A directory that could not be read keeps what it had. */
function keepContent(directory: DirectoryMemo, old: DirectoryMemo | undefined): DirectoryMemo {
  const failed = failureOf(directory);
  if (failed === null || Array.isArray(directory.content) || old === undefined || !Array.isArray(old.content)) return directory;
  return {...old, key: null, failed};
}
