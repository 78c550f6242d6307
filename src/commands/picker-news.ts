import type {Repository} from '../find/found.ts';
import type {Environment} from '../system/world.ts';

/** What a finder is asked, in one line on its input; it ends when its input does. */
export type FinderRequest = {
  readonly argv: readonly string[];
  /** Of the picker: a helper gets none of its own. */
  readonly env: Environment;
  /** Null when it is gone. */
  readonly cwd: string | null;
  /** First line of the memory that the picker has drawn from; null where it has none. */
  readonly known: string | null;
  /** Repositories to read anew; null: all of them. */
  readonly again: readonly string[] | null;
};

/** What a finder tells, a line of JSON each. */
export type FinderNews =
  | {readonly kind: 'repositories'; readonly repositories: readonly Repository[]; readonly reading: readonly string[]}
  /** The memory with a table, in a file or as it is (base64) where there is no cache. */
  | {
      readonly kind: 'table';
      readonly file: string | null;
      readonly bytes: string | null;
      readonly request: string;
      readonly reading: readonly string[];
    }
  /** All is found; sentences for stderr, once the picker is closed. */
  | {readonly kind: 'end'; readonly notes: readonly string[]}
  /** A bug, or what the settings say by now. */
  | {readonly kind: 'failed'; readonly message: string};

/** Build of a program that runs from sources: what it packs is read by nobody else. */
export const NO_BUILD = 'sources';

export function newsOf(line: string): FinderNews | null {
  try {
    return JSON.parse(line) as FinderNews;
  } catch {
    return null; // half a line of one that was killed
  }
}
