import {posix} from 'node:path';
import type {PackageFormat} from '../family.ts';
import type {FoundVariant} from '../found.ts';
import {globTest} from '../glob.ts';
import {compilePattern, fillTemplate, matchPath, type Captures} from '../path-pattern.ts';

/** Where the packages of one variant are listed. */
export type PackageSource = {
  readonly format: PackageFormat;
  /** Below `/cvmfs`. */
  readonly directory: string;
  /** Whether a file of the directory counts. */
  readonly isList: (file: string) => boolean;
};

/** The list that belongs to a variant by its layout's rule, null for layouts that have none. */
export function packageSource(found: FoundVariant): PackageSource | null {
  const {layout, repository, root} = found;
  if (layout.packages === null) return null;
  const {format, directory, files} = layout.packages;
  const captures = capturesOfTarget(found) ?? found.captures;
  const path = fillTemplate(directory, captures);
  const literal = Object.fromEntries(Object.entries(captures).map(([name, text]) => [name, text.replace(/[*?[{]/g, '[$&]')]));
  return {
    format,
    directory: path.startsWith('/') ? `/cvmfs/${repository}${path}` : `${root}/${path}`,
    isList: globTest(fillTemplate(files, literal)),
  };
}

/** `latest` has no lists of its own: its links name the day (LAYOUTS.md 1.2). Null where the variant is no such link. */
function capturesOfTarget({layout, link, repository, root}: FoundVariant): Captures | null {
  if (link === null) return null;
  const base = `/cvmfs/${repository}/`;
  const target = posix.resolve(posix.dirname(root), link);
  if (!target.startsWith(base)) return null;
  return matchPath(compilePattern(layout.path, layout.match, layout.leaf), target.slice(base.length));
}
