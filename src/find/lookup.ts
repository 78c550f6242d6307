import {parseEntry, type DirectoryEntry} from './entry-text.ts';
import type {DirectoryMemo, Listing, PathKind, RepositoryMemo} from './memo.ts';

/** How `expandLayouts` sees what is known. */
export type Lookup = {
  readonly listDirectory: (path: string) => Listing;
  /** One name in a directory; null: it is not there. */
  readonly entryIn: (path: string, name: string) => DirectoryEntry | null | 'unread';
  /** Whether a name is in a directory of flags, of which only those that begin alike need be known; null: that cannot be told. */
  readonly hasFlag: (path: string, name: string, prefix: string) => boolean | null | 'unread';
  /** Whether the entries of a directory have their times. */
  readonly isTimed: (path: string) => boolean;
  readonly kindOf: (path: string) => PathKind | 'unread';
  /**
   * The first of several paths that is there; null where none is, as far as known.
   *
   * @param files for each of them, whether only a file will do
   */
  readonly firstThere: (
    paths: readonly string[],
    files: readonly boolean[],
  ) => {readonly path: string | null; readonly unread: readonly string[]};
};

type Parsed = {readonly entries: readonly DirectoryEntry[]; byName: ReadonlyMap<string, DirectoryEntry> | null};

// A scan expands several times on what it knows, and the board once more.
const parsed = new WeakMap<readonly string[], Parsed>();

/** A lookup over a memo; entries are parsed once per directory. */
export function memoLookup(memo: RepositoryMemo): Lookup {
  const contentOf = (path: string): Parsed | Exclude<Listing, readonly DirectoryEntry[]> => {
    const found = memo.directories.get(path);
    if (found === undefined) return 'unread';
    return isTexts(found.content) ? parse(found.content, found.times) : found.content;
  };
  const namesOf = (path: string) => {
    const content = contentOf(path);
    return isParsed(content) ? namesIn(content) : content;
  };
  const kindOf = (path: string): PathKind | 'unread' => {
    const kind = memo.checks.get(path);
    if (kind !== undefined) return kind;
    const above = nearestAbove(path, memo.directories);
    const names = above === null ? 'unread' : namesOf(above);
    if (above === null || !(names instanceof Map)) return 'unread';
    const below = above === '' ? path : path.slice(above.length + 1);
    const slash = below.indexOf('/');
    const holds = slash < 0 ? undefined : names.get(below.slice(0, slash))?.holds;
    if (holds === undefined) return 'unread';
    const rest = below.slice(slash + 1);
    return holds === rest ? 'file' : holds === `${rest}/` ? 'directory' : 'unread';
  };
  return {
    listDirectory: path => {
      if (memo.directories.get(path)?.only !== undefined) return 'unread';
      const content = contentOf(path);
      return isParsed(content) ? content.entries : content;
    },
    entryIn: (path, name) => {
      if (memo.directories.get(path)?.only !== undefined) return 'unread';
      const names = namesOf(path);
      if (names instanceof Map) return names.get(name) ?? null;
      return names === 'missing' ? null : 'unread';
    },
    hasFlag: (path, name, prefix) => {
      const only = memo.directories.get(path)?.only;
      if (only !== undefined && !prefix.startsWith(only)) return 'unread';
      const names = namesOf(path);
      if (names instanceof Map) return names.has(name);
      return names === 'unread' ? names : null;
    },
    isTimed: path => memo.directories.get(path)?.times !== undefined,
    kindOf,
    firstThere: (paths, files) => {
      const unread: string[] = [];
      for (const [index, path] of paths.entries()) {
        const kind = kindOf(path);
        if (kind === 'file' || (kind === 'directory' && files[index] !== true)) return {path, unread: []};
        if (kind === 'unread') unread.push(path);
      }
      return {path: null, unread};
    },
  };
}

/** The nearest directory above a path that is in a map; null when there is none. */
export function nearestAbove(path: string, directories: ReadonlyMap<string, unknown>): string | null {
  for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
    const above = path.slice(0, end);
    if (directories.has(above)) return above;
  }
  return directories.has('') ? '' : null;
}

function parse(content: readonly string[], times: DirectoryMemo['times']): Parsed {
  let known = parsed.get(content);
  if (known === undefined) {
    const entries = content.map((text, index) => {
      const time = times?.[index];
      return time === undefined || time === 0 ? parseEntry(text) : {...parseEntry(text), time};
    });
    parsed.set(content, (known = {entries, byName: null}));
  }
  return known;
}

function namesIn(content: Parsed): ReadonlyMap<string, DirectoryEntry> {
  return (content.byName ??= new Map(content.entries.map(entry => [entry.name, entry])));
}

function isParsed(content: Parsed | Exclude<Listing, readonly DirectoryEntry[]>): content is Parsed {
  return typeof content === 'object' && 'entries' in content;
}

function isTexts(content: DirectoryMemo['content']): content is readonly string[] {
  return Array.isArray(content);
}
