/** What a file is by its first bytes. `compressed`: something packed, perhaps an archive. */
export type FileKind = 'sif' | 'squashfs' | 'tar' | 'compressed' | 'elf' | 'empty' | 'other';

/** Bytes that tell a file's kind: tar says its name at 257. */
export const START_BYTES = 512;

/** The signs by which files are known, at their offsets (apptainer/sif: header; squashfs and tar: file(1)). */
const SIGNS: readonly (readonly [offset: number, sign: string, kind: FileKind])[] = [
  // The first 32 bytes of a SIF are a `#!` line of anybody's choice.
  [32, 'SIF_MAGIC', 'sif'],
  [0, 'hsqs', 'squashfs'],
  [257, 'ustar', 'tar'],
  [0, '\x7fELF', 'elf'],
  [0, '\x1f\x8b', 'compressed'],
  [0, '\x28\xb5\x2f\xfd', 'compressed'],
  [0, '\xfd7zXZ\0', 'compressed'],
  [0, 'BZh', 'compressed'],
];

/** The kind of a file that begins with these bytes. */
export function fileKindOf(start: Uint8Array): FileKind {
  if (start.length === 0) return 'empty';
  const text = Buffer.from(start.buffer, start.byteOffset, start.byteLength).toString('latin1');
  return SIGNS.find(([offset, sign]) => text.startsWith(sign, offset))?.[2] ?? 'other';
}

/** What is in an archive, as far as its names tell. */
export type Members = {
  /** Names at the top of it. */
  readonly names: readonly string[];
  /** Whether it could be read to its end. */
  readonly whole: boolean;
};

/** Lists an archive, packed or not: of a plain one tar skips the contents, so that a gigabyte takes milliseconds. */
export const LIST_MEMBERS: readonly string[] = ['tar', '-tf'];

/** The members from what tar printed. */
export function membersOf(listing: string, whole: boolean): Members {
  const names = listing.split('\n').map(line => line.replace(/^\.\//, ''));
  return {names: [...new Set(names.filter(name => /^[^/]+$/.test(name)))], whole};
}

/**
 * What kind of image archive has these names at its top. Docker writes both kinds into one since 25; every engine reads its own
 * kind, and fewer that of OCI.
 */
export function archiveFormatOf(names: readonly string[]): 'docker-archive' | 'oci-archive' | null {
  if (names.includes('manifest.json')) return 'docker-archive';
  return names.includes('oci-layout') && names.includes('index.json') ? 'oci-archive' : null;
}
