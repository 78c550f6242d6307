import {expandLayouts} from './expand-layouts.ts';
import type {Family} from './family.ts';
import type {RepositoryIndex} from './index-file.ts';
import {
  emptyMemo,
  failureOf,
  failuresIn,
  memoLookup,
  nearestAbove,
  type DirectoryMemo,
  type Lookup,
  type RepositoryMemo,
} from './memo.ts';

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
  const lookup = memoLookup(memo);
  const recording: Lookup = {
    listDirectory: path => {
      const directory = memo.directories.get(path);
      if (directory !== undefined) used.directories.set(path, directory);
      return lookup.listDirectory(path);
    },
    kindOf: path => {
      const kind = memo.checks.get(path);
      if (kind !== undefined) used.checks.set(path, kind);
      return lookup.kindOf(path);
    },
  };
  expandLayouts({...request, repository: request.fqrn, lookup: recording});
  for (const path of [...(read.directories.has('') ? [''] : []), ...request.extra]) recording.listDirectory(path);
  return {directories: withMarks(used), checks: used.checks};
}

/**
 * Writes what is there into the entry of the directory it is in, and takes it off the list of checks: thousands of markers then need
 * neither a path of their own in the index nor a search.
 */
function withMarks({directories, checks}: RepositoryMemo): Map<string, DirectoryMemo> {
  const marks = new Map<string, Map<string, string>>();
  for (const [path, kind] of checks) {
    if (kind !== 'file') continue;
    const above = nearestAbove(path, directories);
    const below = above === null ? '' : path.slice(above === '' ? 0 : above.length + 1);
    const slash = below.indexOf('/');
    if (above === null || slash < 0) continue;
    const known = marks.get(above) ?? new Map<string, string>();
    if (known.has(below.slice(0, slash)) || !hasPlainDirectory(directories.get(above), below.slice(0, slash))) continue;
    marks.set(above, known.set(below.slice(0, slash), below.slice(slash + 1)));
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
  return failed !== null && old !== undefined && Array.isArray(old.content)
    ? {key: null, content: old.content, failed}
    : directory;
}
