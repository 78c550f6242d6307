import type {Command} from './flag.ts';
import {ASKED_STACK, DRY_RUN_FLAG, JSON_FLAG} from './flags.ts';

/** Commands that come back to what was used before. */
export const RETURN_COMMANDS: readonly Command[] = [
  {
    name: 'last',
    summary: 'start again what was started last',
    details: 'Starts a shell in the stack that was started last, with the same choices.',
    positionals: [],
    rest: null,
    flags: [DRY_RUN_FLAG, JSON_FLAG],
    examples: [],
  },
  {
    name: 'history',
    summary: 'what was started, most used first',
    details: 'Lists what was started, by how often and how recently, each with a line that starts it again.',
    positionals: [{name: 'QUERY', meaning: 'words that all have to occur in the address', optional: true, many: true}],
    rest: null,
    flags: [JSON_FLAG],
    examples: [],
  },
  {
    name: 'favourite',
    summary: 'mark stacks that come first',
    details: 'Marks a stack, or takes the mark away; without a word it lists the marked ones.',
    positionals: [ASKED_STACK],
    rest: null,
    words: [
      {name: 'add', meaning: 'mark STACK'},
      {name: 'remove', meaning: 'take the mark away'},
      {name: 'list', meaning: 'all that are marked (also without a word)'},
    ],
    flags: [JSON_FLAG],
    examples: [],
  },
  {
    name: 'profile',
    summary: 'names for choices, with a rule for updates',
    details:
      'A profile is a name for a stack with its choices; it can be used wherever a STACK is asked for. Its rule says what happens when the stack is updated: exact, series (the newest of the same series) or latest.',
    positionals: [{name: 'NAME', meaning: 'name of the profile', optional: true}, {...ASKED_STACK}],
    rest: null,
    words: [
      {name: 'save', meaning: 'keep STACK and its choices under NAME'},
      {name: 'list', meaning: 'all profiles (also without a word)'},
      {name: 'show', meaning: 'what a profile means now'},
      {name: 'remove', meaning: 'forget NAME'},
    ],
    flags: [JSON_FLAG],
    examples: [],
  },
];
