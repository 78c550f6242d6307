import type {Stack, Variant} from './stack.ts';

/**
 * The variant that runs here and is nearest to one that does not: of the same stack if there is one, else of the release of the
 * same family that stands closest in the list, older ones first. Null when nothing of the family runs.
 */
export function nearestRunnable(stacks: readonly Stack[], stack: Stack, variant: Variant): Variant | null {
  const own = mostAlike(stack, variant);
  if (own !== null) return own;
  const family = stacks.filter(each => each.family === stack.family);
  const place = family.findIndex(each => each.address === stack.address);
  for (let distance = 1; distance < family.length; distance++) {
    for (const index of [place + distance, place - distance]) {
      const other = family[index];
      const found = other === undefined ? null : mostAlike(other, variant);
      if (found !== null) return found;
    }
  }
  return null;
}

function mostAlike(stack: Stack, variant: Variant): Variant | null {
  let best: Variant | null = null;
  let score = -1;
  for (const each of stack.variants) {
    if (each.verdict.runs === 'no') continue;
    const alike = likeness(each, variant);
    // Variants come best first, so the first of equal likeness is kept.
    if (alike > score) [best, score] = [each, alike];
  }
  return best;
}

function likeness(a: Variant, b: Variant): number {
  const [left, right] = [a.platform, b.platform];
  return (
    (left.compiler?.name === right.compiler?.name && left.compiler?.version === right.compiler?.version ? 4 : 0) +
    (left.build === right.build ? 2 : 0) +
    (left.os?.id === right.os?.id && left.os?.version === right.os?.version ? 1 : 0)
  );
}
