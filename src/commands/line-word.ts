import {shellQuoted} from './shell-quoted.ts';
import {UNPRINTABLE} from '../system/printable.ts';

const ANY_UNPRINTABLE = new RegExp(UNPRINTABLE.source, 'u');

/**
 * A word of a line that is shown to be pasted. Characters that would reach the terminal raw, or be shown as something else, are
 * written as `$'…'` with octal bytes, which bash, zsh and ksh read back as they were.
 */
export function lineWord(word: string): string {
  // zsh takes `=ls` for the path of ls.
  if (word.startsWith('=') && shellQuoted(word) === word) return `'${word}'`;
  if (!ANY_UNPRINTABLE.test(word)) return shellQuoted(word);
  const quoted = [...word]
    .map(character => {
      if (character === "'" || character === '\\') return `\\${character}`;
      return ANY_UNPRINTABLE.test(character) ? octal(character) : character;
    })
    .join('');
  return `$'${quoted}'`;
}

function octal(character: string): string {
  return [...Buffer.from(character)].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
