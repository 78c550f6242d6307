import type {EntryKind} from './found.ts';

/**
 * A family as its data file describes it, after the schema check and with every default filled in (DESIGN.md 4).
 *
 * The files are TOML; built-in, site and user files have the same format. Field docs live in `family.schema.json`,
 * which is also what editors read.
 */
export type Family = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly documentation: string | null;
  readonly layouts: readonly Layout[];
  /** Releases to recommend, as globs; the first that matches something wins. */
  readonly recommended: readonly string[];
  /** Where the family came from: `built-in`, or the path of the file. */
  readonly origin: string;
};

/**
 * Where variants lie in a repository: a path of literal segments and placeholders, below `/cvmfs/<repository>`.
 *
 * `{name}` stands for part of one segment, `{name...}` for one or more whole segments (see `leaf`). Literal segments cost
 * nothing; every segment with a placeholder costs one directory read per parent (LAYOUTS.md 0).
 */
export type Layout = {
  readonly repository: string;
  readonly path: string;
  /** What a placeholder may match, as a glob on the captured text; absent: anything that is no dot file. */
  readonly match: Readonly<Record<string, string>>;
  /** Ends a `{name...}` placeholder. */
  readonly leaf: LeafRule | null;
  /** Templates over the captured placeholders: `{slot}/{day}`. */
  readonly release: string;
  readonly platform: string;
  /** Name of a platform grammar in `src/choose/grammars`. */
  readonly grammar: string;
  /** Path below the variant's root that must exist for it to be a variant; null: the directory is enough. */
  readonly marker: string | null;
  /** File names beside real leaves that are never one. */
  readonly ignore: readonly string[];
  /** Other repositories that the stack reads. */
  readonly needs: readonly string[];
  readonly entry: EntryRule;
  readonly nightly: boolean;
  /** Compilers that lie inside the variant and are choices of their own (a Gentoo Prefix). */
  readonly compilers: readonly CompilerRule[];
  /** Where the packages of a variant are listed; null: nowhere that hsf can read. */
  readonly packages: PackageRule | null;
  /** Among variants of equal verdict, the higher number is offered first. */
  readonly preference: number;
};

/** How a variable-depth placeholder ends: at the first name that fits `name`, or at the first directory that holds `contains`. */
export type LeafRule = {
  readonly name: string | null;
  readonly contains: string | null;
  /** Most segments the placeholder may take. */
  readonly most: number;
};

export type EntryRule = {
  readonly kind: EntryKind;
  /**
   * Candidates in order of preference; the first that exists is the entry. Relative to the variant's root, or to the
   * repository when it begins with `/`. Placeholders of the layout may be used. `.` is the root itself.
   */
  readonly path: readonly string[];
  /** Variables to set before the entry is used, values with placeholders (EESSI's target override). */
  readonly set: Readonly<Record<string, string>>;
  /** Variables to unset before the entry is used ("already sourced" guards). */
  readonly unset: readonly string[];
  /** Arguments of the set-up script, with placeholders. */
  readonly arguments: readonly string[];
};

/** A directory level inside a variant whose names are compiler versions: `usr/{chost}/gcc-bin/{version}`. */
export type CompilerRule = {
  readonly name: string;
  readonly path: string;
};

/** How packages are listed (LAYOUTS.md 1.5, 1.8, 2.4). */
export type PackageFormat = 'lcg-manifest' | 'portage' | 'modules';

/**
 * Where the packages of a variant are listed, with placeholders of the layout. Where a variant is a link to another one of the same
 * layout (`latest`), the placeholders are those of its target.
 */
export type PackageRule = {
  readonly format: PackageFormat;
  /** Relative to the variant's root, or to the repository when it begins with `/`. */
  readonly directory: string;
  /** Glob on the files that count, for formats that are files. */
  readonly files: string;
};
