/** What entering a stack changes in a shell, as data. */
export type EnvironmentDifference = {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
  /** bash functions that the set-up defined: name → definition as bash prints it. */
  readonly functions: Readonly<Record<string, string>>;
  /** Those of them that bash hands to its children: name → value of `BASH_FUNC_name%%`. */
  readonly exportedFunctions: Readonly<Record<string, string>>;
  /** bash aliases that the set-up defined: name → text. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Completions of bash, each as the words that follow `complete`. */
  readonly completions: readonly (readonly string[])[];
  /** Variables of bash that are not exported: functions and completions of the stack may read them. */
  readonly shellVariables: readonly ShellVariable[];
  /** Options of `shopt` that the set-up changed: name → whether it is on. */
  readonly options: Readonly<Record<string, boolean>>;
};

export type ShellVariable = {
  readonly name: string;
  /** Letters as `declare` takes them, in the order of bash: `aA` for kinds of arrays, `i`, `l`, `n`, `r`, `t`, `u`. */
  readonly attributes: string;
  /** The value, null for one that is declared and nothing else; of an array its keys and values. */
  readonly value: string | null | readonly (readonly [key: string, value: string])[];
};

export const NO_DIFFERENCE: EnvironmentDifference = {
  set: {},
  unset: [],
  functions: {},
  exportedFunctions: {},
  aliases: {},
  completions: [],
  shellVariables: [],
  options: {},
};

/** Name of a variable that every shell can hold. */
export const VARIABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The environment of a program that a shell starts after the change; `env` is the one before it. */
export function environmentAfter(change: EnvironmentDifference, env: Readonly<Record<string, string>>): Record<string, string> {
  const after: Record<string, string> = {...env};
  for (const name of change.unset) delete after[name];
  const functions = Object.entries(change.exportedFunctions).map(([name, value]) => [`BASH_FUNC_${name}%%`, value]);
  return {...after, ...change.set, ...Object.fromEntries(functions)};
}
