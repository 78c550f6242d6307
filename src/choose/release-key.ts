import {naturalParts, type NaturalPart} from '../find/packages/version-order.ts';
import {
  DAYS,
  EARLY_WORDS,
  LEADING_POINTERS,
  NEUTRAL_WORDS,
  TRAILING_POINTERS,
  UNUSUAL_NAMES,
  USUAL_NAMES,
} from './release-words.ts';

/** A piece of what stands before the version. */
export type NamePart = {
  /** 0 for the usual name of a release, 1 for any other, 2 for names of what is no release yet. */
  readonly rank: number;
  /** It is a version itself (`25.2/`, `SNDLHC-2025/`): the newest first, while names go by the alphabet. */
  readonly versioned: boolean;
  readonly parts: readonly NaturalPart[];
};

/** A release taken apart; `newestFirst` compares two of them. */
export type ReleaseKey = {
  readonly text: string;
  /** What stands before the version, as it is spelled: `LCG_`, `dev3/`, the name of an image. */
  readonly name: string;
  readonly path: readonly NamePart[];
  /** Numbers and letters in turn: 107a is [107, 1], 14_0_5 is [14, 0, 0, 0, 5, 0]. */
  readonly numbers: readonly number[];
  /** Below the base: the place of the word (`pre`, `rc`) among all of them, then its number; null for a base or a flavour. */
  readonly early: readonly [number, number] | null;
  /** Beside the base: `cuda`, `swan`, `ATLAS_13`, the `X_2024-05-01-2300` of a CMSSW cycle; empty for the base itself. */
  readonly flavour: string;
  readonly beside: readonly NaturalPart[];
  /** For names that lead to a release: negative before all releases, positive after them; 0 for releases. */
  readonly pointer: number;
  /** Place in the week, of a nightly that is called by its day; else null. */
  readonly day: number | null;
  /** When it was made, as far as the caller knows: what tells which `Thu` is the newest day. */
  readonly dated: string | null;
};

/** Longer names are no releases; no file system has them. */
const LONGEST = 1000;

/**
 * Takes a release apart. Every text has a key; the time it takes is proportional to its length. `dated` (ISO, UTC) is when a nightly
 * was made.
 */
export function releaseKey(release: string, dated: string | null = null): ReleaseKey {
  if (release.length > LONGEST) return {...NO_VERSION, text: release, name: release, path: [], dated};
  const cut = cutAt(release);
  const version = release.slice(cut);
  const folders = cut === 0 ? NO_FOLDERS : foldersOf(release.slice(0, cut - 1));
  const digit = firstDigit(version);

  const pointer = digit < version.length ? null : pointerIn(version);
  if (pointer !== null) {
    const {head, place, day, flavour} = pointer;
    const name = release.slice(0, cut) + head;
    const path = [...folders, partOf(head)];
    return {...NO_VERSION, text: release, name, path, pointer: place, day, flavour, beside: naturalParts(flavour), dated};
  }
  const head = version.slice(0, digit);
  const word = isMonth(head) && monthAt(version, 0, folders) !== null ? '' : head;
  if (word.length === version.length) {
    return {...NO_VERSION, text: release, name: release, path: [...folders, partOf(version)], dated};
  }
  // "v1.2" and "1.2" are versions of the same thing.
  const name = word.length === 1 && 'vVrR'.includes(word) ? '' : word;
  const {numbers, early, flavour, beside} = readVersion(version, word.length, folders);
  const path = [...folders, partOf(name)];
  return {text: release, name: release.slice(0, cut) + name, path, numbers, early, flavour, beside, pointer: 0, day: null, dated};
}

/** All fields stand in one order in every key, for V8's sake: a hundred thousand are compared. */
const NO_VERSION = {
  text: '',
  name: '',
  path: [],
  numbers: [],
  early: null,
  flavour: '',
  beside: [],
  pointer: 0,
  day: null,
  dated: null,
} satisfies ReleaseKey;

const NO_FOLDERS: readonly NamePart[] = [];

/** Images of one group share what stands before their names, and there are a hundred thousand of them. */
const FOLDERS = new Map<string, readonly NamePart[]>();

function foldersOf(before: string): readonly NamePart[] {
  const slash = before.lastIndexOf('/');
  if (before.includes(':', slash + 1)) return before.split(/[/:]+/).map(partOf);
  if (slash < 0) return [partOf(before)];
  const above = before.slice(0, slash);
  let folders = FOLDERS.get(above);
  if (folders === undefined) {
    folders = above.split(/[/:]+/).map(partOf);
    if (FOLDERS.size >= MOST_PARTS) FOLDERS.clear();
    FOLDERS.set(above, folders);
  }
  // Several slashes in a row are one.
  return above.endsWith('/') || above.endsWith(':')
    ? before.split(/[/:]+/).map(partOf)
    : [...folders, partOf(before.slice(slash + 1))];
}

/** Place of the first digit, the length of the text where there is none. Regular expressions would be half of the work of a key. */
function firstDigit(text: string): number {
  let at = 0;
  while (at < text.length && !isDigit(text.charCodeAt(at))) at++;
  return at;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isSmallLetter(code: number): boolean {
  return code >= 97 && code <= 122;
}

/** A dot, a dash or an underscore. */
function isSeparator(code: number): boolean {
  return code === 46 || code === 45 || code === 95;
}

/** An image's version begins after the last colon, a nightly's after the last slash. */
function cutAt(release: string): number {
  const slash = release.lastIndexOf('/') + 1;
  const colon = release.indexOf(':', slash);
  return colon < 0 ? slash : colon + 1;
}

/** The same few words stand before very many versions. */
const PARTS = new Map<string, NamePart>();
const MOST_PARTS = 10_000;

function partOf(name: string): NamePart {
  const known = PARTS.get(name);
  if (known !== undefined) return known;
  const bare = name.replace(/[._-]+$/, '').toLowerCase();
  const word = bare.replaceAll(/[._-]/g, '');
  const rank = USUAL_NAMES.includes(word) ? 0 : UNUSUAL_NAMES.includes(word) ? 2 : 1;
  const part = {rank, versioned: /^\d|(?:^|\D)(?:19|20)\d\d(?!\d)/.test(bare), parts: naturalParts(bare)};
  if (PARTS.size >= MOST_PARTS) PARTS.clear();
  PARTS.set(name, part);
  return part;
}

const POINTER = new RegExp(
  `^(|[A-Z]|[^/]*[._-])(${[...LEADING_POINTERS, ...DAYS, ...TRAILING_POINTERS].join('|')})((?:[._-].*)?)$`,
  'is',
);

type Pointer = {readonly head: string; readonly place: number; readonly day: number | null; readonly flavour: string};

/** `latest`, `Jlatest`, `latest-opt`, `igwn-testing`. Not for what has digits: that is a version (`26.05.0-stable`, `nightly-20180503`). */
function pointerIn(version: string): Pointer | null {
  const match = POINTER.exec(version);
  if (match === null) return null;
  const [, head = '', spelled = '', rest = ''] = match;
  const word = spelled.toLowerCase();
  const flavour = rest.slice(1);
  const [leading, day] = [LEADING_POINTERS.indexOf(word), DAYS.indexOf(word)];
  if (leading >= 0) return {head, place: leading - LEADING_POINTERS.length - 1, day: null, flavour};
  return day >= 0 ? {head, place: -1, day, flavour} : {head, place: TRAILING_POINTERS.indexOf(word) + 1, day: null, flavour};
}

const NUMBER = /[._-]?(?:patch|alice|[vprT](?=\d))?(\d+)/y;
/** A single letter belongs to the number (107a, 01d00); more letters begin a word (101cuda), unless a known one follows (97apython3). */
const LETTER = /(?![ab]\d|[vpr]\d)(?:[a-z](?![a-z])|[a-z](?=python|rc\d|cuda|swan))/y;
const MONTH = /[._-]?(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(\d\d?)(?!\d)/iy;
/** Whether it is worth to look for one: what stands before the first digit of a version. */
function isMonth(head: string): boolean {
  return head.length >= 3 && head.length <= 5 && MONTH_NAME.test(head);
}
const MONTH_NAME = /^[._-]?(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)$/i;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
/** 20251008 is a day. */
const DAY = /^((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$/;
/** What a build system adds to tell builds of one version apart: 6.32.02-51ebb (LCG), 1.17--h00cdaf9_0 (BioContainers). */
const BUILD = /(?:--.*|-[0-9a-f]{5})$/s;
const LONG_EARLY_WORDS = EARLY_WORDS.filter(word => word.length > 1);
const EARLY = new RegExp(`(?:[._-]?(${LONG_EARLY_WORDS.join('|')})(?![a-z])|([ab])(?=\\d))[._-]?(\\d*)`, 'iy');
const NEUTRAL = new RegExp(`[._-](?:${NEUTRAL_WORDS.join('|')})$`, 'i');

function readVersion(
  version: string,
  start: number,
  folders: readonly NamePart[],
): Pick<ReleaseKey, 'numbers' | 'early' | 'flavour' | 'beside'> {
  const built = version.includes('-') ? version.replace(BUILD, '') : version;
  const text = isSmallLetter(built.charCodeAt(built.length - 1) | 32) ? built.replace(NEUTRAL, '') : built;
  const numbers: number[] = [];
  let at = start;
  for (let end = addNumbers(numbers, text, at, folders); end > at; end = addNumbers(numbers, text, at, folders)) at = end;
  if (at >= text.length) return {numbers, early: null, flavour: '', beside: NO_VERSION.beside};
  const early = matchAt(EARLY, text, at);
  const flavour = withoutSeparator(text, at + (early?.[0].length ?? 0));
  const word = (early?.[1] ?? early?.[2] ?? '').toLowerCase();
  return {
    numbers,
    early: early === null ? null : [EARLY_WORDS.indexOf(word), Number(early[3] ?? '')],
    flavour,
    beside: naturalParts(flavour),
  };
}

/** Adds the next number of a version with its letter, or both of a month; returns where it ends, `at` itself where a word begins. */
function addNumbers(numbers: number[], text: string, at: number, folders: readonly NamePart[]): number {
  if (at >= text.length) return at;
  let from = at;
  if (isSeparator(text.charCodeAt(from))) from++;
  let end = from;
  while (end < text.length && isDigit(text.charCodeAt(end))) end++;
  if (end === from) {
    // A number may have a letter or word before it: p2, T0, patch1.
    const prefixed = matchAt(NUMBER, text, at);
    const digits = prefixed?.[1];
    if (prefixed === null || digits === undefined) {
      const month = monthAt(text, at, folders);
      if (month === null) return at;
      numbers.push(...month.numbers);
      return month.end;
    }
    end = at + prefixed[0].length;
    from = end - digits.length;
  }
  const day = end - from === 8 ? DAY.exec(text.slice(from, end)) : null;
  if (day !== null) {
    for (const each of day.slice(1)) numbers.push(Number(each), 0);
    return end;
  }
  const letter = end < text.length && isSmallLetter(text.charCodeAt(end)) ? matchAt(LETTER, text, end)?.[0] : undefined;
  numbers.push(Number(text.slice(from, end)), letter === undefined ? 0 : letter.charCodeAt(0) - 96);
  return letter === undefined ? end : end + 1;
}

/** `Jan30` below a year is a day, SNDLHC-2025/Jan30; anywhere else `jan24` is a month of 2024, as FAIR names its releases. */
function monthAt(
  text: string,
  at: number,
  folders: readonly NamePart[],
): {readonly numbers: readonly number[]; readonly end: number} | null {
  const match = matchAt(MONTH, text, at);
  if (match === null) return null;
  const month = MONTHS.indexOf((match[1] ?? '').slice(0, 3).toLowerCase()) + 1;
  const second = Number(match[2]);
  const numbers = folders.at(-1)?.versioned === true ? [month, 0, second, 0] : [2000 + second, 0, month, 0];
  return {numbers, end: at + match[0].length};
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function withoutSeparator(text: string, at: number): string {
  return text.slice(at).replace(/^[._-]/, '');
}
