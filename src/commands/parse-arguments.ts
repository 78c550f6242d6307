import type {Command, Flag} from './flag.ts';
import type {PinnedChoice} from './pinned-choice.ts';
import {COMMANDS, commandNamed, flagsOf, PICKER_COMMAND} from './table.ts';
import {nearest} from '../system/nearest.ts';
import {UserError} from '../system/user-error.ts';

/** The command line taken apart, checked against the table; values are still texts. */
export type Invocation = {
  /** As it was typed. */
  readonly argv: readonly string[];
  /** Bare `hsf` is `PICKER_COMMAND`. */
  readonly command: Command;
  readonly positionals: readonly string[];
  /** Everything after `--`, exactly; null without `--`. */
  readonly rest: readonly string[] | null;
  /** Values by flag name; a switch has one empty text for each time it was given. */
  readonly given: ReadonlyMap<string, readonly string[]>;
  /** The choice of a profile, or of an earlier start, that the words stand for. */
  readonly pinned?: PinnedChoice;
  /** What was typed in front of the stack and its flags, for advice; absent where that is the command alone. */
  readonly asked?: {readonly words: readonly string[]; readonly given: Invocation['given']; readonly rest: Invocation['rest']};
};

/** Same arity wherever a name occurs, so that flags may stand before the command is known. The test holds it. */
const ALL_FLAGS: ReadonlyMap<string, Flag> = new Map(
  [PICKER_COMMAND, ...COMMANDS].flatMap(flagsOf).map(flag => [flag.name, flag]),
);
const BY_LETTER: ReadonlyMap<string, Flag> = new Map(
  [...ALL_FLAGS.values()].flatMap(flag => (flag.short === undefined ? [] : [[flag.short, flag] as const])),
);

/**
 * Parses what follows `hsf`. Flags may stand anywhere before `--`, as `--flag value` or `--flag=value`; letters may be joined.
 *
 * @throws UserError `usage` that names the nearest right word.
 */
export function parseArguments(argv: readonly string[]): Invocation {
  const words: string[] = [];
  const given = new Map<string, string[]>();
  let rest: readonly string[] | null = null;
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === '--') {
      rest = argv.slice(i + 1);
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const flag = knownFlag(equals < 0 ? word.slice(2) : word.slice(2, equals), words);
      if (flag.value === null && flag.values === undefined) {
        if (equals >= 0) throw usage(`--${flag.name} takes no value.`, `Write --${flag.name} alone.`);
        add(given, flag, '');
      } else if (equals >= 0) add(given, flag, word.slice(equals + 1));
      else add(given, flag, valueAfter(flag, argv, i++));
    } else if (word.startsWith('-') && word.length > 1) {
      for (const letter of word.slice(1)) add(given, knownLetter(letter, word, words), '');
    } else {
      words.push(word);
      refuseStrayCommand(words, argv, i);
    }
  }
  const command = commandOf(words, given);
  if (words[0] === 'help') given.set('help', ['']);
  checkFlags(command, given);
  return {argv, command, positionals: words.slice(1), rest, given};
}

/**
 * What can be told of a command line that may be wrong: whether its failure has to be JSON, and which command it is about.
 * Never throws.
 */
export function glance(argv: readonly string[]): {readonly json: boolean; readonly command: string} {
  let json = false;
  let command = '';
  for (let i = 0; i < argv.length && argv[i] !== '--'; i++) {
    const word = argv[i]!;
    const flag = word.startsWith('--') ? ALL_FLAGS.get(word.slice(2)) : undefined;
    if (flag?.name === 'json') json = true;
    else if (flag !== undefined && flag.value !== null) i++;
    else if (command === '' && !word.startsWith('-')) command = word;
  }
  return {json, command};
}

function commandOf(words: readonly string[], given: ReadonlyMap<string, readonly string[]>): Command {
  const name = words[0];
  if (name === undefined) return PICKER_COMMAND;
  const command = commandNamed(name);
  if (command !== undefined) return command;
  if (name === 'help') return commandNamed(words[1] ?? '') ?? PICKER_COMMAND;
  const near = likely(
    name,
    COMMANDS.map(entry => entry.name),
  );
  if (near !== null) throw usage(`"${name}" is no command of hsf.`, `Did you mean "hsf ${near}"?`);
  // Whoever types a stack where a command belongs wants to start it.
  const advice =
    /[@/]|\d/.test(name) && given.size === 0 ? `To start a shell in it: hsf shell ${name}` : 'Run "hsf --help" for the commands.';
  throw usage(`"${name}" is no command of hsf.`, advice);
}

/** `hsf run STACK ls -l` would lose `-l` to us: the command has to come after `--`. */
function refuseStrayCommand(words: readonly string[], argv: readonly string[], at: number): void {
  const command = words.length < 3 ? undefined : commandNamed(words[0]!);
  if (command?.rest == null) return;
  const line = [...words.slice(2), ...argv.slice(at + 1).filter(word => word !== '--')].join(' ');
  throw usage(`A command has to come after "--".`, `hsf ${command.name} ${words[1]} -- ${line}`);
}

function checkFlags(command: Command, given: ReadonlyMap<string, readonly string[]>): void {
  const flags = flagsOf(command);
  for (const [name, values] of given) {
    const flag = flags.find(entry => entry.name === name);
    if (flag === undefined) throw notForCommand(command, name);
    if (values.length > 1 && flag.repeat !== true && flag.value !== null)
      throw usage(`--${name} was given ${values.length} times.`, 'Give it once.');
    const wrong = flag.values === undefined ? undefined : values.find(value => !flag.values!.includes(value));
    if (wrong !== undefined) {
      throw new UserError('usage', `--${name} has no value "${wrong}".`, `Values are ${flag.values!.join(', ')}.`, {
        choices: {[name]: flag.values!},
      });
    }
  }
}

function notForCommand(command: Command, name: string): UserError {
  const where = COMMANDS.filter(entry => flagsOf(entry).some(flag => flag.name === name)).map(entry => entry.name);
  const called = command.name === '' ? 'hsf without a command' : `hsf ${command.name}`;
  return usage(`"${called}" has no flag --${name}.`, `It belongs to ${where.map(entry => `hsf ${entry}`).join(', ')}.`);
}

function knownFlag(name: string, words: readonly string[]): Flag {
  const flag = ALL_FLAGS.get(name);
  if (flag !== undefined) return flag;
  const command = commandNamed(words[0] ?? '');
  const near = likely(name, command === undefined ? [...ALL_FLAGS.keys()] : flagsOf(command).map(entry => entry.name));
  throw usage(`There is no flag --${name}.`, near === null ? helpAdvice(words) : `Did you mean --${near}?`);
}

function knownLetter(letter: string, word: string, words: readonly string[]): Flag {
  const flag = BY_LETTER.get(letter);
  if (flag === undefined)
    throw usage(`There is no flag -${letter}${word.length > 2 ? ` (in "${word}")` : ''}.`, helpAdvice(words));
  return flag;
}

function helpAdvice(words: readonly string[]): string {
  const command = commandNamed(words[0] ?? '');
  return `Run "hsf ${command === undefined ? '' : `${command.name} `}--help" for the flags.`;
}

function valueAfter(flag: Flag, argv: readonly string[], at: number): string {
  const value = argv[at + 1];
  // A flag or "--" right after is a forgotten value far more often than a value; `--flag=-x` is there for the rest.
  if (value === undefined || (value.startsWith('-') && value !== '-')) {
    throw usage(`--${flag.name} needs a value.`, `Write --${flag.name} ${flag.values?.join('|') ?? flag.value}.`);
  }
  return value;
}

function add(given: Map<string, string[]>, flag: Flag, value: string): void {
  const values = given.get(flag.name);
  if (values === undefined) given.set(flag.name, [value]);
  else values.push(value);
}

/** The word that was begun or mistyped; null when none is near. */
function likely(typed: string, words: readonly string[]): string | null {
  return nearest(typed, words, 1)[0] ?? null;
}

function usage(message: string, advice: string): UserError {
  return new UserError('usage', message, advice);
}
