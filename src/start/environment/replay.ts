import type {EnvironmentDifference} from './difference.ts';
import type {StoredEnvironment} from './record.ts';

/**
 * The difference that the set-up would make in this environment (that of the process which would carry it out, so what hsf itself sets
 * is in it already), null where the record does not hold for it: then set up live.
 */
export declare function replayed(record: StoredEnvironment, env: Readonly<Record<string, string>>): EnvironmentDifference | null;

/**
 * bash: the same in a shell that is running, as code to be sourced (not evaluated: it uses `return`). Status 0: done; 1: the record does not hold
 * there (start-up files changed something else than they did), and nothing was changed: source the set-up live.
 */
export declare function bashReplay(record: StoredEnvironment): string;

/** All paths below `/cvmfs` in values and functions. */
export declare function pathsIn(record: StoredEnvironment): readonly string[];
