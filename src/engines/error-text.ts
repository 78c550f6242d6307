import type {Explanation} from './engine.ts';

/** Engines write sentences around paths; a line that is longer is no error of theirs. */
const LONGEST_LINE = 2000;
const BEGINNING = 4000;
const END = 4000;
/** Blanks that fill a line say nothing, and patterns would try each of them. */
const WIDE_BLANK = /[^\S\n]{9,}/g;

/**
 * What an engine's failure means. Its program inside may have printed millions of lines to the same place: the engine speaks first or
 * last, and what is tried against its patterns is so short that none of them takes long.
 */
export function explanationOf(explain: (stderr: string) => Explanation | null, stderr: string): Explanation | null {
  return explain(errorText(stderr));
}

function errorText(stderr: string): string {
  const text =
    stderr.length <= BEGINNING + END
      ? stderr
      : `${stderr.slice(0, BEGINNING).replace(/\n[^\n]*$/, '')}\n${stderr.slice(-END).replace(/^[^\n]*\n/, '')}`;
  return text
    .replace(WIDE_BLANK, ' ')
    .split('\n')
    .map(line => line.slice(0, LONGEST_LINE))
    .join('\n');
}
