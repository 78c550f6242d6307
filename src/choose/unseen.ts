import {globTest} from '../find/glob.ts';
import type {Family, Layout} from '../find/family.ts';
import type {Repository} from '../find/found.ts';
import type {GonePart, Pinned} from './pinned.ts';

/** A repository that cannot be seen as it is now. */
export type Unseen = Pick<Repository, 'fqrn' | 'state'> & {
  /** What is the matter, as the end of a sentence that begins with its name. */
  readonly what: string;
};

/**
 * The repository that a choice of the past may well be in, and that cannot be seen now: what is not found is then not gone, for all that
 * anybody can tell. Null where all that could hold it has been seen.
 *
 * @param part what was not found
 */
export function unseenHome(
  {stack, image}: Pick<Pinned, 'stack' | 'image'>,
  part: GonePart,
  families: readonly Family[],
  repositories: readonly Repository[],
): Unseen | null {
  if (part === 'image') return image?.startsWith('/cvmfs/') === true ? unseenOf(repositoryOf(image), repositories) : null;
  const slash = stack.indexOf('/');
  const family = families.find(({id}) => id === stack.slice(0, slash));
  const layouts = family?.layouts.filter(layout => couldBe(layout, stack.slice(slash + 1))) ?? [];
  for (const fqrn of new Set(layouts.map(({repository}) => repository))) {
    const unseen = unseenOf(fqrn, repositories);
    if (unseen !== null) return unseen;
  }
  return null;
}

/** Null for one that has been seen. One that nobody knows of is not there: in a plain tree only what lies in it is asked. */
export function unseenOf(fqrn: string, repositories: readonly Repository[]): Unseen | null {
  const state = repositories.find(one => one.fqrn === fqrn)?.state ?? 'not-configured';
  const what = WORDS[state];
  return what === null ? null : {fqrn, state, what};
}

/** The repository of a path below `/cvmfs`. */
export function repositoryOf(path: string): string {
  return path.split('/')[2] ?? '';
}

/** An empty directory is where something should be mounted, more often than a repository of which all was removed. */
const WORDS: Readonly<Record<Repository['state'], string | null>> = {
  ready: null,
  empty: 'is empty',
  hung: 'does not answer',
  failed: 'cannot be read',
  'not-mounted': 'is not mounted',
  'not-configured': 'is not here',
};

/** Whether a layout could give a release of this name; said too often rather than too seldom, since placeholders may hold anything. */
function couldBe({release, match}: Layout, name: string): boolean {
  const [, only] = /^\{([^{}.]+)\}$/.exec(release) ?? [];
  if (only !== undefined) return match[only] === undefined || globTest(match[only])(name);
  const literals = release.split(/\{[^{}]*\}/).map(text => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${literals.join('.+')}$`).test(name);
}
