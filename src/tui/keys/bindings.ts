import type {Command} from '../state/picker-state.ts';

/** A command with its keys and the words for it; help, hints, the palette and settings all come from this table. */
export type Binding = {
  readonly command: Command;
  /** Keys that always mean it. */
  readonly keys: readonly string[];
  /** Characters that mean it where letters are commands; signs also where nothing has been typed. */
  readonly letters: readonly string[];
  readonly words: string;
  readonly group: 'Choose' | 'Move' | 'Filter' | 'More';
};

const bind = (group: Binding['group'], command: Command, keys: string, letters: string, words: string): Binding => ({
  command,
  keys: wordsOf(keys),
  letters: wordsOf(letters),
  words,
  group,
});

function wordsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

/**
 * Letters go to the filter or are commands, as Tab says. Where they go to the filter, commands sit on Ctrl (the habits of Emacs and fzf)
 * and Alt; where they are commands they are those of vi, lazygit and k9s. Alt with a letter always does what the letter does as a
 * command, so that one learns it once. `ctrl-j` is the same byte as the line feed that counts as Enter (RUNTIME.md 4), and Alt with a
 * digit belongs to the tabs of many terminals.
 */
export const BINDINGS: readonly Binding[] = [
  bind('Choose', 'forward', 'enter ctrl-f', '', 'go on; at the last question: start'),
  bind('Choose', 'right', 'right alt-l', 'l', 'to the next column or question'),
  bind('Choose', 'start-now', 'alt-enter ctrl-x alt-s', 's', 'start what is preselected at once'),
  bind('Choose', 'back', 'escape ctrl-g alt-q', 'q', 'clear the filter, go back, leave'),
  bind('Choose', 'left', 'left ctrl-b alt-h', 'h', 'to the column or question before'),
  bind('Choose', 'leave', 'ctrl-c ctrl-d ctrl-q alt-shift-q', 'Q', 'leave without choosing'),
  bind('Move', 'up', 'up ctrl-p alt-k wheel-up', 'k', 'one line up'),
  bind('Move', 'down', 'down ctrl-n alt-j wheel-down', 'j', 'one line down'),
  bind('Move', 'page-up', 'page-up alt-v alt-u alt-b', 'b', 'one page up'),
  bind('Move', 'page-down', 'page-down ctrl-v alt-space', 'space', 'one page down'),
  bind('Move', 'first', 'home alt-g alt-<', 'g <', 'first line'),
  bind('Move', 'last', 'end alt-shift-g alt->', 'G >', 'last line'),
  bind('Filter', 'letters', 'tab', '', 'letters are commands, or search again'),
  bind('Filter', 'to-filter', 'alt-/', '/', 'letters search'),
  bind('Filter', 'only-runs', 'alt-shift-h', 'H', 'only what starts here, natively or in a container'),
  bind('Filter', 'only-family', 'alt-shift-f', 'F', 'only one family'),
  bind('Filter', 'only-experiment', 'alt-shift-e', 'E', 'only what one experiment uses'),
  bind('Filter', 'only-compiler', 'alt-shift-c', 'C', 'only one compiler'),
  bind('Filter', 'all-filters-off', 'alt-shift-x', 'X', 'take these filters away'),
  bind('Filter', 'show-all', 'ctrl-t alt-a', 'a', 'show what can never run here, too'),
  bind('Filter', 'take-suggestion', 'ctrl-s', '', 'take what "did you mean" offers'),
  bind('Filter', 'text-start', 'ctrl-a', '', 'to the start of the filter'),
  bind('Filter', 'text-end', 'ctrl-e', '', 'to the end of the filter'),
  bind('Filter', 'delete-before', 'backspace ctrl-h', '', 'delete the character before'),
  bind('Filter', 'delete-after', 'delete', '', 'delete the character after'),
  bind('Filter', 'delete-word', 'ctrl-w alt-backspace', '', 'delete the word before'),
  bind('Filter', 'delete-to-start', 'ctrl-u', '', 'delete all before'),
  bind('Filter', 'delete-to-end', 'alt-shift-k', '', 'delete all behind'),
  bind('More', 'palette', 'ctrl-k alt-x alt-:', ':', 'all commands, to search and choose from'),
  bind('More', 'help', 'f1 alt-?', '?', 'these keys, and back'),
  bind('More', 'copy', 'ctrl-y alt-y', 'y', 'copy the command'),
  bind('More', 'print', 'ctrl-o alt-p', 'p', 'leave and print the command instead of running it'),
  bind('More', 'details', 'alt-i', 'i', 'all details, and back'),
  bind('More', 'packages', 'alt-c', 'c', 'the packages in it'),
  bind('More', 'environment', 'alt-e', 'e', 'what the start changes in the environment'),
  bind('More', 'mounts', 'alt-m', 'm', 'the mounts with their reasons'),
  bind('More', 'difference', 'alt-d', 'd', 'what is different in another stack'),
  bind('More', 'platform-view', 'alt-t', 't', 'platforms as columns or as one table'),
  bind('More', 'favourite', 'alt-f', 'f', 'a favourite, or no longer'),
  bind('More', 'pin', 'alt-.', '.', 'make it the default of this directory'),
  bind('More', 'documentation', 'alt-o', 'o', 'open the documentation'),
  bind('More', 'refresh', 'ctrl-r alt-r f5', 'r', 'read the repository anew'),
  bind('More', 'repositories', 'alt-shift-r', 'R', 'the repositories and their states'),
  bind('More', 'themes', 'alt-shift-t', 'T', 'try themes, and choose one'),
  bind('More', 'suspend', 'ctrl-z', '', 'stop it for now; "fg" comes back'),
  bind('More', 'redraw', 'ctrl-l', '', 'draw the screen again'),
];
