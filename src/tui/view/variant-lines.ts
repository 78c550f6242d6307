import {valueIn} from '../../choose/facets.ts';
import type {Variant} from '../../choose/stack.ts';
import type {Symbols} from '../text/symbols.ts';
import {textWidth} from '../text/width.ts';
import type {Role} from '../theme.ts';
import type {ListState} from '../state/list-state.ts';
import type {Line} from './line.ts';
import {cell, span} from './line.ts';
import {RUNS_WIDTH, listLines} from './list-lines.ts';
import {RUNS_ROLE, RUNS_WORDS, markWords, runsSymbol, variantName} from './words.ts';

/** The last column of a table needs no gap behind it. */
const LAST_WIDTH = 9;
/** Variants that a table looks at to find its columns: what sets them apart shows among the best of them. */
const LOOKED_AT = 300;

type Column = {readonly title: string; readonly text: (variant: Variant) => string; readonly most: number};

const COLUMNS: readonly Column[] = [
  {title: 'SYSTEM', text: variant => valueIn(variant, 'os'), most: 16},
  {title: 'COMPILER', text: variant => valueIn(variant, 'compiler'), most: 14},
  {title: 'PROCESSOR', text: variant => valueIn(variant, 'cpu'), most: 24},
  {title: 'BUILD', text: variant => valueIn(variant, 'build'), most: 18},
  {title: 'NOTE', text: markWords, most: 17},
];

type TableColumn = {readonly column: Column; readonly width: number};

const NO_TABLE: readonly TableColumn[] = [];
const tablesByRows = new WeakMap<readonly Variant[], Map<number, readonly TableColumn[]>>();

/**
 * The columns that a table of variants gets: all that set its rows apart, then others as far as there is room. None: show names. Found
 * once for the same rows and width.
 */
export function variantColumns(rows: readonly Variant[], columns: number): readonly TableColumn[] {
  let tables = tablesByRows.get(rows);
  if (tables === undefined) {
    tables = new Map();
    tablesByRows.set(rows, tables);
  }
  let table = tables.get(columns);
  if (table === undefined) {
    table = chooseColumns(rows.slice(0, LOOKED_AT), columns - 4 - LAST_WIDTH);
    tables.set(columns, table);
  }
  return table;
}

function chooseColumns(rows: readonly Variant[], room: number): readonly TableColumn[] {
  let left = room;
  const chosen: TableColumn[] = [];
  const told = COLUMNS.map(column => {
    const texts = new Set(rows.map(column.text));
    const content = Math.min(column.most, Math.max(0, ...[...texts].map(textWidth)));
    return {column, varies: texts.size > 1, width: content === 0 ? 0 : Math.max(content, column.title.length) + 2};
  }).filter(({width}) => width > 0);
  for (const {column, varies, width} of told.toSorted((a, b) => Number(b.varies) - Number(a.varies))) {
    if (width <= left) {
      chosen.push({column, width});
      left -= width;
    } else if (varies) return NO_TABLE;
  }
  return chosen.toSorted((a, b) => COLUMNS.indexOf(a.column) - COLUMNS.indexOf(b.column));
}

export type VariantSheet = {
  readonly rows: readonly Variant[];
  readonly list: ListState;
  readonly columns: number;
  readonly symbols: Symbols;
  readonly active: boolean;
};

export function variantLines({rows, ...sheet}: VariantSheet): readonly Line[] {
  const {columns, symbols} = sheet;
  const table = variantColumns(rows, columns);
  // Images have nothing to put in columns, and a narrow screen has no room for all that sets variants apart: then the name says it.
  const named = table.length === 0;
  const showRuns = columns >= 28;
  return listLines(rows, sheet, (variant, selected) => {
    const {runs} = variant.verdict;
    const role: Role = selected ? 'selected' : runs === 'no' ? 'no' : 'text';
    const symbol = span(`${runsSymbol(runs, symbols)} `, RUNS_ROLE[runs]);
    const words = showRuns ? [span(RUNS_WORDS[runs], RUNS_ROLE[runs])] : [];
    if (!named) {
      const cells = table.map(({column, width}) => cell(column.text(variant) || symbols.dot, width, role, symbols.cut, 'both'));
      return [symbol, ...cells, ...words];
    }
    const name = cell(variantName(variant), Math.max(0, columns - 4 - (showRuns ? RUNS_WIDTH : 0)), role, symbols.cut, 'end');
    return [symbol, name, span(showRuns ? '  ' : ''), ...words];
  });
}

/** Names of the columns above a table of variants. */
export function variantTitles(rows: readonly Variant[], columns: number): Line {
  const table = variantColumns(rows, columns);
  if (table.length === 0) {
    const room = Math.max(0, columns - 4 - RUNS_WIDTH);
    return [span(`    ${'PLATFORM'.padEnd(room)}${columns >= 28 ? '  RUNS' : ''}`, 'heading')];
  }
  return [span(`    ${table.map(({column, width}) => column.title.padEnd(width)).join('')}RUNS`, 'heading')];
}

/** The variants of a stack that has not been opened yet, for the middle pane: the selected one is marked, and in sight. */
export function previewList(best: Variant, shown: readonly Variant[], height: number): ListState {
  const cursor = Math.max(0, shown.indexOf(best));
  return {length: shown.length, height, cursor, top: Math.max(0, Math.min(cursor - 1, shown.length - height))};
}
