import {ERASE_SCREEN} from './erase.ts';
import type {FrameWriter} from './frame/frame-writer.ts';
import type {Size} from './layout.ts';

/** tmux tells a size at once, and the next one not before a quarter of a second has gone by, although its screen has it already. */
const SIZE_SETTLES_MS = 350;

export type FollowingSizeOptions = {
  readonly stdout: NodeJS.WriteStream;
  readonly fullScreen: boolean;
  readonly writer: FrameWriter;
  /** The terminal has another size, so the frame may be elsewhere. */
  readonly onChange: () => void;
  /** The old frame is gone: draw for the size that the terminal has now. */
  readonly onSize: () => void;
};

export type FollowingSize = {
  /** Erases the frame wherever it is now, and lets nothing be drawn any more until `takeUp`. */
  readonly takeDown: () => void;
  readonly takeUp: () => void;
  /** Erases the frame and has it drawn anew, if that is not about to happen. */
  readonly redraw: () => void;
  /** Resolves when it is known where the frame is. */
  readonly settled: () => Promise<void>;
  readonly end: () => void;
};

/** Size of the terminal itself. */
export function terminalSize(stdout: NodeJS.WriteStream): Size {
  return {columns: stdout.columns || 80, rows: stdout.rows || 24};
}

/**
 * Takes the frame down with every change of the size, and lets it be drawn anew. Inline that takes care: the terminal has broken the lines
 * anew, some may have gone into the scroll-back, and what is erased too far up is not ours.
 */
export function followingSize({stdout, fullScreen, writer, onChange, onSize}: FollowingSizeOptions): FollowingSize {
  let waiting: NodeJS.Timeout | undefined;
  let onSettled: () => void = () => {};
  const stopWaiting = () => {
    clearTimeout(waiting);
    waiting = undefined;
    writer.wake();
    onSettled();
  };
  const erase = () => {
    const isAsBefore = waiting === undefined;
    stopWaiting();
    if (isAsBefore) writer.clear();
    else writer.clearAt(terminalSize(stdout));
  };
  const settle = () => {
    if (fullScreen) {
      stopWaiting();
      stdout.write(ERASE_SCREEN);
      writer.forget();
    } else erase();
    onSize();
  };
  const onResize = () => {
    onChange();
    // Nothing is written meanwhile: a frame for a size that is no longer true would scroll through a terminal that is lower by now.
    writer.rest();
    clearTimeout(waiting);
    waiting = setTimeout(settle, fullScreen ? 0 : SIZE_SETTLES_MS);
  };
  stdout.on('resize', onResize);
  // Node is silent where the size is as before by the time it looks; the terminal may have taken rows away in between.
  process.on('SIGWINCH', onResize);
  return {
    takeDown: () => {
      if (!fullScreen) erase();
      writer.forget();
      writer.rest();
    },
    takeUp: () => {
      lookAtSize(stdout);
      stopWaiting();
      writer.forget();
      writer.clearAt(terminalSize(stdout));
      onSize();
    },
    redraw: () => {
      if (waiting === undefined) settle();
    },
    settled: async () => {
      if (waiting === undefined) return;
      await new Promise<void>(resolve => {
        onSettled = resolve;
      });
    },
    end: () => {
      clearTimeout(waiting);
      stdout.off('resize', onResize);
      process.off('SIGWINCH', onResize);
    },
  };
}

/** Node's own look at the size of the terminal, which it takes at a signal only; it says `resize` where that has changed. No public way. */
export function lookAtSize(stdout: NodeJS.WriteStream): void {
  const look: unknown = (stdout as unknown as Readonly<Record<string, unknown>>)['_refreshSize'];
  if (typeof look === 'function') look.call(stdout);
}
