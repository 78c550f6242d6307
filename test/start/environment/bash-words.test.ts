import {describe, expect, test} from 'vitest';
import {expectText, NotOfBash, readLine, readWord} from '../../../src/start/environment/bash-words.ts';
import {readDeclarations} from '../../../src/start/environment/declarations.ts';

const latin = (text: string) => Buffer.from(text, 'utf8').toString('latin1');

describe('a word as bash prints it', () => {
  test.each([
    {text: 'plain rest', word: 'plain'},
    {text: '', word: ''},
    {text: 'a\tb', word: 'a'},
    {text: 'a\nb', word: 'a'},
    {text: `'a b'c"d e"`, word: 'a bcd e'},
    {text: "'it'\\''s'", word: "it's"},
    {text: '\\ \\$x', word: ' $x'},
    {text: '"a\\$\\`\\"\\\\b"', word: 'a$`"\\b'},
    {text: '"a\\b\\\'"', word: "a\\b\\'"},
    {text: '"a\\\nb"', word: 'ab'},
    {text: `$'\\a\\b\\e\\E\\f\\n\\r\\t\\v\\\\\\'\\"\\?'`, word: '\x07\b\x1b\x1b\f\n\r\t\v\\\'"?'},
    {text: `$'\\101\\0\\x41\\x4g\\xe9'`, word: 'A\0A\x04g\xe9'},
    {text: `$'\\u00e9\\U1F600\\u20ac'`, word: latin('é😀€')},
    {text: `$'\\U110000'`, word: '?'},
    {text: `$'\\cA\\c['`, word: '\x01\x1b'},
    {text: `$'\\z\\777'`, word: '\\z\xff'},
    {text: '$x$"y"', word: '$x$y'},
    {text: 'a#b', word: 'a#b'},
  ])('is read: $text', ({text, word}) => {
    expect(readWord({text, at: 0})).toBe(word);
  });

  test('ends where it is to end, and goes on from there', () => {
    const reading = {text: 'key]=value)', at: 0};
    expect(readWord(reading, ']')).toBe('key');
    expectText(reading, ']=');
    expect(readWord(reading, ')')).toBe('value');
    expect(reading.at).toBe(10);
    expect(() => expectText(reading, ']')).toThrow(NotOfBash);
  });

  test.each(["'a", '"a', '"a\\', "$'a", "$'a\\", '\\'])('that has no end is none: %s', text => {
    expect(() => readWord({text, at: 0})).toThrow(NotOfBash);
  });

  test('stands in lines', () => {
    const reading = {text: "complete -F  _f\t'a b'\nrest", at: 0};
    expect(readLine(reading)).toEqual(['complete', '-F', '_f', 'a b']);
    expect(reading.at).toBe(22);
    expect(readLine(reading)).toEqual(['rest']);
    expect(readLine(reading)).toEqual([]);
  });
});

describe('what declare -p prints', () => {
  test.each([
    {text: 'declare -- a="1"\n', found: [{name: 'a', attributes: '', value: '1'}]},
    {text: "declare -x A_1=$'x\\ny'\n", found: [{name: 'A_1', attributes: 'x', value: 'x\ny'}]},
    {text: 'declare -ir n="5"\n', found: [{name: 'n', attributes: 'ir', value: '5'}]},
    {text: 'declare -x only\n', found: [{name: 'only', attributes: 'x', value: null}]},
    {text: 'declare -a l=()\n', found: [{name: 'l', attributes: 'a', value: []}]},
    {
      text: 'declare -a l=([0]="a b" [7]=$\'c\')\n',
      found: [
        {
          name: 'l',
          attributes: 'a',
          value: [
            ['0', 'a b'],
            ['7', 'c'],
          ],
        },
      ],
    },
    {
      text: 'declare -A t=(["a ]"]="x" [k]="y" )\n',
      found: [
        {
          name: 't',
          attributes: 'A',
          value: [
            ['a ]', 'x'],
            ['k', 'y'],
          ],
        },
      ],
    },
    // Before bash 4.4.
    {
      text: `declare -a l='([0]="a" [1]="b")'\n`,
      found: [
        {
          name: 'l',
          attributes: 'a',
          value: [
            ['0', 'a'],
            ['1', 'b'],
          ],
        },
      ],
    },
    {
      text: 'declare -a l\ndeclare -- b=""\n',
      found: [
        {name: 'l', attributes: 'a', value: null},
        {name: 'b', attributes: '', value: ''},
      ],
    },
    {text: '', found: []},
  ])('is read: $text', ({text, found}) => {
    expect(readDeclarations(text)).toEqual(found);
  });

  test.each([
    'declare -- a="1"',
    'declare a="1"\n',
    'declare -- 1a="1"\n',
    'typeset -- a="1"\n',
    'declare -- a="1" b\n',
    'declare -a l=([0]="a"\n',
    'declare -a l=(0="a")\n',
    'declare -a l=([0]"a")\n',
    'declare -a l="x"\n',
    ' declare -- a="1"\n',
    'declare -- a="1"\ndeclare\n',
  ])('is nothing else: %s', text => {
    expect(() => readDeclarations(text)).toThrow(NotOfBash);
  });
});
