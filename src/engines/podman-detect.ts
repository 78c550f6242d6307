import type {EngineFact} from '../choose/host.ts';
import type {EngineProbe} from './engine.ts';
import {podmanStorage, type PodmanStorage} from './podman-storage.ts';
import {detectByNamespaces} from './user-namespaces.ts';

/**
 * What files tell about podman. `details`: `runtime`; `mountProgram`, to be given where the configuration names none; `overlay`,
 * `kernel` where a user's overlay is the kernel's, which cannot take a directory that belongs to others; `limits`, whether a limit of
 * processes can be lifted; `stores`, the additional image stores; `account`, the user's name where `USER` is another one, for which
 * podman would look for subordinate ids.
 */
export function detectPodman(probe: EngineProbe): EngineFact {
  const fact = detectByNamespaces(probe, {
    name: 'podman',
    program: 'podman',
    absent: 'podman is not installed.',
    takes: ['directory', 'archive', 'reference'],
  });
  if (!fact.usable) return fact;
  const storage = podmanStorage(probe);
  const runtime = storage.runtime ?? ['crun', 'runc'].find(program => probe.which(program) !== null) ?? null;
  const lack = runtime === null ? 'podman needs runc or crun, and neither is installed.' : lackOfUser(probe);
  if (lack !== null) return {...fact, usable: false, reason: lack};
  const unified = probe.readText('/sys/fs/cgroup/cgroup.controllers') !== null;
  const details = {
    ...(runtime === null ? {} : {runtime}),
    ...(probe.uid === 0 || unified ? {limits: 'yes'} : {}),
    ...(storage.additionalStores.length === 0 ? {} : {stores: storage.additionalStores.join('\n')}),
    ...(probe.uid === 0 ? {} : {...overlayOf(probe, storage), ...accountOf(probe)}),
  };
  return {...fact, reason: probe.uid === 0 ? 'Installed.' : fact.reason, details};
}

/** What rootless podman needs of the machine besides namespaces (ENGINES.md 9). */
function lackOfUser(probe: EngineProbe): string | null {
  if (probe.uid === 0) return null;
  const absent = ['newuidmap', 'newgidmap'].filter(program => probe.which(program) === null);
  if (absent.length > 0) return `podman needs ${absent.join(' and ')} (package uidmap or shadow-utils), which is not installed.`;
  const names = [namedInPasswd(probe), probe.env['USER'], String(probe.uid)];
  for (const file of ['/etc/subuid', '/etc/subgid']) {
    const lines = (probe.readText(file) ?? '').split('\n');
    const listed = lines.some(line => names.includes(line.split(':')[0]));
    // A site may hand the ranges out by another service.
    const elsewhere = /^[ \t]*subid:/m.test(probe.readText('/etc/nsswitch.conf') ?? '');
    if (!listed && !elsewhere) return `podman needs a line for you in ${file}, which an administrator has to add.`;
  }
  return null;
}

function accountOf(probe: EngineProbe): Readonly<Record<string, string>> {
  const account = namedInPasswd(probe);
  return account === undefined || account === probe.env['USER'] ? {} : {account};
}

function namedInPasswd(probe: EngineProbe): string | undefined {
  const lines = (probe.readText('/etc/passwd') ?? '').split('\n');
  return lines.find(line => line.split(':')[2] === String(probe.uid))?.split(':')[0];
}

/** Which overlay a user's directory roots get: fuse-overlayfs can show what belongs to others, the kernel's cannot (ENGINES.md 3). */
function overlayOf(probe: EngineProbe, {driver, mountProgram}: PodmanStorage): Readonly<Record<string, string>> {
  const kept = driver ?? recordedDriver(probe);
  if (kept !== null && kept !== 'overlay') return {overlay: kept};
  const program = mountProgram ?? probe.which('fuse-overlayfs');
  if (program === null) return {overlay: 'kernel'};
  if (!probe.mayWrite('/dev/fuse')) return {overlay: 'no-fuse'};
  return mountProgram !== null ? {} : {mountProgram: program};
}

/** The driver of the first start ever is kept for good, whatever the configuration says later. */
function recordedDriver({env, readText}: EngineProbe): string | null {
  const data = env['XDG_DATA_HOME'] ?? (env['HOME'] === undefined ? null : `${env['HOME']}/.local/share`);
  if (data === null) return null;
  const root = `${data}/containers/storage`;
  return ['overlay', 'vfs', 'btrfs'].find(driver => readText(`${root}/${driver}-layers/layers.lock`) !== null) ?? null;
}
