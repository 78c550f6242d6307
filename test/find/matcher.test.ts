import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {compileMatcher, escapeGlob, globTest} from '../../src/find/glob.ts';

const SOURCES: Readonly<Record<string, string>> = {'*': '.*', '?': '.', '{a,bb}': '(?:a|bb)', '{,b}': '(?:|b)'};

describe('a matcher', () => {
  it('shares a name among its pieces as a regular expression would', () => {
    const tokens = fc.array(fc.constantFrom('*', '?', 'a', 'b', '-', '{a,bb}', '{,b}', '[ab]'), {maxLength: 3});
    const name = fc.string({unit: fc.constantFrom('a', 'b', '-'), maxLength: 8});
    fc.assert(
      fc.property(fc.array(tokens, {maxLength: 3}), name, (globs, text) => {
        const pieces = globs.map(each => ({glob: each.join(''), captured: true, visible: false}));
        const source = globs.map(each => `(${each.map(one => SOURCES[one] ?? one).join('')})`).join('');
        const wanted = new RegExp(`^${source}$`, 's').exec(text);
        expect(compileMatcher(pieces)(text)).toEqual(wanted === null ? null : wanted.slice(1));
      }),
      {numRuns: 2000},
    );
  });

  it('refuses a dot at the beginning unless it is asked for', () => {
    const piece = {glob: '*', captured: true, visible: true};
    expect(compileMatcher([piece])('.flat')).toBeNull();
    expect(compileMatcher([{...piece, visible: false}])('.flat')).toEqual(['.flat']);
  });

  it('of alternatives without number comes to an end', () => {
    expect(globTest(`${'{a,aa}'.repeat(60)}b`)('a'.repeat(255))).toBe(false);
  });

  it('of an escaped text matches it alone', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (text, other) => {
        expect(globTest(escapeGlob(text))(text)).toBe(true);
        expect(globTest(escapeGlob(text))(other)).toBe(text === other);
      }),
    );
  });
});
