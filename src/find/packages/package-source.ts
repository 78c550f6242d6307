import {posix} from 'node:path';
import type {PackageRule} from '../family.ts';
import type {FoundVariant} from '../found.ts';
import {entryValues} from '../entry-values.ts';
import {compilePattern, fillTemplate, matchPath, type Captures} from '../path-pattern.ts';
import {placeKey, type ListPlace} from './package-list.ts';
import {packageOf, type Package} from './package.ts';
import {compareVersions} from './version-order.ts';

/** What tells the packages of a variant: a list, which others may share, or that it is a package itself. */
export type PackageSource = {
  readonly repository: string;
  /** Of the list in its repository. */
  readonly key: string;
} & ({readonly place: ListPlace} | {readonly place: null; readonly self: Package | null});

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
  // A hundred thousand variants have a few thousand lists.
  const shared = new Map<string, PackageSource>();
  return variants.map(found => {
    const source = sourceOf(found, siblings);
    if (source === null) return null;
    const name = `${source.repository} ${source.key}`;
    const known = shared.get(name);
    if (known === undefined) shared.set(name, source);
    return known ?? source;
  });
}

function sourceOf(found: FoundVariant, siblings: Siblings): PackageSource | null {
  const {layout, repository, root} = found;
  if (layout.packages === null) return null;
  const {format, directory, files, cache, select, whole} = layout.packages;
  if (format === 'self') return selfOf(found, layout.packages);
  const captures = capturesOfTarget(found) ?? found.captures;
  const base = `/cvmfs/${repository}/`;
  const below = (template: string, from: string) => {
    const path = fillTemplate(template, captures);
    return posix.join('/', path.startsWith('/') ? path : `${from.slice(base.length - 1)}/${path}`).replace(/^\/|\/$/g, '');
  };
  const literal = Object.fromEntries(Object.entries(captures).map(([name, text]) => [name, text.replace(/[*?[{]/g, '[$&]')]));
  const place = {
    format,
    directory: below(directory, root),
    files: fillTemplate(files, literal),
    cache: cache === null ? null : below(cache, root),
    select: Object.fromEntries(Object.entries(select).map(([name, text]) => [name, fillTemplate(text, captures)])),
    whole,
    below: whole === null ? [] : olderAmong(siblings(found), found).map(older => below(directory, older.root)),
  };
  return {repository, key: placeKey(place), place};
}

/** A ROOT or a compiler by itself: what `latest` is one of, its target says; where that says nothing, a word is no version. */
function selfOf(found: FoundVariant, rule: PackageRule): PackageSource {
  const {layout, link, real, root} = found;
  const target = capturesOfTarget(found);
  const values = {...entryValues(found), ...(target && {release: fillTemplate(layout.release, target), ...target})};
  const version = fillTemplate(rule.version, values);
  const isVersion = target !== null || (link === null && (real ?? root) === root) || /\d/.test(version);
  const self = isVersion ? packageOf(fillTemplate(rule.name ?? '', values), version) : null;
  return {repository: found.repository, key: `self ${self?.name ?? ''}\0${self?.version ?? ''}`, place: null, self};
}

type Siblings = (found: FoundVariant) => readonly FoundVariant[];

/** Variants of the same layout and platform. Made when asked for: few families need it. */
function siblingsAmong(all: readonly FoundVariant[]): Siblings {
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

/**
 * `latest` has no lists of its own: its links name the day (LAYOUTS.md 1.2), at the end of its path or above. Null where the variant
 * is no link, or one to something else.
 */
function capturesOfTarget({layout, link, real, repository, root}: FoundVariant): Captures | null {
  const base = `/cvmfs/${repository}/`;
  const target = link === null ? real : posix.resolve(posix.dirname(root), link);
  if (target === null || target === root || !target.startsWith(base)) return null;
  return matchPath(compilePattern(layout.path, layout.match, layout.leaf), target.slice(base.length));
}
