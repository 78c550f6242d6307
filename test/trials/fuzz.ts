/**
 * `npm run fuzz -- [--parser NAME] [--count 1000000] [--seed S] [--keep]`: gives every parser inputs that were made by changing known
 * ones, guided by V8's coverage. A failure is printed with the bytes that show it and kept as a seed; `--keep` also keeps inputs that
 * reached new code, `--list` names the parsers.
 */
import {ALL_TARGETS} from './fuzz/all-targets.ts';
import {keepSeeds, lineOf} from './fuzz/seeds.ts';
import {tryWatched} from './fuzz/watched.ts';
import {trialArguments} from './trial-arguments.ts';

const {values} = trialArguments(import.meta.filename, {
  options: {
    parser: {type: 'string', multiple: true},
    count: {type: 'string', default: '1000000'},
    seed: {type: 'string', default: String(Date.now() % 1_000_000)},
    /** Longest time of one input. */
    limit: {type: 'string', default: '100'},
    keep: {type: 'boolean', default: false},
    list: {type: 'boolean', default: false},
  },
});

const [count, seed, limitMs] = [values.count, values.seed, values.limit].map(Number) as [number, number, number];
const targets = values.parser === undefined ? ALL_TARGETS : ALL_TARGETS.filter(({name}) => values.parser!.includes(name));
if (targets.length === 0) throw new Error(`There is no such parser; there are ${ALL_TARGETS.map(({name}) => name).join(', ')}.`);

/** Inputs that tell more than others, as many as anybody wants to keep in a repository. */
const MOST_KEPT = 40;
const LONGEST_KEPT = 200;

let failed = 0;
let sum = 0;
if (values.list) process.stdout.write(ALL_TARGETS.map(({name, covers}) => `${name}: ${covers.join(', ')}\n`).join(''));
else {
  process.stdout.write(`seed ${seed}\n`);
  for (const target of targets) {
    const {outcome, seconds} = await tryWatched({name: target.name, count, seed, limitMs});
    const {tried, failures, found} = outcome;
    sum += tried;
    failed += failures.length;
    process.stdout.write(
      `${target.name}: ${tried} inputs in ${seconds.toFixed(0)} s, ${found.length} reached new code, ${failures.length} failures\n`,
    );
    for (const {kind, input, message} of failures) {
      process.stdout.write(
        `  ${kind}: ${message.split('\n').slice(0, 6).join('\n    ')}\n  input: ${lineOf(input).slice(0, 2000)}\n`,
      );
    }
    const small = found.filter(({length}) => length <= LONGEST_KEPT).slice(-MOST_KEPT);
    keepSeeds(target, [...failures.map(({input}) => input).filter(({length}) => length < 4096), ...(values.keep ? small : [])]);
  }
  process.stdout.write(`${sum} inputs, ${failed} failures; again with --seed ${seed}\n`);
}
process.exitCode = failed === 0 ? 0 : 1;
