import {describe, expect, test} from 'vitest';
import {lineWidth, marked, plain} from '../../../src/tui/view/line.ts';
import {textWidth} from '../../../src/tui/text/width.ts';

const hits = (text: string, ...tokens: readonly string[]) =>
  marked(text, tokens, 'text')
    .filter(({role}) => role === 'match')
    .map(part => part.text);

describe('what was typed, marked in a text', () => {
  test.each([
    {text: 'LCG_107', tokens: ['lcg'], told: ['LCG']},
    {text: 'LCG_107 lcg', tokens: ['lcg'], told: ['LCG', 'lcg']},
    {text: 'LCG_107', tokens: ['lc', 'cg_'], told: ['LCG_']},
    {text: 'LCG_107', tokens: ['eessi'], told: []},
    {text: 'LCG_107', tokens: [], told: []},
    // Two letters of one, so that nothing would stand at its place.
    {text: 'İzmir', tokens: ['mir'], told: []},
  ])('$tokens in $text', ({text, tokens, told}) => {
    expect(hits(text, ...tokens)).toEqual(told);
    expect(plain(marked(text, tokens, 'text'))).toBe(text);
  });

  test.each([
    {text: 'a🀀b', token: '\ud83c', told: ['🀀']},
    {text: 'x👨‍👩‍👧y', token: '👨', told: ['👨‍👩‍👧']},
    {text: 'cafe\u0301', token: 'e', told: ['e\u0301']},
  ])('never half a character of $text', ({text, token, told}) => {
    expect(hits(text, token)).toEqual(told);
    expect(lineWidth(marked(text, [token], 'text'))).toBe(textWidth(text));
  });
});
