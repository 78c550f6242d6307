import type {RootEntry} from '../engines/engine.ts';
import type {PathState} from '../system/host-files.ts';

/**
 * Looks at files for plans, CVMFS and the machine alike. Paths below `/cvmfs` are as the user knows them, also when another root
 * was given. Whoever makes one sees to it that a look which may hang is made by a helper process with a deadline.
 */
export type TreeReader = {
  /** What is at each path, links followed. */
  readonly states: (paths: readonly string[]) => Promise<ReadonlyMap<string, PathState>>;
  /** Entries of a directory, null when there is none; throws `repository-not-answering`. */
  readonly list: (path: string) => Promise<readonly RootEntry[] | null>;
  /** A small text file, null when there is none; throws `repository-not-answering`. */
  readonly text: (path: string) => Promise<string | null>;
  /** The path with all links resolved, null when it does not exist; throws `repository-not-answering`. */
  readonly real: (path: string) => Promise<string | null>;
  /** Whether two spellings name one directory of the machine. */
  readonly same: (one: string, other: string) => Promise<boolean>;
};
