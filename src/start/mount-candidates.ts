import {isBelow} from '../system/which.ts';
import {DATA_FILE_SYSTEMS, DENIED, SCRATCH, SPACE_VARIABLES} from './mount-rules.ts';
import {builtinWish, mayBeShown, type MountWish} from './mounts.ts';
import type {PlanInput} from './plan-input.ts';
import type {ListInside} from './root-entries.ts';
import type {WorkingDirectory} from './working-directory.ts';

/**
 * What of the machine is shown whatever the image: the first step of MOUNTS.md 6. Nobody has looked at anything yet. Pure.
 *
 * @param isFree whether the image has nothing where the working directory is (`isFreeInImage`)
 */
export function candidates(
  input: Pick<PlanInput, 'caller' | 'wishes'>,
  home: string | null,
  directory: WorkingDirectory,
  isFree: boolean,
): readonly MountWish[] {
  const {env} = input.caller;
  const space = SPACE_VARIABLES.flatMap(name => {
    const path = env[name];
    return path?.startsWith('/') === true ? [data(path, `scratch space (${name})`)] : [];
  });
  return [
    system('/dev', 'rw', 'devices, GPUs and the terminal'),
    system('/proc', 'rw', 'processes'),
    system('/sys', 'ro', 'facts about the hardware'),
    system('/tmp', 'rw', 'sockets, X11, proxies, tickets'),
    system('/var/tmp', 'rw', 'temporary space'),
    ...(isOwnHome(home) ? [system(home, 'rw', 'home directory')] : []),
    ...space,
    ...SCRATCH.map(path => data(path, 'scratch space')),
    ...DATA_FILE_SYSTEMS.map(path => data(path, 'data')),
    ...input.wishes.siteData.map(path => ({...data(path, 'data of the site'), origin: 'site' as const})),
    ...input.wishes.data.map(path => ({...data(path, 'data'), origin: 'user' as const})),
    directoryWish(directory.physical, isFree),
  ];
}

/** Whether a home can be shown: what daemons have, `/` or a directory of the system, would take the place of the image's. */
export function isOwnHome(home: string | null): home is string {
  return home !== null && home !== '/' && !DENIED.includes(home);
}

/**
 * Whether a directory in a place of the system can be shown all the same, since the image has none of that name and nothing gets hidden.
 * Where nobody can look, only what is below `/opt` is taken for free.
 */
export async function isFreeInImage(path: string, there: ListInside | null): Promise<boolean> {
  if (path === '/' || mayBeShown(path) || DENIED.includes(path)) return false;
  return there === null ? isBelow(path, '/opt') : (await there(path)) === null;
}

const directoryWish = (path: string, isFree: boolean) =>
  isFree ? system(path, 'rw', 'working directory') : data(path, 'working directory');

/** Reached through links that are not inside, the working directory is shown under the name the user knows as well (MOUNTS.md 2.3). */
export function spelledDirectory(
  {spelled, physical}: WorkingDirectory,
  covered: (path: string) => boolean,
  isFree: boolean,
): readonly MountWish[] {
  return spelled === physical || covered(spelled) ? [] : [{...directoryWish(physical, isFree), target: spelled}];
}

/**
 * Automounts below a directory that is shown: what nobody has used is not mounted, and from inside it could not be (MOUNTS.md 2.4).
 * Looking at them wakes them.
 */
export function sleepers(input: Pick<PlanInput, 'caller' | 'variant'>): readonly string[] {
  const user = input.caller.env['USER'] ?? input.caller.env['LOGNAME'] ?? '';
  const experiment = /^[a-z]+/.exec(input.variant.found.repository)?.[0];
  return [
    ...(/^[\w-]+$/.test(user) ? [`/eos/user/${user.charAt(0)}/${user}`] : []),
    ...(experiment === undefined ? [] : [`/eos/${experiment}`]),
  ];
}

const system = (path: string, mode: 'ro' | 'rw', reason: string): MountWish => ({...builtinWish(path, path, reason), mode});

const data = (path: string, reason: string): MountWish => ({...system(path, 'rw', reason), data: true});
