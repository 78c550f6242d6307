import {closeSync, constants, fstatSync, openSync, readSync, statSync} from 'node:fs';

/** First bytes of a regular file. Opened without waiting: a pipe in an image must not hold us. */
export function readStart(path: string, most: number): Buffer | null {
  let descriptor: number;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return null;
  }
  try {
    if (!fstatSync(descriptor).isFile()) return null;
    const buffer = Buffer.allocUnsafe(most);
    let length = 0;
    // Files below /proc come in pieces of a page.
    for (let got = -1; length < most && got !== 0; length += got) got = readSync(descriptor, buffer, length, most - length, null);
    return buffer.subarray(0, length);
  } catch {
    return null;
  } finally {
    closeSync(descriptor);
  }
}

/** Changes with a file that is written or put in the place of another; empty for one that is not there or cannot be looked at. */
export function stampOf(path: string): string {
  try {
    const stat = statSync(path, {throwIfNoEntry: false});
    return stat === undefined ? '' : `${stat.size} ${stat.mtimeMs} ${stat.ino}`;
  } catch {
    return '';
  }
}
