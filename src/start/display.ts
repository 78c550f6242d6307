import type {CredentialPair} from './credentials.ts';
import type {PlanInput} from './plan-input.ts';

/**
 * What a window needs of this machine (MOUNTS.md 2.6): the socket of a local X server, the cookie, the socket of Wayland. A forwarded
 * display (`localhost:10.0`) and an abstract socket need the network of this machine, which every start shares.
 *
 * @param home the home directory inside, null for none
 */
export async function displayPairs(
  input: Pick<PlanInput, 'caller' | 'tree'>,
  home: string | null,
): Promise<readonly CredentialPair[]> {
  const {env} = input.caller;
  const pairs: CredentialPair[] = [];
  const display = env['DISPLAY'] ?? '';
  const local = /^(?:unix)?:(\d+)(?:\.\d+)?$/.exec(display)?.[1];
  if (local !== undefined && !(await isAbstract(local, input))) {
    pairs.push({variable: 'DISPLAY', paths: [`/tmp/.X11-unix/X${local}`], mode: 'ro', reason: 'X11 display', impossible: null});
  }
  const wayland = env['WAYLAND_DISPLAY'] ?? '';
  if (wayland !== '') {
    const runtime = env['XDG_RUNTIME_DIR'];
    const path = wayland.startsWith('/') ? wayland : runtime === undefined ? null : `${runtime}/${wayland}`;
    pairs.push({
      variable: 'WAYLAND_DISPLAY',
      paths: path === null ? [] : [path],
      mode: 'rw',
      reason: 'Wayland display',
      impossible: path === null ? 'has no XDG_RUNTIME_DIR to be found in' : null,
    });
  }
  return display === '' ? pairs : [...pairs, ...cookiePairs(env, home)];
}

/** The cookie is in the real home unless told, and that may not be the home inside. */
function cookiePairs(env: Readonly<Record<string, string>>, home: string | null): readonly CredentialPair[] {
  if ((env['XAUTHORITY'] ?? '') !== '') return [];
  const real = env['HOME'];
  if (real === undefined || !real.startsWith('/') || real === home) return [];
  const path = `${real.replace(/\/+$/, '')}/.Xauthority`;
  return [
    {variable: '', paths: [path], mode: 'ro', reason: 'X11 cookie', impossible: null, sets: {name: 'XAUTHORITY', value: path}},
  ];
}

/** A server without a socket file may have one without a file. */
async function isAbstract(display: string, {tree}: Pick<PlanInput, 'tree'>): Promise<boolean> {
  return ((await tree.text('/proc/net/unix')) ?? '').includes(`@/tmp/.X11-unix/X${display}\n`);
}
