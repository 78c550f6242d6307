import {expect, test} from 'vitest';
import {printable, printableLines} from '../../src/system/printable.ts';

test.each([
  ['plain ä 😀', 'plain ä 😀', 'plain ä 😀'],
  ['a\u001b[31m\u0007', 'a\\x1b[31m\\x07', 'a\\x1b[31m\\x07'],
  ['a\n\tb\r\n', 'a\\x0a\\x09b\\x0d\\x0a', 'a\n\tb\\x0d\n'],
  ['\u009b\u202e\u200b\u2028', '\\x9b\\u{202e}\\u{200b}\\u{2028}', '\\x9b\\u{202e}\\u{200b}\\u{2028}'],
])('%j', (text, line, lines) => {
  expect(printable(text)).toBe(line);
  expect(printableLines(text)).toBe(lines);
});
