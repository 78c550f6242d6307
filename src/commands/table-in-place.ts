import type {Command} from './flag.ts';
import {ASKED_STACK, CHOICE_FLAGS, JSON_FLAG, START_FLAGS} from './flags.ts';

/** Commands that change the running shell, by way of the functions that "hsf init" prints. */
export const IN_PLACE_COMMANDS: readonly Command[] = [
  {
    name: 'use',
    summary: 'enter a stack in this very shell',
    details:
      'The running shell enters the stack, and "hsf leave" gives it back as it was. Needs the functions of "hsf init SHELL".',
    positionals: [ASKED_STACK],
    rest: null,
    flags: [...CHOICE_FLAGS, ...START_FLAGS],
    examples: [['hsf use LCG_107@el9-gcc13', 'the stack in this shell, until "hsf leave"']],
  },
  {
    name: 'leave',
    summary: 'leave the stack that this shell has entered',
    details: 'The shell is as it was before "hsf use"; what was changed by hand meanwhile is kept.',
    positionals: [],
    rest: null,
    flags: [],
    examples: [],
  },
  {
    name: 'switch',
    summary: 'leave one stack and enter another',
    details: 'As "hsf leave" and "hsf use" in one; when the new stack cannot be entered, the shell stays in the old one.',
    positionals: [ASKED_STACK],
    rest: null,
    flags: [...CHOICE_FLAGS, ...START_FLAGS],
    examples: [],
  },
  {
    name: 'status',
    summary: 'which stack one is in, and what it changed',
    details:
      'Says which stack and variant one is in, since when, what was changed and dropped, which other stack is underneath, and whether the revision has moved on.',
    positionals: [],
    rest: null,
    flags: [JSON_FLAG],
    examples: [],
  },
  {
    name: 'init',
    summary: 'code for the start-up file of a shell, or a project file',
    details:
      'Prints the functions by which "hsf use", "hsf leave" and "hsf switch" act on the running shell, with completion. "hsf init project" writes an hsf.toml instead.',
    positionals: [
      {name: 'SHELL', meaning: 'bash, zsh, fish, tcsh or ksh; or project', optional: false},
      {...ASKED_STACK, meaning: 'the stack of the project'},
    ],
    rest: null,
    flags: [],
    examples: [['eval "$(hsf init bash)"', 'for ~/.bashrc']],
  },
];
