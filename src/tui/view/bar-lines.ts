import {printable} from '../../system/printable.ts';
import {keyWords} from '../keys/table.ts';
import type {Command, PickerState} from '../state/picker-state.ts';
import {currentChoice, currentPreview, currentWay} from '../state/picker-state.ts';
import {shellWords} from '../text/shell-words.ts';
import {textWidth} from '../text/width.ts';
import {commandOf} from '../ways-to-start.ts';
import type {StepName} from '../picker-input.ts';
import type {Line, Span} from './line.ts';
import {BLANK, fitLine, shortened, span, spread} from './line.ts';
import type {Scenery} from './scenery.ts';
import {STATE_ROLE, STATE_WORDS, ageWords, counted} from './words.ts';

const QUESTIONS: Readonly<Record<StepName, string>> = {stack: 'Stack', platform: 'Platform', start: 'How to start'};

/** Where one is: answers given so far, the question now. The banner and a short remark on trouble at the right. */
export function headerLine(state: PickerState, columns: number, {symbols}: Scenery): Line {
  const then = span(` ${symbols.then} `, 'muted');
  const given: Span[] = [];
  if (state.step !== 'stack') given.push(span(printable(state.platform.about ?? ''), 'text'), then);
  if (state.step === 'start' && columns >= 60) {
    const name = state.start.about === null ? '' : state.start.about.slice(state.start.about.lastIndexOf('@') + 1);
    given.push(span(printable(name), 'text'), then);
  }
  const left = [span('hsf ', 'accent'), ...given, span(QUESTIONS[state.step], 'title')];
  const banner = state.around.banner === null ? BLANK : [span(printable(state.around.banner), 'warning')];
  return spread(left, banner, columns, symbols.cut);
}

const PROMPT = 'Search: ';
const PLACEHOLDERS: Readonly<Record<StepName, string>> = {
  stack: 'type a release, system, compiler …',
  platform: 'type a system, compiler …',
  start: 'type here, container, an engine …',
};

/** What is typed, and how many are left. `cursor` is the column of the real cursor. */
export function filterLine(
  state: PickerState,
  columns: number,
  {symbols}: Scenery,
): {readonly line: Line; readonly cursor: number} {
  const step = state[state.step];
  const prompt = columns >= 30 ? PROMPT : '/';
  const total = state.step === 'stack' ? state.table.stacks : step.rows.length;
  const count =
    step.filter.text === '' ? String(step.rows.length) : `${step.rows.length}${state.step === 'stack' ? ` of ${total}` : ''}`;
  const room = Math.max(1, columns - prompt.length - count.length - 2);
  const {shown, cursor} = windowOf(step.filter.text, step.filter.cursor, room);
  const text =
    step.filter.text === ''
      ? span(
          shortened(PLACEHOLDERS[state.step].replace('…', symbols.cut === '…' ? '…' : '...'), room, symbols.cut, 'start'),
          'muted',
        )
      : span(printable(shown));
  const line = spread([span(prompt, 'accent'), text], [span(count, 'muted')], columns, symbols.cut);
  return {line, cursor: Math.min(columns - 1, prompt.length + cursor)};
}

/** The part of a long text around its cursor. */
function windowOf(text: string, cursor: number, room: number): {shown: string; cursor: number} {
  const before = text.slice(0, cursor);
  const width = textWidth(before);
  if (textWidth(text) < room || width < room) return {shown: text, cursor: width};
  const start = shortened(before, room - 1, '', 'end');
  return {shown: start, cursor: textWidth(start)};
}

/** More repositories that are not mounted are a number: a client may know dozens that its network cannot reach. */
const MOST_ASLEEP = 2;

/** Repositories: those that are read or in trouble one by one, the rest as a number. */
export function repositoryLine(state: PickerState, {symbols}: Scenery): Line {
  const parts: Span[] = [];
  for (const {fqrn, since} of state.reading) {
    parts.push(span(`${printable(fqrn)} reading since ${ageWords(state.now - since)}`, 'warning'));
  }
  const waiting = new Set(state.reading.map(other => other.fqrn));
  const settled = state.repositories.filter(repository => !waiting.has(repository.fqrn));
  const asleep = settled.filter(repository => repository.state === 'not-mounted').length;
  for (const repository of settled) {
    if (repository.state === 'ready' || repository.state === 'not-configured') continue;
    if (repository.state === 'not-mounted' && asleep > MOST_ASLEEP) continue;
    const why = repository.message === null ? '' : `: ${printable(repository.message)}`;
    parts.push(span(`${printable(repository.fqrn)} ${STATE_WORDS[repository.state]}${why}`, STATE_ROLE[repository.state]));
  }
  if (asleep > MOST_ASLEEP) parts.push(span(`${counted(asleep, 'repository', 'repositories')} not mounted`, 'muted'));
  const ready = settled.filter(repository => repository.state === 'ready').length;
  if (ready > 0) parts.push(span(`${counted(ready, 'repository', 'repositories')} ready`, 'muted'));
  return joined(parts, span(` ${symbols.dot} `, 'muted'));
}

/** The very command that Enter, pressed all the way, will run; a remark or a question takes its place for a moment. */
export function previewLine(state: PickerState, columns: number, {symbols, bindings}: Scenery): Line {
  if (state.notice !== null) return [span(printable(state.notice), 'warning')];
  if (state.suggestion !== null && state.step === 'stack') {
    return [
      span('Did you mean ', 'muted'),
      span(printable(state.suggestion), 'accent'),
      span(`? ${keyWords(bindings, state.stack.rows.length === 0 ? 'forward' : 'take-suggestion') ?? ''} takes it.`, 'muted'),
    ];
  }
  const choice = currentChoice(state);
  if (choice === null) {
    const way = currentWay(state);
    return way === null ? BLANK : [span(`It cannot start so: ${printable(way.words)}`, 'no')];
  }
  const problem = currentPreview(state)?.problem ?? null;
  const prompt = '$ ';
  const command = printable(shellWords(commandOf(choice, state.around.command)));
  const shown = shortened(command, columns - prompt.length, symbols.cut, 'both');
  const after = problem === null ? planWords(state) : ` cannot: ${printable(problem)}`;
  return [
    span(prompt, 'muted'),
    span(shown, 'text'),
    span(after === '' ? '' : `  ${after}`, problem === null ? 'muted' : 'error'),
  ];
}

function planWords(state: PickerState): string {
  const plan = currentPreview(state)?.plan ?? null;
  if (plan === null) return '';
  const where = {native: 'here', prefix: 'prefix shell', container: 'container'}[plan.mode];
  const warnings = plan.warnings.length === 0 ? '' : `, ${counted(plan.warnings.length, 'warning', 'warnings')}`;
  return `# ${where}${plan.engine === null ? '' : ` with ${printable(plan.engine)}`}${warnings}`;
}

/** The keys that matter now, as many as there is room for. */
export function footerLine(state: PickerState, columns: number, {symbols, bindings}: Scenery): Line {
  const hints = hintsFor(state);
  const parts: Span[] = [];
  let width = 0;
  for (const [command, words] of hints) {
    const key = keyWords(bindings, command);
    if (key === null) continue;
    const more = (parts.length === 0 ? 0 : 3) + textWidth(key) + 1 + textWidth(words);
    if (width + more > columns) break;
    if (parts.length > 0) parts.push(span(` ${symbols.dot} `, 'muted'));
    parts.push(span(key, 'key'), span(` ${words}`, 'muted'));
    width += more;
  }
  return fitLine(parts, columns, symbols.cut);
}

function hintsFor(state: PickerState): readonly (readonly [Command, string])[] {
  if (state.overlay !== null) {
    return [
      ['back', 'back'],
      ['down', 'scroll'],
      ['leave', 'leave'],
    ];
  }
  const typed = state[state.step].filter.text !== '';
  return [
    ['forward', state.step === 'start' ? 'start' : 'choose'],
    ['back', typed ? 'clear' : state.step === 'stack' ? 'leave' : 'back'],
    ['help', 'keys'],
    ['details', 'details'],
    ['start-now', 'start at once'],
    ['copy', 'copy'],
    ['print', 'print'],
    ['show-all', state.showAll ? 'hide what cannot run' : 'show all'],
  ];
}

function joined(parts: readonly Span[], between: Span): Line {
  return parts.flatMap((part, position) => (position === 0 ? [part] : [between, part]));
}
