/**
 * The word of a small vocabulary that a mistyped one most likely meant, or null when none is near.
 *
 * Distance counts insertions, deletions, replacements and swaps of neighbours; a third of the letters may be wrong.
 */
export function nearestWord(typed: string, words: readonly string[]): string | null {
  const wanted = typed.toLowerCase();
  let best: {word: string; distance: number} | null = null;
  for (const word of words) {
    const distance = word.startsWith(wanted) && wanted.length > 1 ? 0.5 : distanceBetween(wanted, word.toLowerCase());
    if (distance <= Math.max(1, wanted.length / 3) && (best === null || distance < best.distance)) best = {word, distance};
  }
  return best?.word ?? null;
}

function distanceBetween(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({length: b.length + 1}, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + same);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? Math.max(a.length, b.length);
}
