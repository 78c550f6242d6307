import type {Package} from './package.ts';
import {compareVersions} from './version-order.ts';

/** A package with all versions that a list has of it, newest first. */
export type Versions = Pick<Package, 'name' | 'category'> & {readonly versions: readonly string[]};
export type Change = Pick<Package, 'name' | 'category'> & {readonly from: readonly string[]; readonly to: readonly string[]};

/** What is different between two lists, each part in the order of names. */
export type Comparison = {
  readonly added: readonly Versions[];
  readonly removed: readonly Versions[];
  readonly upgraded: readonly Change[];
  readonly downgraded: readonly Change[];
  /** Other versions, of which neither side has the newer one. */
  readonly changed: readonly Change[];
  /** How many packages have the same versions in both. */
  readonly same: number;
};

/** Compares two package lists. Names that differ in case alone are one; the newest versions say which way it went. */
export function compareLists(from: readonly Package[], to: readonly Package[]): Comparison {
  const [before, after] = [byName(from), byName(to)];
  const added = [...after].filter(([key]) => !before.has(key)).map(([, one]) => one);
  const removed = [...before].filter(([key]) => !after.has(key)).map(([, one]) => one);
  const parts = {upgraded: [] as Change[], downgraded: [] as Change[], changed: [] as Change[]};
  let same = 0;
  for (const [key, {versions, ...name}] of before) {
    const other = after.get(key);
    if (other === undefined) continue;
    if (versions.join('\0') === other.versions.join('\0')) {
      same++;
      continue;
    }
    const order = compareVersions(versions[0] ?? '', other.versions[0] ?? '');
    parts[order < 0 ? 'upgraded' : order > 0 ? 'downgraded' : 'changed'].push({...name, from: versions, to: other.versions});
  }
  return {added, removed, ...parts, same};
}

function byName(list: readonly Package[]): ReadonlyMap<string, Versions> {
  const groups = Map.groupBy(list, ({name, category}) => `${name.toLowerCase()}\0${category ?? ''}`);
  return new Map(
    [...groups]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, [first, ...others]]) => {
        const {name, category} = first!;
        const versions = new Set([first!, ...others].map(({version}) => version));
        return [key, {name, category, versions: [...versions].toSorted((a, b) => compareVersions(b, a) || (a < b ? -1 : 1))}];
      }),
  );
}
