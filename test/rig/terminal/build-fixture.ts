import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {build} from 'esbuild';
import {devtoolsPlugin} from '../../../build/plugins/devtools.ts';
import {rowsPlugin} from '../../../build/plugins/rows.ts';
import {widthPlugin} from '../../../build/plugins/width.ts';
import {yogaPlugin} from '../../../build/plugins/yoga.ts';

const built = new Map<string, Promise<string>>();

/**
 * Bundles a program of `test/terminal/fixtures` (`picker.tsx`), as the build does, and returns the path of what came out. Once per run.
 * Those that end in `.ts` must come without Ink: the plugins fail when there is nothing for them to do, and the other way round.
 */
export function builtFixture(name: string): Promise<string> {
  let path = built.get(name);
  if (path === undefined) {
    path = bundle(name);
    built.set(name, path);
  }
  return path;
}

async function bundle(name: string): Promise<string> {
  const root = join(import.meta.dirname, '../../..');
  const folder = mkdtempSync(join(tmpdir(), 'hsf-fixture-'));
  process.once('exit', () => rmSync(folder, {recursive: true, force: true}));
  const outfile = join(folder, 'program.mjs');
  const drawn = name.endsWith('.tsx');
  await build({
    absWorkingDir: root,
    entryPoints: [`test/terminal/fixtures/${name}`],
    outfile,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    supported: {'regexp-unicode-property-escapes': true, 'regexp-set-notation': true},
    jsx: 'automatic',
    logLevel: 'silent',
    define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
    plugins: [yogaPlugin(drawn), widthPlugin(drawn), rowsPlugin(drawn), devtoolsPlugin(drawn)],
    banner: {js: 'import {createRequire as fixtureRequire} from "node:module"; const require = fixtureRequire(import.meta.url);'},
  });
  return outfile;
}
