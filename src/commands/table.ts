import type {Command, Flag} from './flag.ts';
import {
  ASKED_STACK,
  CHOICE_FLAGS,
  DRY_RUN_FLAG,
  FILTER_FLAGS,
  GLOBAL_FLAGS,
  JOIN_FLAG,
  JSON_FLAG,
  PICKER_FLAGS,
  STACK,
  START_FLAGS,
  SYSROOT_FLAG,
} from './flags.ts';
import {IN_PLACE_COMMANDS} from './table-in-place.ts';
import {PROJECT_COMMANDS} from './table-project.ts';
import {RETURN_COMMANDS} from './table-return.ts';

const COMMAND = 'program and arguments, passed exactly as they are';

const FIRST: readonly Command[] = [
  {
    name: 'list',
    summary: 'stacks and variants',
    details:
      'Lists the stacks found on CVMFS with their variants and whether each runs here. Repositories that do not answer are named on stderr; what was known of them is shown.',
    positionals: [
      {name: 'QUERY', meaning: 'words that all have to occur in the address', optional: true, many: true, completes: 'stack'},
    ],
    rest: null,
    flags: [...FILTER_FLAGS, JSON_FLAG],
    examples: [
      ['hsf list', 'everything that can run on this kind of machine'],
      ['hsf list LCG_107 --runs native', 'what starts here without a container'],
    ],
  },
  {
    name: 'search',
    summary: 'stacks that contain a package',
    details:
      'Finds the stacks and variants that contain a package, newest version first. Comparisons are >=, >, <=, <, = and !=, several with commas between them; quote them from the shell.',
    positionals: [
      {name: 'PACKAGE', meaning: 'name, with conditions on its version: ROOT, "ROOT>=6.34", "ROOT>=6.30,<6.36"', optional: false},
    ],
    rest: null,
    flags: [...FILTER_FLAGS, JSON_FLAG],
    examples: [["hsf search 'ROOT>=6.34' --compiler gcc14", 'where a recent ROOT can be had with gcc 14']],
  },
  {
    name: 'show',
    summary: 'one stack: variants, verdicts, entry, packages',
    details: 'Shows one stack: its variants, whether each runs here and why, how it is started, and where it is documented.',
    positionals: [STACK],
    rest: null,
    flags: [
      ...CHOICE_FLAGS,
      {name: 'packages', value: null, meaning: 'list the packages of each variant as well', twin: null},
      JSON_FLAG,
    ],
    examples: [['hsf show LCG_107 --packages', 'the stack and what is in it']],
  },
  {
    name: 'diff',
    summary: 'what changed between two stacks',
    details:
      'Compares the packages of two stacks: added, removed, upgraded and downgraded. Of each stack one variant is compared, the best one whose platform both have, or else the nearest two; flags and fragments choose others.',
    positionals: [
      {...STACK, name: 'OLD'},
      {name: 'NEW', meaning: 'the stack to compare it with, written alike', optional: false},
    ],
    rest: null,
    flags: [...CHOICE_FLAGS, JSON_FLAG],
    examples: [['hsf diff LCG_106 LCG_107 --os el9', 'what a move to the next release brings']],
  },
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
        values: ['bash', 'zsh', 'fish', 'tcsh', 'csh', 'ksh', 'sh', 'json'],
        meaning: 'language of the code; the own shell by default',
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

const LAST: readonly Command[] = [
  {
    name: 'images',
    summary: 'images for containers, with their system and C library',
    details:
      'Lists the images that were found: on CVMFS, in the directories of the setting image-path, and in the storages of the container engines; each with its system, C library and architecture, and the engine that would start it. These are read from the images, as many as the listing shows, and remembered; of the others the name tells what it can.',
    positionals: [
      {
        name: 'QUERY',
        meaning: 'words that all have to occur: a part of the name, a system (el9), a kind (sif)',
        optional: true,
        many: true,
      },
    ],
    rest: null,
    flags: [
      ...FILTER_FLAGS.filter(({name}) => ['family', 'arch', 'os'].includes(name)).map(flag => ({
        ...flag,
        meaning: flag.meaning.replace(/^(?:stacks|variants)/, 'images'),
      })),
      {name: 'all', value: null, meaning: 'look into every image, also those of families with a hundred thousand', twin: null},
      JSON_FLAG,
    ],
    examples: [
      ['hsf images el9', 'images that bring an el9, with their C library'],
      ['hsf images --all --timeout 300 busybox', 'look into all of them, once; what was seen is remembered'],
    ],
  },
  {
    name: 'host',
    summary: 'what this machine is, and how each fact was found',
    details:
      'Shows architecture, CPU, operating system, C library, GPUs, container engines and shells. Engines are tried with a small start.',
    positionals: [],
    rest: null,
    flags: [SYSROOT_FLAG, JSON_FLAG],
    examples: [['hsf host --sysroot /path/to/image', 'what an unpacked image is']],
  },
  {
    name: 'family',
    summary: 'families of stacks; check or begin a family file',
    details:
      'Lists the families of stacks that hsf knows, shows one, and helps to write one. A family is a TOML file in ~/.config/hsf/families, /etc/hsf/families, or a directory on CVMFS that the setting site-families names; rules.toml beside them hides and recommends stacks. "check" ends with 1 when a file has problems.',
    positionals: [
      {
        name: 'NAME',
        meaning: 'a family (show, new), or files to check; - is standard input',
        optional: true,
        many: true,
        completes: 'file',
      },
    ],
    rest: null,
    words: [
      {name: 'list', meaning: 'all families, what is here of each, and where it is from (also without a word)'},
      {name: 'show', meaning: 'what a family is, where it lies and how it is started', completes: 'family'},
      {name: 'check', meaning: 'mistakes in family files and rules.toml, with file, line and key'},
      {name: 'new', meaning: 'a commented start of a family file', completes: 'nothing'},
    ],
    flags: [
      {name: 'output', value: 'FILE', meaning: 'where "new" writes; never over a file that is there', twin: null},
      JSON_FLAG,
    ],
    examples: [
      ['hsf family show lcg', 'where LCG views lie and how one is started'],
      ['hsf family new mine --output ~/.config/hsf/families/mine.toml', 'begin a family of your own'],
      ['hsf family check ~/.config/hsf/families/*.toml', 'see whether the files are right'],
    ],
  },
  {
    name: 'doctor',
    summary: 'checks CVMFS, engines, settings; says what to do',
    details: 'Checks all that hsf needs and says what to do where something is wrong. Ends with 1 when a check failed.',
    positionals: [],
    rest: null,
    flags: [JSON_FLAG],
    examples: [['hsf doctor', 'the first thing to run when something does not work']],
  },
  {
    name: 'refresh',
    summary: 'rebuild the index',
    details:
      'Reads the repositories anew, with progress on stderr. Ends with 1 when some are not ready; the others are refreshed all the same. With --packages the package lists that changed are read as well, so that the first search is quick.',
    positionals: [],
    rest: null,
    flags: [{name: 'packages', value: null, meaning: 'read the package lists that changed as well', twin: null}, JSON_FLAG],
    examples: [
      ['hsf refresh', 'after a site changed its mounts'],
      ['hsf refresh --packages --timeout 600', 'at night, for the searches of the day'],
    ],
  },
  {
    name: 'config',
    summary: 'settings with their origin',
    details: 'Shows and changes settings. Order: flag, HSF_ variable, user file, site file, built in.',
    positionals: [
      {name: 'KEY', meaning: 'name of a setting', optional: true},
      {name: 'VALUE', meaning: 'its new value', optional: true},
    ],
    rest: null,
    words: [
      {name: 'list', meaning: 'all settings (also without a word)'},
      {name: 'get', meaning: 'the value of KEY'},
      {name: 'set', meaning: 'write VALUE for KEY to the user file'},
      {name: 'unset', meaning: 'remove KEY from the user file'},
      {name: 'path', meaning: 'where the user file is'},
    ],
    flags: [{name: 'show-origin', value: null, meaning: 'say where each value comes from', twin: null}, JSON_FLAG],
    examples: [
      ['hsf config list --show-origin', 'every setting and who set it'],
      ['hsf config set timeout 20', 'wait longer for slow repositories'],
    ],
  },
  {
    name: 'completion',
    summary: 'completion script for a shell',
    details:
      'Prints the script that completes commands, flags and what they take: stacks, platforms that a stack has, packages, settings. It knows what the last search found, and starts no Node.',
    positionals: [{name: 'SHELL', meaning: 'bash, zsh or fish', optional: false, completes: {words: ['bash', 'zsh', 'fish']}}],
    rest: null,
    flags: [],
    examples: [['eval "$(hsf completion bash)"', 'for the running bash']],
  },
  {
    name: 'demo',
    summary: 'a small CVMFS-like tree to try everything on',
    details:
      'Writes a small tree that looks like CVMFS below the cache directory, made of what this machine has, and says how to use it.',
    positionals: [],
    rest: null,
    flags: [{name: 'force', value: null, meaning: 'write it again although it is there', twin: null}, JSON_FLAG],
    examples: [['hsf demo', 'for a machine without CVMFS']],
  },
];

/** All commands (DESIGN.md 5). Parser, help, completion and manual page are made from these tables and from nothing else. */
export const COMMANDS: readonly Command[] = [...FIRST, ...IN_PLACE_COMMANDS, ...RETURN_COMMANDS, ...PROJECT_COMMANDS, ...LAST];

/** Flags of bare `hsf`, which opens the picker. */
export const PICKER_COMMAND: Command = {
  name: '',
  summary: 'choose a stack and start it',
  details: 'Without a command hsf opens the picker on a terminal: stack, platform and compiler, how to start.',
  positionals: [],
  rest: null,
  flags: [...START_FLAGS, ...PICKER_FLAGS],
  examples: [],
};

export function commandNamed(name: string): Command | undefined {
  return COMMANDS.find(command => command.name === name);
}

/** All flags that a command takes, its own first. */
export function flagsOf(command: Command): readonly Flag[] {
  return [...command.flags, ...GLOBAL_FLAGS];
}

/** Commands that start something: every failure of ours is 125. */
export function isStarting(name: string): boolean {
  return name === 'run' || name === 'shell' || name === 'last';
}
