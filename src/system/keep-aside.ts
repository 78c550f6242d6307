import {existsSync, renameSync} from 'node:fs';

/**
 * Renames a file that cannot be read to `FILE.bad`, or where one is kept already to `FILE.bad.2` and so on: each may be the only copy of
 * what its owner wrote.
 *
 * @returns its name now; null where it could not be moved
 */
export function keepAside(file: string): string | null {
  let aside = `${file}.bad`;
  for (let number = 2; existsSync(aside); number++) aside = `${file}.bad.${number}`;
  try {
    renameSync(file, aside);
    return aside;
  } catch {
    return null;
  }
}
