import type {Command} from '../state/picker-state.ts';

/** What a line means. */
export type Answer =
  | {readonly kind: 'number'; readonly number: number}
  | {readonly kind: 'words'; readonly text: string}
  | {readonly kind: 'command'; readonly command: Command}
  | {readonly kind: Word};

/** What only numbered questions need words for. */
type Word = 'default' | 'more' | 'why' | 'list' | 'again';

type Spelled = {readonly names: readonly string[]; readonly means: Word | Command; readonly words: string};

/** What means the same in every list; other words are searched for in a list of packages or of actions. */
const EVERYWHERE: ReadonlySet<Word | Command> = new Set<Word | Command>(['more', 'again', 'back', 'leave', 'help']);

/**
 * The words that are no search, in the order in which help says them. Whatever else the picker can do is in the list of all actions.
 * A line that begins with a slash is always a search, whatever its words are.
 */
export const SPELLED: readonly Spelled[] = [
  {names: ['m', 'more'], means: 'more', words: 'the next answers of a long list, or the rest of a long text'},
  {names: ['again'], means: 'again', words: 'read the question again'},
  {names: ['b', 'back'], means: 'back', words: 'clear the search, go back, leave'},
  {names: ['q', 'quit'], means: 'leave', words: 'leave without choosing'},
  {names: ['s', 'start'], means: 'start-now', words: 'start the answer in brackets at once, best platform and way'},
  {names: ['w', 'why'], means: 'why', words: 'why the answer in brackets runs here, or does not'},
  {names: ['i', 'details'], means: 'details', words: 'all about the answer in brackets'},
  {names: ['p', 'print'], means: 'print', words: 'leave and print the command instead of running it'},
  {names: ['y', 'copy'], means: 'copy', words: 'say the command, and stay'},
  {names: ['e', 'environment'], means: 'environment', words: 'what the start changes in the environment'},
  {names: ['mounts'], means: 'mounts', words: 'the mounts, with their reasons'},
  {names: ['packages'], means: 'packages', words: 'the packages of it'},
  {names: ['d', 'difference'], means: 'difference', words: 'what is different in another stack'},
  {names: ['f', 'favourite', 'favorite'], means: 'favourite', words: 'make it a favourite, or no longer'},
  {names: ['pin'], means: 'pin', words: 'make it the default of this directory'},
  {names: ['documentation', 'docs'], means: 'documentation', words: 'open its documentation'},
  {names: ['l', 'list'], means: 'list', words: 'platforms: all as one list, or asked one thing after the other'},
  {names: ['runs'], means: 'only-runs', words: 'only what runs here, or all again'},
  {names: ['family'], means: 'only-family', words: 'only one family'},
  {names: ['experiment'], means: 'only-experiment', words: 'only what one experiment uses'},
  {names: ['compiler'], means: 'only-compiler', words: 'only one compiler'},
  {names: ['everything'], means: 'all-filters-off', words: 'take all of these limits away'},
  {names: ['all'], means: 'show-all', words: 'show what can never run on this machine, too, or not'},
  {names: ['repositories'], means: 'repositories', words: 'the repositories, with their states'},
  {names: ['refresh'], means: 'refresh', words: 'read repositories anew'},
  {names: ['themes'], means: 'themes', words: 'choose the theme of the drawn picker'},
  {names: [':', 'actions'], means: 'palette', words: 'all actions, to choose from by number'},
  {names: ['?', 'h', 'help'], means: 'help', words: 'these words'},
];

const COMMANDS: ReadonlyMap<string, Word | Command> = new Map(
  SPELLED.flatMap(({names, means}) => names.map(name => [name, means] as const)),
);

const WORDS: ReadonlySet<string> = new Set<Word>(['default', 'more', 'why', 'list', 'again']);

export function parseAnswer(line: string, isList = false): Answer {
  const text = line.trim();
  if (text === '') return {kind: 'default'};
  if (text.startsWith('/')) return {kind: 'words', text: text.slice(1).trim()};
  const means = COMMANDS.get(text.toLowerCase());
  if (means !== undefined && (!isList || EVERYWHERE.has(means)))
    return isWord(means) ? {kind: means} : {kind: 'command', command: means};
  return /^\d{1,6}$/.test(text) ? {kind: 'number', number: Number(text)} : {kind: 'words', text};
}

function isWord(means: Word | Command): means is Word {
  return WORDS.has(means);
}

/** One line for each word, for somebody who asks for help. */
export function helpLines(): readonly string[] {
  return [
    'Answer with a number, with Enter for the one in brackets, or with words to search.',
    ...SPELLED.map(({names, words}) => `${names.join(' or ')}: ${words}.`),
    'A line that begins with / is always searched for. Ctrl-C leaves at once.',
  ];
}
