import type {EngineFact, RootKind} from '../choose/host.ts';
import type {SignalRoute} from '../system/stay-as-parent.ts';

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

/** A mount with what an engine has to know about its source. */
export type BindMount = Mount & {
  /** What is at the source; sockets and devices count as files. */
  readonly kind: 'directory' | 'file';
  /** `rslave`: mounts made later on this machine arrive inside. `rprivate`: the source cannot give that (ENGINES.md 8). */
  readonly propagation: 'rslave' | 'rprivate';
};

/** One name in a directory of the root file system, as `readdir` tells it. */
export type RootEntry = {
  readonly name: string;
  readonly kind: 'directory' | 'file' | 'link';
  /** Where a link points, as spelled; null for the others. */
  readonly target: string | null;
};

/** What a container is made of. Paths are absolute and real: links are resolved before the start. */
export type ContainerRoot =
  /** This machine's own root, used to show another CVMFS tree at `/cvmfs`. */
  | {readonly kind: 'host'}
  /** An unpacked image. */
  | {readonly kind: 'directory'; readonly path: string}
  | {readonly kind: 'sif' | 'squashfs'; readonly path: string}
  | {readonly kind: 'archive'; readonly path: string; readonly format: 'oci-archive' | 'docker-archive' | 'oci-layout'}
  /** As the user or a rule names it, without a transport: `docker.io/library/almalinux:9`, `localhost/thin:1`. */
  | {readonly kind: 'reference'; readonly reference: string};

/** What a container has to be, in words that hold for every engine. All paths are absolute, all sources exist. */
export type ContainerSpec = {
  readonly root: ContainerRoot;
  /**
   * Directories of the root (their paths as seen inside) that are put together entry by entry, because a mount point is missing in
   * them: `/`, and wherever else one has to be made. The root itself is never written to. Empty: the root as it is, in which every
   * target exists, or one that cannot be listed from here (files, references).
   */
  readonly entries: Readonly<Record<string, readonly RootEntry[]>>;
  /**
   * Symbolic links to be made in directories of `entries`, by their paths inside, with what they point to as spelled. Only for engines
   * with `capabilities.links`.
   */
  readonly links?: Readonly<Record<string, string>>;
  /**
   * In the order in which they have to be made: parents before children. `/dev`, `/proc`, `/sys` and `/tmp` are among them; an engine
   * that brings its own `/dev`, `/proc` and `/sys` leaves ours out (`capabilities.kernelFileSystems`).
   */
  readonly mounts: readonly BindMount[];
  /** The complete environment inside. */
  readonly env: Readonly<Record<string, string>>;
  /** The caller's environment, from which the engine's own process takes what it needs to work (`DOCKER_HOST`, the real `HOME`). */
  readonly callerEnv: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly command: readonly [string, ...string[]];
  readonly user: {readonly uid: number; readonly gid: number; readonly groups: readonly number[]};
  /** Whether stdin and stdout are terminals, for engines that make one of their own. */
  readonly terminal: boolean;
  /** Unique on this machine, for engines that keep containers by name: letters, digits, `-`. */
  readonly name: string;
  /**
   * The GPUs to be had inside, by their device files; null for none. `driver`: whether the engine is to bring the driver of this machine
   * by a flag of its own (and then the devices too), or it is among the mounts.
   */
  readonly gpu: {
    readonly vendor: 'nvidia' | 'amd';
    readonly devices: readonly string[];
    readonly driver: 'engine' | 'bound';
  } | null;
};

/** A process to start: what the engine makes of a spec. */
export type EngineCommand = {
  readonly argv: readonly [string, ...string[]];
  /** The complete environment of the engine's own process, which may differ from the one inside. Secrets travel here, not in `argv`. */
  readonly env: Readonly<Record<string, string>>;
  readonly signals: SignalRoute;
};

/** What is to be done in a container that runs already. */
export type JoinSpec = Pick<ContainerSpec, 'env' | 'callerEnv' | 'cwd' | 'command' | 'user' | 'terminal' | 'name'>;

/** The cause of an engine's failure in words for the user. */
export type Explanation = {readonly message: string; readonly advice: string};

/** What detection may use; everything comes in from outside so that it can be tested with files. */
export type EngineProbe = {
  /** Absolute path of a program on PATH, null when there is none. */
  readonly which: (program: string) => string | null;
  /** Content of a small host file such as `/proc/sys/user/max_user_namespaces`, null when unreadable. */
  readonly readText: (path: string) => string | null;
  /** Whether this user may write to a file, a device or a socket that is there. */
  readonly mayWrite: (path: string) => boolean;
  /** Whether something is mounted at exactly this path, by the mount table: what is not mounted already is not looked at. */
  readonly isMounted: (path: string) => boolean;
  /** Runs a program without a terminal, with a deadline; `status` null when it did not end by itself, `late` when it had no time left. */
  readonly run: (
    argv: readonly [string, ...string[]],
    timeoutMs: number,
    /** Variables besides `PATH` and `LC_ALL`. */
    env?: Readonly<Record<string, string>>,
  ) => Promise<{status: number | null; stdout: string; stderr: string; late?: boolean}>;
  readonly uid: number;
  /** The caller's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** An image in an engine's own storage. */
export type LocalImage = {
  /** What `--image` takes. */
  readonly reference: string;
  readonly id: string;
  /** Bytes, null when the engine does not tell. */
  readonly size: number | null;
};

export type Capabilities = {
  /** What it can make a container of; `EngineFact.takes` says what of it here. */
  readonly roots: readonly RootKind[];
  /** `user`: unprivileged user namespaces; `daemon`: a service that runs as root or as the user; `none`: nothing. */
  readonly needs: 'user' | 'daemon' | 'none';
  readonly readOnlyBinds: boolean;
  /** `made`: mount points need not exist in the image; `present`: a mount without one is left out, or the engine cannot be taken. */
  readonly mountPoints: 'made' | 'present';
  /** It can make the links of a spec. */
  readonly links?: true;
  /** It writes the user into passwd and group of the image by itself, so that none is lost where we cannot read them. */
  readonly addsUser?: true;
  /** What it does with kinds of roots before their first start, as the end of a sentence: it takes a while and goes without a word. */
  readonly firstStart?: Readonly<Partial<Record<RootKind, string>>>;
  /** Files that it mounts into every container by itself: where a directory of the root has no such file, it is put together. */
  readonly ownFiles?: readonly string[];
  /** `inherited`: by the kernel's rules, slave throughout; `per-mount`: asked for mount by mount, so the source has to allow it. */
  readonly propagation: 'inherited' | 'per-mount';
  /** Whose `/dev`, `/proc` and `/sys`: the mounts of the spec, or the engine's own with devices added by name. */
  readonly kernelFileSystems: 'shared' | 'own';
  /**
   * `exec`: the engine's process becomes the command, or passes signals on faithfully, so that nothing of the launcher stays.
   * `supervise`: it loses signals (ENGINES.md 2, 3), so the launcher stays to pass them on.
   */
  readonly signals: 'exec' | 'supervise';
  /** How one that runs is entered again: by its namespaces, by a command of the engine, or by the same start once more. */
  readonly join: 'namespaces' | 'exec' | 'again';
};

/** One container engine. One small file each; `engines/all.ts` lists them, `choose/engine-order.ts` prefers among them. */
export type Engine = {
  readonly name: string;
  readonly capabilities: Capabilities;
  /** From files alone, in well under a millisecond; what it cannot know it assumes and says so in `reason`. */
  readonly detect: (probe: EngineProbe) => EngineFact;
  /** By a cheap real start or question (ENGINES.md 1: 10 to 500 ms), the version with it. */
  readonly verify: (probe: EngineProbe, fact: EngineFact) => Promise<EngineFact>;
  /** Why it cannot start this very spec although it is usable (a thin image, a missing mount point); null when it can. Pure. */
  readonly obstacle: (spec: ContainerSpec, fact: EngineFact) => Explanation | null;
  readonly render: (spec: ContainerSpec, fact: EngineFact) => EngineCommand;
  /** Enters a container that runs, by its name; only where `capabilities.join` is `exec`. */
  readonly join?: (spec: JoinSpec, fact: EngineFact) => EngineCommand;
  /** What is in its own storage; only for engines that have one. */
  readonly images?: (probe: EngineProbe, fact: EngineFact) => Promise<readonly LocalImage[]>;
  /** What has to be asked about a root before the start, because it costs a process: whether the image is there, whether it is thin. */
  readonly examine?: (probe: EngineProbe, fact: EngineFact, root: ContainerRoot) => Promise<Explanation | null>;
  /** Translates what the engine printed when it failed (ENGINES.md 9); null when it is not one of its own errors. */
  readonly explain: (stderr: string) => Explanation | null;
};
