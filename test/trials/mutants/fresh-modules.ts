import {readFileSync} from 'node:fs';
import {registerHooks, stripTypeScriptTypes} from 'node:module';
import {fileURLToPath, pathToFileURL} from 'node:url';

const COLLECT = import.meta.resolve('./collect.ts');
/** What stands in for a module: a scout is asked within this process. */
const STAND_INS: Readonly<Record<string, string>> = {'src/system/scout-process.ts': 'test/trials/mutants/scout-within.ts'};

/** Stripped once for each file: types are most of what loading costs. */
const stripped = new Map<string, string>();

/**
 * Lets modules below a directory be loaded afresh as often as one likes, each time with all that they import: a mutant may sit in
 * a table that is made on loading, and a memo must not remember what an earlier mutant made of it.
 */
export function freshModulesBelow(directory: string): (file: string, round: number) => Promise<unknown> {
  const below = `${pathToFileURL(directory).href}/`;
  const isOurs = (url: string) => url.startsWith(below) && !url.slice(below.length).startsWith('node_modules/');

  registerHooks({
    resolve(specifier, context, next) {
      const round = /\?round=\d+$/.exec(context.parentURL ?? '')?.[0];
      if (round === undefined) return next(specifier, context);
      if (specifier === 'vitest') return {url: COLLECT, format: 'module-typescript', shortCircuit: true};
      const found = next(specifier, context);
      if (!isOurs(found.url) || !found.url.endsWith('.ts')) return found;
      const path = found.url.slice(below.length);
      return {...found, url: below + (STAND_INS[path] ?? path) + round};
    },
    load(url, context, next) {
      if (!/\.ts\?round=\d+$/.test(url)) return next(url, context);
      return {format: 'module', shortCircuit: true, source: sourceOf(fileURLToPath(url))};
    },
  });
  return (file, round) => import(`${pathToFileURL(file).href}?round=${round}`);
}

function sourceOf(path: string): string {
  const known = stripped.get(path);
  if (known !== undefined) return known;
  const source = stripTypeScriptTypes(readFileSync(path, 'utf8'));
  stripped.set(path, source);
  return source;
}
