import {columns} from './text-columns.ts';
import type {Paint, Role} from './text-paint.ts';
import type {Host} from '../choose/host.ts';
import type {Runs, Stack, Variant} from '../choose/stack.ts';
import {neverRuns} from '../choose/verdict.ts';
import {printable} from '../system/printable.ts';

export const RUNS_ROLES: Readonly<Record<Runs, Role>> = {native: 'good', container: 'care', no: 'bad'};

/**
 * The listing for people: a line for each stack, below it one for each variant with how it runs and why.
 *
 * Variants for other kinds of machine are left out unless `all`; `hidden` counts them.
 */
export function listText(
  stacks: readonly Stack[],
  host: Host,
  {all, paint}: {readonly all: boolean; readonly paint: Paint},
): {text: string; hidden: number} {
  const rows: (readonly string[])[] = [];
  const heads = new Map<number, string>();
  let hidden = 0;
  for (const stack of stacks) {
    const shown = stack.variants.filter(variant => all || !neverRuns(variant.platform, host));
    hidden += stack.variants.length - shown.length;
    if (shown.length === 0) continue;
    heads.set(rows.length, stackLine(stack, paint));
    for (const variant of shown) rows.push(variantRow(variant, paint));
  }
  // Columns are aligned over the whole listing, so that the eye can run down them.
  const lines = columns(rows).flatMap((line, index) => (heads.has(index) ? [heads.get(index)!, line] : [line]));
  return {text: lines.map(line => `${line}\n`).join(''), hidden};
}

export function stackLine(stack: Stack, paint: Paint): string {
  const marks = [stack.recommended ? 'recommended' : '', stack.nightly ? 'nightly' : '', stack.old ? 'old' : ''].filter(
    mark => mark !== '',
  );
  return `${paint('strong', printable(stack.address))}  ${paint('faint', [printable(stack.title), ...marks].join(', '))}`;
}

function variantRow(variant: Variant, paint: Paint): readonly string[] {
  const {runs, reason} = variant.verdict;
  const leads = variant.leadsTo === null ? '' : ` Leads to ${stackOf(variant.leadsTo)}.`;
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

/** An address without its fragments; the platform is that of the link. */
function stackOf(address: string): string {
  const at = address.lastIndexOf('@');
  return at < 0 ? address : address.slice(0, at);
}

/** What has to be typed after the stack to get this variant: the part from the last `@` on. */
export function suffixOf(variant: Variant): string {
  const at = variant.address.lastIndexOf('@');
  return at < 0 ? variant.platform.text : variant.address.slice(at);
}
