/** One parser that is given anything. */
export type Target = {
  /** What `--parser` calls it. */
  readonly name: string;
  /** Exports that it stands for, `src/choose/address.ts parseAddress`; a house test holds that none is missing. */
  readonly covers: readonly string[];
  /** Inputs that mean something, to begin with. */
  readonly seeds: readonly (string | Uint8Array)[];
  /** Pieces of the language, which chance alone would not find. */
  readonly words?: readonly string[];
  /** What was slow once when its middle was said again and again. */
  readonly pumps?: readonly (readonly [before: string, again: string, behind: string])[];
  /** Longest input it has to take within the time of any other: what its callers read at most. */
  readonly longest?: number;
  /**
   * Hands the bytes to the parser and looks at what comes back; throws when the parser throws what it never says, or breaks a law.
   * What it calls must not depend on calls before.
   */
  readonly run: (bytes: Buffer) => void | Promise<void>;
};

/** An input over 64 kB has nothing new to tell. */
export const LONGEST_INPUT = 64 * 1024;

/** A law that did not hold. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export function holds(condition: boolean, law: string, ...values: readonly unknown[]): asserts condition {
  if (!condition) throw new Broken(`${law}: ${values.map(value => JSON.stringify(value)?.slice(0, 400)).join(', ')}`);
}

/** A parser of text. */
export function textTarget(target: Omit<Target, 'run'> & {readonly check: (text: string) => void | Promise<void>}): Target {
  const {check, ...rest} = target;
  return {...rest, run: bytes => check(bytes.toString('utf8'))};
}

/** Calls a parser that may refuse by throwing; null when it did. */
export function unlessRefused<T>(parse: () => T, isRefusal: (error: unknown) => boolean): T | null {
  try {
    return parse();
  } catch (error) {
    if (isRefusal(error)) return null;
    throw error;
  }
}

/** Pieces of a text between marks that no input is likely to hold otherwise. */
export function split(text: string, count: number): readonly string[] {
  const pieces = text.split('\u241f');
  return Array.from({length: count}, (_, index) => pieces[index] ?? '');
}

export const SEPARATOR = '\u241f';

const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

export function hasControl(text: string): boolean {
  return CONTROL.test(text);
}
