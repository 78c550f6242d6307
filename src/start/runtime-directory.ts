import type {PathState} from '../system/host-files.ts';
import {isBelow} from '../system/which.ts';
import type {CredentialPair} from './credentials.ts';
import type {MountWish} from './mounts.ts';
import type {PathPreparation} from './plan.ts';

/** The session's own directory, as a pair like the others. */
export function runtimePair(env: Readonly<Record<string, string>>): readonly CredentialPair[] {
  const path = env['XDG_RUNTIME_DIR'];
  if (path === undefined || path === '') return [];
  const absolute = path.startsWith('/') && path !== '/';
  return [
    {
      variable: 'XDG_RUNTIME_DIR',
      paths: absolute ? [path.replace(/\/+$/, '')] : [],
      mode: 'rw',
      reason: 'sockets of the session',
      impossible: absolute ? null : 'is not an absolute path',
      runtime: true,
    },
  ];
}

/**
 * A directory of our own in place of the session's, which has its bus and its keyrings as well: only what is bound on top is shown
 * (MOUNTS.md 2.8, 3.3). It lies below the real one, in memory and nobody else's, and the places for what is bound are made in it.
 */
export function privateRuntime(
  real: string,
  binds: readonly MountWish[],
  states: ReadonlyMap<string, PathState>,
): {readonly wish: MountWish; readonly prepare: readonly PathPreparation[]; readonly known: ReadonlyMap<string, PathState>} {
  const own = `${real}/hsf/runtime`;
  const prepare: PathPreparation[] = [{kind: 'directory', path: own, mode: 0o700}];
  const known = new Map<string, PathState>([[own, 'directory']]);
  for (const {target} of binds) {
    if (target === real || !isBelow(target, real)) continue;
    const place = own + target.slice(real.length);
    if (states.get(target) === 'directory') {
      prepare.push({kind: 'directory', path: place, mode: 0o700});
      known.set(place, 'directory');
    } else {
      prepare.push({kind: 'file', path: place, text: '', mode: 0o600});
      known.set(place, 'file');
    }
  }
  return {
    wish: {
      source: own,
      target: real,
      mode: 'rw',
      reason: 'private directory for sockets of the session',
      origin: 'builtin',
      needed: false,
    },
    prepare,
    known,
  };
}
