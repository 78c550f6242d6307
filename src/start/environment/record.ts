import type {EnvironmentDifference, ShellVariable} from './difference.ts';
import type {Inputs} from './inputs.ts';
import type {Template} from './template.ts';

/** What a set-up does to one exported variable. */
export type Change =
  | {readonly kind: 'set'; readonly name: string; readonly value: Template}
  | {
      /** Entries put in front of a list separated by `:`, or behind it. */
      readonly kind: 'list';
      readonly name: string;
      readonly before: readonly Template[];
      readonly after: readonly Template[];
      /** The value where there was none before (`PATH=x:$PATH` leaves `x:`); null where that was not seen. */
      readonly alone: Template | null;
    }
  | {readonly kind: 'unset'; readonly name: string};

/** The difference that a set-up makes, as data, proved by two captures under different conditions. */
export type StoredEnvironment = Pick<
  EnvironmentDifference,
  'functions' | 'exportedFunctions' | 'aliases' | 'completions' | 'options'
> & {
  readonly version: 1;
  readonly changes: readonly Change[];
  readonly shellVariables: readonly (Omit<ShellVariable, 'value'> & {
    readonly value: Template | null | readonly (readonly [key: Template, value: Template])[];
  })[];
  readonly inputs: Inputs;
  /** What the set-up printed, up to 64 kB. */
  readonly printed: string;
};

/** The record as text for a file. */
export declare function recordText(record: StoredEnvironment): string;

/** Reads a record of any origin; null when it is none, damaged, of another version, or too large. */
export declare function parseRecord(text: string): StoredEnvironment | null;
