/**
 * A function of a text whose answers are kept. It runs inside hsf, not in the build.
 *
 * Bounded by two generations of at most `most` texts each: when the younger one is full it becomes the elder, and what was not asked
 * for since then is forgotten. That costs no book-keeping for an answer that is known.
 */
export function remembered<T>(answerFor: (text: string) => T, most = 512): (text: string) => T {
  let young = new Map<string, T>();
  let old = new Map<string, T>();
  return text => {
    const known = young.get(text);
    if (known !== undefined) return known;
    const answer = old.get(text) ?? answerFor(text);
    if (young.size >= most) {
      old = young;
      young = new Map();
    }
    young.set(text, answer);
    return answer;
  };
}
