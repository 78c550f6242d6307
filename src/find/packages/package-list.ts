import type {PackageFormat} from '../family.ts';

/** Where a list of packages lies, as a scout is asked for it. Paths are relative to the repository. */
export type ListPlace = {
  readonly format: Exclude<PackageFormat, 'self'>;
  readonly directory: string;
  /** Glob on the files that count, for formats that are files. */
  readonly files: string;
  /** Spider caches, read instead where one is there and has the directory. */
  readonly cache: string | null;
  /** Fields that a line must have. */
  readonly select: Readonly<Record<string, string>>;
  /**
   * A file below the directory that says "this is a whole build"; what is none is laid over the first of `below` that is (LAYOUTS.md
   * 3.3). Null: every build is whole.
   */
  readonly whole: string | null;
  readonly below: readonly string[];
};

/** By what a list is known. */
export function placeKey(place: ListPlace): string {
  const {format, directory, files, cache, select, whole, below} = place;
  return JSON.stringify([format, directory, files, cache, select, whole, below]);
}

/** What a scout says of one list. */
export type ListRead = {
  /**
   * `partly`: some of its files cannot be read, or it goes on after what was read of it; `unreadable`: there are files, and nothing in them is understood; `failed` has the
   * system's error name.
   */
  readonly status: 'read' | 'partly' | 'missing' | 'unreadable' | `failed ${string}`;
  /** Name, version and category (`''`: none) in turn. */
  readonly words: readonly string[];
  /** Lines and entries that are no packages, or too many. */
  readonly left: number;
  /**
   * What has to be unchanged for this to hold: files and directories below the root (`sft.cern.ch/lcg/releases/LCG_107`) with their
   * times. Where catalogs tell, times are null and what lies below a directory goes with it.
   */
  readonly places: readonly (readonly [path: string, times: string | null])[];
};

/** Packages of one list; a stack of a thousand has 1,500, all modules of Alliance's trees are some ten thousand. */
export const MOST_PACKAGES = 150_000;
/** Files and directories that are read for one list. */
export const MOST_PLACES = 20_000;
