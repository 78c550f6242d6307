import type {Mount} from '../engines/engine.ts';

export type EnvironmentChange = {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
  /** Variables of the caller that do not go in, each with the reason. */
  readonly dropped: readonly {readonly name: string; readonly reason: string}[];
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
  /** The program (absolute path) and its arguments, exactly as they are executed. */
  readonly argv: readonly [string, ...string[]];
  /** Directory in which the command starts, as seen from inside. */
  readonly cwd: string;
  readonly env: EnvironmentChange;
  readonly mounts: readonly Mount[];
  readonly warnings: readonly string[];
};
