/**
 * `npm run build`: makes `dist` when a source is newer than it; `--force` makes it in any case.
 *
 * Silent when there is nothing to do, since `npm start` runs it first.
 */
import {join} from 'node:path';
import {isFresh} from './freshness.ts';
import {makeDist} from './make-dist.ts';

const root = join(import.meta.dirname, '..');
const out = join(root, 'dist');

if (process.argv.includes('--force') || !(await isFresh(root, out))) {
  const startedAt = performance.now();
  try {
    const {files} = await makeDist({root, out});
    const bytes = Object.values(files).reduce((sum, size) => sum + size, 0);
    console.error(`Built dist in ${Math.round(performance.now() - startedAt)} ms: ${(bytes / 1024).toFixed(0)} kB.`);
  } catch (error) {
    // esbuild's own message names file and line; its stack is about esbuild.
    console.error(error instanceof Error ? error.message : error);
    console.error('The build failed; dist is as it was.');
    process.exitCode = 1;
  }
}
