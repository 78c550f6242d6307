/**
 * `npm run soak -- [--count 10000] [--seed S]`: mixed commands of one user by lot, under faults that come and go and kills, on a tree
 * that is shown through FUSE. Says what ended with another status than it may, or too late, or left something behind.
 */
import {parseArgs} from 'node:util';
import {soak} from './soak/soak.ts';

// The mount goes with the process, whatever ends it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const {values} = parseArgs({
  options: {
    count: {type: 'string', default: '10000'},
    seed: {type: 'string', default: String(Date.now() % 1_000_000)},
  },
});
console.log(`${values.count} commands, --seed ${values.seed}`);
const {wrong, killed, files} = await soak(Number(values.count), Number(values.seed), line => console.log(line));
for (const line of wrong) console.log(`WRONG: ${line}`);
console.log(`${values.count} commands (--seed ${values.seed}): ${killed} killed, ${wrong.length} wrong`);
console.log(`files in the home directory: ${files.half} after half of them, ${files.end} at the end`);
process.exit(wrong.length === 0 ? 0 : 1);
