import type {BindMount, ContainerSpec, JoinSpec} from './engine.ts';
import {askedMounts, mountOption} from './oci-mounts.ts';

/**
 * What `run` means in podman, docker and nerdctl alike: processes, network and IPC of this machine, nothing kept afterwards. stdin is always open (`-i`); a terminal of their own (`-t`) only where the caller has one, since a second
 * one in a pipe would add carriage returns (MOUNTS.md 7). No key leaves a container running behind the user's back.
 */
export function runOptions(spec: ContainerSpec, detachKeys: string | null): readonly string[] {
  return [
    ...['--rm', '--name', spec.name],
    ...streamOptions(spec, detachKeys),
    ...['--network', 'host', '--pid', 'host', '--ipc', 'host'],
  ];
}

/** SELinux would refuse the files of this machine; relabelling them (`:z`) is never right for homes and CVMFS (MOUNTS.md 4). */
export const NO_LABELS = ['--security-opt', 'label=disable'] as const;

/** The options of `exec` for a container that runs. `detachKeys` null: the engine knows no such option everywhere. */
export function streamOptions(spec: Pick<JoinSpec, 'terminal'>, detachKeys: string | null): readonly string[] {
  return [
    '--interactive',
    ...(spec.terminal ? ['--tty'] : []),
    ...(detachKeys === null ? [] : ['--detach-keys', detachKeys]),
    // The first program inside goes to the right one.
    ...['--workdir', '/'],
  ];
}

export function mountOptions(mounts: readonly BindMount[]): readonly string[] {
  return askedMounts(mounts).flatMap(mountOption);
}

/** The engine's own way to bring a driver in, else the devices alone: these engines make a `/dev` of their own. */
export function gpuOptions(gpu: ContainerSpec['gpu'], own: readonly string[]): readonly string[] {
  if (gpu === null) return [];
  return gpu.driver === 'engine' ? own : gpu.devices.flatMap(device => ['--device', device]);
}

/** Supplementary groups by number, for whoever has the right to take them. */
export function groupOptions({gid, groups}: ContainerSpec['user']): readonly string[] {
  return groups.flatMap(group => (group === gid ? [] : ['--group-add', String(group)]));
}

/** What stands after the options: the image, and a command that the image's own entry point does not get between. */
export function imageAndCommand(image: string, [program, ...args]: readonly [string, ...string[]]): readonly string[] {
  return ['--entrypoint', program, image, ...args];
}

/** `localhost/` is nobody's registry: such an image is here or nowhere, so nothing outside is asked about it. */
export function pullPolicy(reference: string): readonly string[] {
  return ['--pull', reference.startsWith('localhost/') ? 'never' : 'missing'];
}
