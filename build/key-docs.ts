import type {Binding} from '../src/tui/keys/bindings.ts';
import {keyName} from '../src/tui/keys/key-names.ts';

const TITLES: Readonly<Record<Binding['group'], string>> = {
  Choose: 'Choosing',
  Move: 'Moving',
  Filter: 'Searching and filtering',
  More: 'Everything else',
};

/** `docs/keys.md`: every command of the picker with its keys, from the table that the keys themselves come from. */
export function keyDocs(bindings: readonly Binding[]): string {
  return `${[
    '# The keys of the picker',
    '',
    'This page is made by `npm run docs` from the table in `src/tui/keys/bindings.ts`. In the picker `?` shows the same table, and Ctrl-K',
    'a list of all commands to search and choose from, with what is possible where you are.',
    '',
    '**Where letters go.** In the first two questions letters search, so commands are on Ctrl (the habits of Emacs and fzf) and Alt. In the',
    'last question, in help, details and the like letters are commands (the habits of vi, lazygit and k9s). Tab goes from one to the other',
    'and the last line says which it is; `/` begins a search. `:` and `?` are commands also where letters search, as long as nothing has',
    'been typed. `hsf config set letters commands` makes letters commands everywhere.',
    '',
    ...Object.entries(TITLES).flatMap(([group, title]) =>
      section(
        title,
        bindings.filter(binding => binding.group === group),
      ),
    ),
    '## Other keys',
    '',
    'The setting `keys` gives a command other keys: its name from the tables, and the keys as they are written in them, small: `ctrl-y`,',
    '`alt-shift-g`, `page-down`, `f5`. A single character holds where letters are commands. A key that another command had is taken from it.',
    '',
    '```json',
    '{"keys": {"copy": "ctrl-y f6 Y", "page-down": "page-down ctrl-n"}}',
    '```',
    '',
    'What means nothing is said with file and line when the picker opens, and that command keeps its usual keys. Ctrl-C always leaves.',
  ].join('\n')}\n`;
}

function section(title: string, bindings: readonly Binding[]): readonly string[] {
  return [
    `## ${title}`,
    '',
    '| does | keys | where letters are commands | command |',
    '|---|---|---|---|',
    ...bindings.map(({command, keys, letters, words}) => `| ${words} | ${shown(keys)} | ${shown(letters)} | \`${command}\` |`),
    '',
  ];
}

function shown(keys: readonly string[]): string {
  return [...new Set(keys.map(keyName))].map(key => (key === 'wheel' ? 'wheel' : `\`${key}\``)).join(' ');
}
