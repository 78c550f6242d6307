import type {BindMount, ContainerSpec, JoinSpec} from './engine.ts';
import {askedMounts, mountOption} from './oci-mounts.ts';

/**
 * What `run` means in podman, docker and nerdctl alike: processes, network and IPC of this machine, nothing kept afterwards, no
 * labels put on files. stdin is always open (`-i`); a terminal of their own (`-t`) only where the caller has one, since a second
 * one in a pipe would add carriage returns (MOUNTS.md 7). No key leaves a container running behind the user's back.
 */
export function runOptions(spec: ContainerSpec, detachKeys: string): readonly string[] {
  return [
    ...['--rm', '--name', spec.name],
    ...streamOptions(spec, detachKeys),
    ...['--network', 'host', '--pid', 'host', '--ipc', 'host'],
    ...['--security-opt', 'label=disable'],
  ];
}

/** The options of `exec` for a container that runs. */
export function streamOptions(spec: Pick<JoinSpec, 'terminal' | 'cwd'>, detachKeys: string): readonly string[] {
  return ['--interactive', ...(spec.terminal ? ['--tty'] : []), '--detach-keys', detachKeys, '--workdir', spec.cwd];
}

export function mountOptions(mounts: readonly BindMount[]): readonly string[] {
  return askedMounts(mounts).flatMap(mountOption);
}

/** Device files by name, for GPUs of AMD: these engines make a `/dev` of their own. */
export function deviceOptions(devices: readonly string[]): readonly string[] {
  return devices.flatMap(device => ['--device', device]);
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
