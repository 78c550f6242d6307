import type {Command, Flag} from './flag.ts';
import {ASKED_STACK, CHOICE_FLAGS, JSON_FLAG, START_FLAGS} from './flags.ts';

/** What the library of a shell asks with; of no use to people. */
const LIBRARY_FLAGS: readonly Flag[] = [
  {
    name: 'shell',
    value: 'SHELL',
    values: ['bash', 'zsh', 'fish', 'tcsh', 'ksh'],
    meaning: 'shell of the function that asks with --code',
    twin: null,
    hidden: true,
  },
  {
    name: 'code',
    value: null,
    meaning: 'print what the function of "hsf init" takes in; it asks so itself',
    twin: null,
    hidden: true,
  },
];
const NEST_FLAG: Flag = {name: 'nest', value: null, meaning: 'enter on top of the stack that the shell is in', twin: null};

/** Commands that change the running shell, by way of the functions that "hsf init" prints. */
export const IN_PLACE_COMMANDS: readonly Command[] = [
  {
    name: 'use',
    summary: 'enter a stack in this very shell',
    details:
      'The running shell enters the stack, and "hsf leave" gives it back as it was. Needs the functions of "hsf init SHELL". A shell that is in a stack already is left alone: "hsf switch" changes it, "--nest" puts the new stack on top. What needs a container cannot be entered so.',
    positionals: [ASKED_STACK],
    rest: null,
    flags: [...CHOICE_FLAGS, NEST_FLAG, ...START_FLAGS, ...LIBRARY_FLAGS],
    examples: [['hsf use LCG_107@el9-gcc13', 'the stack in this shell, until "hsf leave"']],
  },
  {
    name: 'leave',
    summary: 'leave the stack that this shell has entered',
    details:
      'The shell is as it was before "hsf use": variables, functions, aliases, completions. What was changed by hand meanwhile is kept, and named; of lists such as PATH the entries of the stack are taken out. Of stacks on top of each other the last one is left.',
    positionals: [],
    rest: null,
    flags: LIBRARY_FLAGS,
    examples: [],
  },
  {
    name: 'switch',
    summary: 'leave one stack and enter another',
    details: 'As "hsf leave" and "hsf use" in one. When the new stack cannot be entered, the shell stays in the old one.',
    positionals: [ASKED_STACK],
    rest: null,
    flags: [...CHOICE_FLAGS, NEST_FLAG, ...START_FLAGS, ...LIBRARY_FLAGS],
    examples: [['hsf switch LCG_108@el9-gcc14', 'the same shell in another stack']],
  },
  {
    name: 'status',
    summary: 'which stack one is in, and what it changed',
    details:
      'Says which stack and variant one is in, how and since when, what was changed and dropped (with -v by name), which other stacks are underneath, and whether the repository has moved on since. Ends with 3 where one is in no stack.',
    positionals: [],
    rest: null,
    flags: [JSON_FLAG],
    examples: [['hsf status -v', 'with the names of all variables that were changed']],
  },
  {
    name: 'init',
    summary: 'code for the start-up file of a shell, or a project file',
    details:
      'Prints the functions by which "hsf use", "hsf leave" and "hsf switch" act on the running shell, with completion. "hsf init project" writes an hsf.toml instead.',
    positionals: [
      {
        name: 'SHELL',
        meaning: 'bash, zsh, fish, tcsh or ksh; or project',
        optional: false,
        completes: {words: ['bash', 'zsh', 'fish', 'tcsh', 'ksh', 'project']},
      },
      {...ASKED_STACK, meaning: 'the stack of the project'},
    ],
    rest: null,
    flags: [],
    examples: [['eval "$(hsf init bash)"', 'for ~/.bashrc']],
  },
];
