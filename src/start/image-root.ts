import type {Host} from '../choose/host.ts';
import {parseImageName, type ArchiveFormat} from '../choose/image-name.ts';
import type {ContainerRoot} from '../engines/engine.ts';
import {archiveFormatOf, fileKindOf} from '../system/file-kind.ts';
import type {PathState} from '../system/host-files.ts';
import {UserError} from '../system/user-error.ts';
import {isBelow} from '../system/which.ts';
import {directoryAhead, exposureWarnings, otherArchitecture, whyNoRoot} from './image-directory.ts';
import type {PlanInput} from './plan-input.ts';
import {cannotBeRead, notAnswering, repositoryOf} from './repository-errors.ts';
import {sifArchitecture, sifEnd, squashfsEnd} from '../system/sif-header.ts';
import {tidy} from './working-directory.ts';

/** Links from one repository into another, or from here onto CVMFS, are followed one after the other; nobody makes long chains of them. */
const MOST_PLACES = 4;

export type ImageRoot = {
  /**
   * Where `input.tree` sees its inside, as users spell it (below `/cvmfs` also under another root); empty for `/`. Null for what cannot
   * be looked into.
   */
  readonly path: string | null;
  /** On this machine, all links resolved, so that a catalogue update does not swap the root under a running shell (MOUNTS.md 2.1 b). */
  readonly root: Exclude<ContainerRoot, {kind: 'host'}>;
  readonly warnings: readonly string[];
};

type Wanted = Pick<PlanInput, 'tree' | 'cvmfs'> & {
  readonly host: Pick<Host, 'arch'>;
  readonly caller: Pick<PlanInput['caller'], 'cwd'>;
};

const ADVICE = 'Name the directory or the file of an image, or its reference in a registry, with "--image".';

/**
 * What a container is made of, from what `--image`, a verdict, a setting or a family names. A file's kind is told by its first bytes,
 * never by its ending.
 *
 * @throws UserError `image-missing`, `repository-not-answering`, `repository-failed`
 */
export async function imageRoot(input: Wanted, image: string): Promise<ImageRoot> {
  const name = parseImageName(image);
  if (name === null)
    throw missing(
      `${image} is neither a path nor a reference of a registry.`,
      'Write references like docker.io/library/almalinux:9.',
    );
  if (name.kind === 'reference') {
    if (image === name.reference) await mustNotBeHere(image, input);
    return byReference(name.reference);
  }
  const spelled = name.kind === 'path' ? name.path : name.reference;
  const asked = tidy(spelled.startsWith('/') ? spelled : `${input.caller.cwd ?? '/'}/${spelled}`);
  const {path, state} = await behindLinks(shownPath(asked, input.cvmfs), input, MOST_PLACES);
  if (state === 'not-answering') throw notAnswering(path);
  if (name.kind === 'either' && state === 'missing') return byReference(name.reference);
  if (state === 'failed') throw cannotBeRead(path);
  const named = path === asked ? asked : `${asked}, which is ${path},`;
  const real = await input.tree.real(path);
  // A look does not follow a link out of the repositories; where it leads to is all that is known of it.
  if (real !== null && isBelow(path, '/cvmfs') && !isBelow(real, '/cvmfs'))
    throw missing(`The image ${named} is a link that leads out of CVMFS, to ${real}.`);
  // Known to be there, but nobody said in time where it leads to.
  if (real === null && state !== undefined && state !== 'missing') throw notAnswering(path);
  if (real === null || state === 'missing') throw missing(`The image ${named} does not exist.`);
  const found = {path, named, real: hostPath(real, input.cvmfs)};
  if (state === 'directory') return inDirectory(found, name.kind === 'path' ? name.format : null, input);
  if (state === 'file') return inFile(found, name.kind === 'path' ? name.format : null, input);
  throw missing(`The image ${named} is neither a directory nor a file.`);
}

type Found = {readonly path: string; readonly named: string; readonly real: string};

function byReference(reference: string): ImageRoot {
  return {path: null, root: {kind: 'reference', reference}, warnings: []};
}

/** A bare word could be meant both ways: neither is what lies about started, nor what somebody put into a registry under its name. */
async function mustNotBeHere(word: string, {tree, caller}: Wanted): Promise<void> {
  if (word.includes('/') || caller.cwd === null) return;
  const path = tidy(`${caller.cwd}/${word}`);
  const state = (await tree.states([path])).get(path);
  if (state !== 'directory' && state !== 'file') return;
  throw missing(
    `"${word}" is both a ${state} here and the name of an image in a registry.`,
    `Write ./${word} for the ${state}, or docker://${word} for the other.`,
  );
}

async function inDirectory({path, named, real}: Found, format: ArchiveFormat | null, {tree, host}: Wanted): Promise<ImageRoot> {
  const below = path === '/' ? '' : path;
  const entries = await tree.list(path);
  if (entries === null) throw cannotBeRead(path);
  const has = (name: string) => entries.some(entry => entry.name === name);
  if (has('oci-layout') && has('index.json'))
    return {path: null, root: {kind: 'archive', path: real, format: 'oci-layout'}, warnings: []};
  const reason = format === null ? whyNoRoot(entries) : 'has no file oci-layout in it';
  if (reason !== null) throw missing(`The image ${named} ${reason}.`);
  const arch = await otherArchitecture(below, tree, host.arch);
  if (arch !== null) throw forOther(named, arch, host.arch);
  const warnings = exposureWarnings(path, await tree.exposed(path));
  return {path: below, root: {kind: 'directory', path: real}, warnings};
}

async function inFile({path, named, real}: Found, format: ArchiveFormat | null, {tree, host}: Wanted): Promise<ImageRoot> {
  const opaque = (root: ImageRoot['root']): ImageRoot => ({path: null, root, warnings: []});
  const start = await tree.start(path);
  if (start === null) throw missing(`The image ${named} cannot be read.`, 'Look at its permissions with "ls -l".');
  const kind = fileKindOf(start);
  // Engines say of a file that was not fetched whole that something went wrong. What is on CVMFS is whole.
  const mustReach = async (end: number) => {
    if (isBelow(path, '/cvmfs')) return;
    const last = await tree.part(path, end - 1, 1);
    if (last !== null && last.length === 0) throw missing(`The image ${named} ends early.`, 'Make or fetch it anew.');
  };
  switch (kind) {
    case 'sif': {
      const arch = sifArchitecture(start);
      if (arch !== null && host.arch !== null && arch !== host.arch) throw forOther(named, arch, host.arch);
      await mustReach(sifEnd(start));
      return opaque({kind, path: real});
    }
    case 'squashfs':
      await mustReach(squashfsEnd(start));
      return opaque({kind, path: real});
    case 'tar':
    case 'compressed': {
      const members = await tree.members(path);
      if (members === null && format !== null && format !== 'oci-layout') return opaque({kind: 'archive', path: real, format});
      if (members === null)
        throw missing(
          `What is in the archive ${named} could not be found out in time.`,
          `Say it: "docker-archive:${path}" or "oci-archive:${path}".`,
        );
      if (!members.whole) throw missing(`The archive ${named} is damaged or ends early.`, 'Make or fetch it anew.');
      const seen = archiveFormatOf(members.names);
      if (seen === null) throw missing(`The archive ${named} holds no image: neither manifest.json nor oci-layout is in it.`);
      // An archive of both kinds is what the user calls it.
      const isBoth = format === 'oci-archive' && members.names.includes('oci-layout');
      return opaque({kind: 'archive', path: real, format: isBoth ? format : seen});
    }
    default:
      throw missing(`The file ${named} is no image: ${kind === 'empty' ? 'it is empty' : 'no SIF, no squashfs and no archive'}.`);
  }
}

function missing(message: string, advice = ADVICE): UserError {
  return new UserError('image-missing', message, advice);
}

function forOther(named: string, arch: string, own: string | null): UserError {
  return missing(`The image ${named} is for ${arch}; this machine is ${own}.`, 'Choose another image with "--image".');
}

/** A look from one place does not follow a link into another, so where it leads to is asked there. */
async function behindLinks(
  path: string,
  input: Wanted,
  left: number,
): Promise<{readonly path: string; readonly state: PathState | undefined}> {
  const {tree} = input;
  const below = isBelow(path, '/cvmfs');
  if (below) await tree.ahead(directoryAhead(path));
  else {
    const real = await tree.real(path);
    const shown = real === null ? path : shownPath(real, input.cvmfs);
    if (isBelow(shown, '/cvmfs') && left > 0) return behindLinks(shown, input, left - 1);
  }
  const state = (await tree.states([path])).get(path);
  if (state !== 'missing' || !below || left === 0) return {path, state};
  const target = await tree.real(path);
  if (target === null || repositoryOf(target) === repositoryOf(path) || !isBelow(target, '/cvmfs')) return {path, state};
  return behindLinks(tidy(target), input, left - 1);
}

/** Paths are spelled below `/cvmfs`; the engine has to be told where that really is. */
export function hostPath(path: string, cvmfs: string): string {
  return cvmfs !== '/cvmfs' && (path === '/cvmfs' || path.startsWith('/cvmfs/')) ? cvmfs + path.slice('/cvmfs'.length) : path;
}

/** The other way round: what lies below another root is looked at as what it stands for. */
function shownPath(path: string, cvmfs: string): string {
  return cvmfs !== '/cvmfs' && isBelow(path, cvmfs) ? `/cvmfs${path.slice(cvmfs.length)}` : path;
}
