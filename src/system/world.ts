import {statSync} from 'node:fs';
import {dirname} from 'node:path';
import {foreignAt} from './foreign.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * All that comes in from outside. Made once, in `commands/main.ts`; every other file takes the parts it needs as values, so that
 * a test builds one in five lines (STYLE.md 4).
 */
export type World = {
  readonly env: Environment;
  readonly now: () => Date;
  /** Milliseconds since the process began, monotonic: deadlines count from there, Node's own start included. */
  readonly clock: () => number;
  /** Throws when the directory is gone. Never resolve or list it: it may lie on a mount that does not answer. */
  readonly cwd: () => string;
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups; asked for when a start is near. */
  readonly groups: () => readonly number[];
  readonly pid: number;
  /** The Node that runs us. */
  readonly node: string;
  /** Directory of the program: `dist/`, or `src/` when it runs from sources. */
  readonly home: string;
  /** Changes with every change of the program; null when it runs from sources. */
  readonly build: string | null;
  /** Whether it runs from sources, where files are `.ts` and lie in rooms. */
  readonly fromSources: boolean;
  /** Which of the standard streams are terminals. */
  readonly terminals: {readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean};
  /** Made when asked for: Node takes milliseconds for them, and a scripted listing needs none. */
  readonly streams: () => {
    readonly stdin: NodeJS.ReadStream;
    readonly stdout: NodeJS.WriteStream;
    readonly stderr: NodeJS.WriteStream;
  };
};

/** Where the user's own files go (XDG base directories); null where not even a home directory is known, or where it is refused. */
export type Directories = {
  readonly config: string | null;
  readonly cache: string | null;
  readonly state: string | null;
  /** Those that are there and cannot be believed, since somebody else may have written what is in them; a sentence each. */
  readonly refused?: Readonly<Partial<Record<'config' | 'cache' | 'state', string>>>;
};

/**
 * `$XDG_CONFIG_HOME/hsf` and friends. Relative values are ignored, as the XDG specification asks; a missing or relative HOME
 * leaves only what the XDG variables give.
 *
 * What lies in them says what is started, and holds code that an earlier start has left: one that somebody else has made before, below
 * /tmp or in the home of whoever calls sudo, is not used.
 */
export function directoriesOf(env: Environment): Directories {
  const home = absolute(env['HOME']);
  const below = (variable: string, fallback: string) => {
    const base = absolute(env[variable]) ?? (home === null ? null : `${home === '/' ? '' : home}/${fallback}`);
    return base === null ? null : `${base.replace(/\/+$/, '')}/hsf`;
  };
  const wished = {
    config: below('XDG_CONFIG_HOME', '.config'),
    cache: below('XDG_CACHE_HOME', '.cache'),
    state: below('XDG_STATE_HOME', '.local/state'),
  };
  const refused: Partial<Record<keyof typeof wished, string>> = {};
  for (const name of ['config', 'cache', 'state'] as const) {
    const path = wished[name];
    const reason = path === null ? null : foreignAt(path);
    if (reason !== null) refused[name] = `${path} ${reason}, so it is not used.`;
  }
  const own = (name: keyof typeof wished) => (refused[name] === undefined && !isOfSomebody(wished[name]) ? wished[name] : null);
  return {config: own('config'), cache: own('cache'), state: own('state'), ...(Object.keys(refused).length > 0 ? {refused} : {})};
}

/** Whether root would leave something of its own in the home of somebody else, who then could not change it. */
function isOfSomebody(path: string | null): boolean {
  if (path === null || process.getuid?.() !== 0) return false;
  for (let at = path; ; at = dirname(at)) {
    try {
      return statSync(at).uid !== 0;
    } catch {
      if (at === dirname(at)) return false;
    }
  }
}

function absolute(path: string | undefined): string | null {
  return path !== undefined && path.startsWith('/') ? path : null;
}
