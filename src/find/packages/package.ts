/** One package of a stack, as its own lists spell it. `category` is Gentoo's (`sci-physics`), else null. */
export type Package = {readonly name: string; readonly version: string; readonly category: string | null};

/** Names are at most as long as a file name. */
const LONGEST = 255;
const CONTROL = /[\u0000-\u001f\u007f-\u009f\ufffd]/;

/**
 * The package of these words; null where they are no names: empty, endless, or with control characters or bytes of an unknown
 * encoding. Blanks, colons and pluses are names like others.
 */
export function packageOf(name: string, version: string, category: string | null = null): Package | null {
  return isWord(name) && isWord(version) && (category === null || isWord(category)) ? {name, version, category} : null;
}

function isWord(text: string): boolean {
  return text !== '' && text.length <= LONGEST && !CONTROL.test(text);
}
