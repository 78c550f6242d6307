import {printable} from '../../system/printable.ts';
import {keyWords} from '../keys/table.ts';
import type {Command, PickerState} from '../state/picker-state.ts';
import {currentChoice, currentPreview, currentWay} from '../state/picker-state.ts';
import {commandLine} from '../../start/shell-words.ts';
import {textWidth} from '../text/width.ts';
import {commandOf} from '../ways-to-start.ts';
import type {Line, Span} from './line.ts';
import {BLANK, lineWidth, shortened, span, spread} from './line.ts';
import {repositoryWords} from './repository-words.ts';
import type {Scenery} from './scenery.ts';
import {counted} from './words.ts';

/** More repositories that are not mounted are a number: a client may know dozens that its network cannot reach. */
const MOST_ASLEEP = 2;
/** Awaited ones that are named; a first run may await dozens at once. */
const MOST_NAMED = 3;

/** Repositories: those that are read or in trouble one by one, the rest as a number. */
export function repositoryLine(state: PickerState, {symbols}: Scenery): Line {
  const parts: Span[] = [];
  const waiting = new Set(state.reading.map(other => other.fqrn));
  for (const fqrn of [...waiting].slice(0, MOST_NAMED)) {
    const words = repositoryWords(state, fqrn);
    parts.push(span(`${printable(fqrn)} ${words.state}`, words.role));
  }
  if (waiting.size > MOST_NAMED) parts.push(span(`${waiting.size - MOST_NAMED} more being read`, 'warning'));
  const settled = state.repositories.filter(repository => !waiting.has(repository.fqrn));
  const asleep = settled.filter(repository => repository.state === 'not-mounted').length;
  for (const {fqrn, state: now} of settled) {
    const words = repositoryWords(state, fqrn);
    // A part of it is missing, which its sentence says with its name.
    if (now === 'ready' && words.why !== null) parts.push(span(words.why, 'warning'));
    if (now === 'ready' || now === 'not-configured') continue;
    if (now === 'not-mounted' && asleep > MOST_ASLEEP) continue;
    parts.push(span(`${printable(fqrn)} ${words.state}${words.why === null ? '' : `: ${words.why}`}`, words.role));
  }
  if (asleep > MOST_ASLEEP) parts.push(span(`${counted(asleep, 'repository', 'repositories')} not mounted`, 'muted'));
  const ready = settled.filter(repository => repository.state === 'ready' && repository.message === null).length;
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
  const command = shortCommand(commandOf(choice, state.around.command), choice.variant.address, columns - 2, symbols.cut);
  const room = columns - 4 - textWidth(command);
  // Half of a remark tells nothing; a problem begins with what it is.
  const after =
    problem !== null ? `cannot: ${printable(problem)}` : (planWords(state).find(words => textWidth(words) <= room) ?? '');
  return [span('$ ', 'muted'), span(command), span(after === '' ? '' : `  ${after}`, problem === null ? 'muted' : 'error')];
}

/** The command as it is typed; where there is no room for all of it the address gives way, in its middle. */
function shortCommand(words: readonly string[], address: string, columns: number, cut: string): string {
  const whole = printable(commandLine(words));
  const missing = textWidth(whole) - columns;
  if (missing <= 0) return whole;
  const quoted = printable(commandLine([address]));
  const shorter = shortened(quoted, Math.max(16, textWidth(quoted) - missing), cut, 'path');
  return shortened(
    whole.replace(quoted, () => shorter),
    columns,
    cut,
    'both',
  );
}

/** What the plan adds to the command, from the longest words to the shortest. */
function planWords(state: PickerState): readonly string[] {
  const plan = currentPreview(state)?.plan ?? null;
  if (plan === null) return [];
  const where = {native: 'here', prefix: 'prefix shell', container: 'container'}[plan.mode];
  const engine = plan.engine === null ? '' : ` with ${printable(plan.engine)}`;
  const warnings = plan.warnings.length === 0 ? '' : `, ${counted(plan.warnings.length, 'warning', 'warnings')}`;
  return [`# ${where}${engine}${warnings}`, `# ${where}${warnings}`, `# ${where}`];
}

type Hint = readonly [Command, string];

/** The keys that matter now, as many as there is room for, and at the right where letters go. */
export function footerLine(state: PickerState, columns: number, {symbols, bindings}: Scenery): Line {
  const mode = columns >= 20 ? lettersWords(state, columns, bindings) : BLANK;
  const room = columns - (mode.length === 0 ? 0 : lineWidth(mode) + 2);
  const letters = state.overlay === null ? state[state.step].letters : 'filter';
  const isTyped = state.overlay !== null || state[state.step].filter.text !== '';
  const parts: Span[] = [];
  let width = 0;
  for (const [command, words] of hintsFor(state)) {
    // Signs are commands where nothing has been typed.
    const isSign = (command === 'help' || command === 'palette') && !isTyped;
    const key = keyWords(bindings, command, isSign ? 'commands' : letters);
    if (key === null) continue;
    const more = (parts.length === 0 ? 0 : 3) + textWidth(key) + 1 + textWidth(words);
    if (width + more > room) break;
    if (parts.length > 0) parts.push(span(` ${symbols.dot} `, 'muted'));
    parts.push(span(key, 'key'), span(` ${words}`, 'muted'));
    width += more;
  }
  return spread(parts, mode, columns, symbols.cut);
}

/** `TYPE`: letters go to the search; `KEYS`: they are commands. Tab goes from one to the other. */
function lettersWords(state: PickerState, columns: number, bindings: Scenery['bindings']): Line {
  if (state.overlay !== null) return BLANK;
  const isTyping = state[state.step].letters === 'filter';
  const mode = span(isTyping ? 'TYPE' : 'KEYS', 'key');
  const change = keyWords(bindings, 'letters');
  if (columns < 140 || change === null)
    return columns < 100 ? [mode] : [span(isTyping ? 'letters search ' : 'letters are keys ', 'muted'), mode];
  const words = isTyping ? ['letters search; ', ' makes them keys  '] : ['letters are keys; ', ' makes them search  '];
  return [span(words[0]!, 'muted'), span(change, 'key'), span(words[1]!, 'muted'), mode];
}

function hintsFor(state: PickerState): readonly Hint[] {
  const {overlay} = state;
  if (overlay?.type === 'text') {
    return [
      ['back', 'back'],
      ['down', 'scroll'],
      ['leave', 'leave'],
    ];
  }
  if (overlay?.type === 'chooser') {
    return [
      ['forward', overlay.name === 'palette' ? 'do it' : overlay.name === 'repositories' ? 'ask it again' : 'take it'],
      ['back', overlay.filter.text === '' ? 'back' : 'clear'],
      ['down', 'move'],
    ];
  }
  const typed = state[state.step].filter.text !== '';
  return [
    ['forward', state.step === 'start' ? 'start' : 'choose'],
    ['back', typed ? 'clear' : state.step === 'stack' ? 'leave' : 'back'],
    ['help', 'keys'],
    ['palette', 'commands'],
    ['details', 'details'],
    ...(state.step === 'platform' ? [['platform-view', state.platformView === 'facets' ? 'table' : 'columns'] as const] : []),
    ['start-now', 'start at once'],
    ['copy', 'copy'],
    ['print', 'print'],
    ['favourite', 'favourite'],
    ['environment', 'environment'],
    ['mounts', 'mounts'],
    ['difference', 'difference'],
  ];
}

function joined(parts: readonly Span[], between: Span): Line {
  return parts.flatMap((part, position) => (position === 0 ? [part] : [between, part]));
}
