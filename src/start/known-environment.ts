import type {MachinePlace} from './environment/machine-places.ts';
import type {StoredEnvironment} from './environment/record.ts';
import type {SetUpStep} from './set-up-step.ts';

/** A set-up of which it is asked whether its result is known. */
export type SetUpQuestion = {
  readonly steps: readonly SetUpStep[];
  /** The bash that would carry it out. */
  readonly bash: string;
  /** Its environment, as far as it is known before the start. */
  readonly env: Readonly<Record<string, string>>;
  /** Whether the user's own start-up files come between that environment and the set-up, as in an interactive bash. */
  readonly behindUserFiles: boolean;
};

/** What has to be as it was for a stored environment to hold. Paths are relative to the CVMFS root. */
export type EnvironmentProof = {
  /** Repositories of which a hash tells, each with the catalogs of the places concerned: another root hash with the same ones will do. */
  readonly hashes: readonly {
    readonly fqrn: string;
    readonly rootHash: string;
    readonly catalogs: readonly (readonly [place: string, hash: string])[];
  }[];
  /** Files and directories of plain trees, with their times as `timesText` has them. */
  readonly times: readonly (readonly [place: string, times: string])[];
  /** What the places are of, below `/cvmfs`. */
  readonly paths: readonly string[];
  /** Files of this machine that the set-up named. */
  readonly machine: readonly MachinePlace[];
};

/** What is known of a set-up. */
export type KnownEnvironment =
  | {
      readonly status: 'stored';
      readonly record: StoredEnvironment;
      readonly since: string;
      readonly proof: EnvironmentProof;
      /** Where the code for a bash is kept, which replays it behind the user's files. */
      readonly replayFile: string;
      /** File for the note of a bash whose own start-up files make another environment of it. */
      readonly note: string;
    }
  | {
      readonly status: 'live';
      /** Why the set-up runs, as a sentence without a full stop. */
      readonly reason: string;
      /** File that the set-up's bash notes its state in, before and after; null: it notes nothing. */
      readonly note: string | null;
      /** It was noted before, and only a start may run it a second time. */
      readonly isPending?: true;
    };
