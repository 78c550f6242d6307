import {closeSync, fstatSync, openSync, readSync} from 'node:fs';
import {crc32} from './crc32.ts';

const LARGEST = 256 * 1024 * 1024;

/** A file that nobody else can have written; null where there is none, or none that can be read. */
export function readOwn(path: string, uid: number): Buffer | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.uid !== uid || (stat.mode & 0o022) !== 0 || stat.size > LARGEST) return null;
    const bytes = Buffer.allocUnsafe(stat.size);
    let length = 0;
    for (let got = -1; length < bytes.length && got !== 0; length += got)
      got = readSync(file, bytes, length, bytes.length - length, null);
    return length === bytes.length ? bytes : null;
  } catch {
    // A file server whose file is another one by now (ESTALE), or that does not answer.
    return null;
  } finally {
    closeQuietly(file);
  }
}

/** For files that were only read: a file server may say no even to that. */
export function closeQuietly(file: number): void {
  try {
    closeSync(file);
  } catch {
    // It is closed all the same.
  }
}

/** First line of a file that is remembered: what it is, of which build, and the sum of all that follows. */
export function headOf(name: string, build: string, body: Uint8Array): string {
  return `hsf ${name} 1 ${build} ${body.length} ${crc32(body)}\n`;
}
