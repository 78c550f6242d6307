import {readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';

/** What a build depends on; a directory counts with all that is in it. */
const INPUTS = ['src', 'schemas', 'build', 'themes', 'package.json', 'node_modules/.package-lock.json'];

/**
 * True when `out` was built after the last change of its sources.
 *
 * Times of directories count too, so a removed file is seen. Times tell enough: a checkout of another commit makes files new.
 */
export async function isFresh(root: string, out: string): Promise<boolean> {
  const built = await changedAt(join(out, 'package.json'));
  if (built === null) return false;
  const newest = await Promise.all(INPUTS.map(input => newestBelow(join(root, input))));
  return newest.every(time => time < built);
}

/** Time of the newest file or directory at or below `path` in milliseconds, 0 when there is none. */
async function newestBelow(path: string): Promise<number> {
  const own = await changedAt(path);
  if (own === null) return 0;
  const names = await readdir(path).catch(() => []);
  const below = await Promise.all(names.map(name => newestBelow(join(path, name))));
  return Math.max(own, ...below);
}

async function changedAt(path: string): Promise<number | null> {
  return stat(path).then(
    ({mtimeMs}) => mtimeMs,
    () => null,
  );
}
