import type {Dump} from './dump.ts';
import {VARIABLE_NAME} from './difference.ts';
import {isOfSession, isSecretVariable} from './harmless-variables.ts';

/**
 * Under what another capture is made. `apart`: another HOME, USER, LOGNAME, TMPDIR, directory, time zone and session, another umask, limit
 * and number of processors, no secrets, and entries in lists of which nobody has heard. `same`: nothing of it but the directory and the
 * time zone. The others are `apart`, but `same-lists` has not those entries, `same-user` also not another HOME, USER, LOGNAME
 * and TMPDIR, and `same-session` neither another session.
 */
export const ATTEMPTS = ['apart', 'same', 'same-lists', 'same-user', 'same-session'] as const;
export type Attempt = (typeof ATTEMPTS)[number];

export type Conditions = {
  readonly attempt: Attempt;
  /** The complete environment of the child. */
  readonly env: Readonly<Record<string, string>>;
  /** Its working directory. */
  readonly cwd: string;
  /** Directories to make (0700), parents first; the first is the private one itself, with which all go. */
  readonly directories: readonly [own: string, ...others: string[]];
  /** Whether the child has another umask, another limit and fewer processors (`other-limits.ts`). */
  readonly otherLimits: boolean;
};

export type Surroundings = {
  /** Environment of the process that made the first capture, before any start-up file. */
  readonly env: Readonly<Record<string, string>>;
  /** Private, not there yet, its real path, and long enough to occur nowhere by chance. */
  readonly directory: string;
  readonly now: Date;
  /** Whether the user's own start-up files come between that environment and the set-up. */
  readonly behindUserFiles?: boolean;
};

/** What a session may have that this one has not; one that has it gets none. Nothing answers there, and no host has these numbers. */
const OTHER_SESSION: Readonly<Record<string, string>> = {
  TERM_PROGRAM: 'other',
  COLORTERM: 'other',
  NO_COLOR: '1',
  LS_COLORS: 'no=0',
  TMUX: '/nonexistent/tmux,1,0',
  EDITOR: '/nonexistent/editor',
  VISUAL: '/nonexistent/editor',
  PAGER: 'cat',
  LESSOPEN: '|/nonexistent/less %s',
  DISPLAY: ':977',
  WAYLAND_DISPLAY: 'wayland-977',
  XAUTHORITY: '/nonexistent/authority',
  XDG_SESSION_TYPE: 'other',
  XDG_RUNTIME_DIR: '/nonexistent/run',
  SSH_CLIENT: '192.0.2.1 977 22',
  SSH_CONNECTION: '192.0.2.1 977 192.0.2.2 22',
  SSH_TTY: '/dev/pts/977',
  SSH_AUTH_SOCK: '/nonexistent/agent',
  KRB5CCNAME: 'FILE:/nonexistent/tickets',
  X509_USER_PROXY: '/nonexistent/proxy',
  http_proxy: 'http://192.0.2.1:977',
  https_proxy: 'http://192.0.2.1:977',
  SLURM_JOB_ID: '977',
  SLURM_CPUS_PER_TASK: '3',
  PBS_JOBID: '977',
  LSB_JOBID: '977',
  JOB_ID: '977',
  _CONDOR_SCRATCH_DIR: '/nonexistent/condor',
  CUDA_VISIBLE_DEVICES: '977',
  ROCR_VISIBLE_DEVICES: '977',
  OMP_NUM_THREADS: '977',
  JUPYTER_SERVER_ROOT: '/nonexistent/jupyter',
  GITHUB_ACTIONS: 'true',
};

// What bash makes of its own, in whatever environment it is started.
const MADE_ANEW = ['_', 'SHLVL', 'PWD', 'OLDPWD'];

/**
 * The conditions for an attempt after a first capture.
 *
 * @param asked harmless variables that are inputs: they stay as they are
 */
export function otherConditions(
  first: Dump,
  {env, directory, now}: Surroundings,
  attempt: Attempt,
  asked: readonly string[] = [],
): Conditions {
  // What a dump does not have: secrets, and names that bash cannot see but hands on.
  const unseen = Object.entries(env).filter(([name, value]) =>
    VARIABLE_NAME.test(name) ? attempt === 'same' && isSecretVariable(name, value) : true,
  );
  const seen: Record<string, string> = Object.fromEntries([...unseen, ...first.before.exported]);
  for (const name of MADE_ANEW) delete seen[name];
  const [home, tmp, work] = ['home', 'tmp', 'work'].map(name => `${directory}/${name}`) as [string, string, string];
  const lists = attempt === 'apart' ? longerLists(first, directory) : {};
  const mark = directory.slice(directory.lastIndexOf('/') + 1).replace(/\W/g, '');
  const isSameUser = ['same', 'same-user', 'same-session'].includes(attempt);
  const user = isSameUser ? {} : {HOME: home, USER: `u1${mark}`, LOGNAME: `u2${mark}`, TMPDIR: tmp};
  if (attempt !== 'same' && attempt !== 'same-session') intoOtherSession(seen, asked);
  return {
    attempt,
    otherLimits: attempt !== 'same',
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

/** Changes what there is to what there is not, and the other way round. */
function intoOtherSession(env: Record<string, string>, asked: readonly string[]): void {
  const added = Object.entries({TERM: env['TERM'] === 'dumb' ? 'linux' : 'dumb', ...OTHER_SESSION}).filter(
    ([name]) => !asked.includes(name) && (env[name] === undefined || name === 'TERM'),
  );
  for (const name of Object.keys(env)) if (isOfSession(name) && !asked.includes(name)) delete env[name];
  for (const [name, value] of added) env[name] = value;
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
