import {closeSync, fstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync} from 'node:fs';
import {LIST_MEMBERS, membersOf, type Members} from './file-kind.ts';
import {runTool} from './run-tool.ts';

export type PathState = 'file' | 'directory' | 'socket' | 'other' | 'missing' | 'failed' | 'not-answering';

export type DirectoryEntry = {
  readonly name: string;
  readonly kind: 'directory' | 'file' | 'link';
  /** Where a link points, as spelled; null for the others. */
  readonly target: string | null;
};

/** Permission bits and owner. */
export type Rights = {readonly mode: number; readonly uid: number};

export type HostFiles = {
  /** What is at each path, links followed. Looks are made in a child, so that an automount that does not answer costs its deadline only. */
  readonly states: (paths: readonly string[]) => Promise<ReadonlyMap<string, PathState>>;
  /** Whether two spellings name one directory; false also when one of them does not answer. */
  readonly same: (one: string, other: string) => Promise<boolean>;
  /** Text of a small local file; null when there is none. */
  readonly readText: (path: string) => string | null;
  /** The path with links resolved, null when it does not exist. By a child as well: a link may lead to a mount that does not answer. */
  readonly real: (path: string) => Promise<string | null>;
  /** The first bytes of a regular file, null when it cannot be read. */
  readonly start: (path: string, most: number) => Promise<Uint8Array | null>;
  /** What is at the top of an archive; null when there was no time to read it. */
  readonly members: (path: string) => Promise<Members | null>;
  /** Whether everybody may write to it. */
  readonly isOpen: (path: string) => Promise<boolean>;
  /** Some bytes of a local file, fewer at its end; null when it cannot be read. */
  readonly part: (path: string, offset: number, length: number) => Uint8Array | null;
  /** Who may do what with those that are there. By a child: they may be on a network file system. */
  readonly rights: (paths: readonly string[]) => Promise<ReadonlyMap<string, Rights>>;
  /** Entries of a local directory; null when it cannot be read. */
  readonly list: (path: string) => readonly DirectoryEntry[] | null;
};

// Each answer is a line of its own, written before the next look: what came before a stuck path is known all the same.
const STATES = `for p do
  if [ -d "$p" ]; then echo d; elif [ -f "$p" ]; then echo f; elif [ -S "$p" ]; then echo s; elif [ -e "$p" ]; then echo o; else echo m; fi
done`;
// Only regular files: the first byte of a pipe may never come.
const START = '[ -f "$1" ] && [ -r "$1" ] && head -c "$2" < "$1" | od -An -v -tx1';
const WORDS: Readonly<Record<string, PathState>> = {d: 'directory', f: 'file', s: 'socket', o: 'other', m: 'missing'};
const MAX_TEXT = 4_000_000;
/** Longest wait for one round of looks, so that a dead automount does not take the time of everything else. */
const LOOK_MS = 2_000;

/**
 * The machine's own files, for plans.
 *
 * @param sh absolute path of a POSIX shell
 * @param timeoutMs for each round of looks; asked when it begins, so that all share the deadline of the command
 */
export function hostFiles(sh: string, timeoutMs: () => number): HostFiles {
  const tool = (script: string, paths: readonly string[]) =>
    runTool([sh, '-c', script, 'sh', ...paths], {timeoutMs: Math.max(1, Math.min(LOOK_MS, timeoutMs())), env: {}});
  const states = async (paths: readonly string[]): Promise<ReadonlyMap<string, PathState>> => {
    const found = new Map<string, PathState>();
    let rest = [...new Set(paths)];
    while (rest.length > 0) {
      const result = await tool(STATES, rest);
      const lines = result.stdout.split('\n').slice(0, -1);
      lines.forEach((line, index) => found.set(rest[index]!, WORDS[line] ?? 'missing'));
      if (lines.length < rest.length) found.set(rest[lines.length]!, 'not-answering');
      // The stuck one is given up and the rest asked by a new child, until time is up.
      rest = rest.slice(lines.length + 1);
      if (timeoutMs() <= 0) for (const path of rest.splice(0)) found.set(path, 'not-answering');
    }
    return found;
  };
  return {
    states,
    same: async (one, other) => one === other || (await tool('[ "$1" -ef "$2" ]', [one, other])).status === 0,
    readText: path => attempt(() => readFileSync(path, 'utf8').slice(0, MAX_TEXT)),
    real: async path => {
      const {status, stdout} = await tool('readlink -f -- "$1"', [path]);
      return status === 0 ? stdout.replace(/\n$/, '') : null;
    },
    start: async (path, most) => {
      const {status, stdout} = await tool(START, [path, String(most)]);
      return status === 0 ? Buffer.from(stdout.replaceAll(/\s/g, ''), 'hex') : null;
    },
    members: async path => {
      const {status, stdout, late} = await tool(`[ -f "$1" ] && exec ${LIST_MEMBERS.join(' ')} "$1"`, [path]);
      return late ? null : membersOf(stdout, status === 0);
    },
    isOpen: async path => (await tool('find "$1/." -prune -perm -0002', [path])).stdout !== '',
    part: (path, offset, length) => attempt(() => readPart(path, offset, length)),
    rights: async paths => {
      if (paths.length === 0) return new Map();
      // Line by line in the order of the paths: a name may have anything in it.
      const {stdout} = await tool('for p do stat -Lc "%a %u" -- "$p" 2>/dev/null || echo; done', paths);
      const lines = stdout.split('\n').slice(0, -1);
      return new Map(
        lines.flatMap((line, index) => {
          const [mode, uid] = line.split(' ');
          return mode && uid ? [[paths[index]!, {mode: Number.parseInt(mode, 8), uid: Number(uid)}] as const] : [];
        }),
      );
    },
    list: path => attempt(() => readdirSync(path, {withFileTypes: true}).map(entry => describe(path, entry))),
  };
}

function describe(directory: string, entry: import('node:fs').Dirent): DirectoryEntry {
  if (entry.isDirectory()) return {name: entry.name, kind: 'directory', target: null};
  if (!entry.isSymbolicLink()) return {name: entry.name, kind: 'file', target: null};
  return {name: entry.name, kind: 'link', target: attempt(() => readlinkSync(`${directory}/${entry.name}`))};
}

function readPart(path: string, offset: number, length: number): Uint8Array | null {
  const file = openSync(path, 'r');
  try {
    if (!fstatSync(file).isFile()) return null;
    const bytes = Buffer.alloc(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
  } finally {
    closeSync(file);
  }
}

function attempt<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
