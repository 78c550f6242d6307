/** What narrows the first question besides what is typed. */
export type Filters = {
  /** Only what starts on this machine, natively or in a container. */
  readonly runs: boolean;
  readonly family: string | null;
  readonly experiment: string | null;
  /** As `compilerWords` spells it: `gcc 14`. */
  readonly compiler: string | null;
};

export const NO_FILTERS: Filters = {runs: false, family: null, experiment: null, compiler: null};

export function isFiltered({runs, family, experiment, compiler}: Filters): boolean {
  return runs || family !== null || experiment !== null || compiler !== null;
}
