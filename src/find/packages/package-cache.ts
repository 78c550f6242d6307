import {openSync, readFileSync, fstatSync} from 'node:fs';
import {zstdCompressSync, zstdDecompressSync} from 'node:zlib';
import {writeAtomically} from '../../system/atomic-file.ts';
import {closeQuietly} from '../../system/own-file.ts';
import {cacheKey} from '../cache.ts';
import type {Freshness} from '../index-file.ts';
import type {ListRead} from './package-list.ts';
import {packageOf, type Package} from './package.ts';

/** One package list as it was read, with what has to be the same for it to hold. */
export type KeptList = {
  readonly status: ListRead['status'];
  readonly packages: readonly Package[];
  readonly left: number;
  readonly freshness: Freshness;
  /** Of the repository when it was read; null where no hash tells. */
  readonly rootHash: string | null;
  /** ISO 8601. */
  readonly readAt: string;
  /** Paths below the root, each with the hash of its catalog or with its times; null: it is not known, so the list is not believed. */
  readonly places: readonly (readonly [path: string, key: string | null])[];
};

/** By `placeKey`. */
export type KeptLists = ReadonlyMap<string, KeptList>;

/** Package lists of the repositories below one CVMFS root, between runs. Nothing here fails: what is damaged is read anew. */
export type PackageCache = {
  readonly read: (fqrn: string) => KeptLists;
  /**
   * Keeps lists beside those that are there already; another launcher may have read others meanwhile.
   *
   * @param only keys of all lists that there can be, so that others are dropped; null: nothing is dropped
   */
  readonly write: (fqrn: string, lists: KeptLists, only: ReadonlySet<string> | null) => void;
};

/** Raised whenever the meaning of the file changes. */
const FORMAT = 1;
const LARGEST_FILE = 64 * 1024 * 1024;
const LARGEST_TEXT = 256 * 1024 * 1024;

/** @param directory `~/.cache/hsf`; null: nothing is kept */
export function openPackageCache(directory: string | null, root: string): PackageCache {
  const fileOf = (fqrn: string) => `${directory}/packages/${cacheKey(root)}/${fqrn}.json.zst`;
  const read = (fqrn: string): KeptLists => {
    const bytes = directory === null ? null : readWhole(fileOf(fqrn));
    return (bytes === null ? null : parseLists(bytes, fqrn)) ?? new Map();
  };
  return {
    read,
    write: (fqrn, lists, only) => {
      if (directory === null) return;
      const merged = new Map<string, KeptList>();
      for (const [key, list] of [...read(fqrn), ...lists]) {
        const known = merged.get(key);
        if ((only === null || only.has(key)) && (known === undefined || known.readAt <= list.readAt)) merged.set(key, list);
      }
      writeAtomically(fileOf(fqrn), formatLists(merged, fqrn), {durable: false});
    },
  };
}

function readWhole(path: string): Buffer | null {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return null;
  }
  try {
    return fstatSync(file).size > LARGEST_FILE ? null : readFileSync(file);
  } catch {
    return null;
  } finally {
    closeQuietly(file);
  }
}

type Row = readonly [name: string, version: string, category?: string];
type ListData = readonly [
  key: string,
  status: string,
  /** Number in `lists`. */
  packages: number,
  left: number,
  freshness: string,
  rootHash: string | null,
  readAt: string,
  places: readonly (string | null)[],
];

/** Thousands of lists share their names, their versions, and often all of it, so each stands there once. */
export function formatLists(lists: KeptLists, fqrn: string): Uint8Array {
  const rows: Row[] = [];
  const numbers = new Map<string, number>();
  const contents: string[] = [];
  const contentNumbers = new Map<string, number>();
  const numberOf = ({name, version, category}: Package) => {
    const text = `${name}\0${version}\0${category ?? ''}`;
    let number = numbers.get(text);
    if (number === undefined) {
      numbers.set(text, (number = rows.length));
      rows.push(category === null ? [name, version] : [name, version, category]);
    }
    return number;
  };
  const data = [...lists].map(([key, list]): ListData => {
    let last = 0;
    // Differences: neighbours in one list are neighbours in the next, so the same numbers come again and again.
    const content = list.packages
      .map(found => {
        const number = numberOf(found);
        const difference = number - last;
        last = number;
        return difference;
      })
      .join();
    let number = contentNumbers.get(content);
    if (number === undefined) {
      contentNumbers.set(content, (number = contents.length));
      contents.push(content);
    }
    const {status, left, freshness, rootHash, readAt, places} = list;
    return [key, status, number, left, freshness, rootHash, readAt, places.flat()];
  });
  return zstdCompressSync(JSON.stringify({format: FORMAT, fqrn, rows, contents, lists: data}));
}

/** Reads what `formatLists` wrote; null for everything else. */
export function parseLists(bytes: Uint8Array, fqrn: string): KeptLists | null {
  try {
    const text = zstdDecompressSync(bytes, {maxOutputLength: LARGEST_TEXT}).toString('utf8');
    const data = JSON.parse(text) as {
      readonly format: number;
      readonly fqrn: string;
      readonly rows: readonly Row[];
      readonly contents: readonly string[];
      readonly lists: readonly ListData[];
    };
    if (data.format !== FORMAT || data.fqrn !== fqrn) return null;
    const packages = data.rows.map(([name, version, category]) => sure(packageOf(name, version, category ?? null)));
    const contents = data.contents.map(content => {
      let last = 0;
      return content === '' ? [] : content.split(',').map(difference => sure(packages[(last += Number(difference))]));
    });
    return new Map(data.lists.map(list => [textOf(list[0]), parseList(list, contents)]));
  } catch {
    return null;
  }
}

function parseList(data: ListData, contents: readonly (readonly Package[])[]): KeptList {
  const [, status, number, left, freshness, rootHash, readAt, flat] = data;
  if (freshness !== 'hash' && freshness !== 'times' && freshness !== 'age') throw new TypeError('freshness');
  if (!Number.isSafeInteger(left) || left < 0 || !(rootHash === null || typeof rootHash === 'string'))
    throw new TypeError('list');
  const places: (readonly [string, string | null])[] = [];
  for (let index = 0; index < flat.length; index += 2) {
    const key = flat[index + 1] ?? null;
    places.push([textOf(flat[index]), key === null ? null : textOf(key)]);
  }
  return {
    status: textOf(status) as ListRead['status'],
    packages: sure(contents[number]),
    left,
    freshness,
    rootHash,
    readAt: textOf(readAt),
    places,
  };
}

function sure<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new TypeError('something is missing');
  return value;
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('no text');
  return value;
}
