import type {PickerState} from '../state/picker-state.ts';
import {selectedStack} from '../state/picker-state.ts';
import {bestOfRow, stackOfRow} from '../state/stack-rows.ts';
import type {Layout} from '../layout.ts';
import type {Variant} from '../../choose/stack.ts';
import type {Stack} from '../../choose/stack.ts';
import {shownVariants} from '../ways-to-start.ts';
import {detailsLines} from './details-lines.ts';
import {helpLines} from './help-lines.ts';
import type {Line} from './line.ts';
import {fitLine, span} from './line.ts';
import {previewStep, stackLines, variantLines, variantTitles, wayLines} from './list-lines.ts';
import {environmentLines, mountLines} from './plan-lines.ts';
import type {Scenery} from './scenery.ts';

type Pane = {readonly title: Line; readonly lines: readonly Line[]};

/** The panes side by side: titles of the columns first, then `bodyRows` lines of the full width. */
export function bodyLines(
  state: PickerState,
  layout: Layout,
  scenery: Scenery,
): {readonly titles: Line; readonly lines: readonly Line[]} {
  const panes = panesOf(state, layout, scenery);
  const {cut, divider} = scenery.symbols;
  const between = span(` ${divider} `, 'border');
  const across = (lineOf: (pane: Pane) => Line | undefined): Line =>
    panes.flatMap((pane, position) => [
      ...(position === 0 ? [] : [between]),
      ...fitLine(lineOf(pane) ?? [], layout.widths[position] ?? layout.columns, cut),
    ]);
  const lines = Array.from({length: layout.bodyRows}, (_, row) => across(pane => pane.lines[row]));
  return {titles: across(pane => pane.title), lines};
}

function panesOf(state: PickerState, layout: Layout, scenery: Scenery): readonly Pane[] {
  const [first = layout.columns, second = 0, third = 0] = layout.widths;
  if (layout.panes === 1) return [questionPane(state, first, scenery)];
  if (layout.panes === 2) return [questionPane(state, first, scenery), detailsPane(state, second, scenery)];
  return [
    stackPane(state, first, scenery, state.step === 'stack'),
    middlePane(state, second, layout.bodyRows, scenery),
    detailsPane(state, third, scenery),
  ];
}

function questionPane(state: PickerState, columns: number, scenery: Scenery): Pane {
  switch (state.step) {
    case 'stack':
      return stackPane(state, columns, scenery, true);
    case 'platform':
      return platformPane(state, columns, scenery);
    case 'start':
      return {title: [span('    HOW', 'muted')], lines: wayLines(state, columns, scenery.symbols, true)};
  }
}

function stackPane(state: PickerState, columns: number, {symbols}: Scenery, active: boolean): Pane {
  const title =
    columns >= 26
      ? [span('    STACK'.padEnd(Math.max(9, columns - 9)), 'muted'), span('RUNS', 'muted')]
      : [span('    STACK', 'muted')];
  if (state.stack.rows.length === 0) return {title: [], lines: emptyWords(state, columns, symbols.cut)};
  return {title, lines: stackLines(state, columns, symbols, active)};
}

function platformPane(state: PickerState, columns: number, {symbols}: Scenery): Pane {
  if (state.platform.rows.length === 0) return {title: [], lines: emptyWords(state, columns, symbols.cut)};
  return {title: variantTitles(state.platform.rows, columns), lines: variantLines(state.platform, columns, symbols, true)};
}

/** Next to the stacks: the variants of the selected one, or the question that is asked now. */
function middlePane(state: PickerState, columns: number, rows: number, scenery: Scenery): Pane {
  if (state.step !== 'stack') return questionPane(state, columns, scenery);
  const row = selectedStack(state);
  if (row === null) return {title: [], lines: []};
  const stack = stackOfRow(state.table, row);
  const shown = shownOf(stack, state);
  const step = previewStep(row.address, bestOfRow(state.table, row), shown, rows);
  return {title: variantTitles(shown, columns), lines: variantLines(step, columns, scenery.symbols, false)};
}

// The same array for the same stack, so that its column widths are computed once.
const shownByStack = new WeakMap<Stack, {readonly all: boolean; readonly variants: readonly Variant[]}>();

function shownOf(stack: Stack, state: PickerState): readonly Variant[] {
  const known = shownByStack.get(stack);
  if (known !== undefined && known.all === state.showAll) return known.variants;
  const variants = shownVariants(stack, state.around.host, state.showAll);
  shownByStack.set(stack, {all: state.showAll, variants});
  return variants;
}

function detailsPane(state: PickerState, columns: number, {symbols}: Scenery): Pane {
  return {title: [], lines: detailsLines(state, columns, symbols)};
}

function emptyWords(state: PickerState, columns: number, cut: string): readonly Line[] {
  const words =
    state[state.step].filter.text !== ''
      ? 'Nothing matches.'
      : state.reading.length > 0
        ? 'Reading; stacks appear as found.'
        : 'No stacks were found.';
  return [fitLine([span(`  ${words}`, 'muted')], columns, cut)];
}

/** What stands over the whole body, as many lines as it takes. */
export function overlayLines(state: PickerState, layout: Layout, {symbols, bindings}: Scenery): readonly Line[] {
  if (state.overlay?.type !== 'text') return [];
  switch (state.overlay.name) {
    case 'difference':
      return [];
    case 'help':
      return helpLines(bindings, layout.columns, symbols.cut);
    case 'details':
      return detailsLines(state, layout.columns, symbols);
    case 'environment':
      return environmentLines(state, layout.columns, symbols);
    case 'mounts':
      return mountLines(state, layout.columns, symbols);
  }
}
