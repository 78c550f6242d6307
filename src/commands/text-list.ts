import {columns} from './text-columns.ts';
import type {Paint, Role} from './text-paint.ts';
import type {Host} from '../choose/host.ts';
import type {Runs, Stack, Variant} from '../choose/stack.ts';
import {neverRuns} from '../choose/verdict.ts';
import {printable} from '../system/printable.ts';

export const RUNS_ROLES: Readonly<Record<Runs, Role>> = {native: 'good', container: 'care', no: 'bad'};

type ListWishes = {
  readonly all: boolean;
  readonly paint: Paint;
  /** Lines from which on each family is shortened to what is recommended and newest; null: never. */
  readonly most: number | null;
};

/**
 * The listing for people: a line for each stack, below it one for each variant with how it runs and why.
 *
 * Variants for other kinds of machine are left out unless `all`; `hidden` counts them.
 */
export function listText(
  stacks: readonly Stack[],
  host: Host,
  {all, paint, most}: ListWishes,
): {text: string; hidden: number; isShort: boolean} {
  let hidden = 0;
  let lineCount = 0;
  const listed = stacks.flatMap((stack): readonly Listed[] => {
    const shown = stack.variants.filter(variant => all || !neverRuns(variant.platform, host));
    hidden += stack.variants.length - shown.length;
    lineCount += shown.length === 0 ? 0 : shown.length + 1;
    return shown.length === 0 ? [] : [{stack, shown}];
  });
  const isShort = most !== null && lineCount > most;
  const {kept, after} = isShort ? shortened(listed) : {kept: listed, after: new Map<Listed, string>()};
  const rows: (readonly string[])[] = [];
  const heads = new Map<number, string>();
  const tails = new Map<number, string>();
  for (const one of kept) {
    heads.set(rows.length, stackLine(one.stack, paint));
    for (const variant of one.shown) rows.push(variantRow(variant, paint));
    const tail = after.get(one);
    if (tail !== undefined) tails.set(rows.length - 1, paint('faint', tail));
  }
  // Columns are aligned over the whole listing, so that the eye can run down them.
  const lines = columns(rows).flatMap((line, index) => [heads.get(index) ?? [], line, tails.get(index) ?? []].flat());
  return {text: lines.map(line => `${line}\n`).join(''), hidden, isShort};
}

type Listed = {readonly stack: Stack; readonly shown: readonly Variant[]};

/** Stacks of a family that are shown where there are too many, and variants of a stack. */
const FEW_STACKS = 3;
const FEW_VARIANTS = 4;

/** Of each family what is recommended and what comes first, with a line that says how to see the rest. */
function shortened(listed: readonly Listed[]): {kept: readonly Listed[]; after: ReadonlyMap<Listed, string>} {
  const after = new Map<Listed, string>();
  const kept = [...Map.groupBy(listed, ({stack}) => stack.family)].flatMap(([family, all]) => {
    const first = all.filter(({stack}, index) => index < FEW_STACKS || stack.recommended);
    const few = first.map(({stack, shown}) => ({stack, shown: shown.slice(0, FEW_VARIANTS)}));
    const last = few.at(-1);
    const variants = countOf(all) - countOf(few);
    if (last !== undefined && variants > 0) {
      const stacks = all.length - few.length;
      const what = `${stacks === 0 ? '' : `${stacks} more stack${stacks === 1 ? '' : 's'} and `}${variants} more variant${variants === 1 ? '' : 's'}`;
      after.set(last, `  … ${what}: hsf list --family ${printable(family)}`);
    }
    return few;
  });
  return {kept, after};
}

function countOf(listed: readonly Listed[]): number {
  return listed.reduce((sum, {shown}) => sum + shown.length, 0);
}

export function stackLine(stack: Stack, paint: Paint): string {
  const marks = [stack.recommended ? 'recommended' : '', stack.nightly ? 'nightly' : '', stack.old ? 'old' : ''].filter(
    mark => mark !== '',
  );
  return `${paint('strong', printable(stack.address))}  ${paint('faint', [printable(stack.title), ...marks].join(', '))}`;
}

function variantRow(variant: Variant, paint: Paint): readonly string[] {
  const {runs, reason} = variant.verdict;
  const leads = variant.leadsTo === null ? '' : ` Leads to ${targetWords(variant, variant.leadsTo)}.`;
  const notes = marksBesideOld(variant).map(mark => `${paint('care', mark)}, `);
  return [
    `  ${printable(suffixOf(variant))}`,
    paint(RUNS_ROLES[runs], runs),
    notes.join('') + paint('faint', printable(reason + leads)),
  ];
}

/** The marks that are no matter of the whole stack, whose line says that it is old. */
function marksBesideOld({marks}: Variant): readonly string[] {
  return marks.filter(mark => mark !== 'old');
}

/** Where a link leads: another stack, of which the platform is its own; or another platform of the same one. */
function targetWords({address}: Variant, target: string): string {
  const stack = stackOf(target);
  return stack === stackOf(address) ? target.slice(stack.length) : stack;
}

/** An address without its fragments. */
function stackOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? address : address.slice(0, at);
}

/** What has to be typed after the stack to get this variant: the part from the last `@` on. */
export function suffixOf(variant: Variant): string {
  const at = variant.address.lastIndexOf('@');
  return at < 0 ? variant.platform.text : variant.address.slice(at);
}
