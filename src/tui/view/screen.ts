import type {FacetName} from '../../choose/facets.ts';
import type {Layout} from '../layout.ts';
import {layoutFor} from '../layout.ts';
import type {PickerState} from '../state/picker-state.ts';
import {symbolsFor} from '../text/symbols.ts';
import {bodyLines, facetsNow, questionLeft, waysNow} from './body-lines.ts';
import type {Body} from './body-lines.ts';
import {footerLine, previewLine, repositoryLine} from './bottom-lines.ts';
import {chooserPane} from './chooser-lines.ts';
import type {Line} from './line.ts';
import {BLANK, fitLine} from './line.ts';
import type {Scenery} from './scenery.ts';
import {overlayLines} from './text-lines.ts';
import {filterLine, headerLine} from './top-lines.ts';

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
  const lines: Line[] = Array.from({length: rows}, () => BLANK);
  const put = (row: number | null, line: Line) => {
    if (row !== null && row < rows) lines[row] = line;
  };
  const body = bodyOf(state, layout, scenery);
  const filter = filterLine(state, columns, scenery, body.length);
  put(layout.header, headerLine(state, columns, scenery, layout.repositories === null));
  put(layout.filter, filter.line);
  put(layout.titles, body.titles);
  for (let row = 0; row < layout.bodyRows; row++) put(layout.body + row, body.lines[row] ?? BLANK);
  put(layout.repositories, repositoryLine(state, scenery));
  put(layout.preview, previewLine(state, columns, scenery));
  put(layout.footer, footerLine(state, columns, scenery));
  return {
    layout,
    lines: lines.map(line => fitLine(line, columns, scenery.symbols.cut)),
    cursor: cursorOf(state, layout, filter.cursor, scenery),
  };
}

/** What fills the body, and of how many lines that is a part. */
function bodyOf(state: PickerState, layout: Layout, scenery: Scenery): Body & {readonly length: number} {
  const {overlay} = state;
  if (overlay === null) return {...bodyLines(state, layout, scenery), length: 0};
  if (overlay.type === 'chooser') {
    const {title, lines} = chooserPane(state, overlay, layout, scenery);
    return {titles: title, lines, length: overlay.rows.length};
  }
  const all = overlayLines(state, layout, scenery);
  // Until somebody has told the state how long the text is, its end is looked for here.
  const top = Math.max(0, Math.min(overlay.list.top, all.length - layout.bodyRows));
  return {titles: BLANK, lines: all.slice(top, top + layout.bodyRows), length: all.length};
}

function cursorOf(state: PickerState, layout: Layout, filterColumn: number, scenery: Scenery): Screen['cursor'] {
  const {overlay} = state;
  if (overlay?.type === 'text') return {x: 0, y: layout.body};
  if (overlay?.type === 'chooser') {
    // Letters go to its filter, so the cursor does too: a magnifier follows what is typed.
    if (layout.filter !== null) return {x: filterColumn, y: layout.filter};
    return {x: 0, y: layout.body + rowInSight(overlay.list, layout)};
  }
  if (state.focus === 'filter' && layout.filter !== null) return {x: filterColumn, y: layout.filter};
  const left = questionLeft(state, layout);
  const width = questionWidth(state, layout);
  const place = (state.step === 'start' ? waysNow(state, width, layout, scenery) : facetsNow(state, width, layout, scenery))
    ?.cursor ?? {x: 0, y: rowInSight(state[state.step].list, layout)};
  return {
    x: Math.max(0, Math.min(left + place.x, layout.columns - 1)),
    y: layout.body + Math.max(0, Math.min(place.y, layout.bodyRows - 1)),
  };
}

function questionWidth(state: PickerState, layout: Layout): number {
  return layout.widths[layout.panes === 3 && state.step !== 'stack' ? 1 : 0] ?? layout.columns;
}

function rowInSight({cursor, top}: {readonly cursor: number; readonly top: number}, {bodyRows}: Layout): number {
  return Math.max(0, Math.min(cursor - top, bodyRows - 1));
}

/** What stands at a place of the frame, for clicks. */
export type Place =
  | {readonly type: 'row'; readonly row: number}
  | {readonly type: 'facet'; readonly name: FacetName; readonly value: number};

/** The row of the question or chooser, or the value of a facet, at a place of the frame; null elsewhere. */
export function placeAt(state: PickerState, {column, row}: {readonly column: number; readonly row: number}): Place | null {
  const layout = layoutFor(state.size);
  const at = row - layout.body;
  if (at < 0 || at >= layout.bodyRows || state.overlay?.type === 'text') return null;
  if (state.overlay === null) {
    const left = questionLeft(state, layout);
    const width = questionWidth(state, layout);
    if (column < left || (layout.panes > 1 && column >= left + width)) return null;
    // What stands where depends on no symbol and no key.
    const scenery = {symbols: symbolsFor(false), bindings: []};
    if (state.step === 'start') {
      const way = waysNow(state, width, layout, scenery).wayAt(at);
      return way === null ? null : {type: 'row', row: way};
    }
    const facets = facetsNow(state, width, layout, scenery);
    if (facets !== null) {
      const place = facets.placeAt(column - left, at);
      return place === null ? null : {type: 'facet', ...place};
    }
  }
  const {list} = state.overlay ?? state[state.step];
  return list.top + at < list.length ? {type: 'row', row: list.top + at} : null;
}

/** The row of the list at a row of the frame, null elsewhere; for clicks. */
export function listRowAt(state: PickerState, frameRow: number): number | null {
  const place = placeAt(state, {column: questionLeft(state, layoutFor(state.size)), row: frameRow});
  return place?.type === 'row' ? place.row : null;
}
