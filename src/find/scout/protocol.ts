import type {DirectoryEntry} from '../entry-text.ts';
import type {DirectoryMemo, PathKind} from '../memo.ts';
import type {ListPlace, ListRead} from '../packages/package-list.ts';

/** The root of a scout that looks at this machine itself: the first directory takes the place of the repository. */
export const THIS_MACHINE = '';

/** What the reading of a directory or a device fails with. */
export const NO_FILE = 'no regular file';

/** Requests to a scout, one JSON document a line. Paths are relative to the repository. */
export type ScoutRequest = ReadRequest | AttributeRequest | InspectRequest | PackagesRequest | TimesRequest;

type Common = {
  readonly repository: string;
  /** Repositories that links may lead into. */
  readonly known: readonly string[];
};

export type ReadRequest = Common & {
  readonly ask: 'read';
  readonly directories: readonly string[];
  readonly checks: readonly string[];
  /** Those of the directories whose entries are wanted with their times. */
  readonly timed: readonly string[];
  /** Whether directories are recognised by their times; then `key` is filled in. */
  readonly times: boolean;
};

export type AttributeRequest = Common & {
  readonly ask: 'attributes';
  readonly getfattr: string;
  readonly name: string;
  readonly paths: readonly string[];
};

export type PackagesRequest = Common & {
  readonly ask: 'packages';
  readonly lists: readonly ListPlace[];
  /** Whether places are recognised by their times. */
  readonly times: boolean;
};

export type TimesRequest = Common & {
  readonly ask: 'times';
  /** Below the root, links resolved. */
  readonly places: readonly string[];
};

export type Looked = 'state' | 'list' | 'text' | 'real' | 'start' | 'members' | 'image';

export type InspectRequest = Common & {
  readonly ask: 'inspect';
  readonly path: string;
  readonly what: Looked;
  /** Most bytes of a text, most entries of a list. */
  readonly most: number;
  /** For `list`: a directory in the squashfs file at the path. */
  readonly inside?: string;
  /** Whether to tell what the answer depends on. */
  readonly places?: boolean;
};

/** Lines of an answer. The last one is `{end: true}`; each counts as a sign of life. */
export type ScoutAnswer =
  /** What is about to be read, so that a stall names what is awaited. */
  | {readonly at: string}
  | {
      readonly directory: string;
      readonly memo: DirectoryMemo;
      /** Directory to watch instead, below the root. */ readonly watch?: string;
    }
  | {readonly check: string; readonly kind: PathKind; readonly watch?: string; readonly key?: string | null}
  | {readonly attributes: Readonly<Record<string, string>>}
  | {readonly looked: LookedAt; /** Below the root, links resolved. */ readonly places?: readonly string[]}
  /** By its number in the request. */
  | {readonly list: number; readonly read: ListRead}
  /** In the order of the places, null for one that is gone. */
  | {readonly times: readonly (string | null)[]}
  | {readonly end: true};

export type LookedAt =
  | {
      readonly status: 'state';
      readonly kind: 'file' | 'directory' | 'other';
      /** Bytes. */
      readonly size: number;
      readonly readable: boolean;
      readonly executable: boolean;
    }
  | {readonly status: 'list'; readonly entries: readonly DirectoryEntry[]; readonly truncated: boolean}
  | {readonly status: 'text'; readonly text: string; readonly truncated: boolean}
  | {readonly status: 'real'; readonly real: string}
  /** First bytes of a regular file, in base 64. */
  | {readonly status: 'start'; readonly bytes: string}
  | {readonly status: 'members'; readonly names: readonly string[]; readonly whole: boolean}
  | ({readonly status: 'image'} & ImageLook)
  | {readonly status: 'missing'}
  | {readonly status: 'failed'; readonly code: string};

/** What an image says of itself, read from its own files. */
export type ImageLook = {
  readonly kind: 'directory' | 'sif' | 'squashfs' | 'archive';
  /** Text of its os-release, or of its redhat-release where it is older than that; null when it has none. */
  readonly release: {readonly file: 'os-release' | 'redhat-release'; readonly text: string} | null;
  readonly libc: {readonly name: 'glibc' | 'musl'; readonly version: string | null} | null;
  readonly arch: string | null;
  /** Version of its busybox; null without one, empty when it does not tell. */
  readonly busybox: string | null;
  /** Why less is known than could be, one clause; null when all was read. */
  readonly unread: string | null;
};
