import type {Layout} from '../layout.ts';
import {layoutFor} from '../layout.ts';
import type {PickerState} from '../state/picker-state.ts';
import {filterLine, footerLine, headerLine, previewLine, repositoryLine} from './bar-lines.ts';
import {bodyLines, overlayLines} from './body-lines.ts';
import type {Line} from './line.ts';
import {BLANK, fitLine} from './line.ts';
import type {Scenery} from './scenery.ts';

export type Screen = {
  readonly layout: Layout;
  /** Exactly `layout.rows` lines, from the top. */
  readonly lines: readonly Line[];
  /** Where the real cursor belongs, for input methods, magnifiers and screen readers (W16). */
  readonly cursor: {readonly x: number; readonly y: number};
};

/** A frame as data: a pure function of the state, so that a test reads what a person sees. */
export function drawScreen(state: PickerState, scenery: Scenery): Screen {
  const layout = layoutFor(state.size);
  const {columns, rows} = layout;
  const {cut} = scenery.symbols;
  const lines: Line[] = Array.from({length: rows}, () => BLANK);
  const put = (row: number | null, line: Line) => {
    if (row !== null) lines[row] = fitLine(line, columns, cut);
  };
  const filter = filterLine(state, columns, scenery);
  put(layout.header, headerLine(state, columns, scenery));
  put(layout.filter, filter.line);
  if (state.overlay === null) {
    const body = bodyLines(state, layout, scenery);
    put(layout.titles, body.titles);
    body.lines.forEach((line, position) => put(layout.body + position, line));
  } else {
    const over = overlayLines(state, layout, scenery);
    over
      .slice(state.overlay.list.top, state.overlay.list.top + layout.bodyRows)
      .forEach((line, position) => put(layout.body + position, line));
  }
  put(layout.repositories, repositoryLine(state, scenery));
  put(layout.preview, previewLine(state, columns, scenery));
  put(layout.footer, footerLine(state, columns, scenery));
  return {layout, lines, cursor: cursorOf(state, layout, filter.cursor)};
}

function cursorOf(state: PickerState, layout: Layout, filterColumn: number): Screen['cursor'] {
  if (state.overlay !== null) return {x: 0, y: layout.body};
  if (state.focus === 'filter' && layout.filter !== null) return {x: filterColumn, y: layout.filter};
  const {cursor, top} = state[state.step].list;
  // With three panes the second and third question stand in the middle one.
  const x = layout.panes === 3 && state.step !== 'stack' ? (layout.widths[0] ?? 0) + 3 : 0;
  return {x, y: layout.body + Math.max(0, Math.min(cursor - top, layout.bodyRows - 1))};
}

/** The row of the list at a row of the frame, null elsewhere; for clicks. */
export function listRowAt(state: PickerState, frameRow: number): number | null {
  const layout = layoutFor(state.size);
  const {list} = state[state.step];
  const row = frameRow - layout.body;
  if (state.overlay !== null || row < 0 || row >= layout.bodyRows || list.top + row >= list.length) return null;
  return list.top + row;
}
