import fc from 'fast-check';
import {expect, test} from 'vitest';
import {lineOfError, lineOfKey} from '../../src/system/json-lines.ts';

const TEXT = `{
  "a": {"b": [
    1, {"c": "}:{"}],
    "d": "\\"x\\": 1",
    "e\\n": 2
  },
  "b": 3
}`;

test.each([
  {path: ['a'], line: 2},
  {path: ['a', 'b'], line: 2},
  {path: ['a', 'b', 'c'], line: 3},
  {path: ['a', 'd'], line: 4},
  {path: ['a', 'e\n'], line: 5},
  {path: ['b'], line: 7},
  // Where it should have been.
  {path: ['a', 'none'], line: 2},
  {path: ['none'], line: null},
  {path: [], line: null},
])('$path is in line $line', ({path, line}) => {
  expect(lineOfKey(TEXT, path)).toBe(line);
});

test('every key of every object is found in its line', () => {
  const keys = fc.uniqueArray(fc.string(), {minLength: 1, maxLength: 6});
  fc.assert(
    fc.property(keys, names => {
      const text = JSON.stringify(Object.fromEntries(names.map(name => [name, 1])), null, 1);
      for (const [index, name] of Object.keys(JSON.parse(text) as object).entries())
        expect(lineOfKey(text, [name])).toBe(index + 2);
    }),
    {numRuns: 100},
  );
});

test.each([
  {text: '{\n "a": 1,\n}', line: 3},
  {text: '{\n "a": {\n', line: 3},
  {text: '', line: 1},
  {text: '{\r\n "a": 1,\r\n}', line: 3},
  {text: '{\r"a": 1,\r}', line: 1},
  {text: 'nul', line: 1},
])('a mistake is in line $line of $text', ({text, line}) => {
  let thrown: unknown;
  try {
    JSON.parse(text);
  } catch (error) {
    thrown = error;
  }
  expect(lineOfError(text, thrown)).toBe(line);
});
