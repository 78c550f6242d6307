/** What makes a version older than the same one without it; anything else makes it newer (`p2`, `b`, `post1`, `-r1`). */
const EARLY = new Map([
  ['dev', -5],
  ['snapshot', -5],
  ['alpha', -4],
  ['beta', -3],
  ['pre', -2],
  ['rc', -1],
]);

/**
 * Package versions as people order them: 6.9 before 6.10, 3.5.1pre12 before 3.5.1, 3.5.1 before 3.5.1b and 3.5.1-r1, 2.0b1 (Python's
 * short form) before 2.0. Tags that begin with `v` are the versions they name (`v6-34-02`). For `sort`: negative when `a` is older.
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [versionParts(a), versionParts(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = compareParts(left[index], right[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function versionParts(version: string): readonly NaturalPart[] {
  const bare = version.replace(/^[vV](?=\d)/, '');
  return naturalParts(bare.replace(/(?<=\d)[ab](?=\d)/g, letter => (letter === 'a' ? 'alpha' : 'beta')));
}

/** A piece of a name or version: digits that count as a number, or a word in lower case. */
export type NaturalPart = number | string;

/** Numbers and words in turn; separators only separate, leading zeros do not count (`01.31`). */
export function naturalParts(text: string): readonly NaturalPart[] {
  return (text.toLowerCase().match(/\d+|[a-z]+/g) ?? []).map(part => (/^\d/.test(part) ? Number(part) : part));
}

function compareParts(a: NaturalPart | undefined, b: NaturalPart | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? -weight(b!) : weight(a);
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'string' && typeof b === 'string')
    return (EARLY.get(a) ?? 0) - (EARLY.get(b) ?? 0) || (a < b ? -1 : a > b ? 1 : 0);
  // 1.2.1 is newer than 1.2rc1 and than 1.2b: a further number says more than a word.
  return typeof a === 'number' ? 1 : -1;
}

/** What a part at the end does against nothing: a word for something early makes it older. */
function weight(part: NaturalPart): number {
  return typeof part === 'string' && (EARLY.get(part) ?? 0) < 0 ? -1 : 1;
}
