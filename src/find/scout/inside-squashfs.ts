import type * as ChildProcess from 'node:child_process';
import {createRequire} from 'node:module';
import {LIBC_BYTES} from '../../system/c-library.ts';
import type {Inside} from './answer-image.ts';

/** Longest time for one call of unsquashfs: what is asked for takes it some milliseconds. */
const TOOL_MS = 5000;
const MOST_LINKS = 8;

/**
 * Reads files of a squashfs by unsquashfs (squashfs-tools 4.5 and later); the reason, one clause, where that does not work.
 *
 * One path a call: 4.5.1 crashes over several that are not there, and takes links for loops, so they are followed here.
 *
 * @param offset where the file system begins in the file
 */
export function insideSquashfs(file: string, offset: number): Inside | string {
  // Few scouts get here, and it costs milliseconds of their start.
  const {spawnSync} = createRequire(import.meta.url)('node:child_process') as typeof ChildProcess;
  const unsquashfs = (words: readonly string[]) =>
    spawnSync('unsquashfs', ['-o', String(offset), ...words], {
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: LIBC_BYTES,
      timeout: TOOL_MS,
      killSignal: 'SIGKILL',
    });
  const root = unsquashfs(['-ll', file, 'etc/os-release']);
  if (root.error !== undefined) return 'unsquashfs is not installed here (squashfs-tools)';
  if (root.status !== 0) return 'unsquashfs cannot read it';

  const resolve = (path: string, left = MOST_LINKS): string | null => {
    const seen = entriesIn(unsquashfs(['-ll', file, path.slice(1)]).stdout.toString('utf8'));
    const parts = path.split('/').slice(1);
    for (const [index] of parts.entries()) {
      const place = `/${parts.slice(0, index + 1).join('/')}`;
      const target = seen.get(place);
      if (target === undefined) return null;
      if (target !== null) return left === 0 ? null : resolve(joined(place, target, parts.slice(index + 1)), left - 1);
    }
    return path;
  };
  return (path, most) => {
    const place = resolve(path);
    if (place === null) return null;
    const {stdout, status} = unsquashfs(['-cat', file, place.slice(1)]);
    return status === 0 ? stdout.subarray(0, most) : null;
  };
}

/** What a listing names: targets of links, null for everything else. */
function entriesIn(listing: string): ReadonlyMap<string, string | null> {
  const entries = new Map<string, string | null>();
  for (const line of listing.split('\n')) {
    const [, type, path, target] = /^([-ld])\S+ .*? \d\d:\d\d squashfs-root(\/.+?)(?: -> (.*))?$/.exec(line) ?? [];
    if (path !== undefined) entries.set(path, type === 'l' ? (target ?? '') : null);
  }
  return entries;
}

function joined(link: string, target: string, rest: readonly string[]): string {
  const parts = target.startsWith('/') ? [] : link.split('/').slice(1, -1);
  for (const part of [...target.split('/'), ...rest]) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
