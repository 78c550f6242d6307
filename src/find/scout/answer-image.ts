import {readdirSync, readlinkSync, statSync} from 'node:fs';
import {placeOf} from '../../system/below-root.ts';
import {LIBC_BYTES, elfArchitecture, glibcPaths, glibcVersion, muslPaths, muslVersion} from '../../system/c-library.ts';
import {archiveFormatOf, fileKindOf, START_BYTES} from '../../system/file-kind.ts';
import {sifArchitecture, sifPartition} from '../../system/sif-header.ts';
import {membersAt} from './archive-members.ts';
import {insideSquashfs} from './inside-squashfs.ts';
import type {ImageLook} from './protocol.ts';
import {readPart} from './read-part.ts';

/** The first bytes of a file of an image, null when there is none. Paths are absolute inside. */
export type Inside = (path: string, most: number) => Uint8Array | null;

const SMALL_FILE = 64 * 1024;
const MOST_NAMES = 1024 * 1024;
const RELEASES = ['/etc/os-release', '/usr/lib/os-release', '/etc/redhat-release'];
const PROGRAMS = ['/bin/busybox', '/usr/bin/bash', '/bin/bash', '/bin/sh'];

/** What an image says of itself; null for what is none. @param path a directory or a regular file, links resolved */
export function lookAtImage(path: string): ImageLook | null {
  if (statSync(path).isDirectory()) return lookAtDirectory(path);
  const start = readPart(path, 0, START_BYTES);
  const kind = fileKindOf(start);
  const nothing = {release: null, libc: null, busybox: null} as const;
  switch (kind) {
    case 'squashfs':
    case 'sif': {
      const arch = kind === 'sif' ? sifArchitecture(start) : null;
      const at = kind === 'sif' ? sifPartition((from, length) => readPart(path, from, length)) : 0;
      if (at === null) return {kind, ...nothing, arch, unread: 'it is damaged, or encrypted'};
      const inside = insideSquashfs(path, at);
      if (typeof inside === 'string') return {kind, ...nothing, arch, unread: inside};
      return described(kind, inside, arch);
    }
    case 'tar':
    case 'compressed':
      return archiveFormatOf(membersAt(path, MOST_NAMES).names) === null ? null : ARCHIVE;
    default:
      return null;
  }
}

const ARCHIVE: ImageLook = {
  kind: 'archive',
  release: null,
  libc: null,
  busybox: null,
  arch: null,
  unread: 'an archive has to be unpacked to be read',
};

function lookAtDirectory(path: string): ImageLook | null {
  const names = new Set(readdirSync(path));
  if (names.has('oci-layout') && names.has('index.json')) return ARCHIVE;
  return names.has('bin') || names.has('usr') ? described('directory', insideDirectory(path), null) : null;
}

/** @param known the architecture where a header tells it */
function described(kind: ImageLook['kind'], inside: Inside, known: string | null): ImageLook {
  const busybox = inside('/bin/busybox', LIBC_BYTES);
  const {libc, arch} = libraryOf(inside, known);
  return {
    kind,
    release: releaseOf(inside),
    libc,
    arch: known ?? arch ?? first(PROGRAMS, program => elfOf(inside(program, START_BYTES))),
    busybox: busybox === null ? null : busyboxVersion(busybox),
    unread: null,
  };
}

function releaseOf(inside: Inside): ImageLook['release'] {
  for (const path of RELEASES) {
    const bytes = inside(path, SMALL_FILE);
    const file = path.endsWith('os-release') ? 'os-release' : 'redhat-release';
    if (bytes !== null) return {file, text: Buffer.from(bytes).toString('utf8')};
  }
  return null;
}

function libraryOf(inside: Inside, known: string | null): Pick<ImageLook, 'libc' | 'arch'> {
  for (const path of glibcPaths(known)) {
    const bytes = inside(path, LIBC_BYTES);
    const version = bytes === null ? null : glibcVersion(bytes);
    if (version !== null) return {libc: {name: 'glibc', version}, arch: elfOf(bytes)};
  }
  for (const path of muslPaths(known)) {
    const bytes = inside(path, LIBC_BYTES);
    if (bytes !== null) return {libc: {name: 'musl', version: muslVersion(bytes)}, arch: elfOf(bytes)};
  }
  return {libc: null, arch: null};
}

function elfOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : elfArchitecture(bytes);
}

function busyboxVersion(bytes: Uint8Array): string {
  return /BusyBox v(\d+(?:\.\d+)+)/.exec(Buffer.from(bytes).toString('latin1'))?.[1] ?? '';
}

function first<In, Out>(each: readonly In[], look: (one: In) => Out | null): Out | null {
  for (const one of each) {
    const found = look(one);
    if (found !== null) return found;
  }
  return null;
}

/** Links in an image mean the image, never this machine. */
function insideDirectory(root: string): Inside {
  const readLink = (path: string) => {
    try {
      return readlinkSync(path);
    } catch {
      return null;
    }
  };
  return (path, most) => {
    const place = placeOf({root, readLink}, path);
    if (place === null) return null;
    try {
      return readPart(place, 0, most);
    } catch {
      return null;
    }
  };
}
