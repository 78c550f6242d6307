import type {HostFiles, PathState, Rights} from './host-files.ts';

/** What was asked about this machine's files. */
export type HostQuestions = {readonly states: readonly string[]; readonly rights: readonly string[]};

/** Looks at this machine's files that are begun before anybody asks, so that the processes for them are at work meanwhile. */
export type HostLooks = {
  readonly begin: (files: HostFiles, questions: HostQuestions) => void;
  /** The same files, with what was begun in the place of a second look; notes what is asked. */
  readonly around: (files: HostFiles) => HostFiles;
  readonly asked: () => HostQuestions;
  /** What was begun has ended. */
  readonly settled: () => Promise<void>;
};

type Begun<T> = {readonly paths: ReadonlySet<string>; readonly found: Promise<ReadonlyMap<string, T>>};

export function makeHostLooks(): HostLooks {
  const asked = {states: new Set<string>(), rights: new Set<string>()};
  let states: Begun<PathState> | null = null;
  let rights: Begun<Rights> | null = null;
  return {
    begin: (files, questions) => {
      if (questions.states.length > 0) states = {paths: new Set(questions.states), found: files.states(questions.states)};
      if (questions.rights.length > 0) rights = {paths: new Set(questions.rights), found: files.rights(questions.rights)};
    },
    around: files => ({
      ...files,
      states: paths => {
        for (const path of paths) asked.states.add(path);
        return withBegun(paths, states, files.states);
      },
      rights: paths => {
        for (const path of paths) asked.rights.add(path);
        return withBegun(paths, rights, files.rights);
      },
    }),
    settled: async () => void (await Promise.all([states?.found, rights?.found])),
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
