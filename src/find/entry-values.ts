import type {FoundVariant} from './found.ts';
import type {Captures} from './path-pattern.ts';

/**
 * What the placeholders of an entry's templates stand for: those of the layout's path, and besides them `{root}` (the variant),
 * `{repository}` (the directory of its repository), `{release}` and `{platform}`. All paths are below `/cvmfs`.
 */
export function entryValues({captures, root, repository, release, platformText}: FoundVariant): Captures {
  return {root, repository: `/cvmfs/${repository}`, release, platform: platformText, ...captures};
}

/** Placeholders that every entry may use besides those of its path. */
export const ENTRY_PLACEHOLDERS: readonly string[] = ['root', 'repository', 'release', 'platform'];
