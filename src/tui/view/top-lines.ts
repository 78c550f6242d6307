import {printable} from '../../system/printable.ts';
import type {ChooserName, TextName} from '../state/overlay-state.ts';
import {comparedWords} from './asked.ts';
import type {Symbols} from '../text/symbols.ts';
import type {Filters} from '../state/filters.ts';
import type {PickerState} from '../state/picker-state.ts';
import type {TextInput} from '../state/text-input.ts';
import {textWidth} from '../text/width.ts';
import type {StepName} from '../picker-input.ts';
import type {Line, Span} from './line.ts';
import {BLANK, lineWidth, shortened, span, spread} from './line.ts';
import {unsettled} from './repository-words.ts';
import type {Scenery} from './scenery.ts';
import {counted} from './words.ts';

const QUESTIONS: Readonly<Record<StepName, string>> = {stack: 'Stack', platform: 'Platform', start: 'How to start'};

const OVERLAYS: Readonly<Record<TextName | ChooserName, string>> = {
  help: 'Keys',
  details: 'Details',
  environment: 'Environment',
  mounts: 'Mounts',
  difference: 'Difference',
  palette: 'Commands',
  themes: 'Theme',
  family: 'Family',
  experiment: 'Experiment',
  compiler: 'Compiler',
  'difference-to': 'Difference to',
  packages: 'Packages',
  repositories: 'Repositories',
};

/** Less than this leaves no room for questions that are still to come. */
const ROOM_FOR_NEXT = 60;

/** Where one is: the answers given so far, the question now, those to come. Trouble and the banner at the right. */
export function headerLine(state: PickerState, columns: number, {symbols}: Scenery, showTrouble: boolean): Line {
  const then = span(` ${symbols.then} `, 'muted');
  const parts: Span[] = [];
  if (state.step !== 'stack') parts.push(span(printable(state.platform.about ?? ''), 'text'));
  if (state.step === 'start' && columns >= 60) {
    const name = state.start.about === null ? '' : state.start.about.slice(state.start.about.lastIndexOf('@') + 1);
    parts.push(span(printable(name), 'text'));
  }
  if (state.overlay !== null) parts.push(span(OVERLAYS[state.overlay.name], 'title'));
  else {
    parts.push(span(QUESTIONS[state.step], 'title'));
    if (columns >= ROOM_FOR_NEXT && state.step !== 'start') {
      if (state.step === 'stack') parts.push(span('platform', 'muted'));
      parts.push(span('start', 'muted'));
    }
  }
  const path = parts.flatMap((part, position) => (position === 0 ? [part] : [then, part]));
  const left = [span('hsf ', 'accent'), ...path];
  const banner = state.around.banner === null ? [] : [span(printable(state.around.banner), 'warning')];
  const trouble = showTrouble ? troubleWords(state) : [];
  const both =
    trouble.length === 0 ? banner : banner.length === 0 ? trouble : [...trouble, span(` ${symbols.dot} `, 'muted'), ...banner];
  // Half a warning tells nothing: it gives way as a whole, the banner first.
  const room = columns - lineWidth(left) - 1;
  const right = [both, trouble, banner].find(line => lineWidth(line) <= room) ?? [];
  return spread(left, right, columns, symbols.cut);
}

/** Where no line tells of the repositories: how many are awaited, or do not answer. */
function troubleWords(state: PickerState): Line {
  const {waiting, sick} = unsettled(state);
  if (waiting > 0) return [span(`reading ${waiting}`, 'warning')];
  return sick.length === 0 ? [] : [span(`${sick.length} not answering`, 'error')];
}

const PROMPT = 'Search: ';
const PLACEHOLDERS: Readonly<Record<StepName, string>> = {
  stack: 'type a release, system, compiler, package',
  platform: 'type a system, compiler',
  start: 'type here, container, an engine',
};
const CHOOSER_PLACEHOLDER = 'type to find';

/**
 * What is typed, which filters are on, and how many are left. `cursor` is the column of the real cursor. Over a text:
 * what it is about, and which of its lines are seen.
 */
export function filterLine(
  state: PickerState,
  columns: number,
  {symbols}: Scenery,
  textLength: number,
): {readonly line: Line; readonly cursor: number} {
  const {overlay} = state;
  if (overlay?.type === 'text') return {line: subjectLine(state, columns, symbols, textLength), cursor: 0};
  const {filter, letters, count, placeholder} = askedNow(state);
  const prompt = columns >= 30 ? PROMPT : '/';
  const right: Span[] = [];
  const chips = overlay === null && state.step === 'stack' ? filterChips(state.filters, Math.floor(columns * 0.4)) : [];
  for (const chip of chips) right.push(span(chip, 'filter'), span(' '));
  right.push(span(count, 'muted'));
  const room = Math.max(1, columns - prompt.length - lineWidth(right) - 2);
  const {shown, cursor} = windowOf(filter.text, filter.cursor, room);
  const isTyping = letters === 'filter';
  const empty = isTyping ? placeholder : '/ to type; letters are keys';
  const text = filter.text === '' ? span(shortened(empty, room, symbols.cut, 'start'), 'muted') : span(printable(shown));
  const line = spread([span(prompt, isTyping ? 'accent' : 'muted'), text], right, columns, symbols.cut);
  return {line, cursor: Math.max(0, Math.min(columns - 1, prompt.length + cursor))};
}

type Asked = {
  readonly filter: TextInput;
  readonly letters: 'filter' | 'commands';
  readonly count: string;
  readonly placeholder: string;
};

function askedNow(state: PickerState): Asked {
  if (state.overlay?.type === 'chooser') {
    const {filter, rows} = state.overlay;
    return {filter, letters: 'filter', count: String(rows.length), placeholder: CHOOSER_PLACEHOLDER};
  }
  const step = state[state.step];
  const isAll = state.step !== 'stack' || step.rows.length === state.table.stacks;
  const count = isAll ? String(step.rows.length) : `${step.rows.length} of ${state.table.stacks}`;
  return {filter: step.filter, letters: step.letters, count, placeholder: PLACEHOLDERS[state.step]};
}

/** What a text over the body is about. */
function subjectLine(state: PickerState, columns: number, {cut, then}: Symbols, length: number): Line {
  const {overlay} = state;
  if (overlay === null) return BLANK;
  const about = state.step === 'stack' ? state.stack.rows[state.stack.list.cursor]?.address : state.start.about;
  const {top, height} = overlay.list;
  const place = length > height ? `${top + 1}-${Math.min(length, top + height)} of ${length}` : '';
  const variant = (state.step === 'platform' ? state.platform.rows[state.platform.list.cursor]?.address : about) ?? '';
  const subject =
    overlay.name === 'help'
      ? 'Keys, and what they do here'
      : overlay.name === 'difference'
        ? comparedWords(state, ` ${then} `)
        : variant;
  const room = Math.max(0, columns - place.length - 1);
  return spread([span(shortened(printable(subject), room, cut, 'path'), 'text')], [span(place, 'muted')], columns, cut);
}

/** The filters that are on, each in brackets; one number where there is no room for their names. */
function filterChips({runs, family, experiment, compiler}: Filters, room: number): readonly string[] {
  const on = [runs ? 'runs here' : null, family, experiment, compiler].filter(word => word !== null);
  if (on.length === 0) return [];
  const chips = on.map(word => `[${printable(word)}]`);
  return chips.reduce((sum, chip) => sum + textWidth(chip) + 1, 0) <= room
    ? chips
    : [`[${counted(on.length, 'filter', 'filters')}]`];
}

/** The part of a long text around its cursor. */
function windowOf(text: string, cursor: number, room: number): {shown: string; cursor: number} {
  const before = text.slice(0, cursor);
  const width = textWidth(printable(before));
  if (width < room) return {shown: text, cursor: width};
  // What is far from the end of the room is not looked at: a pasted text may be long.
  const start = shortened(printable(before.slice(-room * 4)), room - 1, '', 'end');
  return {shown: start, cursor: textWidth(start)};
}
