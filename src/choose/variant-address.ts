import type {FoundVariant} from '../find/found.ts';
import {variantAddress} from './address.ts';
import {compilerWord} from './grammars/words.ts';

/**
 * Addresses of the variants of one stack, in the order given and all different: `lcg/LCG_107@x86_64-el9-gcc13-opt`. An image has
 * only its name. Where two would be the same (one release in two repositories), all but the first get the repository as well, then
 * a number; which one is the first depends on preference and path alone.
 *
 * @param stack address of the stack
 */
export function addressesOf(stack: string, variants: readonly FoundVariant[]): readonly string[] {
  const [only] = variants;
  if (only !== undefined && variants.length === 1) return [variantAddress(stack, suffixOf(only))];
  const suffixes = variants.map(suffixOf);
  const short = suffixes.map(suffix => variantAddress(stack, suffix));
  if (areDifferent(suffixes)) return short;
  const counts = new Map<string, number>();
  for (const address of short) counts.set(address, (counts.get(address) ?? 0) + 1);

  const addresses = [...short];
  const taken = new Set(counts.keys());
  const clashing = Map.groupBy(
    [...short.keys()].filter(index => (counts.get(short[index] ?? '') ?? 0) > 1),
    index => short[index] ?? '',
  );
  for (const [address, indices] of clashing) {
    const [, ...later] = indices.toSorted((a, b) => compareFound(variants[a], variants[b]));
    for (const index of later) {
      const longer = `${address.includes('@') ? `${address}+` : `${address}@`}${variants[index]?.repository ?? ''}`;
      let candidate = longer;
      for (let number = 2; taken.has(candidate); number++) candidate = `${longer}+${number}`;
      taken.add(candidate);
      addresses[index] = candidate;
    }
  }
  return addresses;
}

/** What follows the `@` in the address of a variant that is alone with it; empty where the address is that of the stack. */
export function suffixOf({release, platformText, compiler}: Pick<FoundVariant, 'release' | 'platformText' | 'compiler'>): string {
  // The layout of an image has nothing to say about platforms but the name itself.
  const text = platformText === release ? '' : platformText;
  return compiler === null ? text : [text, compilerWord(compiler)].filter(part => part !== '').join('-');
}

/** A set of strings that are long and made anew costs more than comparing the few that a stack has. */
const FEW = 12;

function areDifferent(texts: readonly string[]): boolean {
  if (texts.length > FEW) return new Set(texts).size === texts.length;
  return texts.every((text, index) => texts.indexOf(text) === index);
}

function compareFound(a: FoundVariant | undefined, b: FoundVariant | undefined): number {
  const preference = (b?.layout.preference ?? 0) - (a?.layout.preference ?? 0);
  return preference !== 0 ? preference : (a?.root ?? '') < (b?.root ?? '') ? -1 : 1;
}
