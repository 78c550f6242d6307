import type {RootEntry} from '../engines/engine.ts';
import type {Question} from '../find/inspect.ts';
import {elfArchitecture} from '../system/c-library.ts';
import {START_BYTES} from '../system/file-kind.ts';
import type {Exposed} from '../system/host-files.ts';
import {fileInside, remembered} from './programs.ts';
import type {TreeReader} from './tree-reader.ts';

const DIRECTORIES = [
  '',
  '/bin',
  '/usr',
  '/usr/bin',
  '/etc',
  '/home',
  '/var',
  '/usr/lib',
  '/usr/lib/locale',
  '/usr/share',
  '/usr/share/terminfo',
  '/usr/share/terminfo/x',
];

/** What is usually looked at in the directory of an image, asked in one round; of a file its kind. */
export function directoryAhead(image: string): readonly Question[] {
  return [
    {path: image, what: 'state'},
    {path: image, what: 'real'},
    ...DIRECTORIES.map(directory => ({path: image + directory, what: 'list'}) as const),
    {path: `${image}/etc/passwd`, what: 'text'},
    {path: `${image}/etc/group`, what: 'text'},
    ...['', '/usr/bin/bash', '/bin/busybox'].map(file => ({path: image + file, what: 'start', most: START_BYTES}) as const),
  ];
}

/** Why a directory is no root file system, as the end of a sentence; null when it is one (LAYOUTS.md 4.1). */
export function whyNoRoot(entries: readonly RootEntry[]): string | null {
  if (entries.length === 0) return 'is an empty directory';
  return entries.some(({name}) => name === 'bin' || name === 'usr')
    ? null
    : 'holds no root file system: there is neither bin nor usr';
}

/** The architecture of an image's shell where it is not that of the machine; null when it is, or nothing tells. */
export async function otherArchitecture(image: string, tree: TreeReader, own: string | null): Promise<string | null> {
  if (own === null) return null;
  const list = remembered(path => tree.list(image + (path === '/' ? '' : path)));
  const shell = (await fileInside(list, '/usr/bin/bash')) ?? (await fileInside(list, '/bin/sh'));
  const start = shell === null ? null : await tree.start(image + shell);
  const arch = start === null ? null : elfArchitecture(start);
  // A kernel for x86_64 runs programs of 32 bits as well.
  return arch === null || arch === own || (arch === 'i686' && own === 'x86_64') ? null : arch;
}

/** Programs that distributions commonly install with such a bit: they are made for it. */
const MADE_FOR_IT = new Set(
  [
    'su sudo doas ksu runuser pkexec passwd chsh chfn chage expiry gpasswd newgrp sg newuidmap newgidmap',
    'mount umount mount.nfs mount.cifs ntfs-3g fusermount fusermount3 ping ping4 ping6 arping clockdiff traceroute6 mtr-packet',
    'crontab at write wall bsd-write screen ssh-agent locate plocate mlocate dotlockfile mail-lock mail-touchlock mail-unlock',
    'unix_chkpwd unix2_chkpwd pam_timestamp_check pam_extrausers_chkpwd userhelper usernetctl grub2-set-bootflag staprun',
    'postdrop postqueue exim4 procmail lockfile starter-suid Xorg',
  ].flatMap(line => line.split(' ')),
);

/**
 * What to say before a directory of this machine is started as an image: whoever may write there puts programs into what is started,
 * and a program with the set-uid bit that no system has is how somebody keeps a door open. It is the user's word, so it is said and
 * not refused; engines without rights of root start no program as somebody else.
 */
export function exposureWarnings(image: string, {open, elevating}: Exposed): readonly string[] {
  const odd = elevating.filter(program => !MADE_FOR_IT.has(program.slice(program.lastIndexOf('/') + 1)));
  const where = open.includes('.') ? image : `${image} (${named(open)})`;
  return [
    ...(open.length === 0 ? [] : [`Everybody on this machine may write to the image ${where}.`]),
    ...(odd.length === 0
      ? []
      : [`The image ${image} has programs that run as somebody else (set-uid or set-gid): ${named(odd)}.`]),
  ];
}

const MOST_NAMED = 3;

function named(paths: readonly string[]): string {
  const more = paths.length - MOST_NAMED;
  return paths.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
