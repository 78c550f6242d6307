import {Box, Text} from 'ink';
import {memo, useSyncExternalStore} from 'react';
import type {ReactNode} from 'react';
import type {Action, PickerState} from '../state/picker-state.ts';
import type {Store} from '../store.ts';
import type {Paint} from '../theme/sgr.ts';
import type {Theme} from '../theme.ts';
import {painted} from './line.ts';
import type {Scenery} from './scenery.ts';
import type {Screen} from './screen.ts';
import {drawScreen} from './screen.ts';

export type PickerScreenProps = {
  readonly store: Pick<Store<PickerState, Action>, 'state' | 'subscribe'>;
  readonly scenery: Scenery;
  readonly paintOf: (theme: Theme) => Paint;
  /** Told where the real cursor belongs in what is drawn next: Ink's own cursor is written by Ink only. */
  readonly putCursor: (place: Screen['cursor']) => void;
};

/** Draws the state of the store and nothing else: one `Text` per row, twice as fast as boxes in rows (RUNTIME.md 4). */
export function PickerScreen({store, scenery, paintOf, putCursor}: PickerScreenProps): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.state);
  const screen = drawScreen(state, scenery);
  const paint = paintOf(state.theme);
  putCursor(screen.cursor);
  return (
    <Box flexDirection="column">
      {screen.lines.map((line, position) => (
        // oxlint-disable-next-line react/no-array-index-key -- a row of the screen is its position and nothing else
        <Row key={position} text={painted(line, paint)} />
      ))}
    </Box>
  );
}

// A text without characters has no height in Ink, so an empty row is a blank.
const Row = memo(function Row({text}: {readonly text: string}): ReactNode {
  return <Text wrap="truncate">{text === '' ? ' ' : text}</Text>;
});
