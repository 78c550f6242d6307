/**
 * How helpers are started: everything that touches CVMFS runs in a process of its own, so that a dead mount can only stop a
 * helper (RUNTIME.md 9). Values come from outside; nothing here looks for programs.
 */
export type Launch = {
  /** Absolute path of the Node that runs the scout. */
  readonly node: string;
  /** The scout program: `dist/scout.js`, or `src/find/scout/main.ts` when run from sources. */
  readonly scout: string;
  /** Absolute path of getfattr (package `attr`), null where it is not installed. */
  readonly getfattr: string | null;
  /** Absolute path of a POSIX shell. */
  readonly sh: string;
};
