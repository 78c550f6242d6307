import {expect, test} from 'vitest';
import {unknownText} from '../../src/commands/filters.ts';

test.each([
  {flag: 'query', value: 'FOO', nearest: [], says: 'Nothing here is called "FOO".'},
  {flag: 'family', value: 'x', nearest: [], says: 'There is no family "x" here.'},
  {flag: 'family', value: 'lgc', nearest: ['lcg'], says: 'There is no family "lgc" here; near it: lcg.'},
  {flag: 'os', value: 'el99', nearest: ['el9', 'el8'], says: 'Nothing here is for system "el99"; near it: el9, el8.'},
  {flag: 'compiler', value: 'gcc99', nearest: [], says: 'Nothing here is for compiler "gcc99".'},
  {flag: 'runs', value: 'container', nearest: [], says: 'Nothing here runs "container".'},
])('says of $flag $value: $says', ({says, ...unknown}) => {
  expect(unknownText([unknown])).toBe(says);
});

test('says nothing where only the combination is too narrow', () => expect(unknownText([])).toBeNull());
