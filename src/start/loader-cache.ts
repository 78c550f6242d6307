const MAGIC = 'glibc-ld.so.cache1.1';
const HEADER_BYTES = 48;
const ENTRY_BYTES = 24;
const MOST_ENTRIES = 100_000;

/** Largest `/etc/ld.so.cache` that is read; a machine with everything installed has a quarter of a megabyte. */
export const LOADER_CACHE_BYTES = 4 * 1024 * 1024;

/** A library as the loader finds it. */
export type CachedLibrary = {readonly name: string; readonly path: string};

/**
 * What `ldconfig -p` prints, out of the file itself (glibc: sysdeps/generic/dl-cache.h): a header with the number of entries, entries
 * with the places of name and path, then the texts. The old format may stand in front. Damaged parts are left out.
 */
export function cachedLibraries(bytes: Uint8Array): readonly CachedLibrary[] {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const begin = content.indexOf(MAGIC, 0, 'latin1');
  if (begin < 0 || begin + HEADER_BYTES > content.length) return [];
  const count = Math.min(content.readUInt32LE(begin + MAGIC.length), MOST_ENTRIES);
  const libraries: CachedLibrary[] = [];
  for (let index = 0; index < count; index++) {
    const at = begin + HEADER_BYTES + index * ENTRY_BYTES;
    if (at + ENTRY_BYTES > content.length) break;
    const name = textAt(content, begin + content.readUInt32LE(at + 4));
    const path = textAt(content, begin + content.readUInt32LE(at + 8));
    if (name !== '' && path.startsWith('/')) libraries.push({name, path});
  }
  return libraries;
}

function textAt(content: Buffer, offset: number): string {
  const end = offset < content.length ? content.indexOf(0, offset) : -1;
  return end < 0 || end - offset > 4096 ? '' : content.toString('utf8', offset, end);
}
