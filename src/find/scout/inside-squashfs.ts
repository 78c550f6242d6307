import type * as ChildProcess from 'node:child_process';
import {createRequire} from 'node:module';
import {LIBC_BYTES} from '../../system/c-library.ts';
import type {DirectoryEntry} from '../entry-text.ts';
import type {Inside} from './answer-image.ts';

/** Longest time for one call of unsquashfs: what is asked for takes it some milliseconds. */
const TOOL_MS = 5000;
const MOST_LINKS = 8;
const LISTING_BYTES = 16 * 1024 * 1024;

/**
 * Reads files of a squashfs by unsquashfs (squashfs-tools 4.5 and later); the reason, one clause, where that does not work.
 *
 * One path a call: 4.5.1 crashes over several that are not there, and takes links for loops, so they are followed here.
 *
 * @param offset where the file system begins in the file
 */
export function insideSquashfs(file: string, offset: number): Inside | string {
  const unsquashfs = (words: readonly string[]) => run(['-o', String(offset), ...words], LIBC_BYTES);
  const root = unsquashfs(['-ll', file, 'etc/os-release']);
  if (root.error !== undefined) return 'unsquashfs is not installed here (squashfs-tools)';
  if (root.status !== 0) return 'unsquashfs cannot read it';

  /** By path: the target of a link, null for all else that is there, undefined for what is not. */
  const seen = new Map<string, string | null | undefined>();
  const targetAt = (path: string) => {
    if (!seen.has(path)) {
      const depth = String(path.split('/').length - 1);
      const {stdout} = unsquashfs(['-no-wildcards', '-max-depth', depth, '-ll', file, path.slice(1)]);
      for (const entry of entriesIn(stdout.toString('utf8'))) seen.set(entry.path, entry.target);
      if (!seen.has(path)) seen.set(path, undefined);
    }
    return seen.get(path);
  };
  const resolve = (path: string, left = MOST_LINKS): string | null => {
    // Shows all directories above it as well, unless one of them is a link: then it shows nothing.
    if (targetAt(path) === null) return path;
    const parts = path.split('/').slice(1);
    for (const [index] of parts.entries()) {
      const place = `/${parts.slice(0, index + 1).join('/')}`;
      const target = targetAt(place);
      if (target === undefined) return null;
      if (target !== null) return left === 0 ? null : resolve(joined(place, target, parts.slice(index + 1)), left - 1);
    }
    return null;
  };
  return (path, most) => {
    const place = resolve(path);
    if (place === null) return null;
    const {stdout, status} = unsquashfs(['-no-wildcards', '-cat', file, place.slice(1)]);
    return status === 0 ? stdout.subarray(0, most) : null;
  };
}

/**
 * Entries of a directory in a squashfs file, links not followed; null when it has none of that name, or nobody here can tell:
 * unsquashfs lists a single directory since 4.5.
 */
export function listInSquashfs(file: string, directory: string): readonly DirectoryEntry[] | null {
  const place = directory === '/' ? '' : directory;
  const depth = String(place.split('/').length);
  const {status, stdout} = run(
    ['-no-wildcards', '-max-depth', depth, '-ll', file, ...(place === '' ? [] : [place.slice(1)])],
    LISTING_BYTES,
  );
  if (status !== 0) return null;
  const entries = entriesIn(stdout.toString('utf8'));
  if (place !== '' && !entries.some(({path, type}) => path === place && type === 'directory')) return null;
  return entries.flatMap(({path, type, target}) => {
    const isIn = path.lastIndexOf('/') === place.length && path.startsWith(`${place}/`);
    return isIn ? [{name: path.slice(place.length + 1), type, target}] : [];
  });
}

function run(words: readonly string[], most: number) {
  // Few scouts get here, and it costs milliseconds of their start.
  const {spawnSync} = createRequire(import.meta.url)('node:child_process') as typeof ChildProcess;
  return spawnSync('unsquashfs', words, {
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: most,
    timeout: TOOL_MS,
    killSignal: 'SIGKILL',
  });
}

type Listed = Pick<DirectoryEntry, 'type' | 'target'> & {readonly path: string};

/** What a listing names, by paths inside. */
function entriesIn(listing: string): readonly Listed[] {
  return listing.split('\n').flatMap((line): readonly Listed[] => {
    const [, mark = '', named = ''] = /^([-ldbcps])\S+ .*? \d\d:\d\d squashfs-root(\/.+)$/.exec(line) ?? [];
    if (named === '') return [];
    const [path, target] = mark === 'l' ? (named.split(/ -> (.*)/s) as [string, string?]) : [named];
    const type = ({d: 'directory', '-': 'file', l: 'link'} as const)[mark as 'd' | '-' | 'l'] ?? 'other';
    return [{path, type, target: mark === 'l' ? (target ?? '') : null}];
  });
}

function joined(link: string, target: string, rest: readonly string[]): string {
  const parts = target.startsWith('/') ? [] : link.split('/').slice(1, -1);
  for (const part of [...target.split('/'), ...rest]) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
