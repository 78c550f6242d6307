import type {Runs} from './stack.ts';

/** The columns in which the variants of a stack differ, in the order in which people choose. */
export const FACET_NAMES = ['os', 'compiler', 'cpu', 'build'] as const;

export type FacetName = (typeof FACET_NAMES)[number];

export type FacetValue = {
  /** As people say it: `el9`, `gcc 14`, `x86_64 zen3`, `opt`; empty where a platform says nothing of it. */
  readonly text: string;
  /** How the best variant with it runs. */
  readonly runs: Runs;
  /** Whether there is a variant with it and the present values of all other facets. */
  readonly possible: boolean;
  /** Whether it is the present variant's. */
  readonly present: boolean;
};

/** One question within the question for a platform; the values that exist, those of the best variants first. */
export type Facet = {readonly name: FacetName; readonly values: readonly FacetValue[]};
