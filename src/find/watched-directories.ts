import type {RepositoryIndex} from './index-file.ts';
import {nearestAbove} from './lookup.ts';
import {failureOf, isIllness, type DirectoryMemo, type RepositoryMemo} from './memo.ts';

/** A directory whose times answer for what was read, below the CVMFS root. */
export type Watched = {readonly directory: string; readonly key: string | null};

/** The directories that have to be unchanged for an index of a plain tree to hold. */
export function watchedDirectories(index: RepositoryIndex): readonly Watched[] {
  const watched = new Map<string, string | null>();
  const add = ({directory, key}: Watched) => {
    // Two keys for one directory: it changed between two reads.
    const known = watched.get(directory);
    watched.set(directory, known === undefined || known === key ? key : null);
  };
  for (const [path, {key}] of index.memo.directories) add({directory: directoryOf(index, path), key});
  for (const [path, kind] of index.memo.checks) {
    const watch = index.watches.get(path);
    if (kind === 'missing' && watch !== undefined) add(watch);
  }
  return [...watched].map(([directory, key]) => ({directory, key}));
}

/**
 * What of an index still holds when some watched directories changed.
 *
 * A path that was there is taken to be there still unless the listing above it changed: its absence would show at its start.
 */
export function keepUnchanged(index: RepositoryIndex, changed: ReadonlySet<string>): RepositoryMemo {
  const {directories, checks} = index.memo;
  const kept = [...directories].filter(
    ([path, directory]) => directory.key !== null && !isIll(directory) && !changed.has(directoryOf(index, path)),
  );
  const memo: RepositoryMemo = {directories: new Map(kept), checks: new Map()};
  for (const [path, kind] of checks) {
    const watch = index.watches.get(path);
    const isStale = kind === 'missing' && (watch === undefined || watch.key === null || changed.has(watch.directory));
    if (!isStale && isBelowKept(path, directories, memo.directories)) memo.checks.set(path, kind);
  }
  return memo;
}

/** What holds of an index that is known to be current: all but what could not be read. */
export function keepRead(index: RepositoryIndex): RepositoryMemo {
  const {directories, checks} = index.memo;
  return {directories: new Map([...directories].filter(([, directory]) => !isIll(directory))), checks: new Map(checks)};
}

function isIll(directory: DirectoryMemo): boolean {
  return isIllness(failureOf(directory) ?? 'EACCES');
}

/** Whether the nearest directory above that was read is one that is kept. */
function isBelowKept(path: string, all: ReadonlyMap<string, unknown>, kept: ReadonlyMap<string, unknown>): boolean {
  const above = nearestAbove(path, all);
  return above === null || kept.has(above);
}

function directoryOf(index: RepositoryIndex, path: string): string {
  return index.watches.get(path)?.directory ?? (path === '' ? index.fqrn : `${index.fqrn}/${path}`);
}
