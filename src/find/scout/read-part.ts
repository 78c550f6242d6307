import {closeSync, constants, fstatSync, openSync, readSync} from 'node:fs';
import {NO_FILE} from './protocol.ts';

/**
 * Bytes of a regular file from a place on, fewer where it ends. A pipe with nobody at its other end would keep an ordinary open
 * waiting; nothing else than a regular file is read.
 */
export function readPart(path: string, from: number, length: number): Buffer {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) throw Object.assign(new Error(path), {code: NO_FILE});
    // Files below /proc have no size.
    const bytes = Buffer.alloc(stat.size === 0 ? length : Math.max(0, Math.min(length, stat.size - from)));
    let done = 0;
    for (let read = -1; read !== 0 && done < bytes.length; done += read)
      read = readSync(file, bytes, done, bytes.length - done, from + done);
    return bytes.subarray(0, done);
  } finally {
    closeSync(file);
  }
}
