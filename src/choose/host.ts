/** Where a fact about the host came from: a file, a command, a flag or variable that overrides it. */
export type Fact<T> = {readonly value: T; readonly origin: string};

/**
 * What a container can be made of. `host`: this machine's own root; `directory`: an unpacked image; `sif`, `squashfs`: an image file;
 * `archive`: an OCI or Docker archive, or an OCI layout; `reference`: a name in a registry or in an engine's own storage.
 */
export type RootKind = 'host' | 'directory' | 'sif' | 'squashfs' | 'archive' | 'reference';

export type EngineFact = {
  /** The name that `--engine` takes: `bubblewrap`, `unshare`. */
  readonly name: string;
  /** Absolute path of its program, null when it is not installed. */
  readonly program: string | null;
  readonly version: string | null;
  readonly usable: boolean;
  /** Why it is not usable, or how it was found to be; one sentence. */
  readonly reason: string;
  /** What it can make a container of here. */
  readonly takes: readonly RootKind[];
  /** What it found out for its own use, by names of its own (`runtime: 'crun'`). */
  readonly details?: Readonly<Record<string, string>>;
};

/** What this machine (or the tree below a sysroot) is. Unknown is null. */
export type Host = {
  readonly kernel: string | null;
  readonly arch: string | null;
  readonly cpu: {
    readonly vendor: string | null;
    /** psABI level, `x86-64-v3`; null off x86. */
    readonly level: string | null;
    /** archspec's name, `zen3`. */
    readonly microarchitecture: string | null;
    /** EESSI's directories that this CPU can run, best first, generic last (LAYOUTS.md 2.1). */
    readonly candidates: readonly string[];
    /** Flags as the kernel names them. */
    readonly flags: readonly string[];
  };
  /** `family` is the spelling that platform strings use: el9, centos7, ubuntu2404, debian12. */
  readonly os: {readonly id: string | null; readonly version: string | null; readonly family: string | null};
  readonly libc: {readonly name: string | null; readonly version: string | null};
  readonly gpus: readonly string[];
  readonly engines: readonly EngineFact[];
  /** Absolute paths of the shells that are installed. */
  readonly shells: readonly string[];
  /** Origin of each fact by its dotted name (`os.family`, `cpu.level`). */
  readonly origins: Readonly<Record<string, string>>;
};
