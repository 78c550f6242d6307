/**
 * How much a thing is worth that was used often, or lately, or both: every use counts its points, which halve with every half-life,
 * and the score is their sum. It is the measure that Jesse Ruderman proposed for Firefox (wiki.mozilla.org/User:Jesse/NewFrecency),
 * with its half-life of 30 days: no buckets, so no use ever lowers a score or makes it jump, and many uses can be kept as one number
 * and one time, so that a history that was folded ranks exactly as the whole one.
 */
export const HALF_LIFE_MS = 30 * 24 * 3600 * 1000;

export type Use = {
  /** ISO 8601. */
  readonly at: string;
  /** Points at that time, of all uses that it stands for. */
  readonly weight: number;
  readonly times: number;
};

export type Ranked<T extends Use> = {
  readonly key: string;
  /** Points now. */
  readonly score: number;
  readonly times: number;
  readonly newest: T;
};

/** What points are worth after some time. A clock that went back makes nothing worth more than it was. */
export function decayed(weight: number, ageMs: number): number {
  return weight * 2 ** (-Math.max(0, ageMs) / HALF_LIFE_MS);
}

/** Uses by what they are uses of, best first; of what is worth the same the one used later, then the later line. */
export function ranked<T extends Use>(uses: readonly T[], keyOf: (use: T) => string, now: Date): readonly Ranked<T>[] {
  const groups = new Map<string, {score: number; times: number; newest: T; line: number}>();
  for (const [line, use] of uses.entries()) {
    const key = keyOf(use);
    const score = decayed(use.weight, now.getTime() - Date.parse(use.at));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, {score, times: use.times, newest: use, line});
    else {
      group.score += score;
      group.times += use.times;
      if (Date.parse(use.at) >= Date.parse(group.newest.at)) [group.newest, group.line] = [use, line];
    }
  }
  return [...groups]
    .toSorted(([, a], [, b]) => b.score - a.score || Date.parse(b.newest.at) - Date.parse(a.newest.at) || b.line - a.line)
    .map(([key, {score, times, newest}]) => ({key, score, times, newest}));
}
