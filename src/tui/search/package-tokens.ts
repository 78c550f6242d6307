import type {StackTable} from '../../choose/stack-table.ts';
import type {PackageWords} from '../picker-input.ts';
import {HIT, hitsOf} from './token-hits.ts';

/** What a word says of packages. */
export type PackageToken = {
  readonly name: string;
  /** What the version begins with. */
  readonly version: string | null;
  /** Whether a package is called exactly so. */
  readonly whole: boolean;
};

/** Fewer letters begin the names of too many. */
const LEAST_LETTERS = 3;

const VERSION = /^v?\d/;

/**
 * For each word what it says of packages, null where it says nothing of them: the name of one; the beginning of a name, where nothing
 * else is called so; a version behind a name (`root 6.34`).
 */
export function packageTokens(
  table: StackTable,
  tokens: readonly string[],
  packages: PackageWords | null,
): readonly (PackageToken | null)[] {
  if (packages === null) return tokens.map(() => null);
  let before: PackageToken | null = null;
  return tokens.map(token => {
    const found = before !== null && VERSION.test(token) ? {...before, version: token} : named(table, token, packages);
    // Of two versions in a row the second one is of nothing.
    before = found === null || found.version !== null ? null : found;
    return found;
  });
}

function named(table: StackTable, token: string, packages: PackageWords): PackageToken | null {
  const called = packages.called(token);
  if (called === 'whole') return {name: token, version: null, whole: true};
  if (called === null || token.length < LEAST_LETTERS || isOfStacks(table, token)) return null;
  return {name: token, version: null, whole: false};
}

/** Whether a stack or a platform has the word. */
export function isOfStacks(table: StackTable, token: string): boolean {
  const {ofStack, ofKind} = hitsOf(table, token);
  return ofKind.some(hit => hit !== HIT.none) || ofStack.some(hit => hit !== HIT.none);
}
