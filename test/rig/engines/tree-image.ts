import {spawnSync} from 'node:child_process';
import {readdirSync} from 'node:fs';
import {join} from 'node:path';

/** What an engine calls the image that a rig put into its storage. */
export const RIG_REFERENCE = 'localhost/hsf-thin:1';

/** Packs a directory for `import`, with the top-level names as they are in images: no `./` in front, and not one file more. */
export function packTree(tree: string, directory: string): string {
  const archive = join(directory, 'tree.tar');
  const packed = spawnSync('tar', ['-C', tree, '-cf', archive, '--', ...readdirSync(tree)], {encoding: 'utf8'});
  if (packed.status !== 0) throw new Error(`tar: ${packed.stderr}`);
  return archive;
}
