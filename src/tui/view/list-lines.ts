import type {Variant} from '../../choose/stack.ts';
import {printable} from '../../system/printable.ts';
import type {PickerState, Step} from '../state/picker-state.ts';
import type {Symbols} from '../text/symbols.ts';
import {textWidth} from '../text/width.ts';
import type {Role} from '../theme.ts';
import type {Way} from '../ways-to-start.ts';
import type {Line, Span} from './line.ts';
import {cell, fitLine, span} from './line.ts';
import {
  RUNS_ROLE,
  RUNS_WORDS,
  buildWords,
  compilerWords,
  cpuWords,
  markWords,
  osWords,
  runsSymbol,
  variantName,
} from './words.ts';

const RUNS_WIDTH = 11;
/** The last column of a table needs no gap behind it. */
const LAST_WIDTH = 9;

/** The visible part of a list: `draw` gets each row and whether it is the selected one. Always `list.height` lines. */
export function listLines<Row>(
  step: Step<Row>,
  columns: number,
  symbols: Symbols,
  active: boolean,
  draw: (row: Row, selected: boolean) => Line,
): readonly Line[] {
  const {top, height, cursor} = step.list;
  const lines: Line[] = [];
  for (let position = top; position < top + height; position++) {
    const row = step.rows[position];
    if (row === undefined) {
      lines.push(fitLine([], columns, symbols.cut));
      continue;
    }
    const selected = position === cursor;
    const marker: Span = selected ? span(`${active ? symbols.marker : symbols.dot} `, active ? 'selected' : 'muted') : span('  ');
    lines.push(fitLine([marker, ...draw(row, selected && active)], columns, symbols.cut));
  }
  return lines;
}

/** Width of the first column: the longest name, as far as there is room. Computed once per list and width. */
const widths = new WeakMap<readonly unknown[], Map<string, number>>();

function columnWidth<Row>(rows: readonly Row[], name: string, text: (row: Row) => string, most: number): number {
  let known = widths.get(rows);
  if (known === undefined) {
    known = new Map();
    widths.set(rows, known);
  }
  let width = known.get(name);
  if (width === undefined) {
    width = rows.reduce((widest, row) => Math.max(widest, textWidth(text(row))), 0);
    known.set(name, width);
  }
  return Math.min(width, Math.max(0, most));
}

export function stackLines(state: PickerState, columns: number, symbols: Symbols, active: boolean): readonly Line[] {
  const inner = columns - 2;
  const showRuns = inner >= 24;
  const nameWidth = inner - (showRuns ? 2 + RUNS_WIDTH : 2);
  return listLines(state.stack, columns, symbols, active, (row, selected) => {
    const {runs} = row;
    const mark =
      row.mark === 'favourite'
        ? ` ${symbols.favourite}`
        : row.recommended
          ? ' recommended'
          : row.mark === 'recent'
            ? ' recent'
            : row.old
              ? ' old'
              : '';
    const name = printable(row.address);
    const room = nameWidth - textWidth(name);
    const nameRole: Role = selected ? 'selected' : runs === 'no' ? 'no' : 'text';
    const note = mark.length + 1 <= room ? mark : '';
    return [
      span(`${runsSymbol(runs, symbols)} `, RUNS_ROLE[runs]),
      cell(name, Math.max(0, nameWidth - textWidth(note)), nameRole, symbols.cut, 'both'),
      ...(note === '' ? [] : [span(note, 'muted')]),
      ...(showRuns ? [cell(`  ${RUNS_WORDS[runs]}`, RUNS_WIDTH, RUNS_ROLE[runs], symbols.cut)] : []),
    ];
  });
}

type Column = {readonly name: string; readonly title: string; readonly text: (variant: Variant) => string; readonly most: number};

const VARIANT_COLUMNS: readonly Column[] = [
  {name: 'os', title: 'SYSTEM', text: osWords, most: 16},
  {name: 'compiler', title: 'COMPILER', text: compilerWords, most: 14},
  {name: 'cpu', title: 'PROCESSOR', text: cpuWords, most: 24},
  {name: 'build', title: 'BUILD', text: buildWords, most: 18},
  {name: 'marks', title: 'NOTE', text: markWords, most: 17},
];

type TableColumn = {readonly column: Column; readonly width: number};

const NO_TABLE: readonly TableColumn[] = [];

/** The columns that a table of variants gets: all that set its rows apart, then others as far as there is room. None: show names. */
export function variantColumns(rows: readonly Variant[], columns: number): readonly TableColumn[] {
  const tables = tablesOf(rows);
  let table = tables.get(columns);
  if (table === undefined) {
    table = chooseColumns(rows, columns - 4 - LAST_WIDTH);
    tables.set(columns, table);
  }
  return table;
}

const tablesByRows = new WeakMap<readonly Variant[], Map<number, readonly TableColumn[]>>();

function tablesOf(rows: readonly Variant[]): Map<number, readonly TableColumn[]> {
  let tables = tablesByRows.get(rows);
  if (tables === undefined) {
    tables = new Map();
    tablesByRows.set(rows, tables);
  }
  return tables;
}

function chooseColumns(rows: readonly Variant[], room: number): readonly TableColumn[] {
  let left = room;
  const chosen: TableColumn[] = [];
  const told = VARIANT_COLUMNS.map(column => {
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
  return chosen.toSorted((a, b) => VARIANT_COLUMNS.indexOf(a.column) - VARIANT_COLUMNS.indexOf(b.column));
}

export function variantLines(step: Step<Variant>, columns: number, symbols: Symbols, active: boolean): readonly Line[] {
  const table = variantColumns(step.rows, columns);
  // Images have nothing to put in columns, and a narrow screen has no room for all that sets variants apart: then the name says it.
  const named = table.length === 0;
  const showRuns = columns >= 28;
  return listLines(step, columns, symbols, active, (variant, selected) => {
    const {runs} = variant.verdict;
    const role: Role = selected ? 'selected' : runs === 'no' ? 'no' : 'text';
    const words = showRuns ? [span(RUNS_WORDS[runs], RUNS_ROLE[runs])] : [];
    const symbol = span(`${runsSymbol(runs, symbols)} `, RUNS_ROLE[runs]);
    if (named)
      return [
        symbol,
        cell(variantName(variant), columns - 4 - (showRuns ? RUNS_WIDTH : 0), role, symbols.cut, 'end'),
        span(showRuns ? '  ' : ''),
        ...words,
      ];
    return [
      symbol,
      ...table.map(({column, width}) => cell(`${column.text(variant) || symbols.dot}`, width, role, symbols.cut, 'both')),
      ...words,
    ];
  });
}

/** Names of the columns above a table of variants. */
export function variantTitles(rows: readonly Variant[], columns: number): Line {
  const table = variantColumns(rows, columns);
  if (table.length === 0) return [span('    PLATFORM', 'muted')];
  return [
    span('    ', 'muted'),
    ...table.map(({column, width}) => span(column.title.padEnd(width), 'muted')),
    span('RUNS', 'muted'),
  ];
}

export function wayLines(state: PickerState, columns: number, symbols: Symbols, active: boolean): readonly Line[] {
  const title = columnWidth(state.start.rows, 'title', (way: Way) => printable(way.title), columns - 4);
  return listLines(state.start, columns, symbols, active, (way, selected) => {
    const runs = !way.possible ? 'no' : way.mode === 'container' ? 'container' : 'native';
    return [
      span(`${runsSymbol(runs, symbols)} `, RUNS_ROLE[runs]),
      cell(printable(way.title), title, selected ? 'selected' : way.possible ? 'text' : 'no', symbols.cut),
      span('  '),
      span(printable(way.words), 'muted'),
    ];
  });
}

/** The variants of a stack that has not been opened yet, for the middle pane. */
export function previewStep(address: string, best: Variant, shown: readonly Variant[], height: number): Step<Variant> {
  const cursor = Math.max(
    0,
    shown.findIndex(variant => variant.address === best.address),
  );
  return {
    filter: {text: '', cursor: 0},
    list: {length: shown.length, height, cursor, top: Math.max(0, Math.min(cursor - 1, shown.length - height))},
    rows: shown,
    about: address,
    preselected: best.address,
    letters: 'filter',
  };
}
