import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import * as esbuild from 'esbuild';
import {expect, onTestFinished, test} from 'vitest';
import {atOncePlugin, importedAtOnce} from '../../build/plugins/at-once.ts';

test('what is loaded late becomes an import at the head, and only what was named', () => {
  const source = `const {a} = await import('./one.ts');\nexport const f = async () => (await import('../tui/two.tsx')).b + (await import('./three.ts')).c;\n`;
  const {text, found} = importedAtOnce(source, ['/one.ts', '/two.tsx', '/four.ts']);
  expect(text).toBe(
    `import * as atOnce0 from './one.ts';\nimport * as atOnce1 from '../tui/two.tsx';\nconst {a} = atOnce0;\nexport const f = async () => (atOnce1).b + (await import('./three.ts')).c;\n`,
  );
  expect([...found]).toEqual(['/one.ts', '/two.tsx']);
});

async function bundle(eager: readonly string[], apart: readonly (readonly [string, string])[]): Promise<string> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-at-once-')));
  onTestFinished(() => rmSync(root, {recursive: true, force: true}));
  mkdirSync(join(root, 'src/commands'), {recursive: true});
  const write = (name: string, text: string) => writeFileSync(join(root, 'src/commands', name), text);
  write('pick.ts', `const {open} = await import('./open.ts');\nopen();\n`);
  write('open.ts', `export async function open() { console.log('opened'); (await import('./heavy.ts')).draw(); }\n`);
  write('heavy.ts', `export const draw = () => console.log('drawn');\n`);
  const {outputFiles} = await esbuild.build({
    entryPoints: [join(root, 'src/commands/pick.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
    plugins: [atOncePlugin({eager, apart: new Map(apart)})],
  });
  return outputFiles[0]!.text;
}

test('one file has what is loaded at once, and names what stays apart', async () => {
  const text = await bundle(['/open.ts'], [['/heavy.ts', './chunks/heavy-1.js']]);
  expect(text).toContain('"opened"');
  expect(text).not.toContain('"drawn"');
  expect(text).toContain('import("./chunks/heavy-1.js")');
  expect(text).not.toContain('__esm');
});

test('what no source loads any more fails the build', async () => {
  await expect(bundle(['/open.ts', '/gone.ts'], [['/heavy.ts', './h.js']])).rejects.toThrow(
    /no source loads \/gone\.ts any more/,
  );
});
