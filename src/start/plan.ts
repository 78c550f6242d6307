import type {BindMount, ContainerRoot} from '../engines/engine.ts';
import type {SignalRoute} from '../system/stay-as-parent.ts';
import type {EnvironmentDifference} from './environment/difference.ts';
import type {Asked} from './environment/inputs.ts';
import type {EnvironmentProof} from './known-environment.ts';
import type {SetUpStep} from './set-up-step.ts';

export type EnvironmentChange = {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
  /** Variables of the caller that do not go in, each with the reason. */
  readonly dropped: readonly {readonly name: string; readonly reason: string}[];
  /** Who asked for a variable of `set`, where that is not hsf itself. */
  readonly origins?: Readonly<Record<string, 'site' | 'user'>>;
};

/** Something that has to be there or done before the start; `hand-over.ts` sees to it, a plan that is only shown does not. */
export type Preparation = PathPreparation | CommandPreparation;

export type PathPreparation =
  | {readonly kind: 'directory'; readonly path: string; readonly mode: 0o700}
  /** `until` the end of the start: it is this start's own and goes with it (0600, never kept from an earlier one). */
  | {readonly kind: 'file'; readonly path: string; readonly text: string; readonly mode: number; readonly until?: 'end'}
  /** A symbolic link; whatever is there already stays. */
  | {readonly kind: 'link'; readonly path: string; readonly target: string};

/** A program that has to end well first, without a terminal; what it prints is told only when it fails. */
export type CommandPreparation = {
  readonly kind: 'command';
  readonly argv: readonly [string, ...string[]];
  /** The complete environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Files that it makes, which are this start's own and go with it. */
  readonly makes: readonly string[];
  /** What to say when it fails: `refuse` stops the start, `warn` goes on without. */
  readonly failure: {readonly then: 'refuse' | 'warn'; readonly message: string; readonly advice: string};
};

/** Whether a stored environment is replayed or the set-up runs, with the reason for the latter. */
export type PlannedEnvironment =
  | {
      readonly status: 'stored';
      /** When it was stored, in ISO form. */
      readonly since: string;
      /** What has to be as it was for it to hold; not shown. */
      readonly proof: EnvironmentProof;
      /** What the set-up printed when it was stored; not shown. */
      readonly printed: string;
      /** Whether another working directory makes another one of it; not shown. */
      readonly followsDirectory: boolean;
      /** Harmless variables that are inputs of it; not shown. */
      readonly asked: Asked;
    }
  | {
      readonly status: 'live';
      readonly reason: string;
      /** A set-up of these inputs was noted, and its second run, which this start would have made, decides. Not shown. */
      readonly isPending?: true;
    };

/**
 * The complete, serialisable answer to "what will happen". Everything that starts anything goes through one plan; text, JSON,
 * shell command, picker preview and the start itself are renderings of it (DESIGN.md 3.3).
 */
export type Plan = {
  readonly stack: string;
  readonly variant: string;
  readonly mode: 'native' | 'prefix' | 'container';
  /** Name of the engine that makes the container or the private view of `/cvmfs`, null where none is needed. */
  readonly engine: string | null;
  readonly image: string | null;
  /** What the engine makes its container of, null where there is no engine. */
  readonly root: ContainerRoot | null;
  /** The program (absolute path) and its arguments, exactly as they are executed. */
  readonly argv: readonly [string, ...string[]];
  /** Directory in which the command starts, as seen from inside. */
  readonly cwd: string;
  readonly env: EnvironmentChange;
  /** What bash does in there before the command, in order. Part of `argv`, told once more for those who read. */
  readonly steps: readonly SetUpStep[];
  readonly mounts: readonly BindMount[];
  /** Where the stack's environment comes from; absent or null where there is no set-up, or one in a container. */
  readonly environment?: PlannedEnvironment | null;
  /** What a stored environment does to the caller's, where that was asked for instead of a start; not shown. */
  readonly difference?: EnvironmentDifference | null;
  readonly warnings: readonly string[];
  /** Those of them that nobody may miss, `hsf run` included: what was asked for, or opens doors, and is not inside. */
  readonly lost?: readonly string[];
  /** Files and directories that the start needs and that are not there yet. */
  readonly prepare: readonly Preparation[];
  /** How signals get to the command; all but `exec` need the launcher to stay and pass them on. */
  readonly signals: SignalRoute;
  /** The complete environment of the engine's process where it differs from the one inside (see `EngineCommand.env`), else null. */
  readonly processEnv: Readonly<Record<string, string>> | null;
};
