import type {Family, Layout} from './family.ts';
import type {LeftOut} from './left-out.ts';
import type {Trace} from './trace.ts';

export type EntryKind = 'prefix' | 'source' | 'modules' | 'image';

/** State of a repository (DESIGN.md 3.1); each is shown with what to do about it. */
export type RepositoryState = 'ready' | 'empty' | 'hung' | 'failed' | 'not-mounted' | 'not-configured';

/** One repository as last seen. Fields are those of the JSON contract. */
export type Repository = {
  readonly fqrn: string;
  readonly state: RepositoryState;
  /** `user.revision`, null where there is no CVMFS client or no getfattr. */
  readonly revision: number | null;
  /** `user.root_hash`, 40 hex digits, else null. */
  readonly rootHash: string | null;
  /** ISO 8601 time of the last complete read, null before the first. */
  readonly scannedAt: string | null;
  /** One sentence with the next step, null when all is well. */
  readonly message: string | null;
};

/** A compiler found inside a variant: `{name: 'gcc', version: '13', path: 'usr/x86_64-pc-linux-gnu/gcc-bin/13'}`. */
export type FoundCompiler = {
  readonly name: string;
  readonly version: string;
  /** Directory below the variant's root whose programs to put first. */
  readonly path: string;
};

/** One build of a stack as it lies on CVMFS, before anything is known about the host. */
export type FoundVariant = {
  readonly family: Family;
  readonly layout: Layout;
  readonly release: string;
  readonly repository: string;
  /** The layout's own spelling, verbatim. */
  readonly platformText: string;
  /** Directory below `/cvmfs`, links not resolved, also when another CVMFS root was given. */
  readonly root: string;
  readonly entry: {readonly kind: EntryKind; readonly path: string};
  /** What the placeholders of the layout stand for here. */
  readonly captures: Readonly<Record<string, string>>;
  /** Target of the link that the leaf is, as spelled (`../Thu/x86_64-el9-gcc16-opt`); null for a directory. */
  readonly link: string | null;
  /** The root with the links on the way to it followed (`latest/…` is `v8.0.50/…`); null where there are none, as far as is known. */
  readonly real: string | null;
  /** Whether the flag that says "published whole" is there; null where the layout has none, or it could not be looked for. */
  readonly complete: boolean | null;
  /** When the directory or link at the end was published, ISO 8601; null where nobody asked (only nightlies are dated). */
  readonly dated: string | null;
  readonly compiler: FoundCompiler | null;
};

/** All that was found, with the state of each repository asked. */
export type Findings = {
  readonly cvmfs: string;
  readonly repositories: readonly Repository[];
  readonly variants: readonly FoundVariant[];
  /** What lies in the repositories and is not among the variants, counted by reason; absent in findings made by hand. */
  readonly leftOut?: readonly LeftOut[];
  /** Whether the CVMFS root itself is there and answers; absent in findings made by hand. */
  readonly root?: RootState;
  /** Repositories that were not touched, since the automounter has put them to sleep and their index is young. */
  readonly asleep?: ReadonlySet<string>;
  /** Directories below the root that were read for this, the look at each repository's root not counted. */
  readonly directoriesRead?: number;
  /** What went wrong beside the repositories (a damaged index, a cache that cannot be written), a sentence each. */
  readonly notices?: readonly string[];
  /** By what a later run can tell that it would find the same; null where that is not sure. */
  readonly trace?: () => Trace | null;
};

/** `ready`: it can be looked into, or it is an automounter's and needs no looking. */
export type RootState = 'ready' | 'missing' | 'hung';
