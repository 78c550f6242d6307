import type {Facet, FacetName, FacetValue} from '../../choose/facets.ts';
import type {Variant} from '../../choose/stack.ts';
import {printable} from '../../system/printable.ts';
import type {Symbols} from '../text/symbols.ts';
import {textWidth} from '../text/width.ts';
import {wrap} from '../text/fit.ts';
import type {Role} from '../theme.ts';
import type {Line} from './line.ts';
import {BLANK, cell, fitLine, lineWidth, onCursorRow, span} from './line.ts';
import {RUNS_ROLE, RUNS_WORDS, runsSymbol, variantName} from './words.ts';

const TITLES: Readonly<Record<FacetName, string>> = {
  os: 'SYSTEM',
  compiler: 'COMPILER',
  cpu: 'PROCESSOR',
  build: 'BUILD',
};

/** How far values stand apart: a marker, a sign and a gap around each; without signs; or one column by itself. */
const AROUND = {full: 6, close: 4, alone: 6} as const;
type Spacing = keyof typeof AROUND;
/** The longest words beside a value that stands by itself, and a gap. */
const BESIDE = 14;
const LONGEST_VALUE = 24;
/** What a column says where platforms say nothing of it. */
const UNSAID = 'not said';

export type FacetSheet = {
  readonly facets: readonly Facet[];
  /** The column that the arrows move in. */
  readonly active: FacetName | null;
  readonly variant: Variant;
  readonly columns: number;
  readonly rows: number;
  readonly symbols: Symbols;
  /** Whether the details stand beside it and say what is chosen. */
  readonly isTold: boolean;
};

export type FacetPlace = {readonly name: FacetName; readonly value: number};

export type FacetPane = {
  readonly title: Line;
  readonly lines: readonly Line[];
  /** Where the value is that the arrows move: column and row within the pane. */
  readonly cursor: {readonly x: number; readonly y: number};
  /** The value at a place within the pane. */
  readonly placeAt: (column: number, row: number) => FacetPlace | null;
};

type Column = {
  readonly facet: Facet;
  readonly x: number;
  readonly width: number;
  readonly top: number;
  readonly isActive: boolean;
};

/** Facets among which there is something to choose; one that is the same for all builds is said once, below. */
export function choosableFacets(facets: readonly Facet[]): readonly Facet[] {
  return facets.filter(({values}) => values.length > 1);
}

/** The question for a platform as columns of what exists; in a narrow pane one column at a time, with the others named. */
export function facetPane(sheet: FacetSheet): FacetPane {
  const {facets, columns, symbols, rows} = sheet;
  const choosable = choosableFacets(facets);
  const active = choosable.find(({name}) => name === sheet.active) ?? choosable[0];
  const below = belowLines(sheet);
  const height = Math.max(1, rows - (rows >= 8 ? Math.min(below.length + 1, 3) : 0));
  const {columns: shown, spacing} = layColumns(choosable, active, {height, columns});
  const tallest = Math.max(0, ...shown.map(({facet, top}) => Math.min(height, facet.values.length - top)));
  const lines: Line[] = [];
  for (let row = 0; row < tallest; row++) {
    lines.push(
      shown.flatMap(column =>
        valueCell(column, row < height ? column.facet.values[column.top + row] : undefined, spacing, symbols),
      ),
    );
  }
  const free = rows - tallest - 1;
  if (below.length > 0 && free > 0) lines.push(BLANK, ...below.slice(0, free));
  const place = shown.find(({isActive}) => isActive);
  return {
    title: spacing === 'alone' ? pathTitle(choosable, active, symbols) : titlesOf(shown, spacing),
    lines,
    cursor: {x: place?.x ?? 0, y: place === undefined ? 0 : Math.max(0, presentOf(place.facet) - place.top)},
    placeAt: (column, row) => {
      const hit = shown.find(({x, width}) => column >= x && column < x + width);
      const value = hit === undefined || row < 0 || row >= height ? -1 : hit.top + row;
      return hit !== undefined && value >= 0 && value < hit.facet.values.length ? {name: hit.facet.name, value} : null;
    },
  };
}

type Room = {readonly height: number; readonly columns: number};

/** The columns beside each other, with less around them where that helps, or the one that the arrows move in. */
function layColumns(
  facets: readonly Facet[],
  active: Facet | undefined,
  room: Room,
): {readonly columns: readonly Column[]; readonly spacing: Spacing} {
  for (const spacing of ['full', 'close'] as const) {
    const columns = besideEachOther(facets, active, room.height, spacing);
    const last = columns.at(-1);
    // Behind the last one no gap is needed.
    if (last !== undefined && last.x + last.width - 2 <= room.columns) return {columns, spacing};
  }
  const [only] = besideEachOther(active === undefined ? [] : [active], active, room.height, 'alone');
  return {columns: only === undefined ? [] : [{...only, width: room.columns}], spacing: 'alone'};
}

function besideEachOther(
  facets: readonly Facet[],
  active: Facet | undefined,
  height: number,
  spacing: Spacing,
): readonly Column[] {
  let x = 0;
  return facets.map(facet => {
    const widest = facet.values.reduce((most, value) => Math.max(most, textWidth(wordsOf(value))), 0);
    const width = Math.max(TITLES[facet.name].length, Math.min(widest, LONGEST_VALUE)) + AROUND[spacing];
    const most = Math.max(0, facet.values.length - height);
    // The present value stays in the middle of a column that is too long, so that both of its sides are seen.
    const top = Math.max(0, Math.min(presentOf(facet) - (height >> 1), most));
    const column = {facet, x, width, top, isActive: facet === active};
    x += width;
    return column;
  });
}

function presentOf({values}: Facet): number {
  return Math.max(
    0,
    values.findIndex(({present}) => present),
  );
}

function wordsOf({text}: FacetValue): string {
  return text === '' ? UNSAID : printable(text);
}

function valueCell({width, isActive}: Column, value: FacetValue | undefined, spacing: Spacing, symbols: Symbols): Line {
  if (value === undefined) return [span(' '.repeat(width))];
  const {present, possible, runs} = value;
  const role: Role = present ? (isActive ? 'selected' : 'accent') : possible ? 'text' : 'no';
  // What only exists with another system or compiler has a sign of its own: grey alone would tell nothing without colours.
  const sign = possible ? span(runsSymbol(runs, symbols), RUNS_ROLE[runs]) : span('-', 'no');
  const marker = present ? span(isActive ? symbols.marker : symbols.dot, isActive ? 'selected' : 'muted') : span(' ');
  const gap = span(' ');
  const front = spacing !== 'close' ? [marker, gap, sign, gap] : [present || possible ? marker : sign, gap];
  const beside = spacing === 'alone' ? Math.min(BESIDE, Math.max(0, width - BESIDE)) : 2;
  const words = spacing !== 'alone' ? span('') : possible ? span(RUNS_WORDS[runs], RUNS_ROLE[runs]) : span('with another', 'no');
  const text = cell(wordsOf(value), Math.max(0, width - front.length - beside), role, symbols.cut);
  const line = fitLine([...front, text, span('  '), words], width, symbols.cut);
  return present && isActive ? onCursorRow(line) : line;
}

function titlesOf(columns: readonly Column[], spacing: Spacing): Line {
  const indent = ' '.repeat(AROUND[spacing] - 2);
  return columns.map(({facet, width, isActive}) =>
    span(`${indent}${TITLES[facet.name]}`.padEnd(width), isActive ? 'title' : 'heading'),
  );
}

/** `el9 › COMPILER › opt`: where one is among the columns that have no room. */
function pathTitle(facets: readonly Facet[], active: Facet | undefined, {then}: Symbols): Line {
  return facets.flatMap((facet, position) => {
    const present = facet.values[presentOf(facet)];
    const words = facet === active ? TITLES[facet.name] : present === undefined ? '' : wordsOf(present);
    const part = span(words, facet === active ? 'title' : 'heading');
    return position === 0 ? [span('    '), part] : [span(` ${then} `, 'muted'), part];
  });
}

/** What is the same for all of them, and, where nothing else tells, what the present values make together. */
function belowLines({facets, variant, columns, isTold, symbols}: FacetSheet): readonly Line[] {
  const fixed = facets.flatMap(({values: [only, second]}) =>
    only === undefined || second !== undefined || only.text === '' ? [] : [printable(only.text)],
  );
  const lines: Line[] = [];
  if (fixed.length > 0) lines.push([span('    All: ', 'muted'), span(fixed.join(', '), 'muted')]);
  if (isTold) return lines;
  const name = `    ${variantName(variant)}`;
  lines.push([cell(name, columns, 'text', symbols.cut, 'both')]);
  const {runs, reason} = variant.verdict;
  const words = `${runsSymbol(runs, symbols)} ${RUNS_WORDS[runs]}: ${printable(reason)}`;
  for (const text of wrap(words, Math.max(1, columns - 4))) lines.push([span('    '), span(text, RUNS_ROLE[runs])]);
  return lines.filter(line => lineWidth(line) > 0);
}
