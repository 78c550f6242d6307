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
