import type {Conditions} from './conditions.ts';
import type {Dump} from './dump.ts';
import type {StoredEnvironment} from './record.ts';

export type Comparison =
  | {readonly status: 'stored'; readonly record: StoredEnvironment}
  /** `reason` goes on a sentence: "The environment is not stored: REASON". */
  | {readonly status: 'not-storable'; readonly reason: string};

/** A capture under other conditions, as `captureAgain` makes it. */
export type SecondCapture =
  | {readonly status: 'captured'; readonly dump: Dump; readonly printed: string}
  | {readonly status: 'not-storable'; readonly reason: string};

/** Compares two captures of one set-up. Pure. */
export declare function compareCaptures(
  first: Dump,
  second: SecondCapture,
  conditions: Pick<Conditions, 'attempt'>,
  env: Readonly<Record<string, string>>,
): Comparison;

/**
 * Proves a first capture by others, each under conditions less strange than the one before, until one is equal (up to three).
 *
 * @param env environment of the process that made the first capture, before any start-up file (its inputs)
 * @param again makes a capture under these conditions (`captureAgain`)
 */
export declare function proveCapture(
  first: Dump,
  env: Readonly<Record<string, string>>,
  directory: string,
  again: (conditions: Conditions) => Promise<SecondCapture>,
): Promise<Comparison>;
