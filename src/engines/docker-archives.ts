import type {ContainerRoot, Explanation} from './engine.ts';

/** docker's daemon reads OCI archives since version 25 only. Its version is known when it has answered. */
export function unreadableArchive(root: ContainerRoot, version: string | null): Explanation | null {
  if (root.kind !== 'archive' || root.format === 'docker-archive' || version === null) return null;
  if (Number.parseInt(version, 10) >= 25) return null;
  return {
    message: `docker ${version} cannot read OCI archives.`,
    advice: 'Choose podman with "--engine", or an archive that "docker save" has made.',
  };
}
