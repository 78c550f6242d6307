import type {Context} from './context.ts';
import {launchOf} from './launch-of.ts';
import type {Variant} from '../choose/stack.ts';
import type {Findings, FoundVariant} from '../find/found.ts';
import type {Package} from '../find/packages/package.ts';
import {readPackages, type PackageProgress, type PackagesRead} from '../find/packages/read-packages.ts';
import {earlier} from '../system/deadline.ts';

/** Packages by address of the variant; null where they could not be read or the family has no list. */
export type PackageLists = ReadonlyMap<string, readonly Package[] | null>;

export type ListsAnswer = {
  readonly read: PackagesRead;
  /** A sentence for each repository that did not answer. */
  readonly problems: readonly string[];
};

export type PackageAnswer = ListsAnswer & {
  readonly lists: PackageLists;
  /** Addresses in the order of `read`. */
  readonly order: readonly string[];
};

/** What is in these variants, from the cache where it still holds. */
export async function packagesOf(variants: readonly Variant[], findings: Findings, context: Context): Promise<PackageAnswer> {
  const {read, problems} = await listsOf(
    variants.map(({found}) => found),
    findings,
    context,
  );
  return {
    read,
    problems,
    lists: new Map(variants.map((variant, index) => [variant.address, read.lists[index] ?? null])),
    order: variants.map(({address}) => address),
  };
}

/** The lists of what was found. A second of the deadline is kept for what comes after. */
export async function listsOf(
  variants: readonly FoundVariant[],
  findings: Findings,
  {world, settings, directories, deadline}: Context,
  onProgress?: (progress: PackageProgress) => void,
): Promise<ListsAnswer> {
  const read = await readPackages({
    variants,
    all: findings.variants,
    known: findings.repositories.map(({fqrn}) => fqrn),
    asleep: new Map(findings.repositories.flatMap(one => (findings.asleep?.has(one.fqrn) ? [[one.fqrn, one.rootHash]] : []))),
    cvmfs: settings.cvmfs,
    cacheDirectory: directories.cache,
    deadline: earlier(deadline, Math.min(1000, deadline.remainingMs() / 4)),
    launch: launchOf(world, settings.cvmfs),
    now: world.now,
    ...(onProgress !== undefined && {onProgress}),
  });
  return {
    read,
    problems: read.repositories.flatMap(({fqrn, state, kept, lists}) => {
      if (state === 'read') return [];
      const what = kept.size < lists ? 'packages of it are missing' : 'what is known of its packages may be old';
      return [
        state === 'late'
          ? `The package lists of ${fqrn} were not read to their end in time, so ${what}. Run "hsf refresh --packages" with a longer --timeout.`
          : `${fqrn} did not answer in time, so ${what}. Give it more with --timeout.`,
      ];
    }),
  };
}
