import {filterStacks, type Filters, type UnknownValue} from '../choose/filter.ts';
import type {Mark, Platform, Runs, Stack, Variant} from '../choose/stack.ts';
import {isCalled, matchesQuery, type PackageQuery} from '../find/packages/package-query.ts';
import type {Package} from '../find/packages/package.ts';
import {compareVersions} from '../find/packages/version-order.ts';

/** Variants that no filter tells apart: thousands of variants are a few hundred kinds. */
export type Kind = {
  readonly family: string;
  readonly platform: Platform;
  readonly runs: Runs;
  readonly marks: readonly Mark[];
  /** Not on this kind of machine. */
  readonly never: boolean;
};

/**
 * All that a search needs to know, in a form that is written and read fast (`search-file.ts`). Places are the variants of families
 * that list packages, in the order of the catalogue; everything is known by its number.
 */
export type SearchTable = {
  /** Of all variants that there are: a filter that fits none of them is told. */
  readonly kinds: readonly Kind[];
  readonly stacks: readonly string[];
  /** What follows a stack in the address of a variant; after `WHOLE` the whole address. */
  readonly suffixes: readonly string[];
  /** Of each place. */
  readonly stackOf: Uint32Array;
  readonly suffixOf: Uint32Array;
  readonly kindOf: Uint32Array;
  readonly listOf: Uint32Array;
  readonly repositories: readonly string[];
  readonly repositoryOf: Uint32Array;
  /** Of each list, a number of `KNOWN`. */
  readonly known: Uint32Array;
  readonly names: readonly {readonly name: string; readonly category: string | null}[];
  readonly versions: readonly string[];
  /** Of a name: list and version in turn, by list. */
  readonly rowsOf: (name: number) => Uint32Array;
};

/** What is known of a list; one that was not looked for may have anything, and one that is `self` is a stack that is a package. */
export const KNOWN = {notLookedFor: 0, whole: 1, partly: 2, unreadable: 3, self: 4} as const;

/** No name can hold it. */
export const WHOLE = '\0';

export type Match = {readonly found: Package; readonly stack: string; readonly variant: string; readonly kind: Kind};

export type SearchAnswer = {
  /** Newest version first, then in the order of the catalogue. */
  readonly matches: readonly Match[];
  readonly unknown: readonly UnknownValue[];
  /** Repositories whose lists the answer follows from. */
  readonly repositories: ReadonlySet<string>;
  /** Names of all packages there, where nothing matches. */
  readonly names: () => readonly string[];
  /** Versions of the package, the oldest first, where none of them is what was asked for. */
  readonly versions: readonly string[];
  /** Stacks that are called like the package, where nothing matches. */
  readonly stacks: readonly string[];
  /** Lists that the answer would need and that cannot be read, and those of which a part was read. */
  readonly unreadable: Lists;
  readonly partly: Lists;
};

/** How many, with the address of a variant that has one of them. */
export type Lists = {readonly count: number; readonly example: string};

/** The answer to a query; null where lists that it needs were not looked for. */
export function searchTable(table: SearchTable, query: PackageQuery, filters: Filters): SearchAnswer | null {
  const {kinds, kindOf, listOf, known, names, versions, rowsOf} = table;
  const {wanted, unknown} = filterKinds(kinds, filters);
  const byList = new Map<number, number[]>();
  for (let place = 0; place < kindOf.length; place++) {
    const list = listOf[place]!;
    if (!wanted.has(kindOf[place]!)) continue;
    if (known[list] === KNOWN.notLookedFor) return null;
    const group = byList.get(list);
    if (group === undefined) byList.set(list, [place]);
    else group.push(place);
  }
  const found: Row[] = [];
  const isRight = new Map<string, boolean>();
  const there = new Set<string>();
  for (const [number, {name, category}] of names.entries()) {
    if (!isCalled({name, category}, query)) continue;
    const rows = rowsOf(number);
    for (let at = 0; at < rows.length; at += 2) {
      const version = versions[rows[at + 1] ?? 0] ?? '';
      const group = byList.get(rows[at] ?? 0);
      if (group === undefined) continue;
      there.add(version);
      let fits = isRight.get(version);
      if (fits === undefined) isRight.set(version, (fits = matchesQuery({name, version, category}, query)));
      if (fits) for (const place of group) found.push({place, package: {name, version, category}});
    }
  }
  const rows = withoutSeconds(table, found);
  const rank = rankOf(new Set(rows.map(each => each.package.version)));
  rows.sort((a, b) => (rank.get(b.package.version) ?? 0) - (rank.get(a.package.version) ?? 0) || a.place - b.place);
  return {
    matches: rows.map(each => ({found: each.package, ...addressesAt(table, each.place), kind: kinds[kindOf[each.place]!]!})),
    unknown,
    repositories: new Set([...byList.keys()].map(list => table.repositories[table.repositoryOf[list]!]!)),
    names: () =>
      names
        .filter((_, number) => rowsOf(number).some((list, at) => at % 2 === 0 && byList.has(list)))
        .map(({name}) => name)
        .toSorted(),
    unreadable: listsThat(table, byList, KNOWN.unreadable),
    partly: listsThat(table, byList, KNOWN.partly),
    stacks: found.length > 0 ? [] : stacksCalled(query.name, table.stacks),
    versions: found.length > 0 ? [] : [...there].toSorted(compareVersions),
  };
}

type Row = {readonly place: number; readonly package: Package};

/** A release that is a stack stands in the list of its tool (`cms/scram`) too, from where it cannot be started: once is enough. */
function withoutSeconds({kinds, kindOf, listOf, known}: SearchTable, rows: readonly Row[]): Row[] {
  const isSelf = ({place}: Row) => known[listOf[place]!] === KNOWN.self;
  const textOf = ({place, package: {name, version}}: Row) => {
    const {family, platform} = kinds[kindOf[place]!]!;
    return [family, platform.text, name.toLowerCase(), version].join('\0');
  };
  const selves = new Set(rows.filter(isSelf).map(textOf));
  return selves.size === 0 ? [...rows] : rows.filter(row => isSelf(row) || !selves.has(textOf(row)));
}

function stacksCalled(name: string, stacks: readonly string[]): readonly string[] {
  const wanted = name.toLowerCase();
  return stacks.filter(address => {
    const own = address.toLowerCase();
    return own === wanted || own.endsWith(`/${wanted}`);
  });
}

function listsThat(table: SearchTable, byList: ReadonlyMap<number, readonly number[]>, are: number): Lists {
  const lists = [...byList].filter(([list]) => table.known[list] === are);
  const place = lists[0]?.[1][0];
  return {count: lists.length, example: place === undefined ? '' : addressesAt(table, place).variant};
}

function addressesAt({stacks, suffixes, stackOf, suffixOf}: SearchTable, place: number): Pick<Match, 'stack' | 'variant'> {
  const stack = stacks[stackOf[place]!]!;
  const suffix = suffixes[suffixOf[place]!]!;
  return {stack, variant: suffix.startsWith(WHOLE) ? suffix.slice(WHOLE.length) : stack + suffix};
}

/** Versions by age; those that only differ in how they are written are of the same. */
function rankOf(versions: ReadonlySet<string>): ReadonlyMap<string, number> {
  const sorted = [...versions].toSorted(compareVersions);
  const ranks = new Map<string, number>();
  let rank = 0;
  for (const [index, version] of sorted.entries()) {
    if (index > 0 && compareVersions(sorted[index - 1] ?? '', version) !== 0) rank++;
    ranks.set(version, rank);
  }
  return ranks;
}

/** Filters as `hsf list` has them, tried on one variant of each kind: they look at nothing else of it (a test holds that). */
function filterKinds(
  kinds: readonly Kind[],
  filters: Filters,
): {readonly wanted: ReadonlySet<number>; readonly unknown: readonly UnknownValue[]} {
  const numbers = new Map<Variant, number>();
  const byFamily = new Map<string, Variant[]>();
  for (const [number, {family, platform, runs, marks}] of kinds.entries()) {
    const verdict = {runs, reason: '', image: null};
    const variant = {address: '', platform, verdict, marks, leadsTo: null} as unknown as Variant;
    numbers.set(variant, number);
    const group = byFamily.get(family);
    if (group === undefined) byFamily.set(family, [variant]);
    else group.push(variant);
  }
  const stacks = [...byFamily].map(([family, variants]) => ({address: '', family, title: '', variants}) as unknown as Stack);
  const {stacks: left, unknown} = filterStacks(stacks, filters);
  return {
    wanted: new Set(left.flatMap(({variants}) => variants.map(variant => numbers.get(variant) ?? -1))),
    unknown,
  };
}
