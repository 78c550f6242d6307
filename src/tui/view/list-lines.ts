import {valueIn} from '../../choose/facets.ts';
import type {Platform} from '../../choose/stack.ts';
import type {StackTable} from '../../choose/stack-table.ts';
import {printable} from '../../system/printable.ts';
import {tokensOf} from '../search/tokens.ts';
import type {PickerState} from '../state/picker-state.ts';
import type {ListState} from '../state/list-state.ts';
import type {StackRow} from '../state/stack-rows.ts';
import {packagesOfRow} from '../state/stack-rows.ts';
import type {Symbols} from '../text/symbols.ts';
import {truncate} from '../text/fit.ts';
import {textWidth} from '../text/width.ts';
import type {Role} from '../theme.ts';
import type {Line, Span} from './line.ts';
import {BLANK, fitLine, marked, onCursorRow, span} from './line.ts';
import {RUNS_ROLE, RUNS_WORDS, runsSymbol} from './words.ts';

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
    const found = packageNotes(state, row, tokens);
    const note = [...found, ...noteOf(row, symbols)].find(words => textWidth(words) < room) ?? '';
    const role: Role = selected ? 'selected' : runs === 'no' ? 'no' : 'text';
    return [
      span(`${runsSymbol(runs, symbols)} `, RUNS_ROLE[runs]),
      ...marked(name, tokens, role),
      span(' '.repeat(Math.max(0, room - textWidth(note)))),
      span(note, found.includes(note) ? 'accent' : 'muted'),
      ...(widths.platform === 0 ? [] : platformCell(platformOf(table, row), widths.platform, tokens, symbols.cut)),
      ...(widths.runs === 0 ? [] : [span('  '), span(RUNS_WORDS[runs], RUNS_ROLE[runs])]),
    ];
  });
}

/** By which packages a stack was found, all of them or the first: where its name does not say why it is there. */
function packageNotes({table, packages}: PickerState, row: StackRow, tokens: readonly string[]): readonly string[] {
  const words = packagesOfRow(table, row, tokens, packages).map(({name, version}) => printable(`${name} ${version}`.trim()));
  return words.length === 0 ? [] : [`with ${words.join(', ')}`, `with ${words[0]}`];
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
  return [valueIn({platform}, 'os'), valueIn({platform}, 'compiler') || valueIn({platform}, 'cpu')]
    .filter(word => word !== '')
    .join(' ');
}
