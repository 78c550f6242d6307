import type {Context} from './context.ts';
import {look} from './look.ts';
import type {Variant} from '../choose/stack.ts';
import type {Package} from '../find/packages/package.ts';
import {readPackages} from '../find/packages/read-packages.ts';

/** Packages by address of the variant; null where they could not be read or the family has no list. */
export type PackageLists = ReadonlyMap<string, readonly Package[] | null>;

/** Reads what is in these variants, with a sentence for each repository that did not answer. */
export async function packagesOf(
  variants: readonly Variant[],
  context: Context,
): Promise<{lists: PackageLists; problems: readonly string[]}> {
  const {lists, silent} = await readPackages(
    variants.map(({found}) => found),
    questions => look(context, questions, 1000),
  );
  return {
    lists: new Map(variants.map((variant, index) => [variant.address, lists[index] ?? null])),
    problems: silent.map(
      repository => `${repository} did not answer in time, so packages of it are missing. Give it more with --timeout.`,
    ),
  };
}
