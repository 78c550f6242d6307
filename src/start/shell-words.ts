import {UNPRINTABLE} from '../system/printable.ts';

const ANY_UNPRINTABLE = new RegExp(UNPRINTABLE.source, 'u');

/** Quoting of one word for each shell. Every form is proved by evaluating it in the real shell (test/start). */

/** bash, zsh, ksh, POSIX sh. */
export function quotePosix(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** As `quotePosix`, but plain where nothing needs quoting: for lines that people read. zsh puts the path of a program in the place of `=NAME`. */
export function quoteReadably(word: string): string {
  return /^(?!=)[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : quotePosix(word);
}

/** fish: inside single quotes only the quote and the backslash are special. */
export function quoteFish(word: string): string {
  return `'${word.replace(/[\\']/g, '\\$&')}'`;
}

/** tcsh: history substitution goes on inside single quotes, and a line break has to be escaped there. */
export function quoteTcsh(word: string): string {
  return `'${word.replaceAll("'", `'\\''`).replaceAll('!', '\\!').replaceAll('\n', '\\\n')}'`;
}

/**
 * A word of a line that is shown to be pasted. Characters that would reach the terminal raw, or be shown as something else, are
 * written as `$'…'` with octal bytes, which bash, zsh and ksh read back as they were.
 */
export function lineWord(word: string): string {
  if (!ANY_UNPRINTABLE.test(word)) return quoteReadably(word);
  const quoted = [...word]
    .map(character => {
      if (character === "'" || character === '\\') return `\\${character}`;
      return ANY_UNPRINTABLE.test(character) ? octal(character) : character;
    })
    .join('');
  return `$'${quoted}'`;
}

/** Words as a line that is shown to be pasted. */
export function commandLine(words: readonly string[]): string {
  return words.map(lineWord).join(' ');
}

function octal(character: string): string {
  return [...Buffer.from(character)].map(byte => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
