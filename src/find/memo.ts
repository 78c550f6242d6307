import type {DirectoryEntry} from './entry-text.ts';

/** What a path is after all links; `failed` has the system's error name (`EACCES`), `outside` leads out of the known repositories. */
export type PathKind = 'directory' | 'file' | 'other' | 'missing' | 'outside' | `failed ${string}`;

/** The answer to "what is in this directory": its entries, or why there are none. */
export type Listing = readonly DirectoryEntry[] | 'missing' | 'unread' | {readonly failed: string};

/** A directory as it was read. Paths are relative to the repository, `''` is its root. */
export type DirectoryMemo = {
  /**
   * By what one tells whether it is still the same: the hash of the catalog that holds it (a CVMFS client), or its times
   * (a plain directory); null: unknown, so it counts as stale at the next chance.
   */
  readonly key: string | null;
  /** Entries as `entryText` writes them, sorted; or why there are none. */
  readonly content: readonly string[] | 'missing' | {readonly failed: string};
  /** Why the last attempt to read it failed, when `content` is of an earlier one. */
  readonly failed?: string;
  /** How many names are left out of `content`, since they are no UTF-8. */
  readonly unnamed?: number;
  /** When each entry was last changed, in seconds since 1970, in the order of `content`; 0: not known. Read where builds are dated. */
  readonly times?: readonly number[];
  /** Only names that begin with this were kept: flags among thousands of names that nobody asks for. */
  readonly only?: string;
};

/** Everything that was read in one repository: the heart of its index. */
export type RepositoryMemo = {
  readonly directories: Map<string, DirectoryMemo>;
  /** Single paths that were looked at (markers and entries). */
  readonly checks: Map<string, PathKind>;
};

export function emptyMemo(): RepositoryMemo {
  return {directories: new Map(), checks: new Map()};
}

export type ReadFailure = {readonly path: string; readonly code: string};

/** Directories whose last reading failed. */
export function failuresIn(memo: RepositoryMemo): readonly ReadFailure[] {
  return [...memo.directories].flatMap(([path, directory]) => {
    const code = failureOf(directory);
    return code === null ? [] : [{path, code}];
  });
}

/** Directories with names that are no UTF-8. */
export function unnamedIn(memo: RepositoryMemo): readonly {readonly path: string; readonly count: number}[] {
  return [...memo.directories].flatMap(([path, {unnamed}]) => (unnamed === undefined ? [] : [{path, count: unnamed}]));
}

/** Why the last reading of a directory failed, null when it did not. */
export function failureOf({content, failed}: DirectoryMemo): string | null {
  return typeof content === 'object' && 'failed' in content ? content.failed : (failed ?? null);
}

/** What a directory fails with that has more entries than are read; the first of them are there. */
export const TOO_MANY = 'too many entries';
/** What a directory fails with that is a link out of the known repositories. */
export const OUTSIDE = 'leads out of the repository';

/**
 * Whether an error says that the repository is ill and may recover, rather than that one may not look; see intro(2) for the names.
 */
export function isIllness(code: string): boolean {
  return !['EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG', 'ENOTDIR', TOO_MANY, OUTSIDE].includes(code);
}
