import type {EntryKind} from './found.ts';

/**
 * A family as its data file describes it, after the schema check and with every default filled in (DESIGN.md 4).
 *
 * The files are TOML; built-in, site and user files have the same format. Field docs live in `schemas/family.schema.json`,
 * which is also what editors read.
 */
export type Family = {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Who uses it, for people who have never heard of it; one sentence. */
  readonly users: string;
  /** Experiments that work with it, as people write them; empty where it is nobody's in particular. */
  readonly experiments: readonly string[];
  readonly documentation: string | null;
  readonly layouts: readonly Layout[];
  /** Releases to recommend, as globs; the first that matches something wins. */
  readonly recommended: readonly string[];
  /** Releases that are kept only so that old work can be repeated, as globs. */
  readonly old: readonly string[];
  /** Whether it is left out where another family is meant: it has so many stacks that starting any other one would take longer. */
  readonly aside: boolean;
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
  /** What the end of the path may be; links count as what they lead to. Image files are files, sandboxes are directories. */
  readonly ends: 'directory' | 'file' | 'either';
  /**
   * Paths below the variant's root, with placeholders, of which one must exist for it to be a variant; empty: the end of the path is
   * enough.
   */
  readonly markers: readonly string[];
  /**
   * Whether markers are looked at for every listing, also on a real client, where each may cost a nested catalog: for places where
   * names alone tell too little and there are few of them. A path that ends in literal text is looked at always.
   */
  readonly eager: boolean;
  /** Globs on names beside real leaves that are never one. */
  readonly ignore: readonly string[];
  /**
   * A name beside the end of the path, with placeholders: where that is there, it is the same thing, and this is none (a flat script
   * beside the directory of its compiler). Null: whatever lies beside counts for nothing.
   */
  readonly unless: string | null;
  /** Other repositories without which the stack cannot work: its compilers, scripts that are sourced on the way. */
  readonly needs: readonly string[];
  /** Other repositories that it reads and mostly does without: data sets, conditions. Where they are missing, the reason says so. */
  readonly uses: readonly string[];
  /**
   * Systems on which the stack's own script agrees to start, as os-release names them: an ID, or one with its major version
   * (`centos7`). Empty: it asks for none.
   */
  readonly systems: readonly string[];
  readonly entry: EntryRule;
  readonly nightly: boolean;
  /** How one tells that a nightly was published whole; null: there is no flag. */
  readonly complete: CompleteRule | null;
  /** A build or link of this age, in days, is marked stale; null: it never is. */
  readonly staleAfterDays: number | null;
  /** Architecture of all its builds (`x86_64`), where platforms do not say; null: they do, or nobody knows. */
  readonly arch: string | null;
  /**
   * System of all its builds (`sl7`), where platforms name none: software that lives inside an image, set-ups of a certain system. `any`:
   * the system that platforms name is where it was built, and binds nobody. Null: platforms say, or nobody knows.
   */
  readonly os: string | null;
  /** Oldest glibc that it runs on, for layouts whose platform names no system; null: not known, or it brings its own. */
  readonly libc: string | null;
  /** Images that the stack is meant for (`/cvmfs/…`), best first; those of its operating system come after them. */
  readonly images: readonly string[];
  /** Compilers that lie inside the variant and are choices of their own (a Gentoo Prefix). */
  readonly compilers: readonly CompilerRule[];
  /** Where the packages of a variant are listed; null: nowhere that hsf can read. */
  readonly packages: PackageRule | null;
  /** Among variants of equal verdict, the higher number is offered first. */
  readonly preference: number;
  /** Where the facts come from: a section of LAYOUTS.md, a manual. */
  readonly source: string;
  /** What of it nobody has seen; empty where all is. */
  readonly unverified: string;
};

/** A file that says "this build is whole": `/lcg/nightlies/{slot}/{day}` and `isDone-{platform}` (LAYOUTS.md 1.2). */
export type CompleteRule = {
  /** With placeholders; relative to the variant's root, or to the repository when it begins with `/`. */
  readonly directory: string;
  /** Its name, with placeholders. */
  readonly file: string;
};

/** How a variable-depth placeholder ends: at the first name that fits `name`, or at the first directory that holds `contains`. */
export type LeafRule = {
  readonly name: string | null;
  readonly contains: string | null;
  /** Most segments the placeholder may take. */
  readonly most: number;
};

/**
 * How a variant is entered. Besides the placeholders of the layout, its templates know `{root}` (the variant, below `/cvmfs`),
 * `{repository}` (`/cvmfs/sft.cern.ch`), and the layout's `{release}` and `{platform}`, see `entry-values.ts`.
 */
export type EntryRule = {
  readonly kind: EntryKind;
  /**
   * What is done with `path`. `source`: it is sourced. `evaluate`: it is a program that prints shell code, which is evaluated
   * (IceCube, LAYOUTS.md 6.7). `none`: there is no script, variables are all (FairSoft).
   */
  readonly how: 'source' | 'evaluate' | 'none';
  /**
   * Candidates in order of preference; the first that exists is the entry. Relative to the variant's root, or to the
   * repository when it begins with `/`. Placeholders of the layout may be used. `.` is the root itself.
   */
  readonly path: readonly string[];
  /** Variables to set before the entry is used, values with placeholders (EESSI's target override). */
  readonly set: Readonly<Record<string, string>>;
  /** Variables to unset before the entry is used ("already sourced" guards). */
  readonly unset: readonly string[];
  /** What to put in front of variables that hold paths, after the script and before the steps: `PATH` → `["{root}/bin"]`. */
  readonly prepend: Readonly<Record<string, readonly string[]>>;
  /** Arguments of the set-up script, with placeholders. */
  readonly arguments: readonly string[];
  /** Whether the script's own status counts for nothing: real ones end on a test that fails. */
  readonly lenient: boolean;
  /** What comes after the script, in order: `module load StdEnv/2023`. The first that fails ends the start. */
  readonly then: readonly Step[];
};

/** One command of the set-up, its words with placeholders. They are data: nothing in them is expanded by a shell. */
export type Step = {
  /** `call`: a command or function, called in the shell itself. `evaluate`: its output is shell code and is evaluated. */
  readonly kind: 'call' | 'evaluate';
  readonly words: readonly [string, ...string[]];
  /** Where it runs, with placeholders; null: in the caller's directory, to which the shell comes back in any case. */
  readonly directory: string | null;
  /** Whether its status counts for nothing, as that of a script that it sources may. */
  readonly lenient: boolean;
};

/** A directory level inside a variant whose names are compiler versions: `usr/{chost}/gcc-bin/{version}`. */
export type CompilerRule = {
  readonly name: string;
  readonly path: string;
};

/**
 * How packages are listed (LAYOUTS.md 1.5, 1.8, 2.4, 3.3, 5, 6).
 *
 * - `lcg-manifest`: files `LCG_*_<platform>.txt`
 * - `portage`: `<category>/<name>-<version>/`
 * - `modules`: `<name>/<version>.lua`, or the spider cache that `cache` names
 * - `modulefiles`: `<name>/<version>`, Tcl files without an ending, or Lua ones, below any of the directory's subfolders
 * - `directories`: `<name>/<version>/`
 * - `spack`: `<name>/<version>-<hash>/`
 * - `cms-releases`: the file `releases.map`, lines of `key=value;`
 * - `conda`: `conda-meta/<name>-<version>-<build>.json`
 * - `self`: no list; the stack itself is the package `name` (a ROOT, a compiler)
 */
export type PackageFormat =
  | 'lcg-manifest'
  | 'portage'
  | 'modules'
  | 'modulefiles'
  | 'directories'
  | 'spack'
  | 'cms-releases'
  | 'conda'
  | 'self';

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
  /** A file that lists it all at once (Lmod's `spiderT.lua`), read instead where it is there; null: none. */
  readonly cache: string | null;
  /** Fields that a line of `cms-releases` must have, values with placeholders: `architecture` → `{platform}`. */
  readonly select: Readonly<Record<string, string>>;
  /**
   * For `spack`, a file in the directory that says "this is a whole build"; one that is not holds only what changed since the newest
   * whole one of its platform (Key4hep's `.scratch`, LAYOUTS.md 3.3). Null: every build is whole.
   */
  readonly whole: string | null;
  /** For `self`, what the package is called, with placeholders as entries have them; null elsewhere. */
  readonly name: string | null;
  /** For `self`, its version, with the same placeholders. */
  readonly version: string;
};
