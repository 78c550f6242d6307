import type {Package} from './package.ts';
import {compareVersions} from './version-order.ts';

export type PackageQuery = {
  readonly name: string;
  readonly comparison: '>=' | '>' | '<=' | '<' | '=' | null;
  readonly version: string | null;
};

/** Reads `ROOT`, `ROOT>=6.34`, `sci-physics/root = 6.36`; null when it is none. A lone `=` matches a version and all that begin with it. */
export function parsePackageQuery(text: string): PackageQuery | null {
  const match = /^\s*([^<>=\s]+)\s*(?:(>=|<=|>|<|==?)\s*([^<>=\s]+)\s*)?$/.exec(text);
  if (match === null) return null;
  const comparison = (match[2] === '==' ? '=' : (match[2] ?? null)) as PackageQuery['comparison'];
  return {name: match[1]!, comparison, version: match[3] ?? null};
}

/** Whether a package answers the query. Names are compared without regard to case; Gentoo's may be given with their category. */
export function matchesQuery(found: Package, query: PackageQuery): boolean {
  const wanted = query.name.toLowerCase();
  const name = found.name.toLowerCase();
  if (name !== wanted && (found.category === null || `${found.category}/${name}` !== wanted)) return false;
  if (query.version === null) return true;
  const order = compareVersions(found.version, query.version);
  switch (query.comparison) {
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '<':
      return order < 0;
    default:
      return order === 0 || new RegExp(`^${query.version.replace(/[^\w]/g, String.raw`\$&`)}(?![0-9])`).test(found.version);
  }
}
