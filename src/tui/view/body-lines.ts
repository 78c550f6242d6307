import type {Stack, Variant} from '../../choose/stack.ts';
import {keyWords} from '../keys/table.ts';
import type {Layout} from '../layout.ts';
import {DIVIDER_WIDTH} from '../layout.ts';
import type {PickerState} from '../state/picker-state.ts';
import {selectedStack} from '../state/picker-state.ts';
import {currentFacets} from '../state/platform-facets.ts';
import {bestOfRow, stackOfRow} from '../state/stack-rows.ts';
import {shownVariants} from '../ways-to-start.ts';
import {detailsLines} from './details-lines.ts';
import type {FacetPane} from './facet-lines.ts';
import {facetPane} from './facet-lines.ts';
import type {Line} from './line.ts';
import {BLANK, fitLine, span} from './line.ts';
import {stackLines, stackTitles} from './list-lines.ts';
import {progressLines} from './progress-lines.ts';
import type {Scenery} from './scenery.ts';
import type {WayPane} from './way-lines.ts';
import {wayPane} from './way-lines.ts';
import {previewList, variantLines, variantTitles} from './variant-lines.ts';

type Pane = {readonly title: Line; readonly lines: readonly Line[]};

export type Body = {readonly titles: Line; readonly lines: readonly Line[]};

/** The panes side by side: titles of the columns first, then `bodyRows` lines of the full width. */
export function bodyLines(state: PickerState, layout: Layout, scenery: Scenery): Body {
  const {cut, divider} = scenery.symbols;
  if (isFirstLook(state)) {
    const lines = progressLines(state, layout.columns, layout.bodyRows, scenery.symbols);
    return {titles: BLANK, lines: lines.map(line => fitLine(line, layout.columns, cut))};
  }
  const panes = panesOf(state, layout, scenery);
  const between = span(` ${divider} `, 'border');
  const across = (lineOf: (pane: Pane) => Line | undefined): Line =>
    panes.flatMap((pane, position) => [
      ...(position === 0 ? [] : [between]),
      ...fitLine(lineOf(pane) ?? BLANK, layout.widths[position] ?? layout.columns, cut),
    ]);
  const lines = Array.from({length: layout.bodyRows}, (_, row) => across(pane => pane.lines[row]));
  return {titles: across(pane => pane.title), lines};
}

/** Nothing is known yet and something is awaited: then the repositories fill the body. */
function isFirstLook({table, reading, step, stack}: PickerState): boolean {
  return step === 'stack' && table.stacks === 0 && reading.length > 0 && stack.filter.text === '';
}

function panesOf(state: PickerState, layout: Layout, scenery: Scenery): readonly Pane[] {
  const [first = layout.columns, second = 0, third = 0] = layout.widths;
  if (layout.panes === 1) return [questionPane(state, first, layout, scenery)];
  if (layout.panes === 2) return [questionPane(state, first, layout, scenery), detailsPane(state, second, layout, scenery)];
  return [
    stackPane(state, first, scenery, state.step === 'stack'),
    middlePane(state, second, layout, scenery),
    detailsPane(state, third, layout, scenery),
  ];
}

/** Where the question that is asked now begins: with three panes the second and third stand in the middle one. */
export function questionLeft(state: PickerState, layout: Layout): number {
  return layout.panes === 3 && state.step !== 'stack' ? (layout.widths[0] ?? 0) + DIVIDER_WIDTH : 0;
}

function questionPane(state: PickerState, columns: number, layout: Layout, scenery: Scenery): Pane {
  switch (state.step) {
    case 'stack':
      return stackPane(state, columns, scenery, true);
    case 'platform':
      return platformPane(state, columns, layout, scenery);
    case 'start':
      if (state.start.rows.length === 0) return emptyPane(state);
      return waysNow(state, columns, layout, scenery);
  }
}

function stackPane(state: PickerState, columns: number, {symbols}: Scenery, active: boolean): Pane {
  if (state.stack.rows.length === 0) return emptyPane(state);
  return {title: stackTitles(columns), lines: stackLines(state, columns, symbols, active)};
}

function platformPane(state: PickerState, columns: number, layout: Layout, scenery: Scenery): Pane {
  const {rows, list} = state.platform;
  if (rows.length === 0) return emptyPane(state);
  const facets = facetsNow(state, columns, layout, scenery);
  if (facets !== null) return facets;
  return {
    title: variantTitles(rows, columns),
    lines: variantLines({rows, list, columns, symbols: scenery.symbols, active: true}),
  };
}

/** The facets as they stand on the screen; null where the question is asked as a table, or is not asked. */
export function facetsNow(state: PickerState, columns: number, layout: Layout, {symbols}: Scenery): FacetPane | null {
  const variant = state.step === 'platform' ? state.platform.rows[state.platform.list.cursor] : undefined;
  const facets = variant === undefined ? null : currentFacets(state);
  if (variant === undefined || facets === null) return null;
  const isTold = layout.panes > 1;
  return facetPane({facets, active: state.facet, variant, columns, rows: layout.bodyRows, symbols, isTold});
}

/** The ways to start as they stand on the screen. */
export function waysNow(state: PickerState, columns: number, layout: Layout, {symbols}: Scenery): WayPane {
  return wayPane(state, {columns, symbols, rows: layout.bodyRows, isTold: layout.panes > 1});
}

/** Next to the stacks: the variants of the selected one, or the question that is asked now. */
function middlePane(state: PickerState, columns: number, layout: Layout, scenery: Scenery): Pane {
  if (state.step !== 'stack') return questionPane(state, columns, layout, scenery);
  const row = selectedStack(state);
  if (row === null) return {title: BLANK, lines: []};
  const shown = shownOf(stackOfRow(state.table, row), state);
  const list = previewList(bestOfRow(state.table, row), shown, layout.bodyRows);
  return {
    title: variantTitles(shown, columns),
    lines: variantLines({rows: shown, list, columns, symbols: scenery.symbols, active: false}),
  };
}

// The same array for the same stack, so that its columns are found once.
const shownByStack = new WeakMap<Stack, {readonly all: boolean; readonly variants: readonly Variant[]}>();

function shownOf(stack: Stack, state: PickerState): readonly Variant[] {
  const known = shownByStack.get(stack);
  if (known !== undefined && known.all === state.showAll) return known.variants;
  const variants = shownVariants(stack, state.around.host, state.showAll);
  shownByStack.set(stack, {all: state.showAll, variants});
  return variants;
}

/**
 * As much of the details as there is room for, from the row with the names of columns on; the last line says how to see the rest.
 */
function detailsPane(state: PickerState, columns: number, layout: Layout, {symbols, bindings}: Scenery): Pane {
  const [title = BLANK, ...lines] = detailsLines(state, columns, symbols);
  if (lines.length <= layout.bodyRows) return {title, lines};
  const key = keyWords(bindings, 'details');
  const more = key === null ? [] : [[span(`${symbols.more} `, 'muted'), span(key, 'key'), span(' shows the rest', 'muted')]];
  return {title, lines: [...lines.slice(0, layout.bodyRows - more.length), ...more]};
}

function emptyPane(state: PickerState): Pane {
  const words =
    state[state.step].filter.text !== ''
      ? 'Nothing matches.'
      : state.reading.length > 0
        ? 'Reading; stacks appear as found.'
        : 'No stacks were found.';
  return {title: BLANK, lines: [[span(`  ${words}`, 'muted')]]};
}
