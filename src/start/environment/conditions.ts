import type {Dump} from './dump.ts';
import {VARIABLE_NAME} from './difference.ts';
import {isSecretVariable} from './harmless-variables.ts';

/**
 * Under what another capture is made. `apart`: another HOME, USER, LOGNAME, TMPDIR, directory, time zone, and entries in lists of
 * which nobody has heard. `same-lists`: without those entries. `same-user`: without another HOME, USER, LOGNAME and TMPDIR either.
 */
export const ATTEMPTS = ['apart', 'same-lists', 'same-user'] as const;
export type Attempt = (typeof ATTEMPTS)[number];

export type Conditions = {
  readonly attempt: Attempt;
  /** The complete environment of the child. */
  readonly env: Readonly<Record<string, string>>;
  /** Its working directory. */
  readonly cwd: string;
  /** Directories to make (0700), parents first; the first is the private one itself, with which all go. */
  readonly directories: readonly string[];
};

export type Surroundings = {
  /** Environment of the process that made the first capture, before any start-up file. */
  readonly env: Readonly<Record<string, string>>;
  /** Private, not there yet, its real path, and long enough to occur nowhere by chance. */
  readonly directory: string;
  readonly now: Date;
};

// What bash makes of its own, in whatever environment it is started.
const MADE_ANEW = ['_', 'SHLVL', 'PWD', 'OLDPWD'];

/** The conditions for an attempt after a first capture. */
export function otherConditions(first: Dump, {env, directory, now}: Surroundings, attempt: Attempt): Conditions {
  // What a dump does not have: secrets, and names that bash cannot see but hands on.
  const unseen = Object.entries(env).filter(([name, value]) => !VARIABLE_NAME.test(name) || isSecretVariable(name, value));
  const seen = Object.fromEntries([...unseen, ...first.before.exported]);
  for (const name of MADE_ANEW) delete seen[name];
  const [home, tmp, work] = ['home', 'tmp', 'work'].map(name => `${directory}/${name}`) as [string, string, string];
  const lists = attempt === 'apart' ? longerLists(first, directory) : {};
  const mark = directory.slice(directory.lastIndexOf('/') + 1).replace(/\W/g, '');
  const user = attempt === 'same-user' ? {} : {HOME: home, USER: `u1${mark}`, LOGNAME: `u2${mark}`, TMPDIR: tmp};
  return {
    attempt,
    // One that was not set stays so: to set it would be another question.
    env: {
      ...seen,
      ...lists,
      ...Object.fromEntries(Object.entries(user).filter(([name]) => name in seen)),
      PWD: work,
      TZ: otherDay(now),
    },
    cwd: work,
    directories: [directory, home, tmp, work, ...sentinels(directory)],
  };
}

/** Entries that nobody knows. The directories are there and empty: what is not there may be left out by a set-up. */
export function sentinels(directory: string): readonly [front: string, behind: string] {
  return [`${directory}/front`, `${directory}/behind`];
}

/** Names of lists of paths, of which it is well known that set-ups put entries in front of them. */
export const LIST_NAME = /(?:PATH|_DIRS|_PATHS)$/;

function longerLists(first: Dump, directory: string): Readonly<Record<string, string>> {
  const {before, after} = first;
  const [front, behind] = sentinels(directory);
  const longer = [...after.exported].flatMap(([name, value]) => {
    const old = before.exported.get(name) ?? '';
    if (!LIST_NAME.test(name) || value === old || !value.includes('/')) return [];
    return [[name, old === '' ? front : `${front}:${old}:${behind}`]];
  });
  return Object.fromEntries(longer);
}

/** A time zone in which it is another day than in most places, for what has the date in it. */
function otherDay(now: Date): string {
  return now.getUTCHours() < 12 ? 'HSF12' : 'HSF-14';
}
