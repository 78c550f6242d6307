/** As much of an archive as holds all names: they stand before the data. That of a whole distribution has 60 kB of them. */
export const ARCHIVE_BYTES = 256 * 1024;

const MAGIC = 0xde02_0109;
const MOST_NAMES = 20_000;

/**
 * The names in glibc's `locale-archive` (locale/locarchive.h): a header of words in the byte order of the machine, whose fifth to
 * seventh say where the names are, each ended by NUL. Whatever else is given has none.
 */
export function localesOfArchive(bytes: Uint8Array): readonly string[] {
  if (bytes.length < 56) return [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = view.getUint32(0, true) === MAGIC;
  if (!little && view.getUint32(0, false) !== MAGIC) return [];
  const begin = view.getUint32(20, little);
  const used = view.getUint32(24, little);
  if (begin < 56 || begin >= bytes.length) return [];
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
    'latin1',
    begin,
    Math.min(begin + used, bytes.length),
  );
  return text.split('\0', MOST_NAMES).filter(name => /^[\w.@-]+$/.test(name));
}
