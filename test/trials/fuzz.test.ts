import {describe, expect, test} from 'vitest';
import {ALL_TARGETS} from './fuzz/all-targets.ts';
import {lineOf} from './fuzz/seeds.ts';
import {tryTarget} from './fuzz/trial.ts';

/** Of a processor, for one input: far from what any takes, and far below what was found to take too long. */
const LIMIT_MS = 400;
const SEED = 7;

/** As many as there is time for in each run of the tests; `npm run fuzz` tries a million. */
const COUNT = 600;

describe('every parser', () => {
  test.each(ALL_TARGETS.map(target => [target.name, target] as const))(
    '%s comes to an end and keeps its laws',
    async (_, target) => {
      const {failures} = await tryTarget(target, {count: COUNT, seed: SEED, limitMs: LIMIT_MS});
      expect(failures.map(({message, input}) => `${message}\n${lineOf(input).slice(0, 500)}`)).toEqual([]);
    },
  );
});
