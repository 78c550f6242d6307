/** Longest word that is compared letter by letter; longer ones are compared by what they contain. */
const LONGEST = 80;

/**
 * The words of a vocabulary that someone who typed `word` may have meant, best first: those that begin with it or contain it, then
 * those within a few typing errors. Case does not count.
 */
export function nearest(word: string, vocabulary: Iterable<string>, most = 3): readonly string[] {
  const wanted = word.toLowerCase();
  if (wanted === '') return [];
  const limit = Math.max(1, Math.min(4, Math.floor(wanted.length / 3)));
  const scored: {readonly word: string; readonly score: number}[] = [];
  for (const candidate of new Set(vocabulary)) {
    const score = distance(wanted, candidate.toLowerCase(), limit);
    if (score !== null) scored.push({word: candidate, score});
  }
  // The sort is stable, so words of equal distance keep the order of the vocabulary, which is best first.
  return scored
    .toSorted((a, b) => a.score - b.score)
    .slice(0, most)
    .map(each => each.word);
}

function distance(wanted: string, candidate: string, limit: number): number | null {
  if (candidate === wanted) return 0;
  if (wanted.length >= 2 && candidate.startsWith(wanted)) return 0.5;
  const errors =
    Math.abs(candidate.length - wanted.length) > limit || wanted.length > LONGEST ? null : editDistance(wanted, candidate, limit);
  // With as many errors as letters every word would do.
  if (errors !== null && errors < wanted.length) return errors;
  if (wanted.length >= 3 && candidate.includes(wanted)) return limit + 0.5;
  return null;
}

/** Insertions, deletions, replacements and swaps of neighbours; null when there are more than `limit`. */
export function editDistance(a: string, b: string, limit: number): number | null {
  let before: number[] = [];
  let previous = Array.from({length: b.length + 1}, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      current.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return null;
    before = previous;
    previous = current;
  }
  const errors = previous[b.length] ?? 0;
  return errors <= limit ? errors : null;
}
