import type {BindMount, ContainerSpec, Mount} from '../engines/engine.ts';
import type {PathState} from '../system/host-files.ts';
import type {Mount as TableEntry} from '../system/mount-table.ts';
import {propagationOf} from './cvmfs-mounts.ts';
import type {PlanInput} from './plan-input.ts';
import type {TreeReader} from './tree-reader.ts';

/** What differs from one way of planning a container to the next. */
type Parts = Pick<ContainerSpec, 'root' | 'entries' | 'mounts' | 'env' | 'command'> &
  Partial<Pick<ContainerSpec, 'gpu' | 'links'>>;

/** The spec of a container for the caller: the scripts inside change to the working directory themselves, failing in words. */
export function containerSpec({caller}: PlanInput, parts: Parts): ContainerSpec {
  return {
    gpu: null,
    ...parts,
    callerEnv: caller.env,
    cwd: '/',
    user: {uid: caller.uid, gid: caller.gid, groups: caller.groups},
    terminal: caller.bothTerminals,
    name: caller.name,
  };
}

/**
 * Mounts with what engines have to know about their sources.
 *
 * @param real resolves links of a source, whose mount then counts; null for engines that do not ask (ENGINES.md 8)
 */
export function bindMounts(
  mounts: readonly Mount[],
  states: ReadonlyMap<string, PathState>,
  table: readonly TableEntry[],
  real: TreeReader['real'] | null,
): Promise<readonly BindMount[]> {
  return Promise.all(
    mounts.map(async mount => {
      const kind = (states.get(mount.source) ?? 'directory') === 'directory' ? ('directory' as const) : ('file' as const);
      const isOwn = ['/dev', '/proc', '/sys', '/cvmfs'].includes(mount.target);
      const source = real === null || isOwn || kind === 'file' ? mount.source : ((await real(mount.source)) ?? mount.source);
      return {...mount, kind, propagation: propagationOf(source, table)};
    }),
  );
}
