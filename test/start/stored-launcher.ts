import {chmodSync, chownSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {storedName, storedText, type StoredStart} from '../../src/start/stored-start.ts';

export type StoredWishes = {
  /** Where `bin/hsf` is, and what it is told of as its cache. */
  readonly program: string;
  readonly cache: string;
  readonly set: StoredStart['set'];
  readonly unset: readonly string[];
  readonly argv: readonly [string, ...string[]];
  readonly owner?: {readonly uid: number; readonly gid: number};
};

let starts = 0;

/**
 * Keeps a start in sh, as hsf does, with a look that finds all as it was: what this tries is everything else that is between `bin/hsf`
 * and the command. The last words come behind `--`, as a user's would.
 *
 * @returns the words that make it; null where it has no form in sh
 */
export function keptWords({program, cache, set, unset, argv, owner}: StoredWishes): readonly [string, ...string[]] | null {
  const words = ['run', `kept/${(starts += 1)}`];
  const rest = argv.slice(Math.max(1, argv.length - 2));
  const text = storedText({
    words,
    command: rest.length > 0,
    key: 'nobody',
    program,
    terminals: {},
    looker: {language: 'sh', program: '/bin/true'},
    look: NOTHING,
    sum: '',
    time: {from: 0, until: 0, day: '2026-11-23', midnight: 0},
    notes: '',
    then: {kind: 'start', history: null, record: null, set, unset, argv: argv.slice(0, argv.length - rest.length)},
  });
  if (text === null) return null;
  const directory = join(cache, 'hsf/quick');
  mkdirSync(directory, {recursive: true});
  const file = join(directory, storedName(words)!);
  writeFileSync(file, text);
  chmodSync(file, 0o644);
  for (const path of owner === undefined ? [] : [directory, file]) chownSync(path, owner!.uid, owner!.gid);
  return [program, ...words, ...(rest.length > 0 ? ['--', ...rest] : [])];
}

const NOTHING = {
  harmless: [],
  directory: false,
  programs: [],
  kernelTexts: [],
  kernelFolders: [],
  kinds: [],
  pairs: [],
  rights: [],
  reals: [],
  writable: [],
  mounts: [],
  root: '/cvmfs',
  listsRoot: false,
  getfattr: null,
  hashed: [],
  timed: [],
};
