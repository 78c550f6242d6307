import type {Frame} from './frame/frame-bytes.ts';
import {textWidth} from './text/width.ts';

/**
 * Rows between the first row of a frame and the cursor in a terminal that has become `columns` wide and broke its lines anew, as most
 * do. `breaks` is false for the few that cut lines: there each is still one row.
 */
export function rowsAboveCursor({rows, cursor}: Frame, columns: number, breaks: boolean): number {
  if (!breaks || columns <= 0) return cursor.y;
  const above = rows.slice(0, cursor.y).reduce((all, row) => all + rowsOf(textWidth(row.replace(SGR, '').trimEnd()), columns), 0);
  return above + Math.floor(cursor.x / columns);
}

// oxlint-disable-next-line no-control-regex -- escape sequences begin with a control character
const SGR = /\u001b\[[\d;:]*m/g;

function rowsOf(width: number, columns: number): number {
  return Math.max(1, Math.ceil(width / columns));
}

/** xterm itself, GNU screen and the Linux console cut lines; to erase more rows there would take some that are not ours. */
export function breaksLinesAnew(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env['TMUX'] !== undefined) return true;
  return env['XTERM_VERSION'] === undefined && env['STY'] === undefined && env['TERM'] !== 'linux';
}

/**
 * Erases everything from `rows` above the cursor down and leaves the cursor there. The first row on its own, since tmux copies the
 * screen into its scroll-back when it is erased from the first cell on.
 */
export function eraseFrom(rows: number): string {
  return `\u001b[?25l${rows > 0 ? `\u001b[${rows}A` : ''}\r\u001b[2K\u001b7\u001b[B\u001b[J\u001b8`;
}

/** The same for the alternate screen, which has no scroll-back and is ours as a whole. */
export const ERASE_SCREEN = '\u001b[?25l\u001b[H\u001b[2J';

export const SHOW_CURSOR = '\u001b[?25h';
export const HIDE_CURSOR = '\u001b[?25l';

/** The alternate screen, empty, with the cursor in its first cell. */
export const ENTER_SCREEN = `\u001b[?1049h${ERASE_SCREEN}`;

export const LEAVE_SCREEN = `\u001b[?1049l${SHOW_CURSOR}`;
