import {readFileSync, writeFileSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import * as esbuild from 'esbuild';
import fc from 'fast-check';
import stringWidth from 'string-width';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {devtoolsEdits} from '../../build/plugins/devtools.ts';
import {applyEdits} from '../../build/plugins/edit.ts';
import {asData} from '../../build/plugins/families.ts';
import {graphemes, ONE_COLUMN} from '../../build/plugins/graphemes.ts';
import {rowsEdits} from '../../build/plugins/rows.ts';
import {widthEdits, widthPlugin} from '../../build/plugins/width.ts';
import {yogaEdits} from '../../build/plugins/yoga.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');

describe('an edit of a dependency', () => {
  const all = [...yogaEdits, ...widthEdits, ...rowsEdits, ...devtoolsEdits];

  test.each(all)('of $file applies to the version that is installed', ({file, edits}) => {
    const source = readFileSync(join(CHECKOUT, 'node_modules', file), 'utf8');
    expect(applyEdits(source, {file, edits})).not.toBe(source);
  });

  test.each(all)('of $file fails when the file has changed', ({file, edits}) => {
    for (const edit of edits) {
      const source = readFileSync(join(CHECKOUT, 'node_modules', file), 'utf8');
      const updated = source.replaceAll(
        new RegExp(typeof edit.find === 'string' ? escaped(edit.find) : edit.find.source, 'g'),
        '/* new */',
      );
      expect(() => applyEdits(updated, {file, edits: [edit]})).toThrow(
        `${file}: expected ${edit.times ?? 1} times, found 0 times`,
      );
      expect(() => applyEdits(source + source, {file, edits: [edit]})).toThrow('expected');
    }
  });

  test('puts groups of a pattern into its place, and takes other text literally', () => {
    const edits = [
      {find: /a(b+)/, replace: '<$1>'},
      {find: 'c', replace: '$&$1'},
    ];
    expect(applyEdits('abbc', {file: 'x', edits})).toBe('<bb>$&$1');
  });
});

describe('text width', () => {
  type Width = (text: string, options?: {ambiguousIsNarrow?: boolean; countAnsiEscapeCodes?: boolean}) => number;
  let folder = '';
  let patched: Width;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hsf-width-'));
    const {outputFiles} = await esbuild.build({
      stdin: {contents: "export {default} from 'string-width'", resolveDir: CHECKOUT},
      bundle: true,
      format: 'esm',
      platform: 'node',
      write: false,
      plugins: [widthPlugin(false)],
    });
    writeFileSync(join(folder, 'width.mjs'), outputFiles[0]?.contents ?? '');
    patched = ((await import(pathToFileURL(join(folder, 'width.mjs')).href)) as {default: Width}).default;
  });

  afterAll(() => rmSync(folder, {recursive: true, force: true}));

  const OPTIONS = [{}, {ambiguousIsNarrow: false}, {countAnsiEscapeCodes: true}];
  const same = (text: string) => OPTIONS.every(options => patched(text, options) === stringWidth(text, options));

  test('every character of the short way is one column wide', () => {
    const short = new RegExp(`[${ONE_COLUMN}]`);
    const characters = Array.from({length: 0x10000}, (_, code) => String.fromCharCode(code)).filter(text => short.test(text));
    expect(characters.length).toBeGreaterThan(400);
    expect(characters.filter(text => stringWidth(text) !== 1 || !same(text))).toEqual([]);
  });

  test.each([
    '漢字',
    '한글',
    '\u1112\u1161\u11ab',
    'e\u0301',
    '👍🏽',
    '👩‍👩‍👧',
    '🇨🇭',
    '1\u20e3',
    '☆\ufe0f',
    '─\u0301',
    '\u001B[31mx─\u001B[0m',
    'ｶﾞ',
    '\t',
    '',
  ])('of %j is the original one', text => expect(same(text)).toBe(true));

  test('of any text is the original one', () => {
    const pieces = fc.constantFrom(
      'a',
      ' ',
      '─',
      '│',
      '…',
      '●',
      '★',
      '✓',
      '⠋',
      '漢',
      '👍',
      '\u200d',
      '\ufe0f',
      '\u0301',
      '\u001B[1m',
      '\u20e3',
      '\u1100',
      '\u1161',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({unit: 'grapheme', maxLength: 3})), {maxLength: 12}), parts =>
        same(parts.join('')),
      ),
    );
  });
});

describe('graphemes', () => {
  const real = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
  const same = (text: string) => {
    const positions = Array.from({length: text.length + 2}, (_, index) => index - 1);
    expect([...graphemes.segment(text)]).toEqual([...real.segment(text)]);
    expect(positions.map(index => graphemes.segment(text).containing(index))).toEqual(
      positions.map(index => real.segment(text).containing(index)),
    );
  };

  test('of every pair of simple characters are those of ICU', () => {
    const simple = new RegExp(`[\\u0000-\\u000C\\u000E-\\u007E${ONE_COLUMN}]`);
    const characters = Array.from({length: 0x10000}, (_, code) => String.fromCharCode(code)).filter(text => simple.test(text));
    // Whether two characters are one cluster depends on nothing further away here, so pairs are enough; each row has all pairs with one.
    for (const one of characters) {
      const row = characters.map(other => one + other).join('');
      expect([...real.segment(row)].length).toBe(row.length);
    }
  });

  test.each(['', 'a─b', '\u001B[1mx\u001B[0m\n', 'a\r\nb', 'e\u0301', '👍🏽x', '─\u0301─', '\r'])('of %j are those of ICU', same);

  test('of any text are those of ICU', () => {
    const pieces = fc.constantFrom('a', ' ', '\r', '\n', '─', '●', '✓', '漢', '👍', '\u200d', '\ufe0f', '\u0301', '\u001B[1m');
    fc.assert(fc.property(fc.array(pieces, {maxLength: 8}), parts => same(parts.join(''))));
  });
});

describe('families as data', () => {
  test('functions return what they returned at build time', async () => {
    const text = await asData({now: () => [{id: 'lcg', marker: null}], later: async () => ['x'], fixed: 'y'});
    const module = (await import(`data:text/javascript,${encodeURIComponent(text)}`)) as {
      now: () => unknown;
      later: () => unknown;
      fixed: unknown;
    };
    expect(module.now()).toEqual([{id: 'lcg', marker: null}]);
    await expect(module.later()).resolves.toEqual(['x']);
    expect(module.fixed).toBe('y');
  });

  test.each([{value: () => undefined}, {value: new Map()}, {value: () => new Map()}])(
    'what is no data fails',
    async ({value}) => {
      await expect(asData({value})).rejects.toThrow('no plain data');
    },
  );
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
