import type {Command} from './flag.ts';
import {ASKED_STACK, JSON_FLAG} from './flags.ts';

/** Commands about the project file of a directory. */
export const PROJECT_COMMANDS: readonly Command[] = [
  {
    name: 'allow',
    summary: 'trust the project file of this directory',
    details: 'Shows what the hsf.toml found here asks for and trusts it as it is now; a change of the file takes the trust away.',
    positionals: [{name: 'FILE', meaning: 'the file; the nearest hsf.toml by default', optional: true}],
    rest: null,
    flags: [JSON_FLAG],
    examples: [],
  },
  {
    name: 'lock',
    summary: 'pin the stack of the project',
    details: 'Writes hsf.lock beside hsf.toml: stack, variant, revision and catalog hash of now.',
    positionals: [],
    rest: null,
    flags: [JSON_FLAG],
    examples: [],
  },
  {
    name: 'check',
    summary: 'whether what the project pins still exists',
    details: 'Compares hsf.lock with what is on CVMFS now, and says what moved or is gone.',
    positionals: [],
    rest: null,
    flags: [JSON_FLAG],
    examples: [],
  },
  {
    name: 'venv',
    summary: 'a Python virtual environment on top of a stack',
    details: 'Makes a Python venv in DIR with the Python of the stack, which remembers the stack and enters it again.',
    positionals: [{name: 'DIR', meaning: 'where the venv is made', optional: false}, {...ASKED_STACK}],
    rest: null,
    flags: [JSON_FLAG],
    examples: [],
  },
];
