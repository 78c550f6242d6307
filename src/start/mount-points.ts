import type {Mount} from '../engines/engine.ts';
import type {PathState} from '../system/host-files.ts';
import {UserError} from '../system/user-error.ts';
import {isBelow} from '../system/which.ts';

type Looks = (paths: readonly string[]) => Promise<ReadonlyMap<string, PathState>>;

/**
 * Looks whether the mount points are there that lie in a directory of this machine. Such a directory must not be put together anew:
 * what is written into the copy would be lost without a word. A point in an image, or directly in the root, can be made.
 *
 * @param root whose file system the mounts go into
 * @param states what is at the sources
 * @returns the mounts that can be made, and a warning for each that cannot and was nobody's wish
 * @throws UserError `mount-missing` for a bind of the user
 */
export async function checkMountPoints(
  mounts: readonly Mount[],
  states: ReadonlyMap<string, PathState>,
  root: 'host' | 'image',
  look: Looks,
): Promise<{readonly mounts: readonly Mount[]; readonly warnings: readonly string[]}> {
  const points = mounts.flatMap(mount => {
    const path = pointOnMachine(mount, mounts, root);
    // Where it shows itself it is there.
    return path === null || path === mount.source ? [] : [{mount, path, top: `/${path.split('/')[1]}`}];
  });
  if (points.length === 0) return {mounts, warnings: []};
  const found = await look([...new Set(points.flatMap(({path, top}) => [path, top]).filter(path => path !== '/cvmfs'))]);
  const warnings: string[] = [];
  const left = new Set<Mount>();
  for (const {mount, path, top} of points) {
    const state = states.get(path) ?? found.get(path) ?? 'missing';
    const wanted = (states.get(mount.source) ?? 'directory') === 'directory';
    const fits = state !== 'missing' && state !== 'not-answering' && (state === 'directory') === wanted;
    const inRoot = root === 'host' && mount.target === path && (path === top || (found.get(top) ?? 'missing') === 'missing');
    if (fits || inRoot) continue;
    if (mount.origin === 'user') throw refusal(mount, state, wanted);
    left.add(mount);
    warnings.push(`${mount.source} is not shown at ${mount.target}: ${reason(state, wanted)}.`);
  }
  return {mounts: mounts.filter(mount => !left.has(mount)), warnings};
}

/** Where on this machine the mount point lies, null for one in an image or one that is `/cvmfs` itself. */
function pointOnMachine(mount: Mount, mounts: readonly Mount[], root: 'host' | 'image'): string | null {
  const cover = mounts.findLast(other => other !== mount && isBelow(mount.target, other.target));
  if (cover !== undefined) return cover.source + mount.target.slice(cover.target === '/' ? 0 : cover.target.length);
  return root === 'image' || mount.target === '/cvmfs' ? null : mount.target;
}

function reason(state: PathState, wanted: boolean): string {
  if (state === 'missing') return 'there is no such mount point';
  if (state === 'not-answering') return 'that place does not answer';
  return wanted ? 'that is no directory' : 'that is no file';
}

function refusal({source, target}: Mount, state: PathState, wanted: boolean): UserError {
  const make = wanted ? `mkdir -p ${target}` : `mkdir -p ${target.replace(/\/[^/]*$/, '') || '/'} && touch ${target}`;
  return new UserError(
    'mount-missing',
    `${source} cannot be shown at ${target}: ${reason(state, wanted)}.`,
    state === 'missing' ? `Make it first: ${make}` : 'Give the bind another target.',
  );
}
