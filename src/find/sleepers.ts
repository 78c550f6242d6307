import type {Silence} from './cache.ts';
import type {Family} from './family.ts';
import type {RepositoryIndex} from './index-file.ts';
import {nightlyRepositories, restAfter, restOfMissing, restOfRead, wasMissing, type Rest} from './rest.ts';
import type {RootKind} from './root-kind.ts';

export type SleepSources = {
  readonly kind: RootKind;
  readonly families: readonly Family[];
  /** The user's and the site's list, whose absence is told. */
  readonly wished: readonly string[];
  /** Names to try now. */
  readonly probe: readonly string[];
  /** What is known of all repositories that may be asked. */
  readonly indexes: readonly (RepositoryIndex | null)[];
};

/** Which repositories are better left alone for now, and until when. Nothing is touched to know that. */
export type Sleepers = {
  /** Null: it has to be asked. */
  readonly restOf: (fqrn: string, index: RepositoryIndex) => Rest | null;
  /** The same for one that did not answer, and whose helper is gone. */
  readonly restOfSilent: (fqrn: string, index: RepositoryIndex | null, silence: Silence) => Rest | null;
};

export function makeSleepers({kind, families, wished, probe, indexes}: SleepSources): Sleepers {
  const nightly = nightlyRepositories(families);
  const mounted = new Set(kind.mounted);
  // A client that gives nothing at all is offline, and may be back any moment.
  const isOnline = indexes.some(index => index !== null && hasContent(index));
  const isHopeless = (fqrn: string, index: RepositoryIndex | null) =>
    kind.real && isOnline && !wished.includes(fqrn) && (index === null || !hasContent(index));
  return {
    restOf: (fqrn, index) => {
      if (mounted.has(fqrn)) return null;
      if (wasMissing(index)) return restOfMissing(index, isHopeless(fqrn, index));
      return kind.automounted && !probe.includes(fqrn) ? restOfRead(index, nightly.has(fqrn)) : null;
    },
    restOfSilent: (fqrn, index, {first, last}) =>
      kind.automounted && !mounted.has(fqrn) ? restAfter(Date.parse(first), Date.parse(last), isHopeless(fqrn, index)) : null,
  };
}

function hasContent({memo}: RepositoryIndex): boolean {
  return [...memo.directories.values()].some(({content}) => Array.isArray(content));
}
