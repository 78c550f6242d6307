import {Box, Text, useCursor} from 'ink';
import {memo, useSyncExternalStore} from 'react';
import type {ReactNode} from 'react';
import type {Action, PickerState} from '../state/picker-state.ts';
import type {Store} from '../store.ts';
import type {Paint} from '../theme/sgr.ts';
import {painted} from './line.ts';
import type {Scenery} from './scenery.ts';
import {drawScreen} from './screen.ts';

export type PickerScreenProps = {readonly store: Store<PickerState, Action>; readonly scenery: Scenery; readonly paint: Paint};

/** Draws the state of the store and nothing else: one `Text` per row, twice as fast as boxes in rows (RUNTIME.md 4). */
export function PickerScreen({store, scenery, paint}: PickerScreenProps): ReactNode {
  const state = useSyncExternalStore(store.subscribe, store.state);
  const screen = drawScreen(state, scenery);
  useCursor().setCursorPosition(screen.cursor);
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
