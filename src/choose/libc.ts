import type {Host} from './host.ts';
import {compareVersions} from './release-order.ts';

/** A C library that the user names: `glibc 2.34`, `glibc-2.34`, `2.34`, `musl`. */
export function libcFromWord(word: string): Host['libc'] {
  const match = /^\s*([a-z]+)?[-\s]*(\d[\d.]*)?\s*$/i.exec(word);
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
