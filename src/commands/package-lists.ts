import type {Context} from './context.ts';
import {launchOf} from './launch-of.ts';
import type {Variant} from '../choose/stack.ts';
import type {Findings, FoundVariant} from '../find/found.ts';
import type {Package} from '../find/packages/package.ts';
import {readPackages, type PackageProgress, type PackagesRead} from '../find/packages/read-packages.ts';
import {earlier} from '../system/deadline.ts';
import {printable} from '../system/printable.ts';

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

/** A sentence for each list that is not there as it should be. Variants may share it: the first of them is named. */
export function listNotes({read, order}: PackageAnswer): readonly string[] {
  const notes = new Map<string, string>();
  for (const [index, address] of order.entries()) {
    const [key, state] = [read.keys[index] ?? '', read.states[index] ?? 'read'];
    const what = stateText(state);
    if (what !== null && !notes.has(key)) notes.set(key, `The package list of ${printable(address)} ${what}.`);
  }
  return [...notes.values()];
}

function stateText(state: NonNullable<PackagesRead['states'][number]>): string | null {
  if (state === 'unreadable') return 'is there, but nothing in it is understood';
  if (state === 'partly') return 'could be read in part only: some of its files cannot be read, or it is longer than any';
  return state.startsWith('failed ') ? `cannot be read (${state.slice('failed '.length)})` : null;
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
      if (state === 'failed')
        return [
          `Package lists of ${fqrn} cannot be read, so what is known of its packages may be old. Run "hsf doctor" to test it.`,
        ];
      const what = kept.size < lists ? 'packages of it are missing' : 'what is known of its packages may be old';
      return [
        state === 'late'
          ? `The package lists of ${fqrn} were not read to their end in time, so ${what}. Run "hsf refresh --packages" with a longer --timeout.`
          : `${fqrn} did not answer in time, so ${what}. Give it more with --timeout.`,
      ];
    }),
  };
}
