import {printable} from '../system/printable.ts';
import {isPlain, releaseKey} from './release-order.ts';
import type {Stack, Variant} from './stack.ts';

/**
 * The variant that runs here and is nearest to one that does not. Of the same stack if there is one; else of the release that
 * most people want of this family: the recommended one, then the newest plain one; else of the release that stands closest in
 * the list, older ones first. Null when nothing of the family runs, or only what nobody built for any machine in particular.
 */
export function nearestRunnable(stacks: readonly Stack[], stack: Stack, variant: Variant): Variant | null {
  const family = stacks.filter(each => each.family === stack.family);
  const place = family.findIndex(each => each.address === stack.address);
  // Stacks come newest first, and the sort keeps that among those that are as good.
  const others = family
    .map((other, index) => ({other, worth: worthOf(other), distance: Math.abs(index - place) + (index < place ? 0.5 : 0)}))
    .toSorted((a, b) => b.worth - a.worth || (a.worth === 0 ? a.distance - b.distance : 0))
    .map(({other}) => other);
  for (const other of [stack, ...others]) {
    const found = mostAlike(other, variant);
    if (found !== null) return found;
  }
  return null;
}

function worthOf(stack: Stack): number {
  if (stack.recommended) return 2;
  return !stack.nightly && !stack.old && isPlain(releaseKey(stack.release)) ? 1 : 0;
}

function mostAlike(stack: Stack, variant: Variant): Variant | null {
  let best: Variant | null = null;
  let score = -Infinity;
  for (const each of stack.variants) {
    // What says nothing of where it runs is no neighbour of what does: CMS's bare set-up has no build for this machine either.
    if (saysNothing(each) && !saysNothing(variant)) continue;
    // A name that cannot be typed is no advice.
    if (each.verdict.runs === 'no' || printable(each.address) !== each.address) continue;
    // What was not published whole is no advice while anything else is.
    const alike = likeness(each, variant) - (each.marks.includes('incomplete') ? 8 : 0);
    // Variants come best first, so the first of equal likeness is kept.
    if (alike > score) [best, score] = [each, alike];
  }
  return best;
}

/** Images bring their system, and few names say for which machine. */
function saysNothing({platform: {arch, os}, found}: Variant): boolean {
  return arch === null && os === null && found.entry.kind !== 'image';
}

function likeness(a: Variant, b: Variant): number {
  const [left, right] = [a.platform, b.platform];
  return (
    (left.compiler?.name === right.compiler?.name && left.compiler?.version === right.compiler?.version ? 4 : 0) +
    (left.build === right.build ? 2 : 0) +
    (left.os?.id === right.os?.id && left.os?.version === right.os?.version ? 1 : 0)
  );
}
