/**
 * C0, DEL, C1, line and paragraph separators, and characters that make text read other than it is: bidirectional controls, and
 * those that take no room.
 */
export const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/**
 * Text that may go to a terminal: control and bidirectional characters become `\xNN` or `\u{NNNN}`.
 *
 * Names and contents from CVMFS, project files and the environment are data (DESIGN.md 6 and 8): nothing of them reaches the
 * terminal raw. Line breaks are escaped as well, since a name with one could forge a line of our output.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

/** As `printable`, with the line breaks and tabs that a text has: for code that somebody looks at. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE, character => (character === '\n' || character === '\t' ? character : escaped(character)));
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
