import type {Command, Letters} from '../state/picker-state.ts';
import {BINDINGS} from './bindings.ts';
import type {Binding} from './bindings.ts';
import {isKeyName, isLetter, keyName} from './key-names.ts';

/** What keys mean, and what characters mean where they are commands. */
export type KeyTable = {readonly keys: ReadonlyMap<string, Command>; readonly letters: ReadonlyMap<string, Command>};

/** A wish that means nothing: the command it is about, and the end of a sentence that begins with it. */
export type KeyProblem = {readonly command: string; readonly words: string};

/** Without these somebody would be caught in the picker, wherever letters go. */
const NEEDED: ReadonlySet<Command> = new Set<Command>(['forward', 'back', 'leave', 'up', 'down']);

/** What somebody wishes for a command; null where the built-in ones stay. */
type Wish = {readonly keys: readonly string[] | null; readonly letters: readonly string[] | null};

/**
 * Keys to commands, with a user's keys in place of ours: words such as `ctrl-y`, and single characters, which hold where letters are
 * commands. Who names keys only keeps our letters, and the other way round. What a problem is about is left as built in.
 *
 * @param wishes keys by command, as the setting `keys` has them
 */
export function keyTable(wishes: Readonly<Record<string, readonly string[]>>): {
  readonly bindings: readonly Binding[];
  readonly table: KeyTable;
  readonly problems: readonly KeyProblem[];
} {
  const problems: KeyProblem[] = [];
  const owners = new Map<string, Command>([['ctrl-c', 'leave']]);
  const wished = new Map<Command, Wish>();
  for (const [name, words] of Object.entries(wishes)) {
    const command = BINDINGS.find(binding => binding.command === name)?.command;
    const problem = command === undefined ? 'is no command; the commands are in the help (?)' : problemOf(command, words, owners);
    if (command === undefined || problem !== null) problems.push({command: name, words: problem ?? ''});
    else {
      wished.set(command, wishOf(words));
      for (const word of words) owners.set(word, command);
    }
  }
  // A key that a user gave to another command is taken from the one that had it.
  const own = (command: Command, keys: readonly string[]) => keys.filter(key => (owners.get(key) ?? command) === command);
  const bindings = BINDINGS.map(binding => {
    const wish = wished.get(binding.command);
    const keys = wish?.keys ?? own(binding.command, binding.keys);
    return {...binding, keys, letters: wish?.letters ?? own(binding.command, binding.letters)};
  });
  const caught = bindings.find(({command, keys}) => NEEDED.has(command) && keys.length === 0);
  if (caught === undefined) return {bindings, table: tableOf(bindings), problems};
  problems.push({command: caught.command, words: 'would have no key left, so all commands have their usual ones'});
  return {bindings: BINDINGS, table: tableOf(BINDINGS), problems};
}

/** The end of a sentence about what is wrong with the keys for a command; null where all is well. */
function problemOf(command: Command, words: readonly string[], owners: ReadonlyMap<string, Command>): string | null {
  if (words.length === 0 && NEEDED.has(command)) return 'has to keep a key';
  for (const word of words) {
    if (!isKeyName(word)) return `has no key called "${word}"; keys are called ctrl-y, alt-shift-g, page-down, f5, or y`;
    const owner = owners.get(word);
    if (owner !== undefined && owner !== command)
      return word === 'ctrl-c' ? 'cannot have Ctrl-C, which always leaves' : `cannot have ${keyName(word)}, which ${owner} has`;
  }
  return null;
}

function wishOf(words: readonly string[]): Wish {
  const keys = [...new Set(words)].filter(word => !isLetter(word));
  const letters = [...new Set(words)].filter(isLetter);
  const isNone = words.length === 0;
  return {keys: isNone || keys.length > 0 ? keys : null, letters: isNone || letters.length > 0 ? letters : null};
}

function tableOf(bindings: readonly Binding[]): KeyTable {
  const commands = (keysOf: (binding: Binding) => readonly string[]) =>
    new Map(bindings.flatMap(binding => keysOf(binding).map(key => [key, binding.command] as const)));
  // Without a way out the terminal would be lost.
  return {keys: commands(({keys}) => keys).set('ctrl-c', 'leave'), letters: commands(({letters}) => letters)};
}

/** The key to name for a command in hints and help, as people write it; null when it has none. */
export function keyWords(bindings: readonly Binding[], command: Command, letters: Letters = 'filter'): string | null {
  const binding = bindings.find(one => one.command === command);
  const key = letters === 'commands' ? (binding?.letters[0] ?? binding?.keys[0]) : (binding?.keys[0] ?? binding?.letters[0]);
  return key === undefined ? null : keyName(key);
}
