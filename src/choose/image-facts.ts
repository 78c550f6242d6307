import type {ImageLook} from '../find/scout/protocol.ts';
import type {Host} from './host.ts';
import {osFromRedHatRelease, osFromRelease, parseOsRelease} from './os-release.ts';

/** What an image is, read from the image itself; the counterpart of `Host`. */
export type ImageFacts = {
  /** Of an image that is nothing but busybox: `busybox`, with its version. */
  readonly os: Host['os'];
  readonly libc: Host['libc'];
  readonly arch: string | null;
};

/** The facts from what was read. Never throws, whatever the files hold. */
export function imageFacts({release, libc, arch, busybox}: ImageLook): ImageFacts {
  return {os: systemOf(release) ?? systemOfBusybox(busybox), libc: libc ?? {name: null, version: null}, arch};
}

function systemOf(release: ImageLook['release']): Host['os'] | null {
  if (release === null) return null;
  const os = release.file === 'os-release' ? osFromRelease(parseOsRelease(release.text)) : osFromRedHatRelease(release.text);
  return os === null || os.id === null ? null : os;
}

function systemOfBusybox(version: string | null): Host['os'] {
  return version === null ? {id: null, version: null, family: null} : {id: 'busybox', version: version || null, family: null};
}
