import type {Engine} from '../engines/engine.ts';
import {isClientMount, mountOf, type Mount as TableEntry} from '../system/mount-table.ts';
import {isBelow} from '../system/which.ts';
import type {MountWish} from './mounts.ts';

/** What is known of the repositories before they are shown inside. */
export type CvmfsFacts = {
  /** Where they really are, `/cvmfs` or another directory. */
  readonly cvmfs: string;
  readonly table: readonly TableEntry[];
  /** Those that the stack reads; they were woken by now. */
  readonly needs: readonly string[];
};

type Propagation = Pick<Engine['capabilities'], 'propagation' | 'needs'>;

/**
 * The software (MOUNTS.md 2.1): one bind of the whole tree, which brings also what is mounted later. Where the automounter's mount is
 * private, an engine that asks for propagation mount by mount would show autofs points that end in "Too many levels of symbolic
 * links" (ENGINES.md 8): there the repositories that are mounted are shown one by one, exactly these.
 */
export function cvmfsMounts(
  {cvmfs, table, needs}: CvmfsFacts,
  {propagation, needs: what}: Propagation,
): {readonly wishes: readonly MountWish[]; readonly warnings: readonly string[]} {
  const software = (source: string, target: string): MountWish => ({
    source,
    target,
    mode: 'ro',
    reason: 'the software',
    origin: 'builtin',
    needed: true,
  });
  const whole = {wishes: [software(cvmfs, '/cvmfs')], warnings: []};
  const above = mountOf(table, cvmfs);
  const mounted = table
    .filter(mount => isClientMount(mount) && isRepository(mount.point, cvmfs))
    .map(mount => nameOf(mount.point));
  const automounted = above?.type === 'autofs';
  // A tree that is no client's gets no mounts; proot has the machine's own.
  if (above === null || above.spreads || what === 'none' || (!automounted && mounted.length === 0)) return whole;
  const advice = `use them before the start, or let the administrator run "mount --make-rshared ${cvmfs}"`;
  if (propagation === 'inherited' || !automounted)
    return {
      ...whole,
      warnings: [`Repositories that are mounted later do not appear inside, since ${cvmfs} is a private mount: ${advice}.`],
    };
  const names = [...new Set([...needs, ...mounted])].toSorted();
  return {
    wishes: names.map(name => software(`${cvmfs}/${name}`, `/cvmfs/${name}`)),
    warnings: [
      `Only repositories that are mounted now are shown inside, since ${cvmfs} is a private mount of the automounter: ${advice}.`,
    ],
  };
}

/** Whether mounts made later at a source arrive inside (ENGINES.md 8). Asked for where it cannot be, docker refuses. */
export function propagationOf(source: string, table: readonly TableEntry[]): 'rslave' | 'rprivate' {
  return mountOf(table, source)?.spreads === true ? 'rslave' : 'rprivate';
}

function isRepository(point: string, cvmfs: string): boolean {
  return point !== cvmfs && isBelow(point, cvmfs) && !point.slice(cvmfs.length + 1).includes('/');
}

const nameOf = (point: string) => point.slice(point.lastIndexOf('/') + 1);
