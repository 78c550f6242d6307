/**
 * Under what another capture is made. `apart`: another HOME, USER, LOGNAME, TMPDIR, directory, time zone, and entries in lists of
 * which nobody has heard. `same-lists`: without those entries. `same-user`: without another HOME, USER, LOGNAME and TMPDIR either.
 */
export type Attempt = 'apart' | 'same-lists' | 'same-user';

export type Conditions = {
  readonly attempt: Attempt;
  /** The complete environment of the child. */
  readonly env: Readonly<Record<string, string>>;
  /** Its working directory. */
  readonly cwd: string;
  /** Directories to make (0700), parents first, all below the private one. */
  readonly directories: readonly string[];
};

/**
 * The conditions for an attempt.
 *
 * @param before environment of the set-up in the first capture, variables of start-up files included
 * @param directory private, new, and its path long enough to occur nowhere by chance
 */
export declare function otherConditions(
  before: Readonly<Record<string, string>>,
  directory: string,
  attempt: Attempt,
): Conditions;
