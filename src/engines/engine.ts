import type {EngineFact} from '../choose/host.ts';

/** One bind into what is started. Targets equal sources wherever possible (MOUNTS.md 1). */
export type Mount = {
  readonly source: string;
  readonly target: string;
  readonly mode: 'ro' | 'rw';
  /** Why it is there, one clause. */
  readonly reason: string;
  /** Who asked for it. */
  readonly origin: 'builtin' | 'site' | 'user' | 'credential';
};

/** One name in a directory of the root file system, as `readdir` tells it. */
export type RootEntry = {
  readonly name: string;
  readonly kind: 'directory' | 'file' | 'link';
  /** Where a link points, as spelled; null for the others. */
  readonly target: string | null;
};

/** What a container has to be, in words that hold for every engine. All paths are absolute, all sources exist. */
export type ContainerSpec = {
  /** `host`: this machine's own root, used to show another CVMFS tree at `/cvmfs`; `directory`: an unpacked image. */
  readonly root: {readonly kind: 'host'} | {readonly kind: 'directory'; readonly path: string};
  /**
   * Directories of the root (their paths as seen inside) that are put together entry by entry, because a mount point is missing in
   * them: `/`, and wherever else one has to be made. The root itself is never written to. Empty: the host's root as it is, in
   * which every target exists.
   */
  readonly entries: Readonly<Record<string, readonly RootEntry[]>>;
  /** In the order in which they have to be made: parents before children. */
  readonly mounts: readonly Mount[];
  /** The complete environment inside. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly command: readonly [string, ...string[]];
  readonly user: {readonly uid: number; readonly gid: number};
};

/** A process to start: what the engine makes of a spec. */
export type EngineCommand = {
  readonly argv: readonly [string, ...string[]];
  /** Environment of the engine's own process, which may differ from the one inside. */
  readonly env: Readonly<Record<string, string>>;
};

/** The cause of an engine's failure in words for the user. */
export type Explanation = {readonly message: string; readonly advice: string};

/** What detection may use; everything comes in from outside so that it can be tested with files. */
export type EngineProbe = {
  /** Absolute path of a program on PATH, null when there is none. */
  readonly which: (program: string) => string | null;
  /** Content of a small host file such as `/proc/sys/user/max_user_namespaces`, null when unreadable. */
  readonly readText: (path: string) => string | null;
  /** Runs a program without a terminal, with a deadline; `status` null when it did not end in time. */
  readonly run: (
    argv: readonly [string, ...string[]],
    timeoutMs: number,
  ) => Promise<{status: number | null; stdout: string; stderr: string}>;
  readonly uid: number;
};

/** One container engine. One small file each; `engines/all.ts` lists them in order of preference. */
export type Engine = {
  readonly name: string;
  readonly capabilities: {
    readonly roots: readonly ('host' | 'directory')[];
    readonly readOnlyBinds: boolean;
    /**
     * `exec`: the engine's process becomes the command, so signals, status and terminal need no help. `supervise`: the engine
     * stays as a parent that loses signals (ENGINES.md 2), so a start without a terminal is watched over by the launcher.
     */
    readonly signals: 'exec' | 'supervise';
  };
  /** From files alone, in well under a millisecond; what it cannot know it assumes and says so in `reason`. */
  readonly detect: (probe: EngineProbe) => EngineFact;
  /** By a cheap real start (ENGINES.md 1: 10 to 120 ms). */
  readonly verify: (probe: EngineProbe, fact: EngineFact) => Promise<EngineFact>;
  readonly render: (spec: ContainerSpec, fact: EngineFact) => EngineCommand;
  /** Translates what the engine printed when it failed (ENGINES.md 9); null when it is not one of its own errors. */
  readonly explain: (stderr: string) => Explanation | null;
};
