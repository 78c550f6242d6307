import type {Engine} from '../engines/engine.ts';
import type {PathState} from '../system/host-files.ts';
import {mayMakeBelow} from '../system/may-write.ts';
import {identityFiles, userName} from './identity.ts';
import {builtinWish, type MountWish} from './mounts.ts';
import type {PathPreparation} from './plan.ts';
import type {PlanInput} from './plan-input.ts';

/** The files that give the user a name inside, for one engine. */
export type UserFiles = {
  readonly wishes: readonly MountWish[];
  readonly known: ReadonlyMap<string, PathState>;
  readonly prepare: readonly PathPreparation[];
  readonly warnings: readonly string[];
};

const NONE: UserFiles = {wishes: [], known: new Map(), prepare: [], warnings: []};

/**
 * Passwd and group with the user added (MOUNTS.md 2.2). Where the image's own cannot be read, an engine that adds the user by itself is
 * left to do so, since then no user of the image is lost.
 *
 * @param image where the tree sees the image, null for one that cannot be looked into
 * @param home directory of the user inside
 */
export async function userFiles(
  input: PlanInput,
  image: string | null,
  {addsUser}: Engine['capabilities'],
  user: {readonly shell: string; readonly home: string},
): Promise<UserFiles> {
  const {tree, cacheDirectory} = input;
  const {uid, gid, groups, env} = input.caller;
  if (image === null && addsUser === true) return NONE;
  const place = await placeOf(cacheDirectory, uid, tree);
  if (place === null) return {...NONE, warnings: [`/tmp/hsf-${uid} belongs to somebody else, so you have no name inside.`]};
  const read = async (path: string) => (image === null ? null : tree.text(image + path));
  const host = {passwd: await tree.text('/etc/passwd'), group: await tree.text('/etc/group')};
  const name = userName(host.passwd, uid) ?? env['USER'] ?? env['LOGNAME'] ?? `user${uid}`;
  const own = {passwd: await read('/etc/passwd'), group: await read('/etc/group')};
  const files = identityFiles({uid, gid, groups, name, ...user}, own, host, place);
  return {
    wishes: [
      builtinWish(files.passwd, '/etc/passwd', 'name of the user'),
      builtinWish(files.group, '/etc/group', 'name of the group'),
    ],
    known: new Map(files.prepare.map(({path}) => [path, 'file'])),
    prepare: files.prepare,
    warnings:
      image === null
        ? ["Only you and the usual users of a system have names inside: the image's own list cannot be read before the start."]
        : [],
  };
}

/** Homes of batch nodes can be read-only, or not there at all; then the files go where copies of tickets do. */
async function placeOf(cache: string | null, uid: number, tree: PlanInput['tree']): Promise<string | null> {
  if (cache !== null && mayMakeBelow(cache)) return cache;
  const place = `/tmp/hsf-${uid}`;
  const rights = (await tree.rights([place])).get(place);
  const isOwn = rights === undefined || (rights.uid === uid && rights.real === undefined && (rights.mode & 0o022) === 0);
  return isOwn ? place : null;
}
