import * as esbuild from 'esbuild';
import {describe, expect, test} from 'vitest';
import {builtinsPlugin} from '../../build/plugins/builtins.ts';

/** Bundles a program and gives back what it puts into `globalThis.answer`. */
async function run(contents: string): Promise<unknown> {
  const {outputFiles} = await esbuild.build({
    stdin: {contents, loader: 'ts', resolveDir: import.meta.dirname, sourcefile: 'src/program.ts'},
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
    plugins: [builtinsPlugin()],
  });
  const text = outputFiles[0]?.text ?? '';
  expect(text).not.toMatch(/from ?"(node:)?(fs|path|events)/);
  return ((await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {answer: unknown}).answer;
}

describe("Node's modules in the bundle", () => {
  test('are the real ones, by name', async () => {
    const program = `import {readFileSync, constants} from 'node:fs'; import {join} from 'node:path';
      export const answer = [join('a', 'b'), typeof readFileSync, constants.X_OK];`;
    expect(await run(program)).toEqual(['a/b', 'function', 1]);
  });

  test('can be extended and are seen by instanceof', async () => {
    const program = `import {EventEmitter} from 'node:events'; class Own extends EventEmitter {}
      export const answer = new Own() instanceof EventEmitter && new Own() instanceof process.getBuiltinModule('events');`;
    expect(await run(program)).toBe(true);
  });

  test('a lazy import is left to Node', async () => {
    expect(await run("export const answer = (await import('node:os')).EOL;")).toBe('\n');
  });
});
