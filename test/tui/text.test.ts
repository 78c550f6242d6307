import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {fit, truncate, wrap} from '../../src/tui/text/fit.ts';
import {textWidth} from '../../src/tui/text/width.ts';

describe('textWidth', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['', 0],
    ['lcg/LCG_107', 11],
    ['● ◆ ○ › │ …', 11],
    ['é', 1],
    ['e\u0301', 1],
    ['日本', 4],
    ['한글', 4],
    ['ｆｕｌｌ', 8],
    ['🇨🇭', 2],
    ['👨‍👩‍👧', 2],
    ['☺', 1],
    ['❤️', 2],
    ['a\u200bb', 2],
    ['ไทย', 3],
    ['कि', 2],
    ['க்ஷ', 2],
    ['\u1112\u1161\u11ab', 2],
    ['1️⃣', 2],
    ['👍🏽', 2],
  ];
  for (const [text, width] of cases) test(`${JSON.stringify(text)} takes ${width}`, () => expect(textWidth(text)).toBe(width));
});

describe('truncate', () => {
  test('keeps the part that tells', () => {
    expect(truncate('registry/library/almalinux:9', 14, 'start')).toBe('registry/libr…');
    expect(truncate('registry/library/almalinux:9', 14, 'end')).toBe('…y/almalinux:9');
    expect(truncate('registry/library/almalinux:9', 14, 'both')).toBe('registr…inux:9');
  });
  test('of a path the last segments, and the first where there is room', () => {
    const path = '/cvmfs/sft.cern.ch/lcg/views/LCG_107/x86_64-el9-gcc14-opt/setup.sh';
    expect(truncate(path, 50, 'path')).toBe('/cvmfs/…/LCG_107/x86_64-el9-gcc14-opt/setup.sh');
    expect(truncate(path, 20, 'path')).toBe('/cvmfs/…/setup.sh');
    expect(truncate(path, 8, 'path')).toBe('…etup.sh');
    expect(truncate('unpacked/registry.hub.docker.com/library/almalinux:9', 24, 'path')).toBe('unpacked/…/almalinux:9');
  });
  test('of an address the release and the end of the platform', () =>
    expect(truncate('lcg/LCG_107@x86_64-el9-gcc14-opt', 28, 'path')).toBe('lcg/LCG_107@…4-el9-gcc14-opt'));
  test('never cuts a wide character in half', () => expect(truncate('日本語', 4, 'start')).toBe('日…'));
  test('what fits stays', () => expect(truncate('abc', 3, 'both')).toBe('abc'));

  test('fit is always exactly as wide as asked', () => {
    fc.assert(
      fc.property(
        fc.string({unit: 'grapheme'}),
        fc.nat(40),
        fc.constantFrom('start', 'end', 'both', 'path'),
        (text, columns, keep) => {
          const clean = text.replace(/\p{Cc}/gu, '');
          expect(textWidth(fit(clean, columns, keep as 'start'))).toBe(columns);
        },
      ),
    );
  });
});

describe('wrap', () => {
  test('breaks at blanks', () => expect(wrap('It was made for el9', 8)).toEqual(['It was', 'made for', 'el9']));
  test('breaks a word that is too long', () => expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']));
  test('goes on in the line where a long word ends', () => expect(wrap('a bcdefg h', 4)).toEqual(['a', 'bcde', 'fg h']));
  test('cuts between characters, and shows a sign for one that is too wide', () => {
    expect(wrap('中文字e\u0301x', 4)).toEqual(['中文', '字e\u0301x']);
    expect(wrap('中x', 1)).toEqual(['?', 'x']);
  });
  test('no line is wider than asked', () => {
    fc.assert(
      fc.property(fc.string({unit: 'grapheme'}), fc.integer({min: 1, max: 30}), (text, columns) => {
        for (const line of wrap(text, columns)) expect(textWidth(line)).toBeLessThanOrEqual(columns);
      }),
    );
  });
});
