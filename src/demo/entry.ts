import {chmod, copyFile, mkdir, symlink, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';

/** One file, link or directory of a tree to write; `path` is relative to the tree's root. */
export type Entry =
  | {readonly path: string; readonly text: string; readonly executable?: boolean}
  | {readonly path: string; readonly bytes: Uint8Array}
  | {readonly path: string; readonly copyOf: string}
  | {readonly path: string; readonly link: string}
  | {readonly path: string; readonly directory: true};

/**
 * Writes entries below `root`, parents included. Modes are set whatever the umask is: a program that only its owner may start
 * would be of no use in a container that has another user. Programs are written as such (`bytes`, `copyOf`).
 */
export async function writeEntries(root: string, entries: readonly Entry[]): Promise<void> {
  const folders = new Set(entries.map(entry => ('directory' in entry ? entry.path : dirname(entry.path))));
  for (const folder of [...folders].sort()) await mkdir(join(root, folder), {recursive: true, mode: 0o755});
  for (const entry of entries) await writeEntry(join(root, entry.path), entry);
}

async function writeEntry(path: string, entry: Entry): Promise<void> {
  if ('directory' in entry) return;
  if ('link' in entry) return symlink(entry.link, path);
  if ('text' in entry) await writeFile(path, entry.text);
  else if ('bytes' in entry) await writeFile(path, entry.bytes);
  else await copyFile(entry.copyOf, path);
  await chmod(path, 'text' in entry && entry.executable !== true ? 0o644 : 0o755);
}
