import {expandLayouts} from './expand-layouts.ts';
import type {Family} from './family.ts';
import type {Findings, FoundVariant, Repository} from './found.ts';
import type {RepositoryIndex} from './index-file.ts';
import {leftOutOf, type LeftOut} from './left-out.ts';
import {memoLookup} from './lookup.ts';
import type {RepositoryVerdict} from './repository-messages.ts';
import {verdictOf} from './repository-verdict.ts';

/** What is known of each repository at this moment, and the findings that follow from it. */
export type Board = {
  /** An index, with a verdict that overrides what the index itself says. */
  readonly set: (fqrn: string, index: RepositoryIndex | null, verdict?: RepositoryVerdict) => void;
  readonly drop: (fqrn: string) => void;
  readonly indexOf: (fqrn: string) => RepositoryIndex | null;
  /** Whether the index alone says how the repository is. */
  readonly isAsIndexed: (fqrn: string) => boolean;
  /** Whether the layouts ask for something that the index does not have (a new family file). */
  readonly isComplete: (index: RepositoryIndex) => boolean;
  readonly findings: () => Pick<Findings, 'repositories' | 'variants' | 'leftOut'>;
};

type Seen = {readonly index: RepositoryIndex | null; readonly verdict: RepositoryVerdict | null};
type Expanded = {
  readonly variants: readonly FoundVariant[];
  readonly leftOut: readonly LeftOut[];
  readonly isComplete: boolean;
};

export function makeBoard(families: readonly Family[], automounted: boolean, order: (fqrn: string) => number): Board {
  const seen = new Map<string, Seen>();
  // Expanding is the dear part, and an index does not change.
  const expanded = new WeakMap<RepositoryIndex, Expanded>();
  const withLayouts = new Set(families.flatMap(({layouts}) => layouts.map(({repository}) => repository)));

  const expand = (index: RepositoryIndex): Expanded => {
    let known = expanded.get(index);
    if (known === undefined) {
      const found = expandLayouts({
        repository: index.fqrn,
        families,
        lookup: memoLookup(index.memo),
        checkMarkers: index.checkMarkers,
      });
      known = {
        variants: found.variants,
        leftOut: leftOutOf(index, found.leftOut),
        isComplete: found.directories.length === 0 && found.checks.length === 0,
      };
      expanded.set(index, known);
    }
    return known;
  };

  const repositoryOf = (fqrn: string, {index, verdict}: Seen): Repository => {
    const facts = {hasLayouts: withLayouts.has(fqrn), variants: index === null ? 0 : expand(index).variants.length, automounted};
    const own = verdict ?? (index === null ? null : verdictOf(index, facts));
    return {
      fqrn,
      state: own?.state ?? 'not-mounted',
      revision: index?.revision ?? null,
      rootHash: index?.rootHash ?? null,
      scannedAt: index?.scannedAt ?? null,
      message: own?.message ?? null,
    };
  };

  return {
    set: (fqrn, index, verdict) => void seen.set(fqrn, {index, verdict: verdict ?? null}),
    drop: fqrn => void seen.delete(fqrn),
    indexOf: fqrn => seen.get(fqrn)?.index ?? null,
    isAsIndexed: fqrn => seen.get(fqrn)?.verdict === null,
    isComplete: index => expand(index).isComplete,
    findings: () => {
      const sorted = [...seen].toSorted(([a], [b]) => order(a) - order(b) || (a < b ? -1 : 1));
      return {
        repositories: sorted.map(([fqrn, one]) => repositoryOf(fqrn, one)),
        variants: byFamily(
          families,
          sorted.flatMap(([, {index}]) => (index === null ? [] : [expand(index).variants])),
        ),
        leftOut: sorted.flatMap(([, {index}]) => (index === null ? [] : expand(index).leftOut)),
      };
    },
  };
}

/** In the order of families, and for each in the order of repositories. */
function byFamily(families: readonly Family[], lists: readonly (readonly FoundVariant[])[]): readonly FoundVariant[] {
  const own = new Map<Family, FoundVariant[]>(families.map(family => [family, []]));
  for (const list of lists) for (const variant of list) own.get(variant.family)?.push(variant);
  return [...own.values()].flat();
}
