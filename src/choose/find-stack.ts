import {addressOf, parseAddress, type Address, type ParsedAddress} from './address.ts';
import {nearest} from '../system/nearest.ts';
import {printable} from '../system/printable.ts';
import {isPlain, releaseKey, type ReleaseKey} from './release-order.ts';
import type {Stack} from './stack.ts';

/** What the stack part of an address means in the catalogue. */
export type StackMatch =
  | {readonly status: 'one'; readonly stack: Stack}
  | {readonly status: 'latest'; readonly family: string}
  | {readonly status: 'many'; readonly stacks: readonly Stack[]}
  | {readonly status: 'none'; readonly what: string; readonly nearest: readonly string[]};

/** Takes an address apart. One that stands in the catalogue is that, whatever characters are in it (`parseAddress`). */
export function addressAmong(stacks: readonly Stack[], text: string): ParsedAddress {
  if (stacks.some(({address, release}) => address === text || release === text))
    return {status: 'address', address: addressOf(text, null)};
  const stack = stacks.find(
    ({address, variants}) => text.startsWith(`${address}@`) && variants.some(variant => variant.address === text),
  );
  return stack === undefined
    ? parseAddress(text)
    : {status: 'address', address: addressOf(stack.address, text.slice(stack.address.length + 1))};
}

/**
 * Finds the stack that an address means: exact words first, then words without the prefix all releases share (`106` for LCG_106),
 * then beginnings. A beginning that fits one number in several patches means the newest patch.
 */
export function findStack(stacks: readonly Stack[], address: Address): StackMatch {
  const exact = stacks.find(stack => stack.address === address.stack);
  if (exact !== undefined) return {status: 'one', stack: exact};

  const families = new Set(stacks.map(stack => stack.family));
  const wanted = (address.family ?? address.stack).toLowerCase();
  const family = [...families].find(each => each.toLowerCase() === wanted);
  if (family === undefined) {
    const match = search(stacks, address.stack, families);
    return match.status === 'none' && address.family ? {...match, what: unknownFamily(address, families)} : match;
  }

  const own = stacks.filter(stack => stack.family === family);
  if (address.family === null || address.release === '') return oneOrMany(own);
  const isLatest = address.release.toLowerCase() === 'latest';
  // A link inside a branch (`ib/latest`) leads to the newest of that branch, which only its full name asks for.
  const among = isLatest && own.some(isRelease) ? own.filter(({release}) => !release.includes('/')) : own;
  const match = search(among, address.release, new Set());
  if (match.status !== 'none') return match;
  if (isLatest) return {status: 'latest', family};
  // The family is right, so its newest releases are better than nothing.
  const near = match.nearest.length > 0 ? match.nearest : own.slice(0, 3).map(stack => stack.address);
  return {...match, what: `No stack is called ${address.stack}.`, nearest: near};
}

function unknownFamily({stack, family}: Address, families: ReadonlySet<string>): string {
  return `No stack is called ${stack}: there is no family ${family}, only ${[...families].join(', ')}.`;
}

function search(stacks: readonly Stack[], word: string, families: ReadonlySet<string>): StackMatch {
  const wanted = word.toLowerCase();
  const tests: readonly ((release: string) => boolean)[] = [
    release => release === word,
    release => release.toLowerCase() === wanted,
    release => release.toLowerCase().endsWith(`/${wanted}`) || withoutName(release).toLowerCase() === wanted,
  ];
  for (const test of tests) {
    const found = stacks.filter(stack => test(stack.release));
    if (found.length > 0) return oneOrMany(preferred(found));
  }
  // "latest" is a word of ours, not the beginning of one.
  if (wanted !== 'latest' && wanted !== '') {
    const begun = stacks.filter(
      ({release}) => release.toLowerCase().startsWith(wanted) || withoutName(release).toLowerCase().startsWith(wanted),
    );
    const match = begun.length > 0 ? newestPatch(begun, wanted) : null;
    if (match !== null) return match;
  }
  return none(stacks, word, families);
}

/** Neither a nightly nor a name that leads to another release. */
function isRelease({nightly, release}: Stack): boolean {
  return !nightly && releaseKey(release).pointer === 0;
}

/** What follows the words before the version: `106` of LCG_106, `9` of almalinux:9. */
function withoutName(release: string): string {
  const {name} = releaseKey(release);
  return release.startsWith(name) ? release.slice(name.length) : release;
}

/** A copy of a stack in another repository is meant only where it is alone, or named with its family. */
function preferred(stacks: readonly Stack[]): readonly Stack[] {
  const preferences = stacks.map(({variants}) =>
    variants.reduce((most, {found}) => Math.max(most, found.layout.preference), -Infinity),
  );
  const highest = preferences.reduce((most, each) => Math.max(most, each), -Infinity);
  return stacks.filter((_, index) => preferences[index] === highest);
}

function oneOrMany(stacks: readonly Stack[]): StackMatch {
  const [first, ...others] = stacks;
  return first !== undefined && others.length === 0 ? {status: 'one', stack: first} : {status: 'many', stacks};
}

/**
 * What a beginning stands for: the newest letter or patch of one release (`106` for LCG_106b, `6.38` for 6.38.10), or the only
 * release that begins so. Null where that is another thing beside the release that was named, and nobody typed any of it:
 * LCG_109_swan is no LCG_109.
 */
function newestPatch(stacks: readonly Stack[], wanted: string): StackMatch | null {
  const plain = stacks.filter(stack => isPlain(releaseKey(stack.release)));
  const patched = new Set(plain.map(stack => `${stack.family} ${patchedBy(stack.release, wanted)}`));
  // Stacks come newest first.
  const [newest] = plain;
  if (newest !== undefined && patched.size === 1 && !newest.nightly) return {status: 'one', stack: newest};
  const [only, ...others] = stacks;
  return only !== undefined && others.length === 0 && isBeside(only.release, wanted) ? null : oneOrMany(stacks);
}

/**
 * The release of which another one is a patch: its numbers without their letters, or those that were typed where there are two or
 * more. One alone is the name of a cycle, whose releases are no patches of each other.
 */
function patchedBy(release: string, wanted: string): string {
  const {name, numbers} = releaseKey(release);
  const typed = withoutLetters(releaseKey(typedOf(release, wanted)).numbers);
  const own = withoutLetters(numbers);
  const isTyped = typed.length >= 2 && typed.every((number, index) => number === own[index]);
  return `${name.toLowerCase()} ${(isTyped ? typed : own).join('.')}`;
}

function withoutLetters(numbers: readonly number[]): readonly number[] {
  return numbers.filter((_, index) => index % 2 === 0);
}

/** The part of a release that a beginning of it names, with the words before the version. */
function typedOf(release: string, wanted: string): string {
  const start = release.toLowerCase().startsWith(wanted) ? 0 : release.length - withoutName(release).length;
  return release.slice(0, start + wanted.length);
}

/** Whether a release is a flavour or a pre-release, and a beginning of it ends before what makes it one. */
function isBeside(release: string, wanted: string): boolean {
  const isBase = ({flavour, early}: ReleaseKey) => flavour === '' && early === null;
  return !isBase(releaseKey(release)) && isBase(releaseKey(typedOf(release, wanted)));
}

function none(stacks: readonly Stack[], word: string, families: ReadonlySet<string>): StackMatch {
  const tail = word.slice(word.indexOf('/') + 1);
  const addresses = new Map(
    stacks.flatMap(({address, release}) =>
      [address, release, withoutName(release)].filter(each => each !== '').map(each => [each, address] as const),
    ),
  );
  // A wrong family with a right release, a right number with a wrong prefix, a typing error in either.
  const near = [
    ...nearest(word, families),
    ...[word, tail].flatMap(each => nearest(each, addresses.keys()).map(hit => addresses.get(hit) ?? hit)),
  ];
  const own = near.length > 0 ? near : namesakes(stacks, tail);
  return {status: 'none', what: `No stack is called ${word}.`, nearest: [...new Set(own)].slice(0, 3)};
}

/** Releases that have the words before the version, as LCG_107 for LCG_999: those that agree longest, plain and new ones first. */
function namesakes(stacks: readonly Stack[], word: string): readonly string[] {
  const wanted = word.toLowerCase();
  const {name} = releaseKey(wanted);
  if (name.length < 2 || name === wanted) return [];
  return (
    stacks
      // A name that cannot be typed is no advice.
      .filter(({release}) => release.toLowerCase().startsWith(name) && printable(release) === release)
      .map(({address, release}) => ({
        address,
        alike: commonLength(release.toLowerCase(), wanted) + (isPlain(releaseKey(release)) ? 0.5 : 0),
      }))
      .toSorted((a, b) => b.alike - a.alike)
      .map(({address}) => address)
  );
}

function commonLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}
