/**
 * `npm run fidelity -- [--count 100000] [--seed S] [--only shells|engines|steps|in-place|launcher]`: so many random argument vectors and values through
 * every renderer of a plan, read back from what the real shell or the program in the real engine was given. The tests do the same with
 * fewer.
 */
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {trialArguments} from './trial-arguments.ts';

const {values} = trialArguments(import.meta.filename, {
  options: {
    count: {type: 'string', default: '100000'},
    seed: {type: 'string', default: String(Date.now() % 1_000_000)},
    only: {type: 'string', default: ''},
  },
});

const CHECKOUT = join(import.meta.dirname, '..', '..');
process.stdout.write(`seed ${values.seed}\n`);
const {status} = spawnSync(
  process.execPath,
  [join(CHECKOUT, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--reporter', 'verbose', `test/trials/fidelity-${values.only}`],
  {
    cwd: CHECKOUT,
    stdio: 'inherit',
    env: {...process.env, HSF_FIDELITY_COUNT: values.count, HSF_FIDELITY_SEED: values.seed},
  },
);
process.stdout.write(`${values.count} vectors a road; again with --count ${values.count} --seed ${values.seed}\n`);
process.exitCode = status ?? 1;
