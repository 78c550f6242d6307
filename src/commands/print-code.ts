import {printableLines} from '../system/printable.ts';
import type {Context} from './context.ts';

/**
 * Prints code for a shell: exact for whoever evaluates it. On a terminal somebody looks at it, and what a name or a value would do to
 * the terminal is shown instead of done, which is said.
 */
export function printCode({output, world}: Context, text: string): void {
  const shown = world.terminals.stdout ? printableLines(text) : text;
  if (shown !== text) output.note('Control characters are shown as \\xNN here; in a pipe or a file the code is exact.');
  output.result(shown);
}
