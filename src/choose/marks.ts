import type {FoundVariant} from '../find/found.ts';
import type {Mark} from './stack.ts';

const MILLISECONDS_A_DAY = 86_400_000;

/** Every combination once, by old × 1 + incomplete × 2 + stale × 4. */
const COMBINATIONS: readonly (readonly Mark[])[] = [0, 1, 2, 3, 4, 5, 6, 7].map(bits =>
  (['old', 'incomplete', 'stale'] as const).filter((_, place) => (bits & (1 << place)) !== 0),
);

/** The days of UTC since 1970: ages are counted in them, so that a mark changes at midnight and not in mid-day. */
export function dayOf(time: Date): number {
  return Math.floor(time.getTime() / MILLISECONDS_A_DAY);
}

/** What is to be known of a variant besides its verdict. Without `now`, nothing is stale. */
export function marksOf(found: FoundVariant, isOld: boolean, now: Date | null): readonly Mark[] {
  const bits = Number(isOld) + (found.complete === false ? 2 : 0) + (isStale(found, now) ? 4 : 0);
  return COMBINATIONS[bits] ?? [];
}

function isStale({layout, dated}: FoundVariant, now: Date | null): boolean {
  if (layout.staleAfterDays === null || dated === null || now === null) return false;
  // A date that is none compares as false.
  return dayOf(now) - dayOf(new Date(dated)) >= layout.staleAfterDays;
}
