import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';

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
