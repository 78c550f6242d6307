import type {Canvas, Drawing} from './drawing.ts';
import {ENTER_SCREEN, HIDE_CURSOR, SHOW_CURSOR, eraseFrom} from './erase.ts';
import {painted} from './view/line.ts';
import {drawScreen} from './view/screen.ts';

/** A frame on the screen: its rows with colours, and where the cursor was left. */
export type Shown = {readonly rows: readonly string[]; readonly cursor: {readonly x: number; readonly y: number}};

// Terminals that know it show all that lies between as one picture; the others ignore it.
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';

/**
 * Draws frames without Ink, whose code takes longer to load than everything before the first picture together. What stands on the
 * screen afterwards, the cursor included, is what Ink would have left, so that it can take over unseen.
 */
export function plainDrawing({stdout, fullScreen, store, scenery, paint}: Canvas): Drawing {
  let shown: Shown | null = null;
  let isOver = false;
  let next: NodeJS.Immediate | undefined;
  const draw = () => {
    clearImmediate(next);
    next = undefined;
    if (isOver) return;
    const {lines, cursor} = drawScreen(store.state(), scenery);
    const frame: Shown = {rows: lines.map(line => painted(line, paint)), cursor};
    const bytes = frameBytes(shown, frame, lines.length >= (stdout.rows || 24));
    shown = frame;
    if (bytes !== '') stdout.write(bytes);
  };
  if (fullScreen) stdout.write(ENTER_SCREEN);
  // Keys that came in one chunk make one frame.
  const unsubscribe = store.subscribe(() => {
    next ??= setImmediate(draw);
  });
  const end = () => {
    isOver = true;
    clearImmediate(next);
    unsubscribe();
  };
  return {
    draw,
    forget: () => {
      shown = null;
    },
    clear: () => {
      if (shown !== null) stdout.write(eraseFrom(shown.cursor.y));
      shown = null;
    },
    settled: async () => {
      if (next !== undefined) draw();
    },
    end,
  };
}

/**
 * What to write for a frame where another one stands, or none: then from the start of the line that the cursor is in. A frame that is
 * not as high as the terminal ends with a line break, as Ink's do.
 */
export function frameBytes(before: Shown | null, {rows, cursor}: Shown, fillsTerminal: boolean): string {
  const isSame = before?.rows.length === rows.length && before.rows.every((row, position) => row === rows[position]);
  if (isSame && before.cursor.x === cursor.x && before.cursor.y === cursor.y) return '';
  const toTop = before !== null && before.cursor.y > 0 ? `\u001b[${before.cursor.y}A` : '';
  // A row is erased before it is written: behind a full row the cursor still stands in its last cell.
  const drawn = rows.map((row, position) => (before?.rows[position] === row ? '' : `\u001b[2K${row}`)).join('\r\n');
  const below = rows.length - 1 - cursor.y + (fillsTerminal ? 0 : 1);
  const toCursor = `${below > 0 ? `\u001b[${below}A` : ''}\u001b[${cursor.x + 1}G`;
  return `${BEGIN}${HIDE_CURSOR}${toTop}\r${drawn}${fillsTerminal ? '' : '\r\n'}${toCursor}${SHOW_CURSOR}${END}`;
}
