import {createHash} from 'node:crypto';
import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';

/** What can change what the program prints. */
const FOLDERS = ['src', 'schemas', 'themes', 'build'];
// Not npm's own note of what it has installed: that differs with platform, registry and version of npm. The bill of materials holds what
// is installed to this.
const FILES = ['package.json', 'package-lock.json'];

/** Sixteen hex digits that change with any source, and with nothing else: the same sources give the same bytes everywhere. */
export async function buildId(root: string): Promise<string> {
  const hash = createHash('sha256');
  const below = await Promise.all(FOLDERS.map(folder => filesBelow(root, folder)));
  for (const path of [...below.flat(), ...FILES].toSorted()) {
    const content = await readFile(join(root, path)).catch(() => Buffer.of());
    hash.update(`${path} ${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesBelow(root: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(root, folder), {recursive: true, withFileTypes: true}).catch(() => []);
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name).slice(root.length + 1));
}
