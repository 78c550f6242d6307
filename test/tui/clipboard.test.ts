import {expect, test} from 'vitest';
import {copySequence} from '../../src/tui/clipboard.ts';

const WHOLE = '\u001b]52;c;aHNmIHNoZWxs\u0007';

test('a terminal gets the text as it is', () => expect(copySequence('hsf shell', {})).toBe(WHOLE));

test('tmux passes it on', () =>
  expect(copySequence('hsf shell', {TMUX: '/tmp/x', STY: '1'})).toBe(`\u001bPtmux;\u001b${WHOLE}\u001b\\`));

test('GNU screen passes it on in pieces that it takes', () => {
  const sequence = copySequence('x'.repeat(2000), {STY: '1.pts'});
  // oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
  const pieces = sequence.split(/\u001b\\/).slice(0, -1);
  expect(pieces.every(piece => piece.startsWith('\u001bP') && piece.length <= 702)).toBe(true);
  expect(pieces.map(piece => piece.slice(2)).join('')).toBe(copySequence('x'.repeat(2000), {}));
});

test('no more than terminals take', () => expect(copySequence('x'.repeat(1_000_000), {}).length).toBeLessThan(12_000));
