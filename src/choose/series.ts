import {newestFirst, releaseKey} from './release-order.ts';

/**
 * The part of a version that people call its series: the number alone where there is one (LCG_106 and LCG_106b), else the first two
 * (EESSI's 2023.06, ROOT's 6.32 with its patches, CMSSW_14_0, the month of a day).
 */
const SERIES_NUMBERS = 2;

/**
 * Whether a release belongs to the series of another one: same name and flavour, same leading numbers. Letters and what follows
 * are what a series moves in. A pre-release is none of a finished one's; what has no number, or is called by a day, is alone in its series.
 */
export function isOfSeries(release: string, of: string): boolean {
  if (release === of) return true;
  const [a, b] = [releaseKey(release), releaseKey(of)];
  if (a.name !== b.name || a.flavour !== b.flavour || a.pointer !== 0 || b.pointer !== 0) return false;
  if (a.early !== null && b.early === null) return false;
  const [left, right] = [leading(a.numbers), leading(b.numbers)];
  return left.length > 0 && left.join('.') === right.join('.') && Math.min(a.numbers.length, b.numbers.length) > 0;
}

/** Every second one is a letter (`ReleaseKey.numbers`). */
function leading(numbers: readonly number[]): readonly number[] {
  return numbers.filter((_, index) => index % 2 === 0).slice(0, SERIES_NUMBERS);
}

/** Releases of the series, newest first. */
export function seriesOf<T extends {readonly release: string}>(stacks: readonly T[], of: string): readonly T[] {
  return stacks
    .filter(({release}) => isOfSeries(release, of))
    .map(stack => ({stack, key: releaseKey(stack.release)}))
    .toSorted((a, b) => newestFirst(a.key, b.key))
    .map(({stack}) => stack);
}
