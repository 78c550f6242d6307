import type {Stack, Variant} from '../../choose/stack.ts';
import {printable} from '../../system/printable.ts';
import type {PickerState} from '../state/picker-state.ts';
import {currentPreview, currentStack, currentVariant, currentWay} from '../state/picker-state.ts';
import type {Symbols} from '../text/symbols.ts';
import {truncate, wrap} from '../text/fit.ts';
import type {Role} from '../theme.ts';
import type {Line} from './line.ts';
import {BLANK, span} from './line.ts';
import {
  RUNS_ROLE,
  STATE_ROLE,
  STATE_WORDS,
  ageWords,
  buildWords,
  compilerWords,
  counted,
  cpuWords,
  osWords,
  stackKind,
} from './words.ts';

const LABEL_WIDTH = 13;

/** All about what is selected, as many lines as it takes; the pane shows the first ones, the overlay all. */
export function detailsLines(state: PickerState, columns: number, symbols: Symbols): readonly Line[] {
  const stack = currentStack(state);
  const variant = currentVariant(state);
  if (stack === null || variant === null) return [[span('Nothing is selected.', 'muted')]];
  const lines = new Details(columns, symbols);
  lines.heading(printable(state.step === 'stack' ? stack.address : variant.address));
  lines.plain(`${printable(stack.title)} ${symbols.dot} ${stackKind(stack)}`, 'muted');
  lines.blank();
  verdict(lines, state, variant);
  platform(lines, variant);
  if (variant.marks.length > 0) lines.field('Mark', variant.marks.join(', '), 'container');
  if (variant.leadsTo !== null) lines.path('Leads to', printable(variant.leadsTo));
  lines.path(entryLabel(variant), printable(variant.found.entry.path));
  if (state.step === 'stack') overview(lines, stack);
  plan(lines, state);
  lines.blank();
  repository(lines, state, stack);
  if (stack.documentation !== null) lines.field('Read on', printable(stack.documentation));
  return lines.all;
}

class Details {
  readonly all: Line[] = [];
  readonly #columns: number;
  readonly #symbols: Symbols;

  constructor(columns: number, symbols: Symbols) {
    this.#columns = Math.max(1, columns);
    this.#symbols = symbols;
  }

  heading(text: string): void {
    this.all.push([span(truncate(text, this.#columns, 'both', this.#symbols.cut), 'title')]);
  }

  plain(text: string, role: Role): void {
    for (const line of wrap(text, this.#columns)) this.all.push([span(line, role)]);
  }

  blank(): void {
    if (this.all.at(-1) !== BLANK) this.all.push(BLANK);
  }

  /** A label and a text that may take several lines. */
  field(label: string, text: string, role: Role = 'text'): void {
    const indent = this.#columns >= 30 ? LABEL_WIDTH : 0;
    if (indent === 0) this.all.push([span(label, 'muted')]);
    wrap(text, this.#columns - indent).forEach((line, position) => {
      this.all.push([...(indent === 0 ? [] : [span((position === 0 ? label : '').padEnd(indent), 'muted')]), span(line, role)]);
    });
  }

  /** A path, whose end tells most. */
  path(label: string, path: string): void {
    const indent = this.#columns >= 30 ? LABEL_WIDTH : 0;
    if (indent === 0) this.all.push([span(label, 'muted')]);
    const text = truncate(path, this.#columns - indent, 'end', this.#symbols.cut);
    this.all.push([...(indent === 0 ? [] : [span(label.padEnd(indent), 'muted')]), span(text)]);
  }
}

function verdict(lines: Details, state: PickerState, variant: Variant): void {
  const {runs, reason, image} = variant.verdict;
  const way = state.step === 'start' ? currentWay(state) : null;
  if (way !== null) {
    lines.field('Start', printable(way.title), way.possible ? 'text' : 'no');
    lines.field('Why', printable(way.words), way.possible ? RUNS_ROLE[runs] : 'no');
    if (way.image !== null) lines.path('Image', printable(way.image));
    return;
  }
  lines.field('Runs', {native: 'here', container: 'in a container', no: 'not on this machine'}[runs], RUNS_ROLE[runs]);
  lines.field('Why', printable(reason));
  if (image !== null) lines.path('Image', printable(image));
}

function platform(lines: Details, variant: Variant): void {
  const words = [osWords(variant), compilerWords(variant), cpuWords(variant), buildWords(variant)].filter(word => word !== '');
  if (words.length > 0) lines.field('Platform', words.join(', '));
  else if (variant.platform.text !== '') lines.field('Platform', printable(variant.platform.text));
}

function entryLabel(variant: Variant): string {
  return {prefix: 'Prefix', source: 'Sources', modules: 'Modules', image: 'Image'}[variant.found.entry.kind];
}

function overview(lines: Details, stack: Stack): void {
  const count = (runs: Variant['verdict']['runs']) => stack.variants.filter(variant => variant.verdict.runs === runs).length;
  const parts = [
    [count('native'), 'here'],
    [count('container'), 'in a container'],
    [count('no'), 'not'],
  ] as const;
  const words = parts.filter(([number]) => number > 0).map(([number, where]) => `${number} ${where}`);
  lines.field('Variants', `${stack.variants.length}: ${words.join(', ')}`);
}

/** What the plan says, once it is there. */
function plan(lines: Details, state: PickerState): void {
  const preview = currentPreview(state);
  if (preview === null) return;
  if (preview.problem !== null) lines.field('Cannot', printable(preview.problem), 'error');
  const {plan: known} = preview;
  if (known === null) return;
  if (known.engine !== null) lines.field('Engine', printable(known.engine));
  if (known.mounts.length > 0) {
    const writable = known.mounts.filter(mount => mount.mode === 'rw').length;
    lines.field('Mounts', `${known.mounts.length}, ${writable === 0 ? 'none' : writable} of them writable`);
  }
  const changed = Object.keys(known.env.set).length;
  const dropped = known.env.dropped.length;
  if (changed + dropped > 0)
    lines.field(
      'Environment',
      `${counted(changed, 'variable', 'variables')} set${dropped === 0 ? '' : `, ${dropped} not taken along`}`,
    );
  for (const warning of known.warnings) lines.field('Warning', printable(warning), 'warning');
}

function repository(lines: Details, state: PickerState, stack: Stack): void {
  for (const fqrn of [stack.repository, ...stack.needs.filter(name => name !== stack.repository)]) {
    const label = fqrn === stack.repository ? 'Repository' : 'Needs';
    const known = state.repositories.find(other => other.fqrn === fqrn);
    const waiting = state.reading.find(other => other.fqrn === fqrn);
    if (waiting !== undefined) {
      lines.field(label, `${printable(fqrn)}, being read since ${ageWords(state.now - waiting.since)}`, 'warning');
      continue;
    }
    if (known === undefined) {
      lines.field(label, printable(fqrn));
      continue;
    }
    const revision = known.revision === null ? '' : `, revision ${known.revision}`;
    lines.field(
      label,
      `${printable(fqrn)}, ${STATE_WORDS[known.state]}${revision}`,
      known.state === 'ready' ? 'text' : STATE_ROLE[known.state],
    );
    if (known.message !== null) lines.field('', printable(known.message), STATE_ROLE[known.state]);
  }
}
