import type {HostFiles, PathState, Rights} from './host-files.ts';

/** What was asked about this machine's files. */
export type HostQuestions = {readonly states: readonly string[]; readonly rights: readonly string[]};

/** What a plan saw of this machine's files. */
export type HostAnswers = {
  readonly states: ReadonlyMap<string, PathState>;
  readonly rights: ReadonlyMap<string, Rights | undefined>;
  readonly reals: ReadonlyMap<string, string | null>;
  readonly same: readonly {readonly one: string; readonly other: string; readonly is: boolean}[];
  /** Directories that were listed, and files of which more was asked than what they say. */
  readonly read: ReadonlySet<string>;
  readonly texts: ReadonlyMap<string, string | null>;
};

export const NOTHING_SEEN: HostAnswers = {
  states: new Map(),
  rights: new Map(),
  reals: new Map(),
  same: [],
  read: new Set(),
  texts: new Map(),
};

/** Looks at this machine's files that are begun before anybody asks, so that the processes for them are at work meanwhile. */
export type HostLooks = {
  readonly begin: (files: HostFiles, questions: HostQuestions) => void;
  /** The same files, with what was begun in the place of a second look; notes what is asked. */
  readonly around: (files: HostFiles) => HostFiles;
  readonly asked: () => HostQuestions;
  /** What was seen; null where something was asked in another way. */
  readonly seen: () => HostAnswers | null;
  /** Something was asked in another way. */
  readonly spoil: () => void;
  /** What was begun has ended. */
  readonly settled: () => Promise<void>;
};

type Begun<T> = {readonly paths: ReadonlySet<string>; readonly found: Promise<ReadonlyMap<string, T>>};

export function makeHostLooks(): HostLooks {
  const asked = {states: new Set<string>(), rights: new Set<string>()};
  const seen = {
    states: new Map<string, PathState>(),
    rights: new Map<string, Rights | undefined>(),
    reals: new Map<string, string | null>(),
    same: [] as HostAnswers['same'][number][],
    read: new Set<string>(),
    texts: new Map<string, string | null>(),
  };
  let isSpoiled = false;
  const noting =
    <A extends readonly unknown[], T>(look: (path: string, ...more: A) => T) =>
    (path: string, ...more: A): T => {
      seen.read.add(path);
      return look(path, ...more);
    };
  let states: Begun<PathState> | null = null;
  let rights: Begun<Rights> | null = null;
  return {
    begin: (files, questions) => {
      if (questions.states.length > 0) states = {paths: new Set(questions.states), found: files.states(questions.states)};
      if (questions.rights.length > 0) rights = {paths: new Set(questions.rights), found: files.rights(questions.rights)};
    },
    around: files => ({
      ...files,
      states: async paths => {
        for (const path of paths) asked.states.add(path);
        const found = await withBegun(paths, states, files.states);
        for (const path of paths) seen.states.set(path, found.get(path) ?? 'failed');
        return found;
      },
      rights: async paths => {
        for (const path of paths) asked.rights.add(path);
        const found = await withBegun(paths, rights, files.rights);
        for (const path of paths) seen.rights.set(path, found.get(path));
        return found;
      },
      same: async (one, other) => {
        const is = await files.same(one, other);
        seen.same.push({one, other, is});
        return is;
      },
      real: async path => {
        const real = await files.real(path);
        seen.reals.set(path, real);
        return real;
      },
      readText: path => {
        const text = files.readText(path);
        seen.texts.set(path, text);
        return text;
      },
      list: noting(files.list),
      start: noting(files.start),
      part: noting(files.part),
      members: noting(files.members),
      exposed: noting(files.exposed),
    }),
    settled: async () => void (await Promise.all([states?.found, rights?.found])),
    seen: () => (isSpoiled ? null : seen),
    spoil: () => {
      isSpoiled = true;
    },
    asked: () => ({states: [...asked.states], rights: [...asked.rights]}),
  };
}

async function withBegun<T>(
  paths: readonly string[],
  begun: Begun<T> | null,
  look: (paths: readonly string[]) => Promise<ReadonlyMap<string, T>>,
): Promise<ReadonlyMap<string, T>> {
  if (begun === null || !paths.some(path => begun.paths.has(path))) return look(paths);
  const others = paths.filter(path => !begun.paths.has(path));
  const [known, more] = await Promise.all([begun.found, others.length === 0 ? new Map<string, T>() : look(others)]);
  // What nothing is known of stays out, as it does in a look.
  return new Map(
    paths.flatMap(path => {
      const found = known.get(path) ?? more.get(path);
      return found === undefined ? [] : [[path, found] as const];
    }),
  );
}
