/** What a shell offers in the place of a value. Absent: it follows from how the value is called in help (`completion-kinds.ts`). */
export type Completes =
  | 'nothing'
  | 'file'
  | 'directory'
  | 'variable'
  | 'stack'
  | 'family'
  | 'package'
  | 'profile'
  | 'favourite'
  | 'setting'
  | 'setting-value'
  | 'theme'
  | 'platform'
  | 'arch'
  | 'os'
  | 'compiler'
  | 'build'
  | {readonly words: readonly string[]; /** Besides the words. */ readonly or?: 'file' | 'directory'};

/** One option of the command line, as the parser, the help, the completion and the manual page all know it. */
export type Flag = {
  /** Without dashes. */
  readonly name: string;
  /** One letter without dash. */
  readonly short?: string;
  /** What stands for the value in help: `DIR`; null for a switch. */
  readonly value: string | null;
  /** The only values it takes. */
  readonly values?: readonly string[];
  readonly completes?: Completes;
  /** Whether it may be given more than once. */
  readonly repeat?: boolean;
  readonly meaning: string;
  /** Environment twin; null where a variable would surprise (filters, help). */
  readonly twin: string | null;
  /** Between parts of hsf: no help and no completion tells of it. */
  readonly hidden?: boolean;
  /** Name of the setting that this flag overrides, where there is one. */
  readonly setting?: string;
};

export type Positional = {
  readonly name: string;
  readonly meaning: string;
  readonly optional: boolean;
  /** Whether more words may follow. */
  readonly many?: boolean;
  readonly completes?: Completes;
};

export type Word = {
  readonly name: string;
  readonly meaning: string;
  /** Of what follows this very word, where that differs from the rule of the command's first positional. */
  readonly completes?: Completes;
};

export type Command = {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Two or three sentences for its own help. */
  readonly details: string;
  readonly positionals: readonly Positional[];
  /** What `--` begins: a command line to start, or nothing that this command knows. */
  readonly rest: {readonly meaning: string; readonly optional: boolean} | null;
  readonly flags: readonly Flag[];
  /** Subcommands that are plain words: `config get`. */
  readonly words?: readonly Word[];
  /** Ready lines with what each does. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
};

/** The environment twin by the house rule: `--no-input` is `HSF_NO_INPUT`. */
export function twinOf(name: string): string {
  return `HSF_${name.toUpperCase().replaceAll('-', '_')}`;
}

/** How a flag is written in help: `-q, --quiet`, `--cvmfs DIR`. */
export function spelling(flag: Flag): string {
  const value = flag.values === undefined ? flag.value : flag.values.join('|');
  return `${flag.short === undefined ? '' : `-${flag.short}, `}--${flag.name}${value === null ? '' : ` ${value}`}`;
}
