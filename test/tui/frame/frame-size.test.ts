import {describe, expect, test} from 'vitest';
import {nextBytes} from '../../../src/tui/frame/frame-bytes.ts';
import type {Frame} from '../../../src/tui/frame/frame-bytes.ts';
import {reducer} from '../../../src/tui/state/reducer.ts';
import type {Action, PickerState} from '../../../src/tui/state/picker-state.ts';
import {BUILT_IN_THEMES, builtInTheme} from '../../../src/tui/theme/built-in-themes.ts';
import {paintWith} from '../../../src/tui/theme/sgr.ts';
import type {Theme} from '../../../src/tui/theme.ts';
import {painted} from '../../../src/tui/view/line.ts';
import {drawScreen} from '../../../src/tui/view/screen.ts';
import {largeCatalogue, smallCatalogue, tableOf} from '../fixtures/catalogue.ts';
import {SCENERY, opened} from '../fixtures/screen-text.ts';

/** What a line of 9600 baud carries in a second and a half, and no more than fzf writes. */
const MOST_BYTES = 1500;
const SIZE = {columns: 120, rows: 40};

const frameOf = (state: PickerState, theme: Theme): Frame => {
  const {lines, cursor} = drawScreen(state, SCENERY);
  const paint = paintWith(theme, 24);
  return {rows: lines.map(line => painted(line, paint)), cursor};
};

/** Bytes of each frame while somebody moves. */
function bytesOf(start: PickerState, actions: readonly Action[], theme: Theme): readonly number[] {
  let state = start;
  let frame = frameOf(state, theme);
  return actions.map(action => {
    state = reducer(state, action);
    const next = frameOf(state, theme);
    const bytes = Buffer.byteLength(nextBytes(frame, next));
    frame = next;
    return bytes;
  });
}

const command = (name: 'down' | 'up'): Action => ({type: 'command', command: name});
const times = (count: number, action: Action): readonly Action[] => Array.from({length: count}, () => action);

describe('one line further at 120×40', () => {
  test.each(BUILT_IN_THEMES)('is a kilobyte and a half at most, %s', name => {
    const theme = builtInTheme(name)!;
    const few = opened({...SIZE, table: tableOf(smallCatalogue())});
    // Stacks of many kinds beside each other, so that all of the details is new.
    expect(Math.max(...bytesOf(few, times(8, command('down')), theme))).toBeLessThanOrEqual(MOST_BYTES);
    // Through more than a screen and back: half of the time the whole list moves.
    const many = opened({...SIZE, table: tableOf(largeCatalogue(2000))});
    const bytes = bytesOf(many, [...times(60, command('down')), ...times(60, command('up'))], theme);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(MOST_BYTES);
    expect(bytes.toSorted((a, b) => a - b)[60]).toBeLessThanOrEqual(MOST_BYTES / 2);
  });
});
