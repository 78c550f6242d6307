import type {Host} from '../choose/host.ts';
import type {Variant} from '../choose/stack.ts';
import type {StackTable} from '../choose/stack-table.ts';
import type {Package} from '../find/packages/package.ts';
import type {Repository} from '../find/found.ts';
import type {Plan} from '../start/plan.ts';
import type {Theme} from './theme.ts';

/** The three questions of the picker, in order (DESIGN.md 6). */
export type StepName = 'stack' | 'platform' | 'start';

/** What the user settled on; the flags of `hsf shell` say the same. */
export type Choice = {
  readonly variant: Variant;
  readonly container: 'auto' | 'always' | 'never';
  readonly engine: string | null;
  readonly image: string | null;
};

/** The words around a choice in a command line: `hsf --cvmfs DIR`, `run`, and what follows `--`. */
export type CommandWords = {
  readonly before: readonly string[];
  readonly verb: string;
  readonly rest: readonly string[] | null;
};

export const USUAL_COMMAND: CommandWords = {before: ['hsf'], verb: 'shell', rest: null};

/** A repository whose answer is awaited, and since when (milliseconds on the clock of `now`). */
export type Reading = {readonly fqrn: string; readonly since: number};

/** News while the picker is open; a field that is left out has not changed. */
export type PickerUpdate = {
  readonly table?: StackTable;
  readonly repositories?: readonly Repository[];
  readonly reading?: readonly Reading[];
};

export type PickerSettings = {
  /** Rows of the inline picker, a share of the terminal (`0.6`) or a number of rows (`20`). */
  readonly height: number;
  readonly fullScreen: boolean;
  /** No symbols outside ASCII; also right when the locale is not UTF-8. */
  readonly ascii: boolean;
  /** Bits of colour that the terminal shows: 1, 4, 8 or 24, as `stdout.getColorDepth()` tells. */
  readonly colourDepth: number;
  /** Wheel and click. */
  readonly mouse: boolean;
  /** Show what can never run on this kind of machine, too (`--runs any`). */
  readonly showAll: boolean;
  /** Keys by command, as in `hsf config`; see `keys/table.ts`. */
  readonly keys: Readonly<Record<string, readonly string[]>>;
  /** Where letters go in the first two questions when it opens. */
  readonly letters: 'filter' | 'commands';
  /** Whether anything may change on the screen by itself, such as seconds that are counted. */
  readonly motion: boolean;
  /** Whether Ctrl-Z stops the picker: not where the caller ignores that signal, since nobody would let it go on. */
  readonly mayStop: boolean;
};

export const DEFAULT_PICKER_SETTINGS: PickerSettings = {
  height: 0.6,
  fullScreen: false,
  ascii: false,
  colourDepth: 4,
  mouse: true,
  showAll: false,
  keys: {},
  letters: 'filter',
  motion: true,
  mayStop: true,
};

/** A change of one variable, of a list's front or back, or of what else a shell has. */
export type EnvironmentLine = {
  readonly name: string;
  readonly change: 'set' | 'in-front' | 'behind' | 'unset' | 'function' | 'alias';
  /** Masked where it is a secret. */
  readonly value: string;
};

/** A package that two stacks do not have in common, or not in the same version; null: it is not there. */
export type DifferenceLine = {readonly name: string; readonly before: string | null; readonly after: string | null};

export type AnswerValue =
  | {readonly kind: 'packages'; readonly packages: readonly Package[]}
  | {readonly kind: 'environment'; readonly lines: readonly EnvironmentLine[]; readonly from: 'stored' | 'rules'}
  | {readonly kind: 'difference'; readonly lines: readonly DifferenceLine[]};

/** Which variants of the table contain which packages, as package lists said that were read before. Names in small letters. */
export type PackageWords = {
  readonly table: StackTable;
  /** Whether a package is called so, or one whose name begins so. */
  readonly called: (name: string) => 'whole' | 'begins' | null;
  /**
   * For each position 1 where there is a package that is called so (or begins so, where none is), in a version that begins as this one;
   * null when no package is called so. The same column for the same words.
   */
  readonly withPackage: (name: string, version: string | null) => Uint8Array | null;
  /** Of these packages the one that a variant has, spelled as in its list. */
  readonly versionAt: (
    variant: number,
    name: string,
    version: string | null,
  ) => {readonly name: string; readonly version: string} | null;
  /** All names, small letters. */
  readonly names: readonly string[];
};

/** A theme to choose from; one with a mistake says so and cannot be chosen. */
export type ThemeEntry = {
  readonly name: string;
  readonly title: string;
  readonly origin: 'built-in' | 'user' | 'site';
  readonly theme: Theme | null;
  readonly problem: string | null;
};

/**
 * What the picker may ask of others while it is open. Each answer may take time, and a rejection is a sentence for the user. Sentences
 * that come back are said as they are.
 */
export type PickerPorts = {
  readonly packagesOf: (variant: Variant) => Promise<readonly Package[]>;
  /** Null where nothing about packages is remembered. */
  readonly packageWords: (table: StackTable) => Promise<PackageWords | null>;
  readonly environmentOf: (choice: Choice) => Promise<AnswerValue & {readonly kind: 'environment'}>;
  /** What is different in the packages of another stack's best variant. */
  readonly differenceOf: (one: Variant, other: Variant) => Promise<readonly DifferenceLine[]>;
  readonly keepFavourite: (stack: string, on: boolean) => Promise<string>;
  /** Makes it the default of the working directory. */
  readonly pinHere: (choice: Choice) => Promise<string>;
  readonly openDocumentation: (address: string) => Promise<string>;
  /** Reads one repository anew, or all; what comes of it comes as updates. */
  readonly refresh: (fqrn: string | null) => Promise<string>;
  readonly themes: () => Promise<readonly ThemeEntry[]>;
  readonly keepTheme: (name: string) => Promise<string>;
};

/** Everything the picker needs. It reads nothing else and starts nothing. */
export type PickerInput = {
  readonly table: StackTable;
  readonly repositories: readonly Repository[];
  /** Repositories that are being read while the picker opens. */
  readonly reading?: readonly Reading[];
  /** Calls the listener with news until the returned function is called. */
  readonly updates: (listener: (update: PickerUpdate) => void) => () => void;
  /** The plan of a choice, for the preview. A rejection is shown as the reason why the choice cannot start. */
  readonly planFor: (choice: Choice) => Promise<Plan>;
  /** Where nobody can be asked, the keys for it say so. */
  readonly ports?: PickerPorts;
  readonly host: Host;
  readonly settings: PickerSettings;
  readonly theme: Theme;
  readonly streams: {readonly stdin: NodeJS.ReadStream & {readonly fd?: number}; readonly stdout: NodeJS.WriteStream};
  /** Opens at a question about this stack (its address), with the filter already filled in. */
  readonly startAt?: {readonly stack: string; readonly question: StepName; readonly filter?: string};
  /** One short remark in the first line ("demo tree"). */
  readonly banner: string | null;
  /** Milliseconds, for "hung since" and the like. */
  readonly now: () => number;
  /** The command line that this one stands for, for the preview; `hsf shell` when left out. */
  readonly command?: CommandWords;
  /** Stack addresses, most favoured and most recent first. */
  readonly favourites?: readonly string[];
  readonly recents?: readonly string[];
};

/** Data only: the caller prints or starts (DESIGN.md 3.3). A cancelled picker is status 130. */
export type PickerResult =
  | {readonly status: 'start'; readonly choice: Choice; readonly copied?: string | null}
  | {readonly status: 'print'; readonly text: string}
  | {
      readonly status: 'cancelled';
      /** What was copied, to be printed as well, since no terminal says whether it took it. */
      readonly copied?: string | null;
      /** The words that come back to the question that was left; null at the first one. */
      readonly comeBack?: string | null;
    };
