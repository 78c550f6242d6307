import {quoteFish, quotePosix, quoteTcsh} from '../shell-words.ts';
import type {InPlaceShell} from './in-place-change.ts';

export type InitPlaces = {
  /** `bin/hsf`, absolute. */
  readonly program: string;
  /** Directory of the libraries. */
  readonly libraries: string;
  /** Private directory for what a tcsh is told. */
  readonly directory: string;
};

/**
 * What `hsf init SHELL` prints: where the program is, and that its library is to be read. Nothing in it depends on stacks, settings or
 * the environment. Words are quoted so that no alias of the user's takes their place.
 */
export function initCode(shell: InPlaceShell, {program, libraries, directory}: InitPlaces): string {
  switch (shell) {
    case 'bash':
    case 'ksh':
      return `__hsf_program=${quotePosix(program)}\n\\. ${quotePosix(`${libraries}/hsf.${shell}`)}\n`;
    case 'zsh':
      return `__hsf_program=${quotePosix(program)}\n'builtin' 'source' ${quotePosix(`${libraries}/hsf.zsh`)}\n`;
    case 'fish':
      return `set -g __hsf_program ${quoteFish(program)}\nsource ${quoteFish(`${libraries}/hsf.fish`)}\n`;
    case 'tcsh':
      // Each line of the result of a command in backquotes is a word of "eval": the semicolons keep them apart.
      return [
        `set __hsf_program = ${quoteTcsh(program)};`,
        `set __hsf_file = ${quoteTcsh(`${directory}/`)}$$;`,
        `alias hsf ${quoteTcsh(`source ${quoteTcsh(`${libraries}/hsf.csh`)} !*`)};`,
        '',
      ].join('\n');
  }
}
