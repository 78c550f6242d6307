import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compileMatcher, globTest} from '../../src/find/glob.ts';

/** The plainest matcher there is, without braces: what a glob means, however long it takes. */
function means(glob: string, text: string): boolean {
  if (glob === '') return text === '';
  if (glob.startsWith('*')) return means(glob.slice(1), text) || (text !== '' && means(glob, text.slice(1)));
  return text !== '' && (glob[0] === '?' || glob[0] === text[0]) && means(glob.slice(1), text.slice(1));
}

describe('a glob', () => {
  test.each([
    ['LCG_*', 'LCG_107', true],
    ['LCG_*', 'xLCG_107', false],
    ['*-*-*-*', 'x86_64-el9-gcc13-opt', true],
    ['*-*-*-*', 'x86_64-el9-gcc13', false],
    ['*-*-gcc*[0-9]', 'x86_64-almalinux9-gcc11.3.1', true],
    ['*-*-gcc*[0-9]', 'x86_64-almalinux9-gcc11.3.1-opt', false],
    ['{5.*,6.0[0-9]*}', '6.08.02', true],
    ['{el[0-9]*,slc[0-9]*}[-_]*', 'el9_amd64_gcc12', true],
    ['*{.img,.sif}', 'rhic_sl7_ext.sif', true],
    ['*ab*', 'aab', true],
    ['*a?b*b', 'aaabcb', true],
    ['**', '', true],
    ['[!a]*', 'abc', false],
    ['a[', 'a[', true],
    ['*.*', 'a\nb.c', true],
    ['*', '.hidden', true],
    ['[a-c]', 'b', true],
    ['[a-c]', 'd', false],
    ['[a-]', '-', true],
    ['[a-]', 'b', false],
    ['[!a]', 'a', false],
    ['[^a]', 'b', true],
    ['[]]', ']', true],
    ['[a-c-e]', '-', true],
    ['[a-c-e]', 'd', false],
    ['{a,b', '{a,b', true],
    ['{}', '', true],
    ['{a,}b', 'b', true],
    ['[!a]', '!', true],
    ['[^a]', '^', true],
    ['[a!]', '!', true],
    ['[!]]', ']', false],
    ['[-a]', '-', true],
    ['[c-a]', 'b', false],
    ['[]', '[]', true],
    ['[', '[', true],
    ['{', '{', true],
    ['x{}', 'x', true],
    ['}', '}', true],
  ])('%s and %j: %s', (glob, text, fits) => {
    expect(globTest(glob)(text)).toBe(fits);
  });

  test('captures what each of its pieces stands for, and nothing hidden unless asked', () => {
    const piece = (glob: string, captured: boolean, visible = false) => ({glob, captured, visible});
    const both = compileMatcher([piece('*', true), piece('-', false), piece('*', true)]);
    expect([both('a-b'), both('a-b-c'), both('-'), both('ab')]).toEqual([['a', 'b'], ['a-b', 'c'], ['', ''], null]);
    const behind = compileMatcher([piece('x', false), piece('*', true, true)]);
    expect([behind('xa'), behind('x.a')]).toEqual([['a'], null]);
    const ahead = compileMatcher([piece('*', true, true), piece('-el?', false)]);
    expect([ahead('a-el9'), ahead('.a-el9'), ahead('a-el')]).toEqual([['a'], null, null]);
    const any = compileMatcher([piece('?*', true, true)]);
    expect([any('a'), any('.a'), any('')]).toEqual([['a'], null, null]);
    const all = compileMatcher([piece('?*', true)]);
    expect([all('.a'), all('')]).toEqual([['.a'], null]);
    expect(compileMatcher([piece('LCG_*', false)])('LCG_1')).toEqual([]);
  });

  test('means what the plainest matcher says', () => {
    const letters = (alphabet: string, most: number) =>
      fc.array(fc.constantFrom(...alphabet), {maxLength: most}).map(parts => parts.join(''));
    fc.assert(
      fc.property(letters('ab-*?', 8), letters('ab-', 10), (glob, text) => {
        expect(globTest(glob)(text)).toBe(means(glob, text));
      }),
      {numRuns: 2000},
    );
  });

  test('with many stars is no trap, however the name is', () => {
    // The longest name there is: stars that try every place would not end in this life.
    const name = 'a'.repeat(255);
    for (const glob of [`${'*a'.repeat(60)}b`, `${'*aa'.repeat(40)}*b`, `${'*?'.repeat(60)}b`, `${'*[ab]'.repeat(50)}c`])
      expect(globTest(glob)(name)).toBe(false);
  });

  test('gives the same with one captured piece as where two let it try all ways', () => {
    const word = (alphabet: string, most: number) =>
      fc.array(fc.constantFrom(...alphabet), {maxLength: most}).map(parts => parts.join(''));
    const glob = fc.array(fc.oneof(word('ab.*?', 3), fc.constantFrom('{a,b*}', '{,ab,a?}', '[ab]', '[!a]', '{a', '[b')), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(glob, word('ab.', 2), word('ab.', 2), fc.boolean(), word('ab.', 8), (parts, before, behind, visible, name) => {
        const own = {glob: parts.join(''), captured: true, visible: visible && before === ''};
        const text = (glob: string) => ({glob, captured: false, visible: false});
        const pieces = [...(before === '' ? [] : [text(before)]), own, ...(behind === '' ? [] : [text(behind)])];
        const nothing = {glob: '', captured: true, visible: false};
        const [found] = compileMatcher([...pieces, nothing])(name) ?? [null];
        expect(compileMatcher(pieces)(name)).toEqual(found === null ? null : [found]);
      }),
      {numRuns: 5000},
    );
  });
});
