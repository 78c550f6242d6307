import type {Action, PickerState} from './state/picker-state.ts';
import type {Store} from './store.ts';
import type {Paint} from './theme/sgr.ts';
import type {Scenery} from './view/scenery.ts';

/** What draws the frames: first `plain-drawing.ts`, then Ink, which takes over in the same place. */
export type Drawing = {
  /** Draws the state as it is now, at once. */
  readonly draw: () => void;
  /** The frame has been erased by somebody else: the next one is drawn in full from where the cursor is. */
  readonly forget: () => void;
  /** Erases the frame and leaves the cursor in its place. */
  readonly clear: () => void;
  /** Resolves when nothing waits to be drawn. */
  readonly settled: () => Promise<void>;
  /** Stops drawing, at once; what stands on the screen stays, and nothing more is written. */
  readonly end: () => void;
};

export type Canvas = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly fullScreen: boolean;
  readonly store: Store<PickerState, Action>;
  readonly scenery: Scenery;
  readonly paint: Paint;
};
