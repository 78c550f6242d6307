import type {BindMount} from '../engines/engine.ts';
import type {SignalRoute} from '../system/stay-as-parent.ts';
import type {SetUpStep} from './set-up-step.ts';

export type EnvironmentChange = {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
  /** Variables of the caller that do not go in, each with the reason. */
  readonly dropped: readonly {readonly name: string; readonly reason: string}[];
};

/** Something that has to be on the disk before the start; `hand-over.ts` makes it, a plan that is only shown does not. */
export type Preparation =
  | {readonly kind: 'directory'; readonly path: string; readonly mode: 0o700}
  | {readonly kind: 'file'; readonly path: string; readonly text: string; readonly mode: number};

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
  /** The program (absolute path) and its arguments, exactly as they are executed. */
  readonly argv: readonly [string, ...string[]];
  /** Directory in which the command starts, as seen from inside. */
  readonly cwd: string;
  readonly env: EnvironmentChange;
  /** What bash does in there before the command, in order. Part of `argv`, told once more for those who read. */
  readonly steps: readonly SetUpStep[];
  readonly mounts: readonly BindMount[];
  readonly warnings: readonly string[];
  /** Files and directories that the start needs and that are not there yet. */
  readonly prepare: readonly Preparation[];
  /** How signals get to the command; all but `exec` need the launcher to stay and pass them on. */
  readonly signals: SignalRoute;
  /** The complete environment of the engine's process where it differs from the one inside (see `EngineCommand.env`), else null. */
  readonly processEnv: Readonly<Record<string, string>> | null;
};
