import {printable} from '../../system/printable.ts';
import type {Layout} from '../layout.ts';
import {DIVIDER_WIDTH} from '../layout.ts';
import {keyWords} from '../keys/table.ts';
import {tokensOf} from '../search/tokens.ts';
import type {Chooser, ChooserName, ChooserRow} from '../state/overlay-state.ts';
import type {PickerState} from '../state/picker-state.ts';
import {currentVariant} from '../state/picker-state.ts';
import type {Role} from '../theme.ts';
import {packagesTold, waitLines} from './asked.ts';
import {DetailsText} from './details-text.ts';
import type {Line} from './line.ts';
import {cell, fitLine, marked, span} from './line.ts';
import {listLines} from './list-lines.ts';
import {repositoryAdvice, repositoryWords} from './repository-words.ts';
import type {Scenery} from './scenery.ts';
import {runsSymbol} from './words.ts';
import {truncate} from '../text/fit.ts';
import {textWidth} from '../text/width.ts';

/** The widest that the first column gets, and what stands above both. */
const TABLES: Readonly<Record<ChooserName, {readonly text: number; readonly titles: readonly [string, string]}>> = {
  palette: {text: 52, titles: ['COMMAND', 'KEYS']},
  themes: {text: 60, titles: ['THEME', 'FROM']},
  family: {text: 40, titles: ['FAMILY', 'STACKS']},
  experiment: {text: 40, titles: ['EXPERIMENT', 'STACKS']},
  compiler: {text: 24, titles: ['COMPILER', 'BUILDS']},
  'difference-to': {text: 48, titles: ['STACK', '']},
  packages: {text: 40, titles: ['PACKAGE', 'VERSION']},
  repositories: {text: 34, titles: ['REPOSITORY', 'STATE']},
};

/** Narrower screens have no room for anything beside a list. */
const LEAST_FOR_ASIDE = 72;

export type ChooserPane = {readonly title: Line; readonly lines: readonly Line[]};

/** A list over the whole body; beside it, where there is room, what the selected one is about. */
export function chooserPane(state: PickerState, chooser: Chooser, layout: Layout, scenery: Scenery): ChooserPane {
  const {symbols} = scenery;
  const aside = layout.columns >= LEAST_FOR_ASIDE ? asideOf(state, chooser, scenery) : null;
  const left = aside === null ? layout.columns : Math.max(44, Math.floor(layout.columns * 0.5));
  const right = layout.columns - left - DIVIDER_WIDTH;
  const {text, titles} = TABLES[chooser.name];
  const width = Math.max(0, Math.min(text, left - 4 - noteWidth(chooser.name, left)));
  const title: Line = [span(`  ${titles[0].padEnd(width)}  ${titles[1]}`, 'heading')];
  if (chooser.rows.length === 0) return {title: [], lines: emptyLines(state, chooser, layout.columns)};
  const sheet = {list: {...chooser.list, height: layout.bodyRows}, columns: left, symbols, active: true};
  const tokens = tokensOf(chooser.filter.text);
  const lines = listLines(chooser.rows, sheet, (row, selected) =>
    rowLine(state, chooser.name, row, {width, selected, tokens, scenery}),
  );
  if (aside === null) return {title, lines};
  // What stands beside begins in the row with the names of columns, as the details of the questions do.
  const [above = [], ...beside] = aside(right);
  const between = span(` ${symbols.divider} `, 'border');
  const across = (one: Line, other: Line): Line => [
    ...fitLine(one, left, symbols.cut),
    between,
    ...fitLine(other, right, symbols.cut),
  ];
  return {title: across(title, above), lines: lines.map((line, position) => across(line, beside[position] ?? []))};
}

/** What is left for the second column at least. */
function noteWidth(name: ChooserName, columns: number): number {
  if (name === 'repositories') return 18;
  return name === 'palette' ? (columns >= 60 ? 18 : 12) : 10;
}

const PATHS: ReadonlySet<ChooserName> = new Set(['repositories', 'difference-to']);

/** In the place of a list that has nothing in it: why. */
export function emptyLines(
  state: PickerState,
  {name, filter}: Pick<Chooser, 'name' | 'filter'>,
  columns: number,
): readonly Line[] {
  if (filter.text !== '') return [[span('  Nothing matches.', 'muted')]];
  const variant = name === 'packages' ? currentVariant(state) : null;
  const told = variant === null ? null : packagesTold(state, variant);
  if (told !== null && told.value === null)
    return waitLines('The list of packages', told, columns - 2).map(line => [span('  '), ...line]);
  return [[span(told === null ? '  There is nothing to choose from yet.' : '  No list of its packages is known.', 'muted')]];
}

type RowLook = {
  readonly width: number;
  readonly selected: boolean;
  readonly tokens: readonly string[];
  readonly scenery: Scenery;
};

function rowLine(state: PickerState, name: ChooserName, row: ChooserRow, look: RowLook): Line {
  const {width, selected, tokens, scenery} = look;
  const {cut} = scenery.symbols;
  const role: Role = selected ? 'selected' : row.possible ? 'text' : 'no';
  const text = truncate(printable(row.text), width, PATHS.has(name) ? 'path' : 'start', cut);
  const first: Line = [...marked(text, tokens, role), span(' '.repeat(Math.max(0, width - textWidth(text))))];
  if (name === 'repositories') {
    const {state: words, role: stateRole} = repositoryWords(state, row.id);
    // Short, since the story beside it says it in full.
    return [...first, span(`  ${words.replace(' since ', ' ')}`, stateRole)];
  }
  const noteRole: Role = name === 'palette' ? 'key' : row.possible ? 'muted' : 'warning';
  return [...first, span(`  ${printable(row.note)}`, noteRole)];
}

type Aside = (columns: number) => readonly Line[];

function asideOf(state: PickerState, {name, rows, list}: Chooser, scenery: Scenery): Aside | null {
  const row = rows[list.cursor];
  if (row === undefined) return null;
  if (name === 'repositories') return columns => repositoryStory(state, row.id, columns, scenery);
  if (name === 'themes') return columns => sampleLines(columns, row, scenery);
  return null;
}

/** Where a repository stands, since when, why, and what one can do. */
function repositoryStory(state: PickerState, fqrn: string, columns: number, {symbols, bindings}: Scenery): readonly Line[] {
  const text = new DetailsText(columns, symbols);
  const {state: words, role, why} = repositoryWords(state, fqrn);
  const known = state.repositories.find(other => other.fqrn === fqrn);
  text.heading(printable(fqrn));
  text.blank();
  text.field('State', words, role === 'muted' ? 'native' : role);
  if (why !== null) text.field('Why', why);
  if (known?.revision != null) text.field('Revision', String(known.revision));
  if (known?.scannedAt != null) text.field('Last read', printable(known.scannedAt.replace('T', ' ').slice(0, 16)));
  const advice = repositoryAdvice(state, fqrn, keyWords(bindings, 'refresh'));
  if (advice !== null) text.field('To do', advice);
  return text.all;
}

/** What a theme does with everything that a screen may say, since the list of themes covers the rest. */
function sampleLines(columns: number, row: ChooserRow, {symbols}: Scenery): readonly Line[] {
  if (!row.possible) return [[span(printable(row.note), 'warning')]];
  const sample = (runs: 'native' | 'container' | 'no', name: string, words: string): Line => [
    span(`  ${runsSymbol(runs, symbols)} `, runs),
    cell(name, Math.max(8, Math.min(22, columns - 20)), runs === 'no' ? 'no' : 'text', symbols.cut),
    span(words, runs),
  ];
  const first = sample('native', 'lcg/LCG_107', 'here').map(part => ({...part, on: 'cursor-row' as const}));
  return [
    [span('hsf ', 'accent'), span('Stack', 'title'), span(` ${symbols.then} platform`, 'muted')],
    [span('Search: ', 'accent'), span('lcg'), span('  '), span('[runs here]', 'filter')],
    [span('    STACK', 'heading')],
    [
      {...span(`${symbols.marker} `, 'selected'), on: 'cursor-row'},
      ...first.slice(0, 1).map(part => ({...part, text: part.text.trimStart()})),
      ...first.slice(1),
    ],
    sample('container', 'lcg/LCG_104', 'container'),
    sample('no', 'lcg/LCG_88', 'no'),
    [],
    [span('title ', 'title'), span('text ', 'text'), span('muted ', 'muted'), span('found', 'match')],
    [span('warning ', 'warning'), span('error ', 'error'), span('Enter', 'key'), span(' choose', 'muted')],
  ];
}
