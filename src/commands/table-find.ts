import type {Command} from './flag.ts';
import {CHOICE_FLAGS, FILTER_FLAGS, JSON_FLAG, STACK} from './flags.ts';

/** Commands that say what there is. */
export const FIND_COMMANDS: readonly Command[] = [
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
];
