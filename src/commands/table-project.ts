import type {Command} from './flag.ts';
import {ASKED_STACK, CHOICE_FLAGS, DRY_RUN_FLAG, JSON_FLAG, START_FLAGS} from './flags.ts';

/** Commands about the project file of a directory. */
export const PROJECT_COMMANDS: readonly Command[] = [
  {
    name: 'allow',
    summary: 'trust the project file of this directory',
    details:
      'Shows what the hsf.toml found here, or above, asks for, and trusts it and its hsf.lock as they are now; a change of either takes the trust away.',
    positionals: [{name: 'FILE', meaning: 'the file or its directory; the nearest hsf.toml by default', optional: true}],
    rest: null,
    flags: [
      {name: 'revoke', value: null, meaning: 'trust it no longer', twin: null},
      {...DRY_RUN_FLAG, meaning: 'show what it asks for and stop'},
      JSON_FLAG,
    ],
    examples: [
      ['hsf allow', 'see what the project of this directory asks for, and allow it'],
      ['hsf allow --revoke', 'take that back'],
    ],
  },
  {
    name: 'lock',
    summary: 'pin the stack of the project',
    details:
      'Writes hsf.lock beside hsf.toml: the very variant that the project means now, by its rule for updates, with revision and catalog hash of its repository. From then on that variant is started.',
    positionals: [{name: 'FILE', meaning: 'the project file or its directory; the nearest by default', optional: true}],
    rest: null,
    flags: [JSON_FLAG],
    examples: [['hsf lock', 'pin the stack of this project, or pin it anew']],
  },
  {
    name: 'check',
    summary: 'whether what the project pins still exists',
    details:
      'Compares hsf.lock with what is on CVMFS now, and says of each thing whether it is the same, has moved on, or is gone, and then what is nearest. Ends with 1 when something is gone or cannot be looked at.',
    positionals: [{name: 'FILE', meaning: 'the project file or its directory; the nearest by default', optional: true}],
    rest: null,
    flags: [JSON_FLAG],
    examples: [['hsf check', 'whether the project can still be started as it was pinned']],
  },
  {
    name: 'venv',
    summary: 'a Python virtual environment on top of a stack',
    details:
      'Makes a Python venv in DIR with the Python of the stack. It remembers the stack: "source DIR/bin/activate" enters the stack first, and DIR can be given wherever a STACK is asked for. Packages of the venv win over those of the stack.',
    positionals: [{name: 'DIR', meaning: 'where the venv is made', optional: false}, ASKED_STACK],
    rest: null,
    flags: [...CHOICE_FLAGS, ...START_FLAGS, JSON_FLAG],
    examples: [
      ['hsf venv .venv LCG_107@el9-gcc13', 'a venv on top of that view'],
      ['hsf run ./.venv -- python -m pip install uproot', 'a package of your own in it'],
    ],
  },
];
