import {isBelow} from '../system/which.ts';
import type {BindMount, ContainerSpec, RootEntry} from './engine.ts';

/** One step in putting a root file system together, in order; every engine without an overlay of its own carries out the same list. */
export type RootStep =
  | {readonly kind: 'directory'; readonly path: string}
  | {readonly kind: 'temporary'; readonly path: string}
  /** `image` as below: a link of the root itself, or one that is made in addition. */
  | {readonly kind: 'link'; readonly target: string; readonly path: string; readonly image: boolean}
  /** `device`: device files in it have to work. `image`: a part of the root itself, needed only where no overlay brings it. */
  | {
      readonly kind: 'bind';
      readonly source: string;
      readonly path: string;
      readonly mode: 'ro' | 'rw';
      readonly device: boolean;
      readonly image: boolean;
    };

/** Where the whole image is shown once, for directories with so many entries that a mount for each would be felt. */
const WHOLE = '/.hsf/image';
/** Binding 200 entries one by one costs 90 ms, as many links cost one. */
const MANY = 16;

/**
 * The robust form of ENGINES.md 2: an empty root, the entries of the real one bound or linked into it one by one, then the mounts.
 * Nothing is written to the real root and no mount point has to exist in it.
 */
export function composeRoot(spec: ContainerSpec): readonly RootStep[] {
  const real = spec.root.kind === 'directory' ? spec.root.path.replace(/\/+$/, '') : '';
  const targets = new Set(spec.mounts.map(mount => mount.target));
  const steps: RootStep[] = [];
  const host = spec.root.kind === 'host';

  const crossed = (path: string) => spec.mounts.some(mount => isBelow(mount.target, path));
  const isFarm = (directory: string, entries: readonly RootEntry[]) =>
    !host && directory !== '/' && entries.filter(({kind}) => kind !== 'link').length > MANY;
  if (Object.entries(spec.entries).some(([directory, entries]) => isFarm(directory, entries))) {
    steps.push({kind: 'bind', source: real, path: WHOLE, mode: 'ro', device: false, image: true});
  }

  const put = (directory: string, entries: readonly RootEntry[]) => {
    for (const entry of entries) {
      const path = `${directory === '/' ? '' : directory}/${entry.name}`;
      const inner = spec.entries[path];
      if (targets.has(path)) continue;
      if (inner !== undefined) {
        steps.push({kind: 'directory', path});
        put(path, inner);
      } else if (entry.kind === 'link') {
        if (entry.target !== null) steps.push({kind: 'link', target: entry.target, path, image: true});
      } else if (isFarm(directory, entries) && !crossed(path)) {
        steps.push({kind: 'link', target: WHOLE + path, path, image: true});
      } else if (path === '/run' && !host) {
        // What an image has in /run was running when it was made.
        steps.push({kind: 'temporary', path});
      } else {
        steps.push({kind: 'bind', source: real + path, path, mode: host ? 'rw' : 'ro', device: host, image: true});
      }
    }
  };
  put('/', spec.entries['/'] ?? []);
  for (const [path, target] of Object.entries(spec.links ?? {})) steps.push({kind: 'link', target, path, image: false});
  for (const mount of spec.mounts) {
    const device = mount.target === '/dev';
    steps.push({kind: 'bind', source: mount.source, path: mount.target, mode: mount.mode, device, image: false});
  }
  return steps;
}

/**
 * Targets that have no mount point in the root, for engines that cannot make one. What lies below another mount is that one's affair.
 */
export function missingPoints(spec: Pick<ContainerSpec, 'entries' | 'mounts'>): readonly BindMount[] {
  return spec.mounts.filter(mount => {
    if (spec.mounts.some(other => other.target !== mount.target && isBelow(mount.target, other.target))) return false;
    const parts = mount.target.split('/').slice(1);
    return parts.some((part, index) => {
      const entries = spec.entries[`/${parts.slice(0, index).join('/')}`];
      if (entries === undefined) return false;
      const wanted = index === parts.length - 1 ? mount.kind : 'directory';
      return !entries.some(entry => entry.name === part && entry.kind === wanted);
    });
  });
}
