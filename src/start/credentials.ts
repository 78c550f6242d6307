import {isBelow} from '../system/which.ts';
import type {PathState} from '../system/host-files.ts';
import {KCM_SOCKETS} from './mount-rules.ts';

/** A variable and the object it points to: neither goes in without the other (MOUNTS.md 2.5). */
export type CredentialPair = {
  readonly variable: string;
  /** Absolute path of the object, null when it is nowhere in the file system. */
  readonly path: string | null;
  readonly mode: 'ro' | 'rw';
  readonly reason: string;
  /** Why the object cannot be shared, null when it can. */
  readonly impossible: string | null;
};

const FILES: readonly {readonly variable: string; readonly mode: 'ro' | 'rw'; readonly reason: string}[] = [
  {variable: 'X509_USER_PROXY', mode: 'ro', reason: 'grid proxy'},
  {variable: 'X509_USER_CERT', mode: 'ro', reason: 'grid certificate'},
  {variable: 'X509_USER_KEY', mode: 'ro', reason: 'grid key'},
  {variable: 'X509_CERT_DIR', mode: 'ro', reason: 'grid certificates'},
  {variable: 'X509_VOMS_DIR', mode: 'ro', reason: 'VOMS servers'},
  {variable: 'X509_VOMSES', mode: 'ro', reason: 'VOMS servers'},
  {variable: 'BEARER_TOKEN_FILE', mode: 'ro', reason: 'token'},
  {variable: 'KRB5_CONFIG', mode: 'ro', reason: 'Kerberos realms'},
  {variable: 'RUCIO_CONFIG', mode: 'ro', reason: 'Rucio'},
  {variable: 'SSH_AUTH_SOCK', mode: 'rw', reason: 'ssh agent'},
  {variable: 'OIDC_SOCK', mode: 'rw', reason: 'OIDC agent'},
  {variable: 'XAUTHORITY', mode: 'ro', reason: 'X11 cookie'},
  {variable: 'SSL_CERT_FILE', mode: 'ro', reason: 'certificates'},
  {variable: 'SSL_CERT_DIR', mode: 'ro', reason: 'certificates'},
  {variable: 'CURL_CA_BUNDLE', mode: 'ro', reason: 'certificates'},
  {variable: 'REQUESTS_CA_BUNDLE', mode: 'ro', reason: 'certificates'},
];

/** The pairs that an environment names, before anybody has looked whether the objects are there. Pure. */
export function credentialPairs(env: Readonly<Record<string, string>>, uid: number): readonly CredentialPair[] {
  const pairs: CredentialPair[] = FILES.flatMap(rule => {
    const path = env[rule.variable];
    return path === undefined || path === ''
      ? []
      : [
          {
            ...rule,
            path: path.startsWith('/') ? path : null,
            impossible: path.startsWith('/') ? null : 'is not an absolute path',
          },
        ];
  });
  const cache = env['KRB5CCNAME'];
  if (cache !== undefined && cache !== '') pairs.push(kerberosPair(cache));
  const display = env['WAYLAND_DISPLAY'];
  const runtime = env['XDG_RUNTIME_DIR'];
  if (display !== undefined && display !== '') {
    const path = display.startsWith('/') ? display : runtime === undefined ? null : `${runtime}/${display}`;
    pairs.push({
      variable: 'WAYLAND_DISPLAY',
      path,
      mode: 'rw',
      reason: 'Wayland display',
      impossible: path === null ? 'has no XDG_RUNTIME_DIR to be found in' : null,
    });
  }
  if (env['BEARER_TOKEN'] === undefined && env['BEARER_TOKEN_FILE'] === undefined && runtime !== undefined) {
    // Token discovery of the WLCG: the file has this name in the runtime directory.
    pairs.push({variable: '', path: `${runtime}/bt_u${uid}`, mode: 'ro', reason: 'token', impossible: null});
  }
  return pairs;
}

function kerberosPair(cache: string): CredentialPair {
  const pair = {variable: 'KRB5CCNAME', mode: 'rw', reason: 'Kerberos tickets'} as const;
  const [kind, rest] = /^[A-Z]+:/.test(cache)
    ? [cache.slice(0, cache.indexOf(':')), cache.slice(cache.indexOf(':') + 1)]
    : ['FILE', cache];
  switch (kind) {
    case 'FILE':
      return {...pair, path: rest, impossible: null};
    case 'DIR':
      // `DIR::/path/tkt` names one file of the collection; the directory is what has to be there.
      return {...pair, path: rest.startsWith(':') ? rest.slice(1, rest.lastIndexOf('/')) : rest, impossible: null};
    case 'KCM':
      return {...pair, path: KCM_SOCKETS[0]!, impossible: null};
    default:
      return {...pair, path: null, impossible: `names a ${kind} cache, which a container cannot reach; use "kinit -c FILE:…"`};
  }
}

/** What became of the pairs: objects to bind, and variables that stay outside. */
export type SharedCredentials = {
  readonly binds: readonly {
    readonly path: string;
    readonly mode: 'ro' | 'rw';
    readonly reason: string;
    readonly variable: string;
  }[];
  readonly unavailable: ReadonlyMap<string, string>;
};

/**
 * Decides on each pair, with what was found at the paths.
 *
 * @param covered whether a path is shown already because a directory above it is
 */
export function shareCredentials(
  pairs: readonly CredentialPair[],
  states: ReadonlyMap<string, PathState>,
  covered: (path: string) => boolean,
): SharedCredentials {
  const unavailable = new Map<string, string>();
  const binds = pairs.flatMap(({variable, path, mode, reason, impossible}) => {
    const state = path === null ? 'missing' : (states.get(path) ?? 'missing');
    if (impossible !== null || path === null) unavailable.set(variable, impossible ?? 'names nothing that can be shared');
    else if (state === 'missing') unavailable.set(variable, `points to ${path}, which does not exist`);
    else if (state === 'not-answering') unavailable.set(variable, `points to ${path}, which does not answer`);
    else if (!covered(path)) return [{path, mode, reason, variable}];
    return [];
  });
  unavailable.delete('');
  return {binds: binds.filter((bind, index) => binds.findIndex(other => other.path === bind.path) === index), unavailable};
}

/** Whether one of the directories shows a path. */
export function coveredBy(targets: readonly string[]): (path: string) => boolean {
  return path => targets.some(target => isBelow(path, target));
}
