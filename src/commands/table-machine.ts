import type {Command} from './flag.ts';
import {JSON_FLAG, SYSROOT_FLAG} from './flags.ts';

/** Commands about this machine, the program and its settings. */
export const MACHINE_COMMANDS: readonly Command[] = [
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
    details: 'Shows and changes settings. Order: flag, HSF_ variable, project file (hsf.toml), user file, site file, built in.',
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
