import type {Question} from '../find/inspect.ts';
import type {PathState} from '../system/host-files.ts';
import {UserError} from '../system/user-error.ts';
import {isBelow} from '../system/which.ts';
import type {PlanInput} from './plan-input.ts';
import {cannotBeRead, notAnswering, repositoryOf} from './repository-errors.ts';
import {tidy} from './working-directory.ts';

/** Links from one repository into another are followed one after the other; nobody makes long chains of them. */
const MOST_REPOSITORIES = 4;

/**
 * The image's directory; `real` has all links resolved, so that a catalogue update does not swap the root under a running shell. Both
 * are spelled below `/cvmfs`, also under another root: links there are rebased (`find/scout/resolve-path.ts`).
 *
 * @throws UserError `image-missing`, `repository-not-answering`, `repository-failed`
 */
export async function imageRoot(input: PlanInput, image: string): Promise<{readonly path: string; readonly real: string}> {
  // What the user names may be a path from here; what a verdict names is one below `/cvmfs`, or to be fetched.
  const isPath = image.startsWith('/') || (input.wishes.image !== null && image.includes('/') && !/^[a-z]+:\/\//.test(image));
  if (!isPath) {
    throw new UserError(
      'image-missing',
      `${image} is no directory, and no engine here can start another kind of image.`,
      'Name an unpacked image below /cvmfs/unpacked.cern.ch with "--image".',
    );
  }
  const asked = tidy(image.startsWith('/') ? image : `${input.caller.cwd ?? '/'}/${image}`);
  const {path, state} = await behindLinks(asked, input.tree, MOST_REPOSITORIES);
  if (state === 'not-answering') throw notAnswering(path);
  if (state === 'failed') throw cannotBeRead(path);
  const real = state === 'directory' ? await input.tree.real(path) : null;
  if (real !== null) return {path: path === '/' ? '' : path, real};
  const named = path === asked ? asked : `${asked}, which is ${path},`;
  const what = state === 'file' ? 'is a file, and no engine here can start that kind of image' : 'does not exist';
  throw new UserError('image-missing', `The image ${named} ${what}.`, 'Name the directory of an unpacked image with "--image".');
}

/** A look from one repository does not follow a link into another, so where it leads to is asked there. */
async function behindLinks(
  path: string,
  tree: PlanInput['tree'],
  left: number,
): Promise<{readonly path: string; readonly state: PathState | undefined}> {
  const below = isBelow(path, '/cvmfs');
  if (below) await tree.ahead(questionsAboutImage(path));
  const state = (await tree.states([path])).get(path);
  if (state !== 'missing' || !below || left === 0) return {path, state};
  const target = await tree.real(path);
  if (target === null || repositoryOf(target) === repositoryOf(path) || !isBelow(target, '/cvmfs')) return {path, state};
  return behindLinks(tidy(target), tree, left - 1);
}

/** What is usually looked at, asked in one round. */
function questionsAboutImage(image: string): readonly Question[] {
  const directories = [
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
  return [
    {path: image, what: 'state'},
    {path: image, what: 'real'},
    ...directories.map(directory => ({path: image + directory, what: 'list'}) as const),
    {path: `${image}/etc/passwd`, what: 'text'},
    {path: `${image}/etc/group`, what: 'text'},
  ];
}

/** Paths are spelled below `/cvmfs`; the engine has to be told where that really is. */
export function hostPath(path: string, cvmfs: string): string {
  return cvmfs !== '/cvmfs' && (path === '/cvmfs' || path.startsWith('/cvmfs/')) ? cvmfs + path.slice('/cvmfs'.length) : path;
}
