/** What a name in a directory is. `other` is a device, a socket, or a file whose kind could not be told. */
export type EntryType = 'directory' | 'file' | 'link' | 'other';

export type DirectoryEntry = {
  readonly name: string;
  readonly type: EntryType;
  /** Target of a link as spelled, null for all else. */
  readonly target: string | null;
  /** A path below a directory that was looked at and is there: the marker of a variant. A `/` at its end: it is a directory. */
  readonly holds?: string;
  /** When it was last changed, in seconds since 1970; absent where nobody asked. Not part of the text. */
  readonly time?: number;
};

/**
 * One entry as one string, for pipes and index files: `name` is a file, `name/` a directory, `name/:path` one that holds that
 * path, `name//target` a link and `name/?` anything else. No name holds a `/`, so the first one always ends it.
 */
export function entryText({name, type, target, holds}: DirectoryEntry): string {
  if (type === 'file') return name;
  if (type === 'directory') return holds === undefined ? `${name}/` : `${name}/:${holds}`;
  return type === 'link' ? `${name}//${target ?? ''}` : `${name}/?`;
}

/** The entry that `entryText` wrote. */
export function parseEntry(text: string): DirectoryEntry {
  const slash = text.indexOf('/');
  if (slash < 0) return {name: text, type: 'file', target: null};
  const name = text.slice(0, slash);
  if (slash === text.length - 1) return {name, type: 'directory', target: null};
  const rest = text.slice(slash + 2);
  switch (text.charAt(slash + 1)) {
    case '/':
      return {name, type: 'link', target: rest};
    case ':':
      return {name, type: 'directory', target: null, holds: rest};
    default:
      return {name, type: 'other', target: null};
  }
}
