import type {ContainerSpec, Explanation} from '../engines/engine.ts';
import {isBelow} from '../system/which.ts';
import type {PathState} from '../system/host-files.ts';
import {CREDENTIALS, CREDENTIAL_LISTS} from './credential-rules.ts';
import {displayPairs} from './display.ts';
import {copyOfTickets, kerberosPairs} from './kerberos.ts';
import type {MountWish} from './mounts.ts';
import type {EnvironmentChange, Preparation} from './plan.ts';
import type {PlanInput} from './plan-input.ts';
import {privateRuntime, runtimePair} from './runtime-directory.ts';

const NOT_SHOWN = 'which is not shown inside';

/** A variable and the object it points to: neither goes in without the other (MOUNTS.md 2.5). */
export type CredentialPair = {
  /** Empty for an object that is found without one. */
  readonly variable: string;
  /** Where the object may be, absolute: the first that is there counts. None: it is nowhere in the file system. */
  readonly paths: readonly string[];
  readonly mode: 'ro' | 'rw';
  readonly reason: string;
  /** Why the object cannot be shared, as the end of "NAME …"; null when it can. */
  readonly impossible: string | null;
  /** Nobody else should be able to read it. */
  readonly secret?: boolean;
  /** Where it really is, when the path is a link: the link may be shown and its object not. */
  readonly real?: string;
  /** What is wrong with the rights of it, one sentence. */
  readonly warning?: string;
  /** A variable that has to lead to the object inside. */
  readonly sets?: {readonly name: string; readonly value: string};
  /** Tickets to be copied into a file by the program that `paths` lead to. `quiet`: the user named none, so there may be none. */
  readonly copy?: {readonly cache: string; readonly quiet: boolean; readonly uid: number};
  /** The tickets are in the kernel, whether they can be copied or not. */
  readonly ofKeyring?: true;
  /** It is the directory for sockets of the session. */
  readonly runtime?: true;
};

/** What became of the pairs. */
export type SharedCredentials = {
  readonly wishes: readonly MountWish[];
  /** Variables that stay outside, with the reason. */
  readonly unavailable: ReadonlyMap<string, string>;
  readonly set: Readonly<Record<string, string>>;
  /** Where the object of each variable is inside, those of `set` among them. */
  readonly objects: ReadonlyMap<string, string>;
  readonly prepare: readonly Preparation[];
  /** What is at the sources, those that `prepare` makes among them. */
  readonly known: ReadonlyMap<string, PathState>;
  readonly warnings: readonly string[];
};

/**
 * The pairs of the caller's session, before anybody has looked whether the objects are there.
 *
 * @param home the home directory inside
 */
export async function credentialPairs(
  input: Pick<PlanInput, 'caller' | 'tree'>,
  home: {readonly source: string | null},
): Promise<readonly CredentialPair[]> {
  const {env, uid} = input.caller;
  const pairs = [
    ...namedPairs(env),
    ...foundPairs(env, uid),
    ...(await kerberosPairs(input)),
    ...(await displayPairs(input, home.source)),
    ...runtimePair(env),
  ];
  const watched = pairs.filter(pair => pair.copy === undefined && pair.impossible === null).flatMap(pair => pair.paths);
  // What is on CVMFS is everybody's, and looked at by scouts alone.
  const rights = await input.tree.rights([...new Set(watched)].filter(path => !isBelow(path, '/cvmfs')));
  return pairs.map(pair => {
    const path = pair.paths.find(candidate => rights.has(candidate));
    if (path === undefined) return pair;
    const {mode, uid: owner, real} = rights.get(path)!;
    if (pair.runtime === true)
      return owner === uid ? pair : {...pair, impossible: `names ${path}, which belongs to another user`};
    const placed = real === undefined ? pair : {...pair, real};
    if (pair.secret !== true || (mode & 0o044) === 0) return placed;
    const who = (mode & 0o004) === 0 ? 'the group' : 'everybody';
    const warning = `${path} (${pair.reason}) can be read by ${who}: mode ${mode.toString(8)}. Make it private: chmod 600 ${path}`;
    return {...placed, warning};
  });
}

/** Variables that name a file, a directory or a socket. */
function namedPairs(env: Readonly<Record<string, string>>): readonly CredentialPair[] {
  return CREDENTIALS.flatMap(({variable, ...rule}): readonly CredentialPair[] => {
    const value = env[variable];
    if (value === undefined || value === '') return [];
    const parts = CREDENTIAL_LISTS.includes(variable) ? value.split(':').filter(part => part !== '') : [value];
    const absolute = parts.filter(part => part.startsWith('/'));
    if (absolute.length === 0) return [{...rule, variable, paths: [], impossible: 'is not an absolute path'}];
    // Of a list the first decides whether the variable goes in; the others come along.
    return absolute.map((path, index) => ({...rule, variable: index === 0 ? variable : '', paths: [path], impossible: null}));
  });
}

/** Objects that programs look for without being told: the proxy of the grid, the token (WLCG's bearer token discovery). */
function foundPairs(env: Readonly<Record<string, string>>, uid: number): readonly CredentialPair[] {
  const found = (paths: readonly string[], reason: string): CredentialPair => ({
    variable: '',
    paths,
    mode: 'ro',
    reason,
    impossible: null,
    secret: true,
  });
  const runtime = env['XDG_RUNTIME_DIR'];
  return [
    ...(env['X509_USER_PROXY'] ? [] : [found([`/tmp/x509up_u${uid}`], 'grid proxy')]),
    ...(env['BEARER_TOKEN'] || env['BEARER_TOKEN_FILE']
      ? []
      : [found([...(runtime?.startsWith('/') ? [`${runtime}/bt_u${uid}`] : []), `/tmp/bt_u${uid}`], 'token')]),
  ];
}

/**
 * Decides on each pair, with what was found at the paths. Pure.
 *
 * @param covered whether a path is shown already because a directory above it is
 */
export function shareCredentials(
  pairs: readonly CredentialPair[],
  states: ReadonlyMap<string, PathState>,
  covered: (path: string) => boolean,
  caller: Pick<PlanInput['caller'], 'env' | 'name'>,
): SharedCredentials {
  const unavailable = new Map<string, string>();
  const set: Record<string, string> = {};
  const objects = new Map<string, string>();
  const prepare: Preparation[] = [];
  const binds: MountWish[] = [];
  const warnings: string[] = [];
  const known = new Map<string, PathState>();
  const runtime = pairs.find(pair => pair.runtime === true);
  const isThere = (path: string) => !['missing', 'not-answering', undefined].includes(states.get(path));
  for (const pair of pairs) {
    const path = pair.paths.find(isThere);
    if (path === undefined || (pair.impossible !== null && pair.copy === undefined)) {
      unavailable.set(pair.variable, pair.impossible ?? absence(pair.paths, states));
      continue;
    }
    if (pair.warning !== undefined) warnings.push(pair.warning);
    objects.set(pair.variable, path);
    if (pair.sets !== undefined) {
      set[pair.sets.name] = pair.sets.value;
      objects.set(pair.sets.name, path);
    }
    if (pair.copy !== undefined) {
      // Shown by every engine, as the directory of the session is not.
      const file = `/tmp/hsf-${pair.copy.uid}/krb5cc-${caller.name}`;
      set['KRB5CCNAME'] = `FILE:${file}`;
      objects.set('KRB5CCNAME', file);
      prepare.push(copyOfTickets(pair.copy.cache, file, path, pair.copy.quiet, caller.env));
    } else if (pair.runtime !== true) {
      const place = covered(path) ? (pair.real ?? path) : path;
      if (covered(place) || binds.some(bind => bind.source === place)) continue;
      binds.push({source: place, target: place, mode: pair.mode, reason: pair.reason, origin: 'credential', needed: false});
      known.set(place, states.get(path)!);
    }
  }
  unavailable.delete('');
  objects.delete('');
  if (runtime !== undefined && !unavailable.has('XDG_RUNTIME_DIR') && !covered(runtime.paths[0]!)) {
    const own = privateRuntime(runtime.paths[0]!, binds, new Map([...states, ...known]));
    return {
      wishes: [own.wish, ...binds],
      unavailable,
      set,
      objects,
      prepare: [...own.prepare, ...prepare],
      known: new Map([...known, ...own.known]),
      warnings,
    };
  }
  return {wishes: binds, unavailable, set, objects, prepare, known, warnings};
}

function absence(paths: readonly string[], states: ReadonlyMap<string, PathState>): string {
  const [first] = paths;
  if (first === undefined) return 'names nothing that can be shared';
  return `points to ${first}, which does not ${states.get(first) === 'not-answering' ? 'answer' : 'exist'}`;
}

/**
 * What remains of the variables where an engine has no place for some of the objects.
 *
 * @param inside whether a path is shown in the end
 */
export function withTheirObjects(
  shared: Pick<SharedCredentials, 'unavailable' | 'set' | 'objects'>,
  inside: (path: string) => boolean,
): Pick<SharedCredentials, 'unavailable' | 'set'> {
  const lost = [...shared.objects].filter(([, path]) => !inside(path));
  return {
    unavailable: new Map([
      ...shared.unavailable,
      ...lost.map(([name, path]) => [name, `points to ${path}, ${NOT_SHOWN}`] as const),
    ]),
    set: Object.fromEntries(Object.entries(shared.set).filter(([name]) => lost.every(([gone]) => gone !== name))),
  };
}

/** Sources of credentials that an engine cannot bind by their very paths: they stay outside, and hinder no start. */
export function refusedCredentials(
  {mounts, ...spec}: ContainerSpec,
  obstacle: (spec: ContainerSpec) => Explanation | null,
): readonly string[] {
  if (obstacle({...spec, mounts}) === null) return [];
  const others = mounts.filter(mount => mount.origin !== 'credential');
  const before = obstacle({...spec, mounts: others})?.message;
  return mounts
    .filter(mount => mount.origin === 'credential' && obstacle({...spec, mounts: [...others, mount]})?.message !== before)
    .map(mount => mount.target);
}

/** Says which of the caller's doors do not open inside, in one line; null when all do that are there. */
export function lostCredentials(dropped: EnvironmentChange['dropped']): string | null {
  const lost = dropped.filter(({name, reason}) =>
    name === 'KRB5CCNAME'
      ? reason.startsWith('names a') || reason.endsWith(NOT_SHOWN)
      : reason.endsWith(NOT_SHOWN) && CREDENTIALS.some(rule => rule.variable === name),
  );
  return lost.length === 0 ? null : `Not inside: ${lost.map(({name, reason}) => `${name} ${reason}`).join('; ')}.`;
}

/** Whether one of the directories shows a path. */
export function coveredBy(targets: readonly string[]): (path: string) => boolean {
  return path => targets.some(target => isBelow(path, target));
}
