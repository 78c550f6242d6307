import {globTest} from '../find/glob.ts';
import {isPlain, releaseKey} from './release-order.ts';
import type {Stack} from './stack.ts';

/** Globs on releases by family: what the family itself recommends. */
export type FamilyWishes = ReadonlyMap<string, readonly string[]>;

/**
 * Marks one stack a family: the newest release that fits the first glob that fits any. Plain releases go before flavours and
 * pre-releases, releases before nightlies; old ones and those that were not published whole never are. Stacks come sorted,
 * newest first. Of a family that one of `recommend` fits, these globs on addresses count instead of the family's own.
 */
export function markRecommended(
  stacks: readonly Stack[],
  families: FamilyWishes,
  recommend: readonly string[],
): readonly Stack[] {
  const chosen = new Set<string>();
  const byFamily = Map.groupBy(stacks, stack => stack.family);
  const byAddress = recommend.map(glob => globTest(glob)).map(fits => (stack: Stack) => fits(stack.address));
  for (const [family, own] of byFamily) {
    const byRelease = (families.get(family) ?? []).map(glob => globTest(glob)).map(fits => (stack: Stack) => fits(stack.release));
    const best = firstOf(own, byAddress) ?? firstOf(own, byRelease);
    if (best !== null) chosen.add(best.address);
  }
  return chosen.size === 0 ? stacks : stacks.map(stack => (chosen.has(stack.address) ? {...stack, recommended: true} : stack));
}

function firstOf(stacks: readonly Stack[], tests: readonly ((stack: Stack) => boolean)[]): Stack | null {
  for (const fits of tests) {
    let first: Stack | null = null;
    for (const stack of stacks) {
      if (!fits(stack) || !isWorthy(stack)) continue;
      if (!stack.nightly && isPlain(releaseKey(stack.release))) return stack;
      first ??= stack;
    }
    if (first !== null) return first;
  }
  return null;
}

function isWorthy(stack: Stack): boolean {
  return !stack.old && !stack.variants[0].marks.includes('incomplete');
}
