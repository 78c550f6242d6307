import type {Package} from './package.ts';
import {compareVersions} from './version-order.ts';

/** How a version may be compared, as it is written. */
export const COMPARISONS = ['>=', '>', '<=', '<', '=', '!='] as const;
type Comparison = (typeof COMPARISONS)[number];

export type PackageQuery = {
  readonly name: string;
  /** All of them have to hold; none: any version will do. */
  readonly conditions: readonly {readonly comparison: Comparison; readonly version: string}[];
};

const CONDITION = /\s*([<>=!~^]+)\s*([^<>=!~^\s,]+)\s*/y;
const NAME = /^\s*([^<>=!~^\s,]+)\s*/;

/**
 * Reads `ROOT`, `ROOT>=6.34`, `sci-physics/root = 6.36`, `ROOT>=6.30,<6.36`; null when it is none, which `unknownOperator` may explain.
 * A lone `=` matches a version and all that begin with it, with or without `.*`; `!=` is its opposite.
 */
export function parsePackageQuery(text: string): PackageQuery | null {
  const [head = '', name] = NAME.exec(text) ?? [];
  if (name === undefined) return null;
  const conditions: PackageQuery['conditions'][number][] = [];
  for (let at = head.length; at < text.length;) {
    if (conditions.length > 0 && text.charAt(at++) !== ',') return null;
    CONDITION.lastIndex = at;
    const [all = '', sign = '', version = ''] = CONDITION.exec(text) ?? [];
    const comparison = comparisonOf(sign);
    if (comparison === null) return null;
    conditions.push({comparison, version: /^!?=$/.test(comparison) ? version.replace(/\.\*$/, '') : version});
    at += all.length;
  }
  return {name, conditions};
}

function comparisonOf(sign: string): Comparison | null {
  return sign === '==' ? '=' : (COMPARISONS.find(one => one === sign) ?? null);
}

/** The first sign of a text between a name and a version that is no comparison (`~`, `=>`); null where there is none. */
export function unknownOperator(text: string): string | null {
  const [head] = NAME.exec(text) ?? [];
  if (head === undefined) return null;
  const signs = text.slice(head.length).match(/[<>=!~^]+/g) ?? [];
  return signs.find(sign => comparisonOf(sign) === null) ?? null;
}

/** Whether a package answers the query. */
export function matchesQuery(found: Package, query: PackageQuery): boolean {
  return isCalled(found, query) && query.conditions.every(({comparison, version}) => holds(found.version, comparison, version));
}

/** Names are compared without regard to case; Gentoo's may be given with their category. */
export function isCalled({name, category}: Pick<Package, 'name' | 'category'>, query: PackageQuery): boolean {
  const wanted = query.name.toLowerCase();
  const own = name.toLowerCase();
  return own === wanted || (category !== null && `${category}/${own}` === wanted);
}

function holds(found: string, comparison: Comparison, version: string): boolean {
  const order = compareVersions(found, version);
  switch (comparison) {
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '<':
      return order < 0;
    case '=':
      return order === 0 || begins(found, version);
    case '!=':
      return order !== 0 && !begins(found, version);
  }
}

/** `6.3` begins `6.3.1` and `6.3-x`, but not `6.30`. */
function begins(found: string, version: string): boolean {
  return found.startsWith(version) && !/^[0-9]/.test(found.slice(version.length));
}
