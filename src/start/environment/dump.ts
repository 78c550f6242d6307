import type {ShellVariable} from './difference.ts';

/** What a bash knew at one moment. */
export type ShellState = {
  /** Exported variables. */
  readonly exported: ReadonlyMap<string, string>;
  readonly shellVariables: ReadonlyMap<string, ShellVariable>;
  /** Name → definition. */
  readonly functions: ReadonlyMap<string, string>;
  readonly exportedFunctions: ReadonlySet<string>;
  readonly aliases: ReadonlyMap<string, string>;
  /** Words that follow `complete`, by these words in JSON. */
  readonly completions: ReadonlyMap<string, readonly string[]>;
  /** Options of `shopt`. */
  readonly options: ReadonlyMap<string, boolean>;
  /** What no difference can hold, by what it is called in a sentence: traps, limits, open descriptors. */
  readonly rest: ReadonlyMap<string, string>;
  /** Names of what is not valid UTF-8. */
  readonly broken: readonly string[];
};

export type Dump = {
  readonly before: ShellState;
  readonly after: ShellState;
  /** Variables whose name says secret, and that the set-up changed: their values are not in a dump. */
  readonly secrets: readonly string[];
};

export type ParsedDump = {readonly status: 'ok'; readonly dump: Dump} | {readonly status: 'damaged'; readonly reason: string};

/** Reads what the fragments wrote. Any bytes may come: it never throws. */
export declare function parseDump(bytes: Uint8Array): ParsedDump;

/**
 * bash: writes the state before the set-up, at the top level of the script and in the shell itself (no subshell: it remembers
 * something). `redirection` is where to: `>&3`, `>>"$__hsf_note"`. Leaves only names that begin with `__hsf`; says nothing, and goes
 * on, when it cannot write. `''` as a file is up to the caller: `[ -z "$__hsf_note" ] || …` around the text.
 */
export declare function dumpBefore(redirection: string): string;

/** The same after the set-up, with the mark of the end. */
export declare function dumpAfter(redirection: string): string;
