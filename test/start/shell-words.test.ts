import {spawnSync} from 'node:child_process';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {commandLine, lineWord} from '../../src/start/shell-words.ts';

test('a line is plain where it can be, and holds no control character', () => {
  expect(
    commandLine(['hsf', 'shell', "it's", 'a b', 'lcg/LCG_107@x86_64-el9-gcc13+dbg', '$HOME', '=ls', "a\u0007\u202e'b\\"]),
  ).toBe(`hsf shell 'it'\\''s' 'a b' lcg/LCG_107@x86_64-el9-gcc13+dbg '$HOME' '=ls' $'a\\007\\342\\200\\256\\'b\\\\'`);
});

describe('words of a line', () => {
  test.each(['bash', 'zsh', 'ksh'])('are read by %s as they were, and reach no terminal raw', shell => {
    const character = fc.oneof(
      fc.constantFrom(
        "'",
        '"',
        '\\',
        '$',
        '`',
        '!',
        ' ',
        '\n',
        '\t',
        '\u001b',
        '\u202e',
        'ä',
        '\u{1f600}',
        '0',
        '7',
        'a',
        '~',
        '{',
        '*',
        '#',
        '=',
      ),
      fc.string({minLength: 1, maxLength: 1}),
    );
    const word = fc.array(character, {maxLength: 12}).map(all => all.join('').replaceAll('\0', ''));
    const samples = fc.sample(word, 300);
    const lines = samples.map(lineWord);
    expect(lines.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    const {stdout} = spawnSync(shell, ['-c', `printf '%s\\0' ${lines.map(quoted => `x ${quoted}`).join(' ')}`], {
      encoding: 'utf8',
      env: {LC_ALL: 'C.UTF-8', PATH: process.env['PATH'] ?? ''},
    });
    expect(stdout.split('\0').filter((_, index) => index % 2 === 1)).toEqual(samples);
  });
});
