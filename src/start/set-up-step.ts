import {printable} from '../system/printable.ts';
import {maskArguments} from './mask-secrets.ts';
import {quoteReadably} from './shell-words.ts';

/** One thing that bash does before the command, in the shell itself (`steps-script.ts`). */
export type SetUpStep = {
  /**
   * `source`: a file and its arguments. `evaluate`: a command whose output is shell code. `call`: a command, function or alias.
   * `prepend`: a variable, and the paths to put in front.
   */
  readonly kind: 'source' | 'evaluate' | 'call' | 'prepend';
  /** Data: no shell expands anything in them. */
  readonly words: readonly [string, ...string[]];
  /** Where it runs; null: in the directory of the start, to which the shell comes back in any case. */
  readonly directory: string | null;
  /** Whether its status counts for nothing, as that of the profile of any login shell. */
  readonly lenient: boolean;
  /** What it is called where its words are not what its author wrote: `the hook "kinit"`. Not yet printable. */
  readonly called?: string;
};

/** The steps as arguments of our scripts. */
export function stepArguments(steps: readonly SetUpStep[]): readonly string[] {
  return steps.flatMap(step => {
    const {kind, words, directory, lenient} = step;
    // The script hands it to bash as the name of a variable, which may hold code of its own: `a[$(…)]`.
    if (kind === 'prepend' && !/^[A-Za-z_]\w*$/.test(words[0])) throw new Error(`${words[0]} is no name of a variable`);
    return [lenient ? `${kind}?` : kind, nameOfStep(step), directory ?? '', String(words.length), ...words];
  });
}

/** What a step is called in a sentence; printable, secrets masked. */
export function nameOfStep({kind, words, directory, called}: SetUpStep): string {
  if (called !== undefined) return printable(called);
  const place = directory === null ? '' : ` in ${printable(directory)}`;
  if (kind === 'source') return `the set-up script ${printable(words[0])}${place}`;
  return `the set-up step "${printable(maskArguments(words).map(quoteReadably).join(' '))}"${place}`;
}

/** What a whole set-up is called in a sentence. */
export function nameOfSetUp(steps: readonly SetUpStep[]): string {
  const [first, ...more] = steps;
  if (first === undefined) return 'the set-up';
  return more.length === 0 ? nameOfStep(first) : `${nameOfStep(first)} and its steps`;
}

/** A step as a line for people: `call module load StdEnv/2023`. Not yet printable, secrets not masked. */
export function stepAsLine({kind, words, directory, called}: SetUpStep): string {
  if (called !== undefined) return called;
  const place = directory === null ? '' : ` (in ${directory})`;
  const [first, ...rest] = words;
  switch (kind) {
    case 'prepend':
      return `put in front of ${first}: ${rest.join(':')}`;
    case 'evaluate':
      return `evaluate what this prints: ${words.map(quoteReadably).join(' ')}${place}`;
    case 'call':
      return `call ${words.map(quoteReadably).join(' ')}${place}`;
    default:
      return `source ${words.map(quoteReadably).join(' ')}${place}`;
  }
}
