import type {BindMount} from '../engines/engine.ts';
import {isBelow} from '../system/which.ts';
import type {ListInside} from './root-entries.ts';

/** Directories that images have and nothing is in. */
const USUALLY_EMPTY: readonly string[] = ['/mnt', '/media', '/srv', '/opt'];

/**
 * Where our start-up files are to be inside, when the image has no place of their own for them and the engine can make none: at their
 * own path where that is shown anyway, else in an empty directory of the image. Null when there is neither.
 *
 * @param source their directory on this machine
 * @param mounts of the start
 * @param list lists a directory of the image; null where nobody can
 */
export async function placeOfShellFiles(
  source: string,
  mounts: readonly BindMount[],
  list: ListInside | null,
): Promise<string | null> {
  const cover = mounts.findLast(({target}) => isBelow(source, target));
  if (cover !== undefined && cover.source === cover.target) return source;
  for (const directory of USUALLY_EMPTY) {
    const isTaken = mounts.some(({target}) => isBelow(target, directory) || isBelow(directory, target));
    if (!isTaken && (await list?.(directory))?.length === 0) return directory;
  }
  return null;
}
