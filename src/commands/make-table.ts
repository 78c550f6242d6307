import {KNOWN, WHOLE, type Kind, type SearchTable} from './search-table.ts';
import type {Host} from '../choose/host.ts';
import type {Platform, Stack} from '../choose/stack.ts';
import {neverRuns} from '../choose/verdict.ts';
import type {Package} from '../find/packages/package.ts';

export type TableSources = {
  readonly stacks: readonly Stack[];
  readonly host: Host;
  /** By address, for each variant that was asked for: its list by key, which variants may share, what is in it, and what is known of it. */
  readonly lists: ReadonlyMap<
    string,
    {readonly key: string; readonly known: number; readonly packages: readonly Package[] | null}
  >;
};

/** The catalogue and its lists as a search sees them. */
export function makeTable({stacks, host, lists}: TableSources): SearchTable {
  const kinds: Kind[] = [];
  const kindNumbers = new Map<string, number>();
  const numberOf = platformNumbers();
  const places: number[][] = [];
  const known: number[] = [];
  const repositoryOf: number[] = [];
  const repositories = new Map<string, number>();
  const listNumbers = new Map<string, number>();
  const stackNumbers = new Map<string, number>();
  const suffixNumbers = new Map<string, number>();
  const rows = makeRows();
  for (const {address: stack, family, variants} of stacks) {
    for (const variant of variants) {
      const {platform, verdict, marks, address} = variant;
      const key = `${family} ${verdict.runs} ${marks.join(',')} ${numberOf(platform)}`;
      let kind = kindNumbers.get(key);
      if (kind === undefined) {
        kindNumbers.set(key, (kind = kinds.length));
        kinds.push({family, platform, runs: verdict.runs, marks, never: neverRuns(platform, host)});
      }
      if (variant.found.layout.packages === null) continue;
      const own = lists.get(address);
      const listKey = own?.key ?? `unknown ${address}`;
      let list = listNumbers.get(listKey);
      if (list === undefined) {
        listNumbers.set(listKey, (list = known.length));
        known.push(own?.known ?? KNOWN.notLookedFor);
        repositoryOf.push(numberIn(repositories, variant.found.repository));
        rows.add(list, own?.packages ?? []);
      }
      const suffix = address.startsWith(stack) ? address.slice(stack.length) : WHOLE + address;
      places.push([numberIn(stackNumbers, stack), numberIn(suffixNumbers, suffix), kind, list]);
    }
  }
  const column = (number: number) => Uint32Array.from(places, place => place[number]!);
  return {
    kinds,
    stacks: [...stackNumbers.keys()],
    suffixes: [...suffixNumbers.keys()],
    stackOf: column(0),
    suffixOf: column(1),
    kindOf: column(2),
    listOf: column(3),
    repositories: [...repositories.keys()],
    repositoryOf: Uint32Array.from(repositoryOf),
    known: Uint32Array.from(known),
    ...rows.made(),
  };
}

function numberIn(numbers: Map<string, number>, text: string): number {
  let number = numbers.get(text);
  if (number === undefined) numbers.set(text, (number = numbers.size));
  return number;
}

/** Equal platforms have equal numbers. Judging shares them among variants, so texts are made for few. */
function platformNumbers(): (platform: Platform) => number {
  const numbers = new Map<Platform, number>();
  const texts = new Map<string, number>();
  return platform => {
    let number = numbers.get(platform);
    if (number === undefined) {
      const text = JSON.stringify(platform);
      number = texts.get(text) ?? texts.size;
      texts.set(text, number);
      numbers.set(platform, number);
    }
    return number;
  };
}

/** Rows by name. */
function makeRows() {
  const names: {readonly name: string; readonly category: string | null}[] = [];
  const nameNumbers = new Map<string, number>();
  const versionNumbers = new Map<string, number>();
  const rows: number[][] = [];
  return {
    add: (list: number, packages: readonly Package[]) => {
      for (const {name, version, category} of packages) {
        const number = numberIn(nameNumbers, category === null ? name : `${category}/${name}\0`);
        if (number === names.length) {
          names.push({name, category});
          rows.push([]);
        }
        rows[number]?.push(list, numberIn(versionNumbers, version));
      }
    },
    made: () => ({names, versions: [...versionNumbers.keys()], rowsOf: (name: number) => Uint32Array.from(rows[name] ?? [])}),
  };
}
