import type {Launch} from '../system/launch.ts';
import type {Mount} from '../system/mount-table.ts';
import type {ClientConfig} from './client-config.ts';
import type {Board} from './findings-board.ts';
import {beginningOf, type Freshness} from './index-file.ts';
import {failuresIn, isIllness} from './memo.ts';
import {isRepositoryName} from './repository-name.ts';
import {kindBelow, type RootKind} from './root-kind.ts';
import {wasMissing, type Rest} from './rest.ts';
import type {Sleepers} from './sleepers.ts';
import {watchedDirectories, type Watched} from './watched-directories.ts';

/** One repository as a later run has to see it again. */
export type TracedRepository = {
  readonly fqrn: string;
  readonly freshness: Freshness;
  readonly checkMarkers: boolean;
  readonly rootHash: string | null;
  readonly scannedAt: string | null;
  readonly triedAt: string;
  /** What its index file begins with: another launcher may have read the repository since. */
  readonly beginning: string;
  /** When it is left alone if it is not mounted; null: it is asked each time. */
  readonly rest: Rest | null;
  /** Directories whose times have to be the same; none where a hash or age tells. */
  readonly watched: readonly Watched[];
};

/** All that findings follow from besides families and settings, as plain data: the same again gives the same findings. */
export type Trace = {
  readonly root: string;
  readonly kind: Pick<RootKind, 'automounted' | 'real' | 'local'>;
  readonly config: string;
  /** Names in the root, null where it is not listed. */
  readonly listed: readonly string[] | null;
  readonly repositories: readonly TracedRepository[];
  /** Those of them that would be asked if nothing were mounted. */
  readonly askedAnyway: readonly string[];
  /** Longest wait for one answer, in milliseconds. */
  readonly limitMs: number;
};

export type TraceSources = {
  readonly root: string;
  readonly kind: RootKind;
  readonly config: ClientConfig;
  readonly mounts: readonly Mount[];
  readonly launch: Launch;
  readonly limitMs: number;
  readonly board: Board;
  /** Nothing went wrong beside the repositories. */
  readonly isSound: boolean;
  readonly listed: readonly string[] | null;
  readonly asked: (known: Partial<Pick<RootKind, 'mounted'>>) => readonly string[];
  /** Who would rest if nothing were mounted. */
  readonly sleepers: Pick<Sleepers, 'restOf'>;
};

/** The trace of findings in which all went well; null otherwise, since then nothing is sure of a later run. */
export function makeTrace(sources: TraceSources): Trace | null {
  const {root, kind, config, launch, board, limitMs} = sources;
  const asked = sources.asked({});
  const states = new Map(board.findings().repositories.map(({fqrn, state}) => [fqrn, state]));
  const facts = {mounts: sources.mounts, hasGetfattr: launch.getfattr !== null, rootIsLocal: kind.local};
  const repositories = asked.flatMap((fqrn): readonly TracedRepository[] => {
    const index = board.indexOf(fqrn);
    const state = states.get(fqrn);
    if (index === null || !board.isAsIndexed(fqrn)) return [];
    const rest = kind.real ? sources.sleepers.restOf(fqrn, index) : null;
    const isMissing = rest !== null && wasMissing(index);
    if (state !== 'ready' && state !== 'empty' && !isMissing) return [];
    const {freshness, checkMarkers, rootHash, scannedAt, triedAt} = index;
    const own = kindBelow(root, fqrn, facts);
    if (own.freshness !== freshness || own.checkMarkers !== checkMarkers || !board.isComplete(index)) return [];
    if ((freshness === 'hash' && rootHash === null && rest === null) || failuresIn(index.memo).some(({code}) => isIllness(code)))
      return [];
    const watched = freshness === 'times' ? watchedDirectories(index) : [];
    if (watched.some(({key}) => key === null)) return [];
    return [{fqrn, freshness, checkMarkers, rootHash, scannedAt, triedAt, rest, beginning: beginningOf(index), watched}];
  });
  if (!sources.isSound || repositories.length < asked.length) return null;
  return {
    root,
    kind: {automounted: kind.automounted, real: kind.real, local: kind.local},
    config: configText(config),
    listed: namesAmong(sources.listed),
    repositories,
    askedAnyway: sources.asked({mounted: []}),
    limitMs,
  };
}

/** A client's configuration as a text that changes with it. */
export function configText(config: ClientConfig): string {
  return JSON.stringify({...config, configured: [...config.configured].toSorted()});
}

/** Names of repositories in a listing, in one order. */
export function namesAmong(listed: readonly string[] | null): readonly string[] | null {
  return listed === null ? null : listed.filter(isRepositoryName).toSorted();
}
