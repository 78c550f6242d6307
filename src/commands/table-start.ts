import type {Command} from './flag.ts';
import {ASKED_STACK, CHOICE_FLAGS, DRY_RUN_FLAG, JOIN_FLAG, JSON_FLAG, PICKER_FLAGS, START_FLAGS} from './flags.ts';

const COMMAND = 'program and arguments, passed exactly as they are';

/** Commands that start something, or say what would be started. */
export const START_COMMANDS: readonly Command[] = [
  {
    name: 'shell',
    summary: 'interactive shell in a stack',
    details:
      'Starts an interactive shell in the stack, the own one where that can work. Missing choices are asked for on a terminal. Failures of hsf end with 125; otherwise the status is that of the shell. With --join another shell is started in a container that runs already: the same environment, the stack set up once more, in the same directory.',
    positionals: [ASKED_STACK],
    rest: null,
    flags: [...CHOICE_FLAGS, ...START_FLAGS, JOIN_FLAG, DRY_RUN_FLAG, ...PICKER_FLAGS, JSON_FLAG],
    examples: [
      ['hsf shell LCG_107@el9-gcc13', 'a shell in that view, in a container where el9 is needed'],
      ['hsf shell --join', 'a second shell in the container that runs'],
    ],
  },
  {
    name: 'run',
    summary: 'one command in a stack',
    details:
      'Runs one command in the stack. Its arguments are kept exactly, its status is returned, and nothing is printed besides. Failures of hsf end with 125, 126 (found, cannot run) or 127 (not found).',
    positionals: [ASKED_STACK],
    rest: {meaning: COMMAND, optional: false},
    flags: [...CHOICE_FLAGS, ...START_FLAGS, DRY_RUN_FLAG, ...PICKER_FLAGS, JSON_FLAG],
    examples: [['hsf run LCG_107@el9-gcc13 -- root -b -q', 'one program from a script or a batch job']],
  },
  {
    name: 'env',
    summary: 'environment of a stack as shell code or JSON',
    details:
      'Prints what the stack changes in the environment, as code for a shell. Nothing else goes to stdout, so it can be evaluated.',
    positionals: [ASKED_STACK],
    rest: null,
    flags: [
      ...CHOICE_FLAGS,
      {
        name: 'shell',
        value: 'SHELL',
        values: ['bash', 'zsh', 'fish', 'tcsh', 'csh', 'ksh', 'sh', 'dotenv', 'github', 'json'],
        meaning: 'language of the code; the own shell by default; github is for the file GITHUB_ENV',
        twin: 'HSF_SHELL',
      },
      JSON_FLAG,
    ],
    examples: [['eval "$(hsf env LCG_107@el9-gcc13)"', 'take the stack into the running shell']],
  },
  {
    name: 'plan',
    summary: 'what would happen; runs nothing',
    details:
      'Shows what "hsf shell" or, with a command, "hsf run" would do: program and arguments, environment, mounts and warnings. Secrets are masked.',
    positionals: [ASKED_STACK],
    rest: {meaning: COMMAND, optional: true},
    flags: [
      ...CHOICE_FLAGS,
      ...START_FLAGS,
      {name: 'command', value: null, meaning: 'only the command line, quoted for a shell', twin: null},
      ...PICKER_FLAGS,
      JSON_FLAG,
    ],
    examples: [['hsf plan LCG_107@el9-gcc13 --json -- root -b', 'the plan for scripts']],
  },
];
