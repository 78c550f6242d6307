import type {Mount, RootEntry} from '../engines/engine.ts';
import type {PathState} from '../system/host-files.ts';
import {isBelow} from '../system/which.ts';
import {coveredBy, credentialPairs, shareCredentials} from './credentials.ts';
import {DATA_FILE_SYSTEMS, OF_THE_IMAGE, SHARED_PARTS, SYSTEM_FILES} from './mount-rules.ts';
import {acceptMounts, parseBind, type MountWish} from './mounts.ts';
import type {PlanInput} from './plan-input.ts';
import type {WorkingDirectory} from './working-directory.ts';

export type ContainerMounts = {
  readonly mounts: readonly Mount[];
  readonly states: ReadonlyMap<string, PathState>;
  /** Variables whose object is not inside, with the reason. */
  readonly unavailable: ReadonlyMap<string, string>;
  readonly warnings: readonly string[];
};

export type ContainerSources = {
  /** Home directory on this machine, null for none. */
  readonly home: string | null;
  /** What will be there although it is not yet: files made just before the start. */
  readonly known: ReadonlyMap<string, PathState>;
  readonly directory: WorkingDirectory;
  /** Entries of the image's `/etc`, to tell which of its files can be covered. */
  readonly etc: readonly RootEntry[];
  /** Mounts of our own: identity files, start-up files. */
  readonly own: readonly MountWish[];
};

/**
 * The mounts of a container with an image (MOUNTS.md 2): candidates, one round of looks at all of them, then the rules. Equal paths
 * inside and outside.
 */
export async function containerMounts(input: PlanInput, sources: ContainerSources): Promise<ContainerMounts> {
  const {env, uid} = input.caller;
  const builtin = candidates(input, sources);
  const binds = [
    ...input.wishes.binds.map(text => parseBind(text, 'user', sources.directory.spelled)),
    ...input.wishes.siteBinds.map(text => parseBind(text, 'site', '/')),
  ];
  const pairs = credentialPairs(env, uid);
  const paths = [...builtin, ...binds].map(wish => wish.source);
  const pairPaths = pairs.flatMap(pair => (pair.path === null ? [] : [pair.path]));
  const runtime = env['XDG_RUNTIME_DIR'];
  const asked = [...paths, ...pairPaths].filter(path => path !== input.cvmfs && !sources.known.has(path));
  const seen = new Map([...(await input.tree.states(asked)), ...sources.known]);
  // The root of CVMFS is never looked at: its repositories answered, or the start would not have come this far.
  seen.set(input.cvmfs, 'directory');

  const covered = coveredBy(
    [...builtin, ...binds].filter(wish => seen.get(wish.source) === 'directory').map(wish => wish.target),
  );
  const shared = shareCredentials(pairs, seen, covered);
  const credentials = shared.binds.map(({path, mode, reason}): MountWish => ({
    source: path,
    target: path,
    mode,
    reason,
    origin: 'credential',
    needed: false,
  }));
  const accepted = acceptMounts([...builtin, ...binds, ...spelledDirectory(sources.directory, covered), ...credentials], seen);
  const inside = coveredBy(accepted.mounts.map(mount => mount.target));
  const unavailable = new Map(shared.unavailable);
  for (const name of ['TMPDIR', 'SCRATCH', 'XDG_RUNTIME_DIR']) {
    const path = name === 'XDG_RUNTIME_DIR' ? runtime : env[name];
    if (path !== undefined && !inside(path)) unavailable.set(name, `names ${path}, which is not shown inside`);
  }
  return {mounts: accepted.mounts, states: seen, unavailable, warnings: accepted.warnings};
}

function candidates(input: PlanInput, sources: ContainerSources): readonly MountWish[] {
  const {env} = input.caller;
  const {directory} = sources;
  const bind = (path: string, mode: 'ro' | 'rw', reason: string, source = path): MountWish => ({
    source,
    target: path,
    mode,
    reason,
    origin: 'builtin',
    needed: false,
  });
  const space = ['TMPDIR', 'SCRATCH'].flatMap(name => {
    const path = env[name];
    return path === undefined || !mayBeShown(path) ? [] : [bind(path, 'rw', `scratch space (${name})`)];
  });
  const cwd = [...(mayBeShown(directory.physical) ? [bind(directory.physical, 'rw', 'working directory')] : [])];
  return [
    bind('/cvmfs', 'ro', 'the software', input.cvmfs),
    bind('/dev', 'rw', 'devices, GPUs and the terminal'),
    bind('/proc', 'rw', 'processes'),
    bind('/sys', 'ro', 'facts about the hardware'),
    bind('/tmp', 'rw', 'sockets, X11, proxies, tickets'),
    bind('/var/tmp', 'rw', 'temporary space'),
    ...(sources.home === null || sources.home === '/' ? [] : [bind(sources.home, 'rw', 'home directory')]),
    ...space,
    ...DATA_FILE_SYSTEMS.map(path => bind(path, 'rw', 'data')),
    ...cwd,
    ...SYSTEM_FILES.filter(file => file.needed || fits(file.path, sources.etc)).map(file => bind(file.path, 'ro', file.reason)),
    ...sources.own,
  ];
}

/** Reached through links that are not inside, the working directory is shown under the name the user knows as well. */
function spelledDirectory({spelled, physical}: WorkingDirectory, covered: (path: string) => boolean): readonly MountWish[] {
  if (spelled === physical || covered(spelled) || !mayBeShown(spelled)) return [];
  return [{source: physical, target: spelled, mode: 'rw', reason: 'working directory', origin: 'builtin', needed: false}];
}

/** Whether a directory of this machine may be shown in an image at all without being asked for. */
export function mayBeShown(path: string): boolean {
  if (path === '/') return false;
  return SHARED_PARTS.some(part => isBelow(path, part)) || !OF_THE_IMAGE.some(part => isBelow(path, part));
}

function fits(path: string, etc: readonly RootEntry[]): boolean {
  return etc.some(entry => path === `/etc/${entry.name}` && entry.kind === 'file');
}
