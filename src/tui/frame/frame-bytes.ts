import {HIDE_CURSOR, SHOW_CURSOR} from '../erase.ts';
import type {Cells} from './cells.ts';
import {cellsOf} from './cells.ts';
import {createPen} from './pen.ts';
import type {Pen} from './pen.ts';

/** A frame: its rows with colours, and where the cursor belongs. */
export type Frame = {readonly rows: readonly string[]; readonly cursor: {readonly x: number; readonly y: number}};

// Terminals that know it show all that lies between as one picture; the others ignore it.
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';

/** Fewer unchanged cells than this between two changed ones are written again: to jump over them takes as many bytes. */
const SHORTEST_JUMP = 5;

/**
 * What to write where no frame stands: from the start of the line that the cursor is in. A row is erased before it is written, since
 * behind a full row the cursor still stands in its last cell.
 */
export function firstBytes({rows, cursor}: Frame): string {
  const pen = createPen({x: 0, y: 0});
  rows.forEach((row, position) => {
    pen.startRow(position > 0);
    writeFrom(pen, 0, cellsOf(row));
  });
  pen.moveTo(cursor.y, cursor.x);
  return `${BEGIN}${HIDE_CURSOR}\r${pen.bytes()}${SHOW_CURSOR}${END}`;
}

/** What to write where a frame of as many rows stands: the cells that are different, and nothing when none is. */
export function nextBytes(before: Frame, after: Frame): string {
  const pen = createPen(before.cursor);
  after.rows.forEach((row, position) => {
    const old = before.rows[position] ?? '';
    if (row !== old) writeRow(pen, position, cellsOf(old), cellsOf(row));
  });
  const drawn = pen.bytes();
  pen.moveTo(after.cursor.y, after.cursor.x);
  const bytes = pen.bytes();
  // A cursor that only moves need not be hidden meanwhile.
  return drawn === '' ? bytes : `${BEGIN}${HIDE_CURSOR}${bytes}${SHOW_CURSOR}${END}`;
}

function writeRow(pen: Pen, row: number, before: Cells, after: Cells): void {
  const shorter = Math.min(before.text.length, after.text.length);
  const isCertain = before.rest.length === 0 && after.rest.length === 0;
  // Where the columns of either are uncertain, all from there on is one piece.
  const isOnePiece = !isCertain && !(before.text.length === after.text.length && isSameRest(before, after));
  for (const [first, last] of changedPieces(before, after, shorter)) {
    pen.moveTo(row, first);
    pen.write(after.text.slice(first, last), after.styles.slice(first, last));
  }
  if (!isOnePiece && before.text.length === after.text.length) return;
  pen.moveTo(row, shorter);
  // Before what is new is written: behind a full row the cursor still stands in its last cell.
  if (isOnePiece || after.text.length < before.text.length) pen.eraseToEnd();
  writeFrom(pen, shorter, after);
}

function writeFrom(pen: Pen, column: number, {text, styles, rest}: Cells): void {
  pen.write(text.slice(column), styles.slice(column));
  for (const piece of rest) pen.writeUncertain(piece.text, piece.style);
}

/** First cell and the one behind the last of each piece that has changed. */
function changedPieces(before: Cells, after: Cells, end: number): readonly (readonly [number, number])[] {
  const pieces: [number, number][] = [];
  for (let column = 0; column < end; column++) {
    if (isSameCell(before, after, column)) continue;
    const last = pieces.at(-1);
    if (last !== undefined && column - last[1] < SHORTEST_JUMP) last[1] = column + 1;
    else pieces.push([column, column + 1]);
  }
  return pieces;
}

function isSameCell(before: Cells, after: Cells, column: number): boolean {
  return before.text[column] === after.text[column] && before.styles[column] === after.styles[column];
}

function isSameRest({rest: before}: Cells, {rest: after}: Cells): boolean {
  return (
    before.length === after.length &&
    before.every((part, position) => part.text === after[position]!.text && part.style === after[position]!.style)
  );
}
