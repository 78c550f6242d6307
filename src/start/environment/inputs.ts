import type {Substituted} from './template.ts';

/** What the result of a set-up may depend on: variables that its shell had exported. Plain data; values stand there as fingerprints. */
export type Inputs = {
  /** Name → fingerprint of the value. What is not here was not there, or is harmless. */
  readonly variables: Readonly<Record<string, string>>;
  /** Those of HOME, USER… on which the result depends other than by their value standing in it: they are among the variables. */
  readonly kept: readonly Substituted[];
  /**
   * What start-up files of an interactive bash exported before the set-up: name → value. Such a record serves only starts of an
   * interactive bash; null for one made without any.
   */
  readonly startUp: Readonly<Record<string, string>> | null;
};

/** The inputs in an environment: that of the process which carries out the set-up (`processEnvironment` of the plan). */
export declare function inputsOf(env: Readonly<Record<string, string>>, kept?: readonly Substituted[]): Inputs;

/** The same in one word, for the name of a file: without HOME, USER, LOGNAME, TMPDIR and PWD. */
export declare function inputsKey(env: Readonly<Record<string, string>>): string;

/** The first variable that is another than it was, null when all are as they were. */
export declare function changedInput(inputs: Inputs, env: Readonly<Record<string, string>>): string | null;
