import {onBlank, sequenceTo} from './cells.ts';

/** Writes cells into a frame that stands already, and remembers where the cursor is and in which style. */
export type Pen = {
  readonly moveTo: (row: number, column: number) => void;
  /** Erases the row that the cursor is in, or the next one, which may scroll the terminal; the cursor is in its first column then. */
  readonly startRow: (next: boolean) => void;
  /** One character for each cell, with the style of each. */
  readonly write: (text: string, styles: readonly string[]) => void;
  /** A text whose width is only known to the terminal. */
  readonly writeUncertain: (text: string, style: string) => void;
  /** Erases from the cursor to the end of the row. */
  readonly eraseToEnd: () => void;
  /** What has been written so far, plain again at its end. */
  readonly bytes: () => string;
};

/** To the right by how far where that is shorter. Behind a full row nothing is further right, so the cursor that waits there is not asked. */
function sideways(column: number | null, next: number): string {
  const there = `\u001b[${next + 1}G`;
  if (column === null || next < column) return there;
  const further = `\u001b[${next - column === 1 ? '' : next - column}C`;
  return further.length < there.length ? further : there;
}

/** @param start where the cursor is; the style is plain */
export function createPen(start: {readonly x: number; readonly y: number}): Pen {
  let written = '';
  let row = start.y;
  // Null: behind a text of uncertain width.
  let column: number | null = start.x;
  let style = '';
  const wear = (next: string) => {
    written += sequenceTo(style, next);
    style = next;
  };
  return {
    moveTo: (nextRow, nextColumn) => {
      if (nextRow !== row)
        written += `\u001b[${Math.abs(nextRow - row) === 1 ? '' : Math.abs(nextRow - row)}${nextRow > row ? 'B' : 'A'}`;
      if (nextColumn !== column) written += nextColumn === 0 ? '\r' : sideways(column, nextColumn);
      row = nextRow;
      column = nextColumn;
    },
    startRow: next => {
      wear('');
      written += next ? '\r\n\u001b[2K' : '\u001b[2K';
      if (next) row++;
      column = 0;
    },
    write: (text, styles) => {
      for (let position = 0; position < text.length; position++) {
        const next = styles[position] ?? '';
        // A blank looks the same in every colour of characters.
        if (text[position] !== ' ' || onBlank(style) !== next) wear(next);
        written += text[position];
      }
      if (column !== null) column += text.length;
    },
    writeUncertain: (text, next) => {
      wear(next);
      written += text;
      column = null;
    },
    eraseToEnd: () => {
      // Terminals erase with the background that is set.
      wear('');
      written += '\u001b[K';
    },
    bytes: () => {
      wear('');
      return written;
    },
  };
}
