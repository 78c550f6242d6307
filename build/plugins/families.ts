import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {promisify} from 'node:util';
import type {Plugin} from 'esbuild';

const MODULE = 'src/find/built-in-families.ts';

/**
 * The built-in families as data.
 *
 * From sources, `src/find/built-in-families.ts` reads the files of `src/families`, parses and checks them at every start. Here
 * that module is run once, at build time, and what it gives takes its place: a family that breaks the schema fails the build,
 * and neither the TOML parser nor the schema checker is loaded to list stacks.
 */
export function familiesPlugin(root: string, required: boolean): Plugin {
  return {
    name: 'families',
    setup(build) {
      let replaced = false;
      build.onLoad({filter: /\/src\/find\/built-in-families\.ts$/}, async ({path}) => {
        replaced = true;
        return {contents: await runOnce(path), loader: 'js'};
      });
      build.onEnd(() => {
        const missing = required && !replaced;
        return missing ? {errors: [{text: `families: the bundle no longer contains ${join(root, MODULE)}`}]} : {};
      });
    },
  };
}

/** In a process of its own: a second build in this one would get the first one's modules again. */
async function runOnce(path: string): Promise<string> {
  const script = `
    const {asData} = await import(${JSON.stringify(import.meta.url)});
    process.stdout.write(await asData(await import(${JSON.stringify(pathToFileURL(path).href)})));`;
  const {stdout} = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** A module with the same exports whose functions return what they return now. Only data can be put in place this way. */
export async function asData(module: Readonly<Record<string, unknown>>): Promise<string> {
  const lines = await Promise.all(Object.entries(module).map(([name, value]) => exported(name, value)));
  return lines.join('\n');
}

async function exported(name: string, value: unknown): Promise<string> {
  if (typeof value !== 'function') return `export const ${name} = ${literal(name, value)};`;
  const result: unknown = value();
  return result instanceof Promise
    ? `export const ${name} = async () => (${literal(name, await result)});`
    : `export const ${name} = () => (${literal(name, result)});`;
}

function literal(name: string, value: unknown): string {
  const text = JSON.stringify(value);
  // A Map, a Date or undefined would come back as something else, or not at all.
  if (text === undefined || text === '{}') throw new Error(`families: ${name} of ${MODULE} is no plain data`);
  // The engine reads JSON twice as fast as the same as code (138 kB of families: 4 ms against 7.5, loading included).
  return `JSON.parse(${JSON.stringify(text)})`;
}
