import {posix} from 'node:path';
import type {FoundVariant} from '../found.ts';
import {compilePattern, fillTemplate, matchPath, type Captures} from '../path-pattern.ts';
import type {ListPlace} from './package-list.ts';
import {compareVersions} from './version-order.ts';

/** The list that belongs to a variant. */
export type PackageSource = {readonly repository: string; readonly place: ListPlace};

/** Older whole builds that are looked at for one to lay a nightly over. */
const MOST_BELOW = 60;

/**
 * The lists that belong to variants by their layouts' rules, null for layouts that have none.
 *
 * @param all variants among which whole builds are looked for, the given ones included
 */
export function packageSources(
  variants: readonly FoundVariant[],
  all: readonly FoundVariant[] = variants,
): readonly (PackageSource | null)[] {
  const siblings = siblingsAmong(all);
  return variants.map(found => {
    const {layout, repository, root} = found;
    if (layout.packages === null) return null;
    const {format, directory, files, cache, select, whole} = layout.packages;
    const captures = capturesOfTarget(found) ?? found.captures;
    const base = `/cvmfs/${repository}/`;
    const below = (template: string, from: string) => {
      const path = fillTemplate(template, captures);
      return posix.join('/', path.startsWith('/') ? path : `${from.slice(base.length - 1)}/${path}`).replace(/^\/|\/$/g, '');
    };
    const literal = Object.fromEntries(Object.entries(captures).map(([name, text]) => [name, text.replace(/[*?[{]/g, '[$&]')]));
    return {
      repository,
      place: {
        format,
        directory: below(directory, root),
        files: fillTemplate(files, literal),
        cache: cache === null ? null : below(cache, root),
        select: Object.fromEntries(Object.entries(select).map(([name, text]) => [name, fillTemplate(text, captures)])),
        whole,
        below: whole === null ? [] : olderAmong(siblings(found), found).map(older => below(directory, older.root)),
      },
    };
  });
}

/** Variants of the same layout and platform. Made when asked for: few families need it. */
function siblingsAmong(all: readonly FoundVariant[]): (found: FoundVariant) => readonly FoundVariant[] {
  let groups: Map<string, FoundVariant[]> | null = null;
  const keyOf = ({family, layout, platformText}: FoundVariant) =>
    `${family.id} ${family.layouts.indexOf(layout)} ${platformText}`;
  return found => {
    if (groups === null) {
      groups = new Map();
      for (const one of all) {
        if (one.layout.packages?.whole == null || one.link !== null) continue;
        const key = keyOf(one);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [one]);
        else group.push(one);
      }
    }
    return groups.get(keyOf(found)) ?? [];
  };
}

/** Newest first. */
function olderAmong(siblings: readonly FoundVariant[], {release}: FoundVariant): readonly FoundVariant[] {
  return siblings
    .filter(one => compareVersions(one.release, release) < 0)
    .toSorted((a, b) => compareVersions(b.release, a.release))
    .slice(0, MOST_BELOW);
}

/** `latest` has no lists of its own: its links name the day (LAYOUTS.md 1.2). Null where the variant is no such link. */
function capturesOfTarget({layout, link, repository, root}: FoundVariant): Captures | null {
  if (link === null) return null;
  const base = `/cvmfs/${repository}/`;
  const target = posix.resolve(posix.dirname(root), link);
  if (!target.startsWith(base)) return null;
  return matchPath(compilePattern(layout.path, layout.match, layout.leaf), target.slice(base.length));
}
