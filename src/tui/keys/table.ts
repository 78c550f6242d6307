import type {Command} from '../state/picker-state.ts';

/** A command with its keys and the words for it; help, hints and settings all come from this table. */
export type Binding = {
  readonly command: Command;
  readonly keys: readonly string[];
  readonly words: string;
  readonly group: 'Choose' | 'Move' | 'Filter' | 'More';
};

/**
 * Letters always go to the filter, so commands sit on keys that are no letters. `ctrl-j` is the same byte as the line feed that
 * counts as Enter (RUNTIME.md 4), hence Alt for vi's habits.
 */
export const BINDINGS: readonly Binding[] = [
  {command: 'forward', keys: ['enter', 'ctrl-f'], words: 'go on; at the last question: start', group: 'Choose'},
  {command: 'right', keys: ['right'], words: 'in the filter; at its end: go on', group: 'Choose'},
  {command: 'start-now', keys: ['alt-enter', 'ctrl-x'], words: 'start what is preselected at once', group: 'Choose'},
  {command: 'back', keys: ['escape', 'ctrl-g'], words: 'clear the filter, go back, leave', group: 'Choose'},
  {command: 'left', keys: ['left', 'ctrl-b'], words: 'in the filter; at its start: go back', group: 'Choose'},
  {command: 'leave', keys: ['ctrl-c', 'ctrl-d', 'ctrl-q'], words: 'leave without choosing', group: 'Choose'},
  {command: 'up', keys: ['up', 'ctrl-p', 'ctrl-k', 'alt-k', 'wheel-up'], words: 'one line up', group: 'Move'},
  {command: 'down', keys: ['down', 'ctrl-n', 'alt-j', 'wheel-down'], words: 'one line down', group: 'Move'},
  {command: 'page-up', keys: ['page-up', 'alt-v', 'alt-u'], words: 'one page up', group: 'Move'},
  {command: 'page-down', keys: ['page-down', 'ctrl-v', 'alt-d'], words: 'one page down', group: 'Move'},
  {command: 'first', keys: ['home', 'alt-g', 'alt-<'], words: 'first line', group: 'Move'},
  {command: 'last', keys: ['end', 'alt-shift-g', 'alt->'], words: 'last line', group: 'Move'},
  {command: 'text-start', keys: ['ctrl-a'], words: 'to the start of the filter', group: 'Filter'},
  {command: 'text-end', keys: ['ctrl-e'], words: 'to the end of the filter', group: 'Filter'},
  {command: 'delete-before', keys: ['backspace', 'ctrl-h'], words: 'delete the character before', group: 'Filter'},
  {command: 'delete-after', keys: ['delete'], words: 'delete the character after', group: 'Filter'},
  {command: 'delete-word', keys: ['ctrl-w', 'alt-backspace'], words: 'delete the word before', group: 'Filter'},
  {command: 'delete-to-start', keys: ['ctrl-u'], words: 'delete all before', group: 'Filter'},
  {command: 'take-suggestion', keys: ['ctrl-s'], words: 'take what "did you mean" offers', group: 'Filter'},
  {command: 'copy', keys: ['ctrl-y', 'alt-y'], words: 'copy the command', group: 'More'},
  {command: 'print', keys: ['ctrl-o', 'alt-p'], words: 'leave and print the command instead of running it', group: 'More'},
  {command: 'details', keys: ['tab', 'alt-i'], words: 'all details, and back', group: 'More'},
  {command: 'environment', keys: ['alt-e'], words: 'what the start changes in the environment', group: 'More'},
  {command: 'mounts', keys: ['alt-m'], words: 'the mounts with their reasons', group: 'More'},
  {command: 'show-all', keys: ['ctrl-t', 'alt-a'], words: 'show what can never run here, too', group: 'More'},
  {command: 'help', keys: ['?', 'f1'], words: 'these keys, and back', group: 'More'},
  {command: 'redraw', keys: ['ctrl-l'], words: 'draw the screen again', group: 'More'},
];

export type KeyTable = ReadonlyMap<string, Command>;

/** Keys to commands, with a user's keys in place of ours. Problems are sentences; what they are about is left as built in. */
export function keyTable(wishes: Readonly<Record<string, readonly string[]>>): {
  readonly bindings: readonly Binding[];
  readonly table: KeyTable;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  for (const name of Object.keys(wishes)) {
    if (!BINDINGS.some(binding => binding.command === name))
      problems.push(`keys.${name} is no command; the commands are in the help (?).`);
  }
  const wished = new Set(BINDINGS.flatMap(binding => wishes[binding.command] ?? []));
  const bindings = BINDINGS.map(binding => {
    const keys = wishes[binding.command];
    // A key that a user gave to another command is taken from the one that had it.
    return keys === undefined ? {...binding, keys: binding.keys.filter(key => !wished.has(key))} : {...binding, keys};
  });
  // Without a way out the terminal would be lost.
  const table = new Map<string, Command>(bindings.flatMap(binding => binding.keys.map(key => [key, binding.command] as const)));
  table.set('ctrl-c', 'leave');
  return {bindings, table, problems};
}

/** The key to name for a command in hints and help, as people write it; null when it has none. */
export function keyWords(bindings: readonly Binding[], command: Command): string | null {
  const key = bindings.find(binding => binding.command === command)?.keys[0];
  return key === undefined ? null : keyName(key);
}

const NAMES: Readonly<Record<string, string>> = {
  enter: 'Enter',
  escape: 'Esc',
  tab: 'Tab',
  up: 'Up',
  down: 'Down',
  left: 'Left',
  right: 'Right',
  home: 'Home',
  end: 'End',
  'page-up': 'PgUp',
  'page-down': 'PgDn',
  backspace: 'Backspace',
  delete: 'Del',
  'wheel-up': 'wheel',
  'wheel-down': 'wheel',
};

/** `ctrl-w` as `Ctrl-W`, `page-up` as `PgUp`. */
export function keyName(key: string): string {
  const match = /^((?:ctrl-|alt-|shift-)*)(.+)$/.exec(key);
  const [prefix = '', base = key] = match?.slice(1) ?? [];
  const modifiers = prefix.replace('ctrl-', 'Ctrl-').replace('alt-', 'Alt-').replace('shift-', 'Shift-');
  return modifiers + (NAMES[base] ?? (base.length > 1 ? base.toUpperCase() : modifiers === '' ? base : base.toUpperCase()));
}
