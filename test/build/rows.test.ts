import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import * as esbuild from 'esbuild';
import fc from 'fast-check';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {devtoolsPlugin} from '../../build/plugins/devtools.ts';
import {remembered} from '../../build/plugins/memo.ts';
import {rowsPlugin} from '../../build/plugins/rows.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');

// A frame of rows as the picker draws it, and one that has to go Ink's own way.
const PROGRAM = `import {Box, Text, renderToString} from 'ink';
const Rows = ({rows}) => rows.map((text, position) => <Text key={position} wrap="truncate">{text === '' ? ' ' : text}</Text>);
export const rows = (texts, columns) => renderToString(<Box flexDirection="column"><Rows rows={texts} /></Box>, {columns});
export const boxed = (texts, columns) => renderToString(
  <Box borderStyle="round" flexDirection="column"><Rows rows={texts} /><Box marginLeft={2}><Text bold>{texts.join('\\n')}</Text></Box></Box>,
  {columns},
);`;

type Program = {
  readonly rows: (texts: readonly string[], columns: number) => string;
  readonly boxed: (texts: readonly string[], columns: number) => string;
};

let folder = '';
let published: Program;
let edited: Program;

async function bundled(name: string, plugins: esbuild.Plugin[]): Promise<Program> {
  const outfile = join(folder, `${name}.mjs`);
  await esbuild.build({
    stdin: {contents: PROGRAM, loader: 'tsx', resolveDir: CHECKOUT},
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    jsx: 'automatic',
    logLevel: 'silent',
    define: {'process.env.NODE_ENV': '"production"', 'process.env.DEV': '"false"'},
    supported: {'regexp-unicode-property-escapes': true, 'regexp-set-notation': true},
    banner: {js: 'import {createRequire as rowsRequire} from "node:module"; const require = rowsRequire(import.meta.url);'},
    plugins,
  });
  return (await import(pathToFileURL(outfile).href)) as Program;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hsf-rows-'));
  published = await bundled('published', [devtoolsPlugin(true)]);
  edited = await bundled('edited', [devtoolsPlugin(true), rowsPlugin(true)]);
});

afterAll(() => rmSync(folder, {recursive: true, force: true}));

describe('a frame of rows', () => {
  const pieces = fc.constantFrom(
    'lcg/LCG_107',
    ' ',
    '   ',
    '─',
    '●',
    '漢字',
    '👩‍👩‍👧',
    'e\u0301',
    '\u200b',
    '\u001B[1mbold\u001B[22m',
    '\u001B[7m  \u001B[27m',
    '\u001B[38;5;208mx y\u001B[39m',
    '\u001B[1;32mok \u001B[39;22m',
    '\u001B[31mnever closed',
    '\t',
    '\n',
  );
  const row = fc.array(pieces, {maxLength: 8}).map(parts => parts.join(''));

  test('is the same as when Ink makes it of cells', () => {
    fc.assert(
      fc.property(fc.array(row, {minLength: 1, maxLength: 8}), fc.integer({min: 1, max: 50}), (texts, columns) => {
        expect(edited.rows(texts, columns)).toBe(published.rows(texts, columns));
      }),
    );
  });

  test('other frames go the way they went', () => {
    fc.assert(
      fc.property(fc.array(row, {minLength: 1, maxLength: 4}), fc.integer({min: 8, max: 50}), (texts, columns) => {
        expect(edited.boxed(texts, columns)).toBe(published.boxed(texts, columns));
      }),
    );
  });
});

describe('what is remembered', () => {
  test('is worked out once, and is bounded', () => {
    const asked: string[] = [];
    const length = remembered(text => {
      asked.push(text);
      return text.length;
    }, 2);
    expect(['', 'a', '', 'a'].map(length)).toEqual([0, 1, 0, 1]);
    expect(asked).toEqual(['', 'a']);
    expect(['bb', 'ccc', 'dddd', ''].map(length)).toEqual([2, 3, 4, 0]);
    expect(asked).toEqual(['', 'a', 'bb', 'ccc', 'dddd', '']);
  });
});
