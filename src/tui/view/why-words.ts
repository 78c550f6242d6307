import {valueIn} from '../../choose/facets.ts';
import type {Stack, Variant} from '../../choose/stack.ts';
import {printable} from '../../system/printable.ts';
import {counted, variantName} from './words.ts';

/** What the variants of a stack have in common and what not, counted once for a stack. */
export type StackSummary = {
  readonly native: number;
  readonly container: number;
  readonly no: number;
  /** Why some do not run, with how many it is said of; the most frequent first. */
  readonly reasons: readonly {readonly reason: string; readonly count: number}[];
};

const summaries = new WeakMap<Stack, StackSummary>();

export function stackSummary(stack: Stack): StackSummary {
  let known = summaries.get(stack);
  if (known === undefined) {
    const count = {native: 0, container: 0, no: 0};
    const reasons = new Map<string, number>();
    for (const {verdict} of stack.variants) {
      count[verdict.runs]++;
      if (verdict.runs === 'no') reasons.set(verdict.reason, (reasons.get(verdict.reason) ?? 0) + 1);
    }
    const sorted = [...reasons].toSorted((a, b) => b[1] - a[1]).map(([reason, times]) => ({reason, count: times}));
    known = {...count, reasons: sorted};
    summaries.set(stack, known);
  }
  return known;
}

/** `8 builds: 4 here, 2 in a container, 2 not`. */
export function summaryWords({native, container, no}: StackSummary): string {
  const parts = [
    [native, 'here'],
    [container, 'in a container'],
    [no, 'not here'],
  ] as const;
  const words = parts.filter(([number]) => number > 0).map(([number, where]) => `${number} ${where}`);
  return `${counted(native + container + no, 'build', 'builds')}: ${words.join(', ')}`;
}

/**
 * Why a variant is the one that is offered first, or which one is; null where there is nothing to choose. The variants of a stack are
 * ordered by `choose/ranking.ts`; this says in words by what.
 */
export function whyBest(variant: Variant, {variants}: Stack): string | null {
  const [best, second] = variants;
  if (second === undefined) return null;
  if (variant !== best) {
    if (variant.verdict.runs === best.verdict.runs && best.verdict.runs === 'no') return null;
    return `${variantName(best)} is better: ${reasonBetween(best, variant)}.`;
  }
  if (best.verdict.runs === 'no') return null;
  return `The best of ${variants.length}: ${reasonBetween(best, second)}.`;
}

/** What the first one has before the other: verdict, whole or not, processor, the family's own order, build, compiler, system. */
function reasonBetween(one: Variant, other: Variant): string {
  if (one.verdict.runs !== other.verdict.runs) return one.verdict.runs === 'native' ? 'it runs here as it is' : 'it runs';
  const marks = other.marks.filter(mark => !one.marks.includes(mark));
  if (marks.length > 0) return `the other is ${marks.join(' and ')}`;
  const [cpu = 0, preference = 0, build = 0] = one.rank ?? [];
  const [otherCpu = 0, otherPreference = 0, otherBuild = 0] = other.rank ?? [];
  if (cpu !== otherCpu)
    return one.platform.cpu === null
      ? 'it suits this processor best'
      : `made for ${printable(one.platform.cpu)}, the closest to this processor`;
  if (preference !== otherPreference) return 'its family offers it before the others';
  if (build !== otherBuild && one.platform.build !== null) return `${printable(one.platform.build)} is the usual build`;
  const compilers = [valueIn(one, 'compiler'), valueIn(other, 'compiler')];
  if (compilers[0] !== compilers[1] && compilers[0] !== '') return `${compilers[0]}, the newest compiler`;
  const systems = [valueIn(one, 'os'), valueIn(other, 'os')];
  if (systems[0] !== systems[1] && systems[0] !== '') return `${systems[0]}, the newest system`;
  return one.platform.tags.length < other.platform.tags.length ? 'the plain build' : 'the first by name';
}
