import type {Command} from './flag.ts';
import {ASKED_STACK, CHOICE_FLAGS, DRY_RUN_FLAG, JSON_FLAG, PICKER_FLAGS, START_FLAGS} from './flags.ts';

const HERE = {name: 'here', value: null, meaning: 'only what was started from this directory', twin: null};

/** Commands that come back to what was used before. */
export const RETURN_COMMANDS: readonly Command[] = [
  {
    name: 'last',
    summary: 'start again what was started last',
    details:
      'Starts a shell in what was started last, in whatever directory: the same variant, never another one, by the same choices. After "--" it runs a command there instead. The command of an earlier "hsf run" is not kept, since it may hold secrets.',
    positionals: [],
    rest: {meaning: 'program and arguments to run instead of a shell', optional: true},
    flags: [HERE, DRY_RUN_FLAG, JSON_FLAG, ...PICKER_FLAGS],
    examples: [
      ['hsf last', 'back to where you were'],
      ['hsf last --here', 'what was started last from this directory'],
      ['hsf last --dry-run', 'what would be started'],
    ],
  },
  {
    name: 'history',
    summary: 'what was started, most used first',
    details:
      'Lists what was started, by how often and how lately, each with the line that starts it again, and whether it is still there. Every start counts a point, one of "hsf run" a quarter, and points halve in 30 days.',
    positionals: [{name: 'QUERY', meaning: 'words that all have to occur in the line', optional: true, many: true}],
    rest: null,
    flags: [HERE, {name: 'all', value: null, meaning: 'all lines, not only the first thirty', twin: null}, JSON_FLAG],
    examples: [['hsf history el9', 'what was started for el9']],
  },
  {
    name: 'favourite',
    summary: 'mark stacks that come first in the picker',
    details: 'Marks a stack, or takes the mark away; without a word it lists the marked ones. The picker shows them first.',
    positionals: [ASKED_STACK],
    rest: null,
    words: [
      {name: 'add', meaning: 'mark STACK'},
      {name: 'remove', meaning: 'take the mark away', completes: 'favourite'},
      {name: 'list', meaning: 'all that are marked (also without a word)', completes: 'nothing'},
    ],
    flags: [JSON_FLAG],
    examples: [['hsf favourite add LCG_107', 'keep it on top']],
  },
  {
    name: 'profile',
    summary: 'names for choices, with a rule for updates',
    details:
      'A profile is a name for a stack with its choices; it can be used wherever a STACK is asked for. Its rule says what it means when the stack is updated: exact is this variant and no other, series the newest release of the same series (LCG_106b for LCG_106, 2023.06 stays), latest the newest that is recommended, both by the same wishes for the platform.',
    positionals: [{name: 'NAME', meaning: 'name of the profile', optional: true, completes: 'profile'}, {...ASKED_STACK}],
    rest: null,
    words: [
      {name: 'save', meaning: 'keep STACK and its choices under NAME'},
      {name: 'list', meaning: 'all profiles (also without a word)'},
      {name: 'show', meaning: 'what a profile means now'},
      {name: 'remove', meaning: 'forget NAME'},
    ],
    flags: [
      {
        name: 'update',
        value: 'RULE',
        values: ['exact', 'series', 'latest'],
        meaning: 'what it means when the stack is updated; exact by default',
        twin: null,
      },
      ...CHOICE_FLAGS,
      ...START_FLAGS,
      JSON_FLAG,
    ],
    examples: [
      ['hsf profile save work LCG_106@el9-gcc13 --update series', 'keep a choice that follows its patches'],
      ['hsf run work -- root -b -q', 'use it'],
    ],
  },
];
