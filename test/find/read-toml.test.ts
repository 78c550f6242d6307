import {expect, test} from 'vitest';
import {readToml} from '../../src/find/read-toml.ts';

const OPEN = 'This is no valid TOML: a quote that begins in this line is not closed.';

test.each([
  {text: 'stack = "LCG_107\n', line: 1, says: OPEN},
  {text: "a = 1\r\nstack = 'LCG_107\r\nb = 1\r\n", line: 2, says: OPEN},
  {text: 'a = "x\u0001y"\n', line: 1, says: 'control characters'},
  {text: 'a = 1\nb = \n', line: 2, says: 'This is no valid TOML'},
])('$text is told in words for people', ({text, line, says}) => {
  expect(readToml(text, 'hsf.toml')).toEqual({
    status: 'problems',
    problems: [{file: 'hsf.toml', key: '', line, message: expect.stringContaining(says) as string}],
  });
});
