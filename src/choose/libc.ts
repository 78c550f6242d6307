import type {Host} from './host.ts';
import {compareVersions} from './release-order.ts';

/** Longer words name none; a long row of blanks could be shared out in too many ways. */
const LONGEST = 100;

/** A C library that the user names: `glibc 2.34`, `glibc-2.34`, `2.34`, `musl`. */
export function libcFromWord(word: string): Host['libc'] {
  const match = /^([a-z]+)?[-\s]*(\d[\d.]*)?$/i.exec(word.slice(0, LONGEST).trim());
  const name = match?.[1]?.toLowerCase() ?? (match?.[2] === undefined ? null : 'glibc');
  return {name, version: match?.[2] ?? null};
}

/** Why programs for this glibc do not start here, in one clause; null when they do, or when the host's C library is not known. */
export function libcLack(wanted: string, {name, version}: Host['libc']): string | null {
  if (name === null) return null;
  const own = version === null ? name : `${name} ${version}`;
  if (name !== 'glibc') return `Needs glibc ${wanted}; this machine has ${own}`;
  return version !== null && compareVersions(version, wanted) < 0 ? `Needs glibc ${wanted}; this machine has ${own}` : null;
}
