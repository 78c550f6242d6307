import {crc32 as zlibCrc32} from 'node:zlib';

/** Up to so many bytes are quicker summed up here than zlib is loaded, which takes Node three milliseconds. */
const SHORT = 256 * 1024;

let table: Int32Array | undefined;

/** The sum that `crc32` of `node:zlib` gives, of a text as UTF-8. */
export function crc32(data: string | Uint8Array): number {
  const bytes = typeof data === 'string' ? Buffer.from(data) : data;
  if (bytes.length > SHORT) return zlibCrc32(bytes);
  const sums = (table ??= makeTable());
  let sum = -1;
  for (let index = 0; index < bytes.length; index += 1) sum = sums[(sum ^ bytes[index]!) & 0xff]! ^ (sum >>> 8);
  return ~sum >>> 0;
}

function makeTable(): Int32Array {
  const sums = new Int32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let sum = byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
    sums[byte] = sum;
  }
  return sums;
}
