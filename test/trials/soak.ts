/**
 * `npm run soak -- [--count 10000] [--seed S] [--users 6]`: mixed commands of some users at once by lot, under faults that come and go
 * and kills, on a tree that is shown through FUSE. Says what ended with another status than it may, or too late, or left something behind.
 */
import {soak} from './soak/soak.ts';
import {trialArguments} from './trial-arguments.ts';

// The mount goes with the process, whatever ends it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const {values} = trialArguments(import.meta.filename, {
  options: {
    count: {type: 'string', default: '10000'},
    users: {type: 'string', default: '6'},
    seed: {type: 'string', default: String(Date.now() % 1_000_000)},
  },
});
console.log(`${values.count} commands of ${values.users} users, --seed ${values.seed}`);
const {killed, files, ...soaked} = await soak({
  count: Number(values.count),
  seed: Number(values.seed),
  users: Number(values.users),
  say: line => console.log(line),
});
const wrong = [...soaked.wrong];
// Each command has been given by each user long before.
const {half, end} = files;
if (end > half * 1.1 + 10) wrong.push(`${half} files in the home directories became ${end}`);
for (const line of wrong) console.log(`WRONG: ${line}`);
console.log(`${values.count} commands (--seed ${values.seed}): ${killed} killed, ${wrong.length} wrong`);
console.log(`files in the home directories: ${half} after half of them, ${end} at the end`);
process.exit(wrong.length === 0 ? 0 : 1);
