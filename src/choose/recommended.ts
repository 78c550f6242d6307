import {globTest} from '../find/glob.ts';
import {isPlain, releaseKey} from './release-order.ts';
import type {Stack} from './stack.ts';

/**
 * Marks one stack a family: the newest release that fits the first glob that fits any. Plain releases go before flavours and
 * pre-releases, releases before nightlies. Stacks come sorted, newest first.
 */
export function markRecommended(stacks: readonly Stack[], globs: ReadonlyMap<string, readonly string[]>): readonly Stack[] {
  const chosen = new Set<string>();
  for (const [family, wanted] of globs) {
    if (wanted.length === 0) continue;
    const own = stacks.filter(stack => stack.family === family);
    for (const glob of wanted) {
      const fits = globTest(glob);
      const fitting = own.filter(stack => fits(stack.release));
      const best = fitting.find(stack => !stack.nightly && isPlain(releaseKey(stack.release))) ?? fitting[0];
      if (best === undefined) continue;
      chosen.add(best.address);
      break;
    }
  }
  return chosen.size === 0 ? stacks : stacks.map(stack => (chosen.has(stack.address) ? {...stack, recommended: true} : stack));
}
