import {isClientMount, isLocalMount, mountOf, type Mount} from '../system/mount-table.ts';
import type {ClientConfig} from './client-config.ts';
import type {Freshness} from './index-file.ts';
import {isRepositoryName} from './repository-name.ts';

/** What a CVMFS root is, as far as the mount table tells; nothing is touched. */
export type RootKind = {
  /** Served by the automounter: its names are never listed, touching one mounts it. */
  readonly automounted: boolean;
  /** A client's root rather than a plain tree: repositories are those that the client knows. */
  readonly real: boolean;
  /** A tree on a local disk, whose directories may be compared by their times. */
  readonly local: boolean;
  /** Repositories that are mounted now. */
  readonly mounted: readonly string[];
};

export function rootKind(root: string, mounts: readonly Mount[], config: ClientConfig): RootKind {
  const own = mountOf(mounts, root);
  const below = mounts.filter(({point}) => point.startsWith(`${root}/`) && isRepositoryName(point.slice(root.length + 1)));
  const automounted = own?.type === 'autofs' && own.point === root;
  return {
    automounted,
    real: automounted || below.some(isClientMount) || (root === '/cvmfs' && config.present),
    local: own !== null && isLocalMount(own),
    mounted: [...new Set(below.filter(({type}) => type !== 'autofs').map(({point}) => point.slice(root.length + 1)))],
  };
}

export type RepositoryKind = {readonly freshness: Freshness; readonly checkMarkers: boolean};

/** How a repository tells that it changed, and whether looking into variants is cheap. */
export function repositoryKind(root: string, fqrn: string, mounts: readonly Mount[], hasGetfattr: boolean): RepositoryKind {
  const mount = mountOf(mounts, `${root}/${fqrn}`);
  // Under the automounter it will be a client's mount as soon as it is touched.
  const isClient = mount !== null && (isClientMount(mount) || (mount.type === 'autofs' && mount.point === root));
  if (mount !== null && isLocalMount(mount)) return {freshness: 'times', checkMarkers: true};
  const mayHaveHash = mount !== null && (isClient || mount.type.startsWith('fuse'));
  return {freshness: mayHaveHash && hasGetfattr ? 'hash' : 'age', checkMarkers: !isClient};
}

/** The same, where the directories of a repository are compared with those of the root in one go: only if that is on a local disk. */
export function kindBelow(root: string, fqrn: string, facts: KindFacts): RepositoryKind {
  const own = repositoryKind(root, fqrn, facts.mounts, facts.hasGetfattr);
  return own.freshness === 'times' && !facts.rootIsLocal ? {...own, freshness: 'age'} : own;
}

export type KindFacts = {readonly mounts: readonly Mount[]; readonly hasGetfattr: boolean; readonly rootIsLocal: boolean};
