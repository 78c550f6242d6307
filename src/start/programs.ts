import type {RootEntry} from '../engines/engine.ts';
import type {ListInside} from './root-entries.ts';
import type {TreeReader} from './tree-reader.ts';
import {tidy} from './working-directory.ts';

/** Where a program is in a root, as seen inside; null when it is not there. */
export type Programs = (name: string) => string | null;

/** Images are ordinary: `bin` to `usr/bin`, `sh` to `busybox`. */
const MOST_LINKS = 4;

const DIRECTORIES = ['/bin', '/usr/bin'] as const;

/**
 * The programs of an image, by the names in its directories: links in an image are absolute there, not here, so that following them
 * would end at a file of this machine.
 */
export async function programsOfImage(list: ListInside): Promise<Programs> {
  const places = new Map<string, ReadonlySet<string>>();
  for (const directory of DIRECTORIES) {
    const entries = await listThrough(list, directory);
    if (entries !== null)
      places.set(directory, new Set(entries.filter(entry => entry.kind !== 'directory').map(entry => entry.name)));
  }
  return name => {
    const directory = [...places].find(([, names]) => names.has(name))?.[0];
    return directory === undefined ? null : `${directory}/${name}`;
  };
}

/** The named programs of a prefix, whose links are meant for this machine. One round of looks. */
export async function programsOfPrefix(prefix: string, names: readonly string[], tree: TreeReader): Promise<Programs> {
  const paths = names.flatMap(name => DIRECTORIES.map(directory => `${prefix}${directory}/${name}`));
  const states = await tree.states(paths);
  return name => DIRECTORIES.map(directory => `${prefix}${directory}/${name}`).find(path => states.get(path) === 'file') ?? null;
}

/** Lists a directory of an image, links on the way resolved inside; at most a few, since images are ordinary. */
export async function listThrough(list: ListInside, directory: string): Promise<readonly RootEntry[] | null> {
  const path = await directoryInside(list, directory, MOST_LINKS);
  return path === null ? null : list(path === '' ? '/' : path);
}

/** Where a directory of an image really is, without a slash at its end; null when it is not there. */
async function directoryInside(list: ListInside, directory: string, links: number): Promise<string | null> {
  let path = '';
  for (const part of directory.split('/').filter(word => word !== '')) {
    const above = await list(path === '' ? '/' : path);
    const entry = above?.find(candidate => candidate.name === part);
    if (entry === undefined || entry.kind === 'file') return null;
    if (entry.kind === 'link') {
      if (links === 0 || entry.target === null) return null;
      const target = entry.target.startsWith('/') ? entry.target : `${path}/${entry.target}`;
      return directoryInside(list, tidy(target + directory.slice(`${path}/${part}`.length)), links - 1);
    }
    path += `/${part}`;
  }
  return path;
}

/** Where a file of an image really is, as seen inside; null when there is none. */
export async function fileInside(list: ListInside, file: string, links = MOST_LINKS): Promise<string | null> {
  const name = file.slice(file.lastIndexOf('/') + 1);
  const directory = await directoryInside(list, file.slice(0, -name.length), links);
  if (directory === null) return null;
  const entry = (await list(directory === '' ? '/' : directory))?.find(candidate => candidate.name === name);
  if (entry === undefined || entry.kind === 'directory') return null;
  if (entry.kind === 'file') return `${directory}/${name}`;
  if (links === 0 || entry.target === null) return null;
  return fileInside(list, tidy(entry.target.startsWith('/') ? entry.target : `${directory}/${entry.target}`), links - 1);
}

/** A `ListInside` that reads each directory once. */
export function remembered(list: ListInside): ListInside {
  const answers = new Map<string, Promise<readonly RootEntry[] | null>>();
  return directory => {
    const answer = answers.get(directory) ?? list(directory);
    answers.set(directory, answer);
    return answer;
  };
}
