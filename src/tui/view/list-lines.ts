import type {Platform} from '../../choose/stack.ts';
import type {StackTable} from '../../choose/stack-table.ts';
import {printable} from '../../system/printable.ts';
import {tokensOf} from '../search/tokens.ts';
import type {PickerState} from '../state/picker-state.ts';
import type {ListState} from '../state/list-state.ts';
import type {StackRow} from '../state/stack-rows.ts';
import type {Symbols} from '../text/symbols.ts';
import {truncate, wrap} from '../text/fit.ts';
import {textWidth} from '../text/width.ts';
import type {Role} from '../theme.ts';
import type {Way} from '../ways-to-start.ts';
import type {Line, Span} from './line.ts';
import {BLANK, cell, fitLine, marked, onCursorRow, span} from './line.ts';
import {RUNS_ROLE, RUNS_WORDS, compilerWords, cpuWords, osWords, runsSymbol} from './words.ts';

/** A gap and the longest word of a verdict. */
export const RUNS_WIDTH = 11;
const PLATFORM_WIDTH = 20;

/** What all lists need: where they are, how wide they may be, and whether the arrows move in them. */
export type Sheet = {readonly list: ListState; readonly columns: number; readonly symbols: Symbols; readonly active: boolean};

/**
 * The visible part of a list: `draw` gets each visible row and whether it is the selected one, and nobody looks at the others. Always
 * `list.height` lines.
 */
export function listLines<Row>(
  rows: readonly Row[],
  {list: {top, height, cursor}, columns, symbols, active}: Sheet,
  draw: (row: Row, selected: boolean) => Line,
): readonly Line[] {
  const lines: Line[] = [];
  for (let position = top; position < top + height; position++) {
    const row = rows[position];
    if (row === undefined) {
      lines.push(BLANK);
      continue;
    }
    const selected = position === cursor;
    const marker: Span = selected ? span(`${active ? symbols.marker : symbols.dot} `, active ? 'selected' : 'muted') : span('  ');
    const line = fitLine([marker, ...draw(row, selected && active)], columns, symbols.cut);
    lines.push(selected && active ? onCursorRow(line) : line);
  }
  return lines;
}

type StackColumns = {readonly name: number; readonly platform: number; readonly runs: number};

function stackColumns(columns: number): StackColumns {
  const inner = Math.max(0, columns - 4);
  const runs = columns >= 26 ? RUNS_WIDTH : 0;
  const platform = columns >= 56 ? PLATFORM_WIDTH : 0;
  return {name: Math.max(0, inner - runs - platform), platform, runs};
}

/** Names of the columns above the stacks. */
export function stackTitles(columns: number): Line {
  const {name, platform, runs} = stackColumns(columns);
  const gap = (width: number, title: string) => (width === 0 ? '' : `  ${title}`.padEnd(width));
  return [span(`    ${'STACK'.padEnd(name)}${gap(platform, 'PLATFORM')}${gap(runs, 'RUNS')}`, 'heading')];
}

export function stackLines(state: PickerState, columns: number, symbols: Symbols, active: boolean): readonly Line[] {
  const {table, stack} = state;
  const widths = stackColumns(columns);
  const tokens = tokensOf(stack.filter.text);
  return listLines(stack.rows, {list: stack.list, columns, symbols, active}, (row, selected) => {
    const {runs} = row;
    const name = truncate(printable(row.address), widths.name, 'path', symbols.cut);
    const room = widths.name - textWidth(name);
    const note = noteOf(row, symbols).find(words => words.length < room) ?? '';
    const role: Role = selected ? 'selected' : runs === 'no' ? 'no' : 'text';
    return [
      span(`${runsSymbol(runs, symbols)} `, RUNS_ROLE[runs]),
      ...marked(name, tokens, role),
      span(' '.repeat(Math.max(0, room - note.length))),
      span(note, 'muted'),
      ...(widths.platform === 0 ? [] : platformCell(platformOf(table, row), widths.platform, tokens, symbols.cut)),
      ...(widths.runs === 0 ? [] : [span('  '), span(RUNS_WORDS[runs], RUNS_ROLE[runs])]),
    ];
  });
}

/** What to know of a stack besides its name, from the longest words to the shortest. */
function noteOf({mark, recommended, old, incomplete}: StackRow, {favourite}: Symbols): readonly string[] {
  const star = mark === 'favourite' ? favourite : '';
  const words = incomplete ? 'incomplete' : recommended ? 'recommended' : mark === 'recent' ? 'recent' : old ? 'old' : '';
  return [[words, star].filter(word => word !== '').join(' '), star, words].filter(note => note !== '');
}

/** The platform of a row's best variant, from the columns of the table: no object is made for a row. */
function platformOf({kinds, kindOf, firstOf}: StackTable, {position, best}: StackRow): Platform | null {
  return kinds[kindOf[firstOf[position]! + best] ?? -1]?.platform ?? null;
}

function platformCell(platform: Platform | null, columns: number, tokens: readonly string[], cut: string): Line {
  const text = truncate(platform === null ? '' : shortPlatform(platform), columns - 2, 'start', cut);
  return [span('  '), ...marked(text, tokens, 'muted'), span(' '.repeat(columns - 2 - textWidth(text)))];
}

function shortPlatform(platform: Platform): string {
  return [osWords(platform), compilerWords(platform) || cpuWords(platform)].filter(word => word !== '').join(' ');
}

/** Less room than this tells nothing: then the words of the selected way stand below the list. */
const LEAST_WORDS = 24;
/** Titles are "Container, charliecloud" at most; a hostile one takes no more. */
const TITLE_WIDTH = 24;

type WaySheet = {
  readonly columns: number;
  readonly symbols: Symbols;
  readonly rows: number;
  /** Whether the details stand beside it and say it all. */
  readonly isTold: boolean;
};

/** The ways to start, with their verdicts in words. */
export function wayLines(state: PickerState, {columns, symbols, rows, isTold}: WaySheet): readonly Line[] {
  const {start} = state;
  const title = Math.max(0, Math.min(TITLE_WIDTH, columns - 4));
  const beside = columns - 4 - title - 2 >= LEAST_WORDS;
  const lines = listLines(start.rows, {list: start.list, columns, symbols, active: true}, (way, selected) => {
    const runs = runsOf(way);
    const role: Role = selected ? 'selected' : way.possible ? 'text' : 'no';
    return [
      span(`${runsSymbol(runs, symbols)} `, RUNS_ROLE[runs]),
      cell(printable(way.title), title, role, symbols.cut),
      ...(beside ? [span('  '), span(verdictWords(way), way.possible ? 'muted' : 'no')] : []),
    ];
  });
  const selected = start.rows[start.list.cursor];
  const free = rows - start.rows.length;
  if (isTold || selected === undefined || free < 1) return lines;
  const words = wrap(verdictWords(selected), Math.max(1, columns - 4));
  const below = words.map((text): Line => [span('    '), span(text, selected.possible ? 'muted' : 'no')]);
  return [...lines.slice(0, start.rows.length), ...(words.length < free ? [BLANK] : []), ...below].slice(0, rows);
}

function runsOf(way: Way): 'native' | 'container' | 'no' {
  return !way.possible ? 'no' : way.mode === 'container' ? 'container' : 'native';
}

/** A verdict that needs no sign and no colour. */
export function verdictWords({possible, words}: Way): string {
  return possible ? printable(words) : `cannot: ${printable(words)}`;
}
