import type {Stack, Variant} from '../../choose/stack.ts';
import {printable} from '../../system/printable.ts';
import type {PickerState} from '../state/picker-state.ts';
import {currentPreview, currentStack, currentVariant, currentWay} from '../state/picker-state.ts';
import type {Symbols} from '../text/symbols.ts';
import {DetailsText} from './details-text.ts';
import type {Line} from './line.ts';
import {span} from './line.ts';
import {packageWordsOf} from './package-words.ts';
import {repositoryWords} from './repository-words.ts';
import {stackSummary, summaryWords, whyBest} from './why-words.ts';
import {RUNS_ROLE, dayWords, platformWords, stackKind} from './words.ts';

/** Reasons why builds do not run that are told one by one. */
const MOST_REASONS = 3;

/**
 * All about what is selected, as many lines as it takes, what matters most first: the pane shows as many as it has room for, the text
 * over the body all.
 */
export function detailsLines(state: PickerState, columns: number, symbols: Symbols): readonly Line[] {
  const stack = currentStack(state);
  const variant = currentVariant(state);
  if (stack === null || variant === null) return [[span('Nothing is selected.', 'muted')]];
  const text = new DetailsText(columns, symbols);
  text.heading(printable(state.step === 'stack' ? stack.address : variant.address));
  text.plain(`${printable(stack.title)} ${symbols.dot} ${stackKind(stack)}`, 'muted');
  text.blank();
  tellVerdict(text, state, variant, stack);
  const platform = platformWords(variant.platform);
  if (platform.length > 0) text.field('Platform', platform.join(', '));
  else if (variant.platform.text !== '') text.field('Platform', printable(variant.platform.text));
  if (variant.marks.length > 0) text.field('Mark', variant.marks.join(', '), 'warning');
  tellPlan(text, state);
  const packages = packageWordsOf(state, variant);
  if (packages !== null) text.field('Packages', packages.words, packages.role);
  text.blank();
  tellStack(text, stack, variant);
  text.blank();
  tellRepositories(text, state, stack);
  text.path(entryLabel(variant), printable(variant.found.entry.path));
  if (variant.leadsTo !== null) text.path('Leads to', printable(variant.leadsTo));
  if (variant.found.real !== null) text.path('Really', printable(variant.found.real));
  return text.all;
}

/** Whether it runs, why, and why this one of all. */
function tellVerdict(text: DetailsText, state: PickerState, variant: Variant, stack: Stack): void {
  const {runs, reason, image} = variant.verdict;
  const way = state.step === 'start' ? currentWay(state) : null;
  if (way !== null) {
    text.field('Start', printable(way.title), way.possible ? 'text' : 'no');
    text.verdict(way.possible ? 'Can' : 'Cannot', way.possible ? RUNS_ROLE[runs] : 'no', printable(way.words));
    if (way.image !== null) text.path('Image', printable(way.image));
    return;
  }
  text.verdict({native: 'Runs here', container: 'Container', no: 'Not here'}[runs], RUNS_ROLE[runs], printable(reason));
  const best = whyBest(variant, stack);
  if (best !== null) text.field('This one', best);
  if (image !== null) text.path('Image', printable(image));
}

/** What it is, who it is for, which of its builds run, how to read on. */
function tellStack(text: DetailsText, stack: Stack, variant: Variant): void {
  const {description, users} = variant.found.family;
  if (description !== '') text.field('What', sentence(printable(description)));
  if (users !== '') text.field('For', sentence(printable(users)));
  const {dated} = variant.found;
  if (dated !== null) text.field('Published', dayWords(dated));
  const summary = stackSummary(stack);
  if (stack.variants.length > 1) text.field('Builds', summaryWords(summary));
  if (summary.native + summary.container > 0) {
    summary.reasons.slice(0, MOST_REASONS).forEach(({reason, count}, position) => {
      text.field(position === 0 ? 'Not here' : '', `${count > 1 ? `${count}: ` : ''}${printable(reason)}`, 'muted');
    });
  }
  if (stack.documentation !== null) text.field('Read on', printable(stack.documentation), 'accent');
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

function entryLabel(variant: Variant): string {
  return {prefix: 'Prefix', source: 'Sources', modules: 'Modules', image: 'Image'}[variant.found.entry.kind];
}

/** What the plan says, once it is there. */
function tellPlan(text: DetailsText, state: PickerState): void {
  const preview = currentPreview(state);
  if (preview === null) return;
  if (preview.problem !== null) text.field('Cannot', printable(preview.problem), 'error');
  const {plan} = preview;
  if (plan === null) return;
  if (plan.engine !== null) text.field('Engine', printable(plan.engine));
  for (const warning of plan.warnings) text.field('Warning', printable(warning), 'warning');
  if (plan.mounts.length > 0) {
    const writable = plan.mounts.filter(mount => mount.mode === 'rw').length;
    text.field('Mounts', `${plan.mounts.length}, ${writable === 0 ? 'none' : writable} of them writable`);
  }
  const changed = Object.keys(plan.env.set).length;
  const dropped = plan.env.dropped.length;
  if (changed + dropped > 0) {
    const words = `${changed} set${dropped === 0 ? '' : `, ${dropped} not taken along`}`;
    text.field('Variables', words);
  }
}

/** Its own repository and those that it needs, each with its state. */
function tellRepositories(text: DetailsText, state: PickerState, stack: Stack): void {
  for (const fqrn of [stack.repository, ...stack.needs.filter(name => name !== stack.repository)]) {
    const known = state.repositories.find(other => other.fqrn === fqrn);
    const {state: words, role, why} = repositoryWords(state, fqrn);
    const revision = known?.revision == null ? '' : `, revision ${known.revision}`;
    const read = known?.scannedAt == null ? '' : `, read ${dayWords(known.scannedAt)}`;
    const all = `${printable(fqrn)}${words === '' ? '' : `, ${words}`}${revision}${read}`;
    text.field(fqrn === stack.repository ? 'Repository' : 'Needs', all, role === 'muted' ? 'text' : role);
    if (why !== null) text.field('', why, role);
  }
}
