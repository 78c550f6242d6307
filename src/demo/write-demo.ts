import {mkdir, readFile, rename, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {UserError} from '../system/user-error.ts';
import {aboutDemo} from './about.ts';
import {eessiTree} from './eessi.ts';
import {writeEntries, type Entry} from './entry.ts';
import {cmsTree, condaTree, key4hepTree, rootSystem, rootTree} from './experiments.ts';
import {gatherPrograms, type DemoHost, type HostPrograms} from './host-programs.ts';
import {DEMO_IMAGES, imageTree} from './image.ts';
import {lcgTree} from './lcg.ts';
import {nightliesTree} from './nightlies.ts';
import {prefixTree} from './prefix.ts';

/** Raised with every change of what is written, so that a tree of an older hsf is replaced. */
const VERSION = 3;
const MARK = '.hsf-demo.json';

export type DemoRequest = {
  /** Absolute path of the directory that holds the demo, `$XDG_CACHE_HOME/hsf/demo`; the tree is its folder `cvmfs`. */
  readonly directory: string;
  /** Write it again although it is there. */
  readonly force: boolean;
  readonly host: DemoHost;
};

export type DemoReport = {
  /** What to give to `--cvmfs`. */
  readonly root: string;
  /** It was there already. */
  readonly reused: boolean;
  /** Addresses worth trying: the prefix, a view that runs as it is, an image; null for what could not be made. */
  readonly tries: {
    readonly prefix: string | null;
    readonly view: string;
    readonly image: string | null;
    /** ROOT for this machine's own system. */
    readonly root: string | null;
  };
  /** What could not be made on this machine, a sentence each. */
  readonly notes: readonly string[];
};

/**
 * Writes a small CVMFS-like tree from what the machine has, or finds the one that is there (DEMO in it says what is real).
 *
 * Complete or not there at all: it is written beside its place and renamed. Throws `demo-failed` with the path and the cause
 * when it cannot be written.
 */
export async function writeDemo({directory, force, host}: DemoRequest): Promise<DemoReport> {
  const root = join(directory, 'cvmfs');
  const mark = {version: VERSION, arch: host.arch, osFamily: host.osFamily};
  const known = force ? null : await readMark(root);
  if (known !== null && JSON.stringify(known.mark) === JSON.stringify(mark)) return {...known.report, root, reused: true};
  const {entries, report} = await demoTree(host);
  const note: Entry = {path: MARK, text: `${JSON.stringify({mark, report})}\n`};
  try {
    await replaceTree(root, [...entries, note]);
  } catch (error) {
    throw new UserError(
      'demo-failed',
      `The demo could not be written to ${root}: ${error instanceof Error ? error.message : String(error)}`,
      'Free some space (it needs 60 MB), or set XDG_CACHE_HOME to a directory that can be written.',
      {cause: error},
    );
  }
  return {...report, root, reused: false};
}

type Kept = Omit<DemoReport, 'root' | 'reused'>;

async function demoTree(host: DemoHost): Promise<{entries: readonly Entry[]; report: Kept}> {
  const programs = await gatherPrograms(host);
  const prefix = programs && gentooPrefix(host.arch, programs);
  const eessi = eessiTree(host.arch, programs);
  const stuck = [...new Set([...(prefix?.withoutSearchPath ?? []), ...eessi.withoutSearchPath])];
  const notes = [
    ...(programs === null
      ? ['There is no bash that starts through a dynamic loader, so there are no prefixes and no image.']
      : []),
    ...(stuck.length > 0
      ? [`These programs had no room for a search path and find their libraries by LD_LIBRARY_PATH: ${stuck.join(', ')}.`]
      : []),
    ...(host.osFamily === null
      ? ['Its distribution has no name in platform strings, so no view is for it; containers are.']
      : []),
  ];
  const entries: Entry[] = [
    ...lcgTree(host.arch, host.osFamily),
    ...nightliesTree(host.arch, host.osFamily),
    ...rootTree(host.arch, host.osFamily),
    ...key4hepTree(host.arch),
    ...cmsTree(host.arch),
    ...condaTree(host.arch),
    ...(prefix?.entries ?? []),
    ...eessi.entries,
    ...(programs === null ? [] : imageTree(programs)),
    {path: 'DEMO', text: aboutDemo({hasPrograms: programs !== null, notes})},
  ];
  const tries = {
    prefix: programs === null ? null : `gentoo/linux@${host.arch}`,
    view: `lcg/LCG_108${host.osFamily === null ? '' : `@${host.osFamily}`}`,
    image: programs === null ? null : `unpacked/${DEMO_IMAGES[0]}`,
    root: host.osFamily === null || rootSystem(host.osFamily) === null ? null : 'root/6.36.04',
  };
  return {entries, report: {tries, notes}};
}

function gentooPrefix(arch: string, host: HostPrograms) {
  return prefixTree({
    prefix: `/cvmfs/sft.cern.ch/lcg/contrib/gentoo/linux/${arch}`,
    arch,
    host,
    compilers: ['13', '14'],
    packages: [
      'app-shells/bash-5.2_p21',
      'sys-apps/coreutils-9.4',
      'sys-devel/gcc-13.3.1',
      'sys-devel/gcc-14.2.1',
      'sys-libs/glibc-2.39',
    ],
  });
}

async function readMark(root: string): Promise<{mark: unknown; report: Kept} | null> {
  try {
    return JSON.parse(await readFile(join(root, MARK), 'utf8')) as {mark: unknown; report: Kept};
  } catch {
    return null; // not there, or not ours: it is written anew
  }
}

/** Another hsf may do the same at the same time: each writes a draft of its own, the last one stays. */
async function replaceTree(root: string, entries: readonly Entry[]): Promise<void> {
  const draft = `${root}.${process.pid}.tmp`;
  const old = `${root}.${process.pid}.old`;
  try {
    await mkdir(draft, {recursive: true});
    await writeEntries(draft, entries);
    await rename(root, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(draft, root);
  } finally {
    await rm(draft, {recursive: true, force: true});
    await rm(old, {recursive: true, force: true});
  }
}
