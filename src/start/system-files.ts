import type {RootEntry} from '../engines/engine.ts';
import {isBelow} from '../system/which.ts';
import {GRID_COPIES, GRID_REPOSITORY, SYSTEM_FILES, USER_LOOKUP_LIBRARY, USER_LOOKUPS} from './mount-rules.ts';
import {builtinWish, type MountWish} from './mounts.ts';
import type {PlanInput} from './plan-input.ts';
import type {ListInside} from './root-entries.ts';
import {tidy} from './working-directory.ts';

export type SystemFiles = {
  readonly wishes: readonly MountWish[];
  /**
   * The name service file of a machine where it is a link to what a service replaces: the directory is shown and the link kept, for
   * engines that can make one. Null where it is a plain file.
   */
  readonly nameService: {readonly directory: MountWish; readonly target: string; readonly isThere: boolean} | null;
};

/**
 * Files of the machine that take the place of the image's (MOUNTS.md 2.2, 2.4, 2.5, 2.8).
 *
 * @param there lists a directory of the image, links followed inside; null for a root that cannot be looked into, where only what has to
 *   be is put
 */
export async function systemFiles(input: Pick<PlanInput, 'tree' | 'variant'>, there: ListInside | null): Promise<SystemFiles> {
  const {tree} = input;
  const wishes: MountWish[] = [builtinWish('/etc/resolv.conf', '/etc/resolv.conf', 'name service')];
  for (const {path, kind, when, reason} of SYSTEM_FILES)
    if (when === 'always' || (await isInImage(path, kind, there))) wishes.push(builtinWish(path, path, reason));
  if (await looksUpUsers(input, there)) wishes.push(...USER_LOOKUPS.map(({path, reason}) => builtinWish(path, path, reason)));
  const shared = (await tree.list('/dev'))?.find(entry => entry.name === 'shm' && entry.kind === 'link')?.target;
  // Where it is a link (sysvinit), what it leads to is somewhere else.
  if (shared?.startsWith('/') === true) wishes.push({...builtinWish(shared, shared, 'shared memory'), mode: 'rw'});
  return {wishes, nameService: await nameService(tree, there)};
}

async function isInImage(path: string, kind: 'file' | 'directory', there: ListInside | null): Promise<boolean> {
  const [directory, name] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
  const entries = there === null ? null : await there(directory);
  return entries?.some(entry => entry.name === name && entry.kind === kind) === true;
}

/** Images without the library for it, and prefixes without it, would only wait for what they cannot ask. */
async function looksUpUsers({variant}: Pick<PlanInput, 'variant'>, there: ListInside | null): Promise<boolean> {
  if (variant.found.entry.kind === 'prefix') return true;
  if (there === null) return false;
  for (const directory of ['/usr/lib64', '/lib64', '/usr/lib', '/lib', `/usr/lib/${variant.platform.arch ?? ''}-linux-gnu`])
    if ((await there(directory))?.some(entry => entry.name === USER_LOOKUP_LIBRARY) === true) return true;
  return false;
}

async function nameService(tree: PlanInput['tree'], there: ListInside | null): Promise<SystemFiles['nameService']> {
  const link = linkAt(await tree.list('/etc'));
  if (link === null) return null;
  const spelled = tidy(link.startsWith('/') ? link : `/etc/${link}`);
  const directory = await tree.real(spelled.slice(0, spelled.lastIndexOf('/')));
  if (directory === null || !isBelow(directory, '/run') || directory === '/run') return null;
  // `/var/run` may be another directory in the image, `/run` is the same everywhere.
  const target = spelled.startsWith('/run/') ? link : `${directory}${spelled.slice(spelled.lastIndexOf('/'))}`;
  const own = there === null ? null : linkAt(await there('/etc'));
  const isThere =
    own !== null && tidy(own.startsWith('/') ? own : `/etc/${own}`) === tidy(target.startsWith('/') ? target : `/etc/${target}`);
  return {directory: builtinWish(directory, directory, 'name service'), target, isThere};
}

function linkAt(etc: readonly RootEntry[] | null): string | null {
  return etc?.find(entry => entry.name === 'resolv.conf' && entry.kind === 'link')?.target ?? null;
}

/**
 * Certificates of the grid from CVMFS, where the machine has none. Only for those who have something to do with the grid: the look
 * mounts the repository.
 */
export function gridCopies(input: Pick<PlanInput, 'caller' | 'cvmfs'>, mounted: readonly string[]): readonly MountWish[] {
  const variables = ['X509_USER_PROXY', 'X509_USER_CERT', 'BEARER_TOKEN', 'BEARER_TOKEN_FILE'];
  const isOnGrid = variables.some(name => (input.caller.env[name] ?? '') !== '');
  if (!isOnGrid && !mounted.includes(`${input.cvmfs}/${GRID_REPOSITORY}`)) return [];
  return GRID_COPIES.map(({source, target}) =>
    builtinWish(source, target, 'certificates of the grid, since this machine has none'),
  );
}
