import {expect, test} from 'vitest';
import {linesOfKeys} from '../../src/find/key-lines.ts';

const TEXT = `id = "x"
"quoted key" = 1
[table]
a.b = 2
  c = "[not a table]"
[[layout]]
path = "1"
[layout.entry]
kind = "source"
[[layout]]
path = "2"
'single' = 3
[layout.entry.deep]
[ layout.packages ]
format = 4
[[layout.compiler]]
name = 5
[[layout.compiler]]
name = 6
[table.inner]
d = 7
list = [
  "e = 8",
]
`;

test.each([
  {path: 'id', line: 1},
  {path: 'quoted key', line: 2},
  {path: 'table', line: 3},
  {path: 'table a', line: 4},
  {path: 'table a b', line: 4},
  {path: 'table c', line: 5},
  {path: 'layout', line: 6},
  {path: 'layout 0', line: 6},
  {path: 'layout 0 path', line: 7},
  {path: 'layout 0 entry', line: 8},
  {path: 'layout 0 entry kind', line: 9},
  {path: 'layout 1', line: 10},
  {path: 'layout 1 path', line: 11},
  {path: 'layout 1 single', line: 12},
  {path: 'layout 1 entry deep', line: 13},
  {path: 'layout 1 packages format', line: 15},
  {path: 'layout 1 compiler 0 name', line: 17},
  {path: 'layout 1 compiler 1', line: 18},
  {path: 'layout 1 compiler 1 name', line: 19},
  {path: 'table inner d', line: 21},
  {path: 'table inner list 0', line: 22},
  // What is not written has the line of what it would be in.
  {path: 'layout 0 grammar', line: 6},
  {path: 'layout 1 entry kind', line: 13},
  {path: 'layout 1 compiler 1 path', line: 18},
  {path: 'title', line: 1},
  {path: '', line: 1},
])('the key "$path" is in line $line', ({path, line}) => {
  const parts = path === 'quoted key' ? [path] : path.split(' ').filter(part => part !== '');
  expect(linesOfKeys(TEXT)(parts)).toBe(line);
});

test('a key with dots in quotes is one', () => expect(linesOfKeys('a = 1\n"b.c" = 2\nb.d = 3\n')(['b.c'])).toBe(2));
test('a key in a line that has no end is a text', () => expect(linesOfKeys(`a = 1\n${' '.repeat(5000)}b = 2\n`)(['b'])).toBe(1));
