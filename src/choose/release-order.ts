/**
 * The order in which people expect releases: number, letter, flavours beside their base and never above it, pre-releases below it,
 * dates and plain versions as numbers (LAYOUTS.md 1.3).
 */
export type ReleaseKey = {
  /** What stands before the version: `LCG_`, `dev3/`, the name of an image. */
  readonly name: string;
  /** Numbers and letters in turn: 107a is [107, 1], 14_0_5 is [14, 0, 0, 0, 5, 0]. */
  readonly numbers: readonly number[];
  /** Below the base: `rc`, `pre`, with its number; null for a base or a flavour. */
  readonly preRelease: number | null;
  /** Beside the base: `cuda`, `swan`, `ATLAS_13`; empty for the base itself. */
  readonly flavour: string;
  /** `latest`, or the place of a day in the week; null for everything else. */
  readonly pointer: number | null;
};

const PRE_RELEASE = /^(rc|pre|alpha|beta|dev)(\d*)$/;
const POINTERS = ['latest', 'current', 'today', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Takes a release apart. Every text has a key. */
export function releaseKey(release: string): ReleaseKey {
  const cut = cutAt(release);
  const version = release.slice(cut);
  const pointer = POINTERS.indexOf(version.toLowerCase().replace(/-.*$/, ''));
  const nothing = {numbers: [], preRelease: null, flavour: '', pointer: null};
  if (pointer >= 0) return {...nothing, name: release.slice(0, cut), pointer};

  const head = /^\D*/.exec(version)?.[0] ?? '';
  if (head.length === version.length) return {...nothing, name: release};
  // "v1.2" and "1.2" are versions of the same thing.
  const name = release.slice(0, cut) + (/^[vr]$/i.test(head) ? '' : head);
  return {...readVersion(version.slice(head.length)), name, pointer: null};
}

/** An image's version begins after the last colon, a nightly's after the last slash. */
function cutAt(release: string): number {
  const slash = release.lastIndexOf('/') + 1;
  const colon = release.indexOf(':', slash);
  return colon < 0 ? slash : colon + 1;
}

function readVersion(text: string): Omit<ReleaseKey, 'name' | 'pointer'> {
  const numbers: number[] = [];
  let preRelease: number | null = null;
  let rest = text;
  while (rest !== '') {
    const number = /^[._-]?(?:patch|p(?=\d))?(\d+)/.exec(rest);
    if (number === null) break;
    numbers.push(Number(number[1]));
    rest = rest.slice(number[0].length);
    // A single letter belongs to the number (107a, 01d00); more letters begin a word (101cuda), unless a known word follows (97apython3).
    const letter = /^([a-z])(?![a-z])|^([a-z])(?=python|rc\d|cuda|swan)/.exec(rest);
    numbers.push(letter === null ? 0 : rest.charCodeAt(0) - 96);
    if (letter !== null) rest = rest.slice(1);
  }
  const words = rest.replace(/^[._-]/, '');
  const first = /^[A-Za-z]+\d*/.exec(words)?.[0] ?? '';
  const early = PRE_RELEASE.exec(first.toLowerCase());
  if (early !== null) {
    preRelease = Number(early[2] === '' ? 0 : early[2]);
    return {numbers, preRelease, flavour: words.slice(first.length).replace(/^[._-]/, '')};
  }
  return {numbers, preRelease, flavour: words};
}

/** Newest first, for `sort`: negative when `a` stands before `b`. */
export function newestFirst(a: ReleaseKey, b: ReleaseKey): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  if (a.pointer !== b.pointer) return (a.pointer ?? POINTERS.length) - (b.pointer ?? POINTERS.length);
  for (let index = 0; index < Math.max(a.numbers.length, b.numbers.length); index++) {
    const difference = (b.numbers[index] ?? 0) - (a.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  const early = Number(a.preRelease !== null) - Number(b.preRelease !== null) || (b.preRelease ?? 0) - (a.preRelease ?? 0);
  if (early !== 0) return early;
  return a.flavour === b.flavour ? 0 : a.flavour < b.flavour ? -1 : 1;
}

/** A release as such: no flavour, no pre-release, no pointer to another one. */
export function isPlain(key: ReleaseKey): boolean {
  return key.flavour === '' && key.preRelease === null;
}

/** Versions compared as people do: 9 before 13, 6.2 before 6.10; negative when `a` is the older one. Null is oldest. */
export function compareVersions(a: string | null, b: string | null): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? -1) - (right[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string | null): readonly number[] {
  return version === null ? [] : (version.match(/\d+/g) ?? []).map(Number);
}
