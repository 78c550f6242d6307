import type {Above} from '../erase.ts';
import {NOTHING_ABOVE, aboveCursor, eraseFrom, leftAbove, rowsAbove} from '../erase.ts';
import type {Size} from '../layout.ts';
import type {Frame} from './frame-bytes.ts';
import {firstBytes, nextBytes} from './frame-bytes.ts';

/** What stands on the terminal, whoever draws it, and the only way to change that. */
export type FrameWriter = {
  readonly show: (frame: Frame) => void;
  /** What stands there now; null where nothing does. */
  readonly shown: () => Frame | null;
  /** The frame has been erased by somebody else: the next one is written in full from where the cursor is. */
  readonly forget: () => void;
  /** Erases the frame and leaves the cursor in its place. */
  readonly clear: () => void;
  /** The same in a terminal that has another size now. */
  readonly clearAt: (size: Size) => void;
  /** From now on, until `wake`, nothing is written: the terminal belongs to somebody else. */
  readonly rest: () => void;
  readonly wake: () => void;
};

export type FrameWriterOptions = {
  readonly stdout: Pick<NodeJS.WriteStream, 'write'>;
  /** Of the terminal. */
  readonly size: Size;
  /** Whether the terminal breaks lines anew when its width changes (`breaksLinesAnew`). */
  readonly breaks: boolean;
  /** Called before a frame is written: it would be broken by a terminal that has another size by now. May let the writer rest. */
  readonly look?: () => void;
};

export function frameWriter({stdout, size: first, breaks, look}: FrameWriterOptions): FrameWriter {
  let shown: Frame | null = null;
  let behind: Above = NOTHING_ABOVE;
  let isResting = false;
  // The size at the last erasing: what the terminal had when the frame was written.
  let size = first;
  const eraseAs = (now: Size) => {
    size = now;
    if (shown === null) return;
    const above = aboveCursor(shown, behind);
    // What has gone into the scroll-back is out of reach.
    const reached = Math.min(rowsAbove(above, now.columns, breaks), Math.max(0, now.rows - 1));
    behind = leftAbove(above, now.columns, breaks, reached);
    shown = null;
    stdout.write(eraseFrom(reached));
  };
  return {
    show: frame => {
      if (!isResting) look?.();
      if (isResting) return;
      if (shown !== null && shown.rows.length !== frame.rows.length) eraseAs(size);
      const bytes = shown === null ? firstBytes(frame) : nextBytes(shown, frame);
      shown = frame;
      if (bytes !== '') stdout.write(bytes);
    },
    shown: () => shown,
    forget: () => {
      shown = null;
      behind = NOTHING_ABOVE;
    },
    clear: () => eraseAs(size),
    clearAt: eraseAs,
    rest: () => {
      isResting = true;
    },
    wake: () => {
      isResting = false;
    },
  };
}
