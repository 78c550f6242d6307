import type {FrameWriter} from './frame/frame-writer.ts';
import type {Action, PickerState} from './state/picker-state.ts';
import type {Store} from './store.ts';
import type {Paint} from './theme/sgr.ts';
import type {Theme} from './theme.ts';
import type {Scenery} from './view/scenery.ts';

/** What draws the frames: first `plain-drawing.ts`, then Ink, which takes over in the same place. */
export type Drawing = {
  /** Draws the state as it is now, at once. */
  readonly draw: () => void;
  /** Resolves when nothing waits to be drawn. */
  readonly settled: () => Promise<void>;
  /** Stops drawing, at once; what stands on the screen stays, and nothing more is written. */
  readonly end: () => void;
};

export type Canvas = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly writer: FrameWriter;
  readonly store: Store<PickerState, Action>;
  readonly scenery: Scenery;
  readonly paintOf: (theme: Theme) => Paint;
};

/** Calls back once for all changes of a turn, so that keys that came in one chunk make one frame. */
export function onceATurn(
  store: Canvas['store'],
  draw: () => void,
): {readonly end: () => void; readonly isWaiting: () => boolean} {
  let next: NodeJS.Immediate | undefined;
  const unsubscribe = store.subscribe(() => {
    next ??= setImmediate(() => {
      next = undefined;
      draw();
    });
  });
  return {
    end: () => {
      clearImmediate(next);
      next = undefined;
      unsubscribe();
    },
    isWaiting: () => next !== undefined,
  };
}
