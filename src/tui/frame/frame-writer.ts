import {eraseFrom} from '../erase.ts';
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
  /** From now on, until `wake`, nothing is written: the terminal belongs to somebody else. */
  readonly rest: () => void;
  readonly wake: () => void;
};

export function frameWriter(stdout: Pick<NodeJS.WriteStream, 'write'>): FrameWriter {
  let shown: Frame | null = null;
  let isResting = false;
  const clear = () => {
    if (shown !== null && !isResting) stdout.write(eraseFrom(shown.cursor.y));
    shown = null;
  };
  return {
    show: frame => {
      if (isResting) return;
      if (shown !== null && shown.rows.length !== frame.rows.length) clear();
      const bytes = shown === null ? firstBytes(frame) : nextBytes(shown, frame);
      shown = frame;
      if (bytes !== '') stdout.write(bytes);
    },
    shown: () => shown,
    forget: () => {
      shown = null;
    },
    clear,
    rest: () => {
      isResting = true;
    },
    wake: () => {
      isResting = false;
    },
  };
}
