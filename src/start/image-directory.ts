import type {RootEntry} from '../engines/engine.ts';
import type {Question} from '../find/inspect.ts';
import {elfArchitecture} from '../system/c-library.ts';
import {START_BYTES} from '../system/file-kind.ts';
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
