import {readFile} from 'node:fs/promises';
import type {Plugin} from 'esbuild';

export type AtOnce = {
  /** Ends of the specifiers of what is loaded at once in this bundle, although its sources load it when it is used. */
  readonly eager: readonly string[];
  /** What stays apart: the end of a specifier, and the finished file to load in its place. */
  readonly apart: ReadonlyMap<string, string>;
};

/**
 * Makes one file of what its sources load part by part: Node takes half a millisecond for each file that it loads, and code that a
 * bundler wraps to run it later is compiled anew at each start, since Node's cache of compiled code does not keep it.
 *
 * What is no longer found in any source fails the build, as a speed-up would otherwise be gone in silence.
 */
export function atOncePlugin({eager, apart}: AtOnce): Plugin {
  return {
    name: 'at-once',
    setup(build) {
      const missing = new Set([...eager, ...apart.keys()]);
      build.onLoad({filter: /\/src\/commands\/[^/]+\.ts$/}, async ({path}) => {
        const {text, found} = importedAtOnce(await readFile(path, 'utf8'), eager);
        for (const end of found) missing.delete(end);
        return {contents: text, loader: 'ts'};
      });
      build.onResolve({filter: /./}, ({path, kind}) => {
        const end = kind === 'dynamic-import' ? [...apart.keys()].find(each => path.endsWith(each)) : undefined;
        if (end === undefined) return undefined;
        missing.delete(end);
        return {path: apart.get(end)!, external: true};
      });
      build.onEnd(() => ({errors: [...missing].map(end => ({text: `at-once: no source loads ${end} any more`}))}));
    },
  };
}

const LATE_IMPORT = /await import\('([^']+)'\)/g;

/** The source with `await import()` of what ends in one of `eager` as an import at its head. */
export function importedAtOnce(
  source: string,
  eager: readonly string[],
): {readonly text: string; readonly found: ReadonlySet<string>} {
  const found = new Set<string>();
  const head: string[] = [];
  const body = source.replace(LATE_IMPORT, (whole, specifier: string) => {
    const end = eager.find(each => specifier.endsWith(each));
    if (end === undefined) return whole;
    found.add(end);
    const name = `atOnce${head.length}`;
    head.push(`import * as ${name} from '${specifier}';\n`);
    return name;
  });
  return {text: head.join('') + body, found};
}
