import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {parseReleaseLine} from '../../../src/find/packages/cms-releases.ts';
import {parseCondaMeta} from '../../../src/find/packages/conda-name.ts';
import {parseManifestLine} from '../../../src/find/packages/lcg-manifest.ts';
import {parseModuleFile, parseModuleName} from '../../../src/find/packages/module-name.ts';
import {changeText, timesOf, timesText} from '../../../src/find/packages/place-times.ts';
import {parsePortageName} from '../../../src/find/packages/portage-name.ts';
import {parseSpackBuild} from '../../../src/find/packages/spack-name.ts';
import {parseSpiderTable} from '../../../src/find/packages/spider-table.ts';
import {makeLineReader} from '../../../src/find/packages/text-lines.ts';

const from = (letters: string, longest = 20) =>
  fc.string({unit: fc.constantFrom(...letters), minLength: 1, maxLength: longest}).filter(text => text.trim() === text);
const NAME = from('abcXYZ0189+_.:é ü-');
const VERSION = from('0123456789abr._p-');
const PLAIN = from('0123456789ab_');
const PIECES = fc.array(fc.uint8Array({maxLength: 200}), {maxLength: 20});

/** Empty lines say nothing in any list, and may be left out. */
const isText = (line: string) => line !== '';

function linesOf(pieces: readonly Uint8Array[]): readonly string[] {
  const lines: string[] = [];
  const reader = makeLineReader();
  for (const piece of pieces) reader.push(piece, line => lines.push(line));
  reader.finish(line => lines.push(line));
  return lines;
}

describe('what was written is read', () => {
  test('a line of a manifest', () => {
    fc.assert(
      fc.property(
        NAME.filter(name => !name.includes(';')),
        VERSION,
        fc.constantFrom('', ' ', '\t '),
        (name, version, blank) => {
          const line = `${name}${blank}; 0a1b2;${blank}${version}; ./${name}/${version}/x86_64-el9-gcc13-opt; `;
          expect(parseManifestLine(line)).toEqual({name, version, category: null});
        },
      ),
    );
  });

  test('a line of a release map, its fields in any order', () => {
    fc.assert(
      fc.property(fc.integer({min: 1, max: 20}), fc.integer({min: 0, max: 30}), fc.boolean(), (major, minor, first) => {
        const fields = [
          `label=CMSSW_${major}_${minor}_0_pre1`,
          'architecture=el8_amd64_gcc12',
          'type=Production',
          'state=Announced',
        ];
        const line = `${(first ? fields : fields.toReversed()).join(';')};`;
        const found = {name: 'CMSSW', version: `${major}_${minor}_0_pre1`, category: null};
        expect(parseReleaseLine(line, {architecture: 'el8_amd64_gcc12'})).toEqual(found);
        expect(parseReleaseLine(line, {architecture: 'el9_amd64_gcc12'})).toBe('other');
      }),
    );
  });

  test('names of files and directories', () => {
    fc.assert(
      fc.property(
        NAME.filter(name => !name.startsWith('.')),
        PLAIN,
        from('0123456789abcdef', 7),
        (name, version, hash) => {
          expect(parseModuleName(name, `${version}x.lua`)).toEqual({name, version: `${version}x`, category: null});
          expect(parseCondaMeta(`${name}-${version}-py311_0.json`)).toEqual({name, version, category: null});
          expect(parseSpackBuild(name, `${version}-${hash}abcde`)).toEqual({name, version, category: null});
        },
      ),
    );
  });

  test('a spider cache, whatever it says besides', () => {
    const quoted = (text: string) => `"${text.replace(/[\\"]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
    const modules = fc.array(
      fc.tuple(
        NAME.filter(name => !name.includes('/')),
        VERSION,
        fc.string(),
      ),
      {maxLength: 8},
    );
    fc.assert(
      fc.property(modules, all => {
        const own = all
          .map(([name, version, help]) => {
            const full = quoted(`${name}/${version}`);
            return `  [${quoted(name)}] = { dirT = {}, fileT = { [${full}] = { Version = ${quoted(version)}, help = ${quoted(help)}, pathA = { ["/x"] = 1, }, }, }, },`;
          })
          .join('\n');
        const text = `timestampFn = { false, }\nspiderT = {\n ["/cvmfs/a/modules/all"] = {\n${own}\n },\n version = 5,\n}\nmpathMapT = {}\n`;
        expect(parseSpiderTable(text, ['/cvmfs/a/modules/all'])?.packages).toEqual(
          all.map(([name, version]) => ({name, version, category: null})),
        );
        expect(parseSpiderTable(text, ['/cvmfs/b'])).toBeNull();
      }),
    );
  });

  test('lines in every encoding, however they come in pieces', () => {
    const line = fc.string({unit: 'grapheme', maxLength: 40}).filter(text => !/[\n\r\uFEFF]/.test(text) && text.isWellFormed());
    fc.assert(
      fc.property(
        fc.array(line, {maxLength: 20}),
        fc.integer({min: 3, max: 50}),
        fc.constantFrom('\n', '\r\n'),
        (some, size, end) => {
          const all = [...some, 'end'];
          const text = all.join(end);
          const wide = Buffer.from(`\uFEFF${text}`, 'utf16le');
          for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`), wide, Buffer.from(wide).swap16()]) {
            const pieces: Buffer[] = [];
            for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
            expect(linesOf(pieces).filter(isText)).toEqual(all.filter(isText));
          }
        },
      ),
    );
  });

  test('lines in Latin-1, where they are no UTF-8', () => {
    expect(linesOf([Buffer.from('caf\u00e9; 1; 2; ./x; \nfmt', 'latin1')])).toEqual(['caf\u00e9; 1; 2; ./x; ', 'fmt']);
  });

  test('times, to the nanosecond', () => {
    fc.assert(
      fc.property(fc.bigInt({min: 0n, max: 4_000_000_000_000_000_000n}), fc.bigInt({min: 0n, max: 999n}), (ns, more) => {
        const text = timesText(ns, ns + more);
        expect(timesOf(text)).toEqual({modified: ns, changed: ns + more});
        expect(BigInt((changeText(text) ?? '').replace('.', ''))).toBe(ns + more);
      }),
    );
  });
});

describe('hostile bytes', () => {
  test('are taken apart without a throw, and no name has a control character', () => {
    fc.assert(
      fc.property(PIECES, pieces => {
        for (const line of linesOf(pieces)) {
          for (const found of [
            parseManifestLine(line),
            parseReleaseLine(line, {}),
            parseModuleName(line, line),
            parseModuleFile('x', line),
            parsePortageName('sci', line),
            parseSpackBuild('x', line),
            parseCondaMeta(line),
          ]) {
            if (found === null || typeof found === 'string') continue;
            expect(`${found.name}${found.version}`).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
          }
        }
      }),
    );
  });

  test('in a spider cache end it, and never loop', () => {
    const piece = fc.constantFrom(
      'spiderT',
      '=',
      '{',
      '}',
      '["/cvmfs/a"]',
      '"',
      "'",
      '[[',
      ']]',
      '--',
      'fileT',
      '["a/1"]',
      ',',
      '\\',
      '\n',
      '[==[',
      '-',
    );
    fc.assert(
      fc.property(fc.array(piece, {maxLength: 200}), pieces => {
        const table = parseSpiderTable(pieces.join(' '), ['/cvmfs/a']);
        expect(table === null || Array.isArray(table.packages)).toBe(true);
      }),
    );
  });

  test('of any length hold no more than a line', () => {
    const reader = makeLineReader();
    const lines: string[] = [];
    const piece = Buffer.alloc(64 * 1024, 'x');
    for (let count = 0; count < 200; count++) reader.push(piece, line => lines.push(line));
    reader.push(Buffer.from('\nfmt; 01abc; 10.1; ./fmt; \n'), line => lines.push(line));
    expect([lines, reader.left()]).toEqual([['fmt; 01abc; 10.1; ./fmt; '], 1]);
  });
});
