import {compareVersions} from '../choose/release-order.ts';
import type {Host} from '../choose/host.ts';
import {elfArchitecture} from '../system/c-library.ts';
import {DRIVER_DIRECTORIES, NVIDIA_CORE, NVIDIA_LIBRARIES, NVIDIA_PROGRAMS, PROGRAM_DIRECTORIES} from './driver-rules.ts';
import {newestGlibcNeeded} from './elf-needs.ts';
import {cachedLibraries, LOADER_CACHE_BYTES, type CachedLibrary} from './loader-cache.ts';
import type {TreeReader} from './tree-reader.ts';

/** What of NVIDIA's driver can be used in a root. */
export type Driver = {
  readonly libraries: readonly CachedLibrary[];
  readonly programs: readonly CachedLibrary[];
  /** Libraries that need a newer C library than the root has. */
  readonly tooNew: readonly string[];
  /** Why programs that compute cannot use it, one clause; null when they can. */
  readonly obstacle: string | null;
};

/**
 * Finds the driver's libraries of this machine and compares what C library they need with the one of the root: one that is too new
 * makes every program fail that loads it ("version `GLIBC_2.34' not found", MOUNTS.md 2.7).
 *
 * @param libc of the root; null when nobody knows, and then nothing is left out
 */
export async function nvidiaDriver(tree: TreeReader, arch: string | null, libc: Host['libc'] | null): Promise<Driver> {
  const found = await findLibraries(tree, arch);
  const programs = await findPrograms(tree);
  const missing = NVIDIA_CORE.find(name => !found.some(library => library.name === name));
  if (missing !== undefined) {
    return {
      libraries: [],
      programs: [],
      tooNew: [],
      obstacle: `this machine has no ${missing}, which comes with NVIDIA's driver`,
    };
  }
  if (libc !== null && libc.name !== null && libc.name !== 'glibc') {
    return {libraries: [], programs: [], tooNew: [], obstacle: `NVIDIA's driver needs glibc, and the image has ${libc.name}`};
  }
  const own = libc?.version ?? null;
  const needs = await Promise.all(
    found.map(async library => ({
      library,
      need: await newestGlibcNeeded((offset, length) => tree.part(library.path, offset, length)),
    })),
  );
  const late = own === null ? [] : needs.filter(({need}) => need !== null && compareVersions(need, own) > 0);
  const core = late.find(({library}) => NVIDIA_CORE.includes(library.name));
  return {
    libraries: found.filter(library => !late.some(each => each.library === library)),
    programs,
    tooNew: late.map(({library}) => library.name),
    obstacle:
      core === undefined ? null : `${core.library.name} of this machine needs glibc ${core.need}, and the image has ${own}`,
  };
}

/** By the loader's cache, as `ldconfig -p` has it, then by the known directories; of two of a name the first. */
async function findLibraries(tree: TreeReader, arch: string | null): Promise<readonly CachedLibrary[]> {
  const cache = await tree.part('/etc/ld.so.cache', 0, LOADER_CACHE_BYTES);
  const candidates = cache === null ? [] : cachedLibraries(cache).filter(({name}) => NVIDIA_LIBRARIES.test(name));
  for (const directory of DRIVER_DIRECTORIES) {
    const entries = (await tree.list(directory)) ?? [];
    const names = entries.filter(({name, kind}) => kind !== 'directory' && NVIDIA_LIBRARIES.test(name)).map(({name}) => name);
    candidates.push(...names.map(name => ({name, path: `${directory}/${name}`})));
  }
  const found = new Map<string, CachedLibrary>();
  for (const library of candidates) {
    if (found.has(library.name)) continue;
    // The cache has libraries of 32 bits beside ours, and links may lead nowhere.
    const header = await tree.part(library.path, 0, 64);
    const kind = header === null ? null : elfArchitecture(header);
    if (kind !== null && (arch === null || kind === arch)) found.set(library.name, library);
  }
  return [...found.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

async function findPrograms(tree: TreeReader): Promise<readonly CachedLibrary[]> {
  const places = NVIDIA_PROGRAMS.flatMap(name => PROGRAM_DIRECTORIES.map(directory => ({name, path: `${directory}/${name}`})));
  const states = await tree.states(places.map(({path}) => path));
  return NVIDIA_PROGRAMS.flatMap(name => places.find(place => place.name === name && states.get(place.path) === 'file') ?? []);
}
