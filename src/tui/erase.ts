import {cellsOf} from './frame/cells.ts';
import type {Frame} from './frame/frame-bytes.ts';
import {textWidth} from './text/width.ts';

/** What of ours stands above the cursor: the widths of whole rows, and the cells before the cursor in its own row. */
export type Above = {readonly widths: readonly number[]; readonly before: number};

export const NOTHING_ABOVE: Above = {widths: [], before: 0};

/**
 * What is above the cursor of a frame. `behind` is what was above its first row already: pieces of an earlier frame that had gone out of
 * reach into the scroll-back, and come back when the terminal grows.
 */
export function aboveCursor({rows, cursor}: Frame, behind: Above): Above {
  if (cursor.y === 0) return {widths: behind.widths, before: behind.before + cursor.x};
  const [first = 0, ...others] = rows.slice(0, cursor.y).map(rowWidth);
  return {widths: [...behind.widths, behind.before + first, ...others], before: cursor.x};
}

function rowWidth(row: string): number {
  const {text, rest} = cellsOf(row);
  return text.length + rest.reduce((width, piece) => width + textWidth(piece.text), 0);
}

/**
 * Rows above that of the cursor in a terminal of some width that broke its lines anew, as most do. `breaks` is false for the few that cut
 * lines: there each is still one row. The row of the cursor itself counts as one, since some terminals leave the cursor in the first
 * piece of it: rather a piece of ours stays than a line goes that is not ours.
 */
export function rowsAbove({widths}: Above, columns: number, breaks: boolean): number {
  if (!breaks || columns <= 0) return widths.length;
  return widths.reduce((rows, width) => rows + rowsOf(width, columns), 0);
}

/** What is still above when only the last `erased` rows of it could be erased. */
export function leftAbove(above: Above, columns: number, breaks: boolean, erased: number): Above {
  let left = rowsAbove(above, columns, breaks) - erased;
  const widths: number[] = [];
  for (const width of above.widths) {
    const rows = breaks && columns > 0 ? rowsOf(width, columns) : 1;
    if (left < rows) break;
    widths.push(width);
    left -= rows;
  }
  return {widths, before: Math.max(0, left) * columns};
}

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
