import {compareVersions as comparePackageVersions, type NaturalPart} from '../find/packages/version-order.ts';
import type {NamePart, ReleaseKey} from './release-key.ts';

export {releaseKey, type ReleaseKey} from './release-key.ts';

/**
 * Newest first, for `sort`: negative when `a` stands before `b`, 0 only for the same text.
 *
 * The order in which people expect releases (LAYOUTS.md 1.3): by name, then names that lead to a release (days by what is known of
 * their dates), then number and letter, flavours beside their base and never above it, pre-releases below it, development heads last.
 */
export function newestFirst(a: ReleaseKey, b: ReleaseKey): number {
  return (
    (a.name === b.name ? 0 : comparePaths(a.path, b.path)) ||
    compareNumbers(standing(a), standing(b)) ||
    compareDays(a, b) ||
    compareLists(b.numbers, a.numbers) ||
    Number(a.early !== null) - Number(b.early !== null) ||
    compareLists(b.early ?? [], a.early ?? []) ||
    compareNatural(a.beside, b.beside, -1) ||
    // Nothing is left but the spelling; the longer digits first (`1.02` before `1.2`).
    (a.text === b.text ? 0 : a.text < b.text ? -1 : 1)
  );
}

/** A name alone (`LbEnv`, `igwn`) stands before its `LbEnv-stable` and before its versions: it is what people are told to use. */
function standing({pointer, numbers}: ReleaseKey): number {
  return pointer === 0 && numbers.length === 0 ? -Infinity : pointer;
}

/** The newest day first, those of unknown date after them in the order of the week. */
function compareDays(a: ReleaseKey, b: ReleaseKey): number {
  if (a.day === null || b.day === null) return 0;
  const [left, right] = [a.dated ?? '', b.dated ?? ''];
  return left === right ? a.day - b.day : left < right ? 1 : -1;
}

/** A release as such: no flavour, no pre-release, no name that leads to another one. */
export function isPlain({flavour, early, pointer, path}: ReleaseKey): boolean {
  return flavour === '' && early === null && pointer === 0 && path.every(part => part.rank < 2);
}

/** Versions compared as people do: 9 before 13, 6.2 before 6.10; negative when `a` is the older one. Null is oldest. */
export function compareVersions(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null);
  return comparePackageVersions(a, b);
}

function comparePaths(a: readonly NamePart[], b: readonly NamePart[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]];
    if (left === right) continue;
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const difference =
      left.rank - right.rank ||
      Number(right.versioned) - Number(left.versioned) ||
      compareNatural(left.parts, right.parts, left.versioned ? -1 : 1);
    if (difference !== 0) return difference;
  }
  return 0;
}

function compareNumbers(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Numbers one by one; one more is greater than none, even 0: CMSSW_14_1_0 is newer than what was built for 14_1 before it. */
function compareLists(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left, right] = [a[index] ?? -1, b[index] ?? -1];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

/** Words by the alphabet, numbers upwards or downwards (`direction` 1, -1) and before words; what is shorter first. */
function compareNatural(a: readonly NaturalPart[], b: readonly NaturalPart[], direction: number): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const [left, right] = [a[index], b[index]];
    if (left === right) continue;
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
    return (left < right ? -1 : 1) * (typeof left === 'number' ? direction : 1);
  }
  return 0;
}
