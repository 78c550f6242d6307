import type {EngineFact} from './host.ts';

/**
 * What describes a machine, or the tree of one. All reading is done by the caller, so that this room needs no file system.
 *
 * Readers get absolute paths on this machine (already below `root`), never throw, and answer null for what is missing,
 * unreadable or no regular file.
 */
export type HostSource = {
  /** `/` for this machine, else a directory that holds another one (`--sysroot`). */
  readonly root: string;
  /** The first `most` bytes of a file as text. */
  readonly readText: (path: string, most: number) => string | null;
  /** The first `most` bytes of a file. */
  readonly readBytes: (path: string, most: number) => Uint8Array | null;
  /** Target of a symbolic link as spelled; null for everything else. */
  readonly readLink: (path: string) => string | null;
  /** Names in a directory. */
  readonly list: (path: string) => readonly string[] | null;
  /** Absolute path of a program on this machine's PATH. */
  readonly which: (program: string) => string | null;
  /** Values that replace facts: `HSF_ARCH`, `HSF_CPU`, `HSF_OS`, `HSF_LIBC`, `HSF_KERNEL`, `HSF_GPU`. Empty text counts as absent. */
  readonly overrides: Readonly<Record<string, string | undefined>>;
  /** Of the running kernel; null where it says nothing about the tree (a sysroot). */
  readonly uname: {readonly sysname?: string; readonly release: string; readonly machine: string} | null;
  readonly engines: readonly EngineFact[];
};
