import type {Kind, Place, SearchTable} from './search-table.ts';
import type {Host} from '../choose/host.ts';
import type {Platform, Stack} from '../choose/stack.ts';
import {neverRuns} from '../choose/verdict.ts';
import type {Package} from '../find/packages/package.ts';

export type TableSources = {
  readonly stacks: readonly Stack[];
  readonly host: Host;
  /** By address, for each variant that was asked for: its list by key, which variants may share, and what is in it. */
  readonly lists: ReadonlyMap<string, {readonly key: string; readonly packages: readonly Package[] | null}>;
};

/** The catalogue and its lists as a search sees them. */
export function makeTable({stacks, host, lists}: TableSources): SearchTable {
  const kinds: Kind[] = [];
  const kindNumbers = new Map<string, number>();
  const numberOf = platformNumbers();
  const places: Place[] = [];
  const known: boolean[] = [];
  const listNumbers = new Map<string, number>();
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
        known.push(own !== undefined);
        rows.add(list, own?.packages ?? []);
      }
      places.push({stack, variant: address, kind, list});
    }
  }
  return {kinds, places, known, ...rows.made()};
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
  const versions: string[] = [];
  const versionNumbers = new Map<string, number>();
  const rows: number[][] = [];
  return {
    add: (list: number, packages: readonly Package[]) => {
      for (const {name, version, category} of packages) {
        const key = category === null ? name : `${category}/${name}\0`;
        let number = nameNumbers.get(key);
        if (number === undefined) {
          nameNumbers.set(key, (number = names.length));
          names.push({name, category});
          rows.push([]);
        }
        let versionNumber = versionNumbers.get(version);
        if (versionNumber === undefined) {
          versionNumbers.set(version, (versionNumber = versions.length));
          versions.push(version);
        }
        rows[number]?.push(list, versionNumber);
      }
    },
    made: () => ({names, versions, rowsOf: (name: number) => Uint32Array.from(rows[name] ?? [])}),
  };
}
