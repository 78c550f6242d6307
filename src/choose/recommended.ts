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
  const byAddress = recommend.map(glob => globTest(glob));
  const worthy = stacks.filter(isWorthy);
  const chosen = new Set<string>();
  for (const [family, wanted] of families) {
    if (wanted.length === 0 && recommend.length === 0) continue;
    const own = worthy.filter(stack => stack.family === family);
    const best =
      firstOf(
        own,
        byAddress.map(fits => stack => fits(stack.address)),
      ) ??
      firstOf(
        own,
        wanted.map(glob => {
          const fits = globTest(glob);
          return stack => fits(stack.release);
        }),
      );
    if (best !== null) chosen.add(best.address);
  }
  return chosen.size === 0 ? stacks : stacks.map(stack => (chosen.has(stack.address) ? {...stack, recommended: true} : stack));
}

function firstOf(stacks: readonly Stack[], tests: readonly ((stack: Stack) => boolean)[]): Stack | null {
  for (const fits of tests) {
    const fitting = stacks.filter(fits);
    const best = fitting.find(stack => !stack.nightly && isPlain(releaseKey(stack.release))) ?? fitting[0];
    if (best !== undefined) return best;
  }
  return null;
}

function isWorthy(stack: Stack): boolean {
  return !stack.old && !stack.variants[0].marks.includes('incomplete');
}
