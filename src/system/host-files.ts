import {closeSync, fstatSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync} from 'node:fs';
import {LIST_MEMBERS, membersOf, type Members} from './file-kind.ts';
import {runTool} from './run-tool.ts';
import {isBelow} from './which.ts';

export type PathState = 'file' | 'directory' | 'socket' | 'other' | 'missing' | 'failed' | 'not-answering';

export type DirectoryEntry = {
  readonly name: string;
  readonly kind: 'directory' | 'file' | 'link';
  /** Where a link points, as spelled; null for the others. */
  readonly target: string | null;
};

/** Permission bits and owner; `real` where the last name of the path is a link: what it leads to. */
export type Rights = {readonly mode: number; readonly uid: number; readonly real?: string};

/** Paths below a root file system, `.` for itself. */
export type Exposed = {
  /** Directories that everybody may write to: itself, and those of programs. */
  readonly open: readonly string[];
  /** Programs with the set-uid or set-gid bit. */
  readonly elevating: readonly string[];
};

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
  /** What other users of the machine have of a root file system. As much as is known in time. */
  readonly exposed: (path: string) => Promise<Exposed>;
  /** Some bytes of a local file, fewer at its end; null when it cannot be read. */
  readonly part: (path: string, offset: number, length: number) => Uint8Array | null;
  /** Who may do what with those that are there. By a child: they may be on a network file system. */
  readonly rights: (paths: readonly string[]) => Promise<ReadonlyMap<string, Rights>>;
  /** Entries of a local directory; null when it cannot be read. */
  readonly list: (path: string) => readonly DirectoryEntry[] | null;
};

// Each answer is a line of its own, written before the next look: what came before a stuck path is known all the same. Only a look
// below an automount wakes it (stat(2), AT_NO_AUTOMOUNT).
const STATES = `for p do
  if [ -d "$p/." ] || [ -d "$p" ]; then echo d; elif [ -f "$p" ]; then echo f; elif [ -S "$p" ]; then echo s; elif [ -e "$p" ]; then echo o; else echo m; fi
done`;
// Links in pairs of lines, an empty line, then the rights.
const RIGHTS = `for p do [ ! -h "$p" ] || printf '%s\\n%s\\n' "$p" "$(readlink -f -- "$p")"; done; echo; echo
exec stat -Lc "%a %u %n" -- "$@" 2>/dev/null`;
// Only regular files: the first byte of a pipe may never come.
const START = '[ -f "$1" ] && [ -r "$1" ] && head -c "$2" < "$1" | od -An -v -tx1';
// Not through links: they may lead out of it. What is open, an empty name, what elevates; names may have line ends in them.
const EXPOSED = `cd "$1" || exit
set -- bin sbin usr/bin usr/sbin usr/local/bin usr/local/sbin
for d do
  shift
  [ -h "\${d%%/*}" ] || [ -h "\${d%/*}" ] || [ -h "$d" ] || [ ! -d "$d" ] || set -- "$@" "$d"
done
find . "$@" -prune -perm -0002 -print0; printf '\\0'
[ $# = 0 ] || exec find "$@" -maxdepth 1 -type f '(' -perm -4000 -o -perm -2000 ')' -print0`;
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
    const ask = async (asked: readonly string[]): Promise<void> => {
      const lines = timeoutMs() <= 0 ? null : (await tool(STATES, asked)).stdout.split('\n').slice(0, -1);
      asked.forEach((path, index) =>
        found.set(path, lines?.[index] === undefined ? 'not-answering' : (WORDS[lines[index]] ?? 'missing')),
      );
      const stuck = lines === null ? undefined : asked[lines.length];
      if (lines === null || stuck === undefined) return;
      // The stuck one is given up, with what lies below it. It may not be the only one, so each place gets a child of its own now.
      const rest = asked.slice(lines.length + 1).filter(path => !isBelow(path, stuck));
      const places = Map.groupBy(rest, path => path.split('/')[1]);
      await Promise.all([...places.values()].map(ask));
    };
    if (paths.length > 0) await ask([...new Set(paths)]);
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
    exposed: async path => {
      // What came whole, in case the time was over; the empty name is between the two lists.
      const names = (await tool(EXPOSED, [path])).stdout.split('\0').slice(0, -1);
      const end = names.includes('') ? names.indexOf('') : names.length;
      return {open: names.slice(0, end), elevating: names.slice(end + 1)};
    },
    part: (path, offset, length) => attempt(() => readPart(path, offset, length)),
    rights: async paths => {
      const here = new Map(paths.flatMap(path => (isLocal(path) ? [[path, localRights(path)] as const] : [])));
      const others = paths.filter(path => !here.has(path) || here.get(path) === 'link');
      const {stdout} = others.length === 0 ? {stdout: '\n'} : await tool(RIGHTS, others);
      const [links = '', told = ''] = stdout.split('\n\n', 2);
      const names = links.split('\n');
      const reals = new Map(
        names.flatMap((name, index) => (index % 2 === 0 && names[index + 1] ? [[name, names[index + 1]!] as const] : [])),
      );
      const seen = told.split('\n').flatMap(line => {
        const [, mode, uid, path = ''] = /^([0-7]+) (\d+) (.+)$/.exec(line) ?? [];
        const real = reals.get(path);
        const rights = {mode: Number.parseInt(mode ?? '0', 8), uid: Number(uid), ...(real === undefined ? {} : {real})};
        return path === '' ? [] : [[path, rights] as const];
      });
      return new Map([
        ...[...here].flatMap(([path, each]) => (each === null || each === 'link' ? [] : [[path, each] as const])),
        ...seen,
      ]);
    },
    list: path => attempt(() => readdirSync(path, {withFileTypes: true}).map(entry => describe(path, entry))),
  };
}

function describe(directory: string, entry: import('node:fs').Dirent): DirectoryEntry {
  if (entry.isDirectory()) return {name: entry.name, kind: 'directory', target: null};
  if (!entry.isSymbolicLink()) return {name: entry.name, kind: 'file', target: null};
  return {name: entry.name, kind: 'link', target: attempt(() => readlinkSync(`${directory}/${entry.name}`))};
}

/** Below these no automount is: a look costs nothing and cannot hang, unless it follows a link. */
const isLocal = (path: string) => /^\/(?:tmp\/[^/]+|run\/user\/\d+(?:\/[^/]+)?)$/.test(path);

function localRights(path: string): Rights | 'link' | null {
  return attempt(() => {
    const state = lstatSync(path);
    return state.isSymbolicLink() ? 'link' : {mode: state.mode & 0o7777, uid: state.uid};
  });
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
