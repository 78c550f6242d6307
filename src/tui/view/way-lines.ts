import {printable} from '../../system/printable.ts';
import type {PickerState} from '../state/picker-state.ts';
import {fit, wrap} from '../text/fit.ts';
import type {Symbols} from '../text/symbols.ts';
import type {Role} from '../theme.ts';
import type {Way} from '../ways-to-start.ts';
import type {Line} from './line.ts';
import {BLANK, fitLine, onCursorRow, span} from './line.ts';
import {listLines} from './list-lines.ts';
import {RUNS_ROLE, runsSymbol} from './words.ts';

/** With less room than this beside a title, the words stand below it. */
const LEAST_BESIDE = 36;
/** Titles are "Container, charliecloud" at most; a hostile one takes no more. */
const TITLE_WIDTH = 24;

export type WaySheet = {
  readonly columns: number;
  readonly symbols: Symbols;
  readonly rows: number;
  /** Whether the details stand beside it and say all of the selected one. */
  readonly isTold: boolean;
};

export type WayPane = {
  readonly title: Line;
  readonly lines: readonly Line[];
  /** Line of the selected way. */
  readonly cursor: {readonly x: number; readonly y: number};
  /** The way that a line belongs to; null for none. */
  readonly wayAt: (line: number) => number | null;
};

/** The ways to start with their verdicts in words: all of the words where there is room for them, so that ways can be compared. */
export function wayPane(state: PickerState, sheet: WaySheet): WayPane {
  const {rows: ways, list} = state.start;
  const {columns, rows, symbols} = sheet;
  const title: Line = [span('    HOW', 'heading')];
  const blocks = ways.map((way, position) => blockOf(way, position === list.cursor, sheet));
  if (blocks.reduce((sum, block) => sum + block.length, 0) <= rows) {
    const owner = blocks.flatMap((block, position) => block.map(() => position));
    return {title, lines: blocks.flat(), cursor: {x: 0, y: owner.indexOf(list.cursor)}, wayAt: line => owner[line] ?? null};
  }
  const lines = listLines(ways, {list, columns, symbols, active: true}, (way, selected) =>
    titleParts(way, selected, columns, symbols),
  );
  const cursor = {x: 0, y: Math.max(0, list.cursor - list.top)};
  const wayAt = (line: number) => (line >= 0 && list.top + line < ways.length ? list.top + line : null);
  const selected = ways[list.cursor];
  const free = rows - ways.length;
  if (sheet.isTold || selected === undefined || free < 1) return {title, lines, cursor, wayAt};
  const words = wordLines(selected, columns);
  const below = [...(words.length < free ? [BLANK] : []), ...words];
  return {title, lines: [...lines.slice(0, ways.length), ...below].slice(0, rows), cursor, wayAt};
}

/** A way with all of its words, beside its title or below it. */
function blockOf(way: Way, isSelected: boolean, {columns, symbols}: WaySheet): readonly Line[] {
  const marker = isSelected ? span(`${symbols.marker} `, 'selected') : span('  ');
  const head: Line = [marker, ...titleParts(way, isSelected, columns, symbols)];
  const beside = columns - 4 - TITLE_WIDTH - 2;
  const lines = beside >= LEAST_BESIDE ? besideTitle(head, way, beside) : [head, ...wordLines(way, columns)];
  return lines.map((line, row) => (isSelected && row === 0 ? onCursorRow(fitLine(line, columns, symbols.cut)) : line));
}

function besideTitle(head: Line, way: Way, room: number): readonly Line[] {
  const [first = '', ...rest] = wrap(verdictWords(way), room);
  const role = wordsRole(way);
  return [
    [...head, span('  '), span(first, role)],
    ...rest.map((text): Line => [span(' '.repeat(6 + TITLE_WIDTH)), span(text, role)]),
  ];
}

function wordLines(way: Way, columns: number): readonly Line[] {
  return wrap(verdictWords(way), Math.max(1, columns - 4)).map((text): Line => [span('    '), span(text, wordsRole(way))]);
}

function titleParts(way: Way, isSelected: boolean, columns: number, symbols: Symbols): Line {
  const runs = !way.possible ? 'no' : way.mode === 'container' ? 'container' : 'native';
  const role: Role = isSelected ? 'selected' : way.possible ? 'text' : 'no';
  const title = fit(printable(way.title), Math.max(0, Math.min(TITLE_WIDTH, columns - 4)), 'start', symbols.cut);
  return [span(`${runsSymbol(runs, symbols)} `, RUNS_ROLE[runs]), span(title, role)];
}

function wordsRole({possible}: Way): Role {
  return possible ? 'muted' : 'no';
}

/** A verdict that needs no sign and no colour. */
function verdictWords({possible, words}: Way): string {
  return possible ? printable(words) : `cannot: ${printable(words)}`;
}
