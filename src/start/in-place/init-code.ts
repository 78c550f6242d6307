import {quoteFish, quotePosix, quoteTcsh} from '../shell-words.ts';
import type {InPlaceShell} from './in-place-change.ts';

export type InitPlaces = {
  /** `bin/hsf`, absolute. */
  readonly program: string;
  /** Directory of the libraries. */
  readonly libraries: string;
  /** Code that completes, '' for none. */
  readonly completion: string;
};

/**
 * Options of the user's count while zsh reads code, where no function can set them: IGNORE_BRACES makes a function of several lines a
 * mistake, CSH_JUNKIE_QUOTES a word of several. So all of it is one word on one line, read with the options that zsh begins with.
 */
function asInZsh(code: string): string {
  const word = code.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n');
  return `'builtin' 'emulate' 'zsh' '-c' $'${word}'\n`;
}

/**
 * What `hsf init SHELL` prints: where the program is, and that its library is to be read. Nothing in it depends on stacks, settings or
 * the environment. Words are quoted so that no alias of the user's takes their place.
 */
export function initCode(shell: InPlaceShell, {program, libraries, completion}: InitPlaces): string {
  switch (shell) {
    case 'bash':
    case 'ksh':
      return `__hsf_program=${quotePosix(program)}\n\\. ${quotePosix(`${libraries}/hsf.${shell}`)}\n${completion}`;
    case 'zsh':
      return asInZsh(
        `__hsf_program=${quotePosix(program)}\n'builtin' 'source' ${quotePosix(`${libraries}/hsf.zsh`)}\n${completion}`,
      );
    case 'fish':
      return `set -g __hsf_program ${quoteFish(program)}\nsource ${quoteFish(`${libraries}/hsf.fish`)}\n${completion}`;
    case 'tcsh':
      // Each line of the result of a command in backquotes is a word of "eval": the semicolons keep them apart.
      return [
        `set __hsf_program = ${quoteTcsh(program)};`,
        `alias hsf ${quoteTcsh(`source ${quoteTcsh(`${libraries}/hsf.csh`)} !*`)};`,
        '',
      ].join('\n');
  }
}
