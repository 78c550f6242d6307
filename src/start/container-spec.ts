import type {BindMount, ContainerSpec, Mount} from '../engines/engine.ts';
import type {PathState} from '../system/host-files.ts';
import type {PlanInput} from './plan-input.ts';

/** What differs from one way of planning a container to the next. */
type Parts = Pick<ContainerSpec, 'root' | 'entries' | 'mounts' | 'env' | 'command'> & Partial<Pick<ContainerSpec, 'gpu'>>;

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

/** Mounts with what engines have to know about their sources. */
export function bindMounts(mounts: readonly Mount[], states: ReadonlyMap<string, PathState>): readonly BindMount[] {
  return mounts.map(mount => ({
    ...mount,
    kind: (states.get(mount.source) ?? 'directory') === 'directory' ? 'directory' : 'file',
    propagation: 'rslave',
  }));
}
