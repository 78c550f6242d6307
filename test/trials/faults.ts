/** `npm run faults [-- FAULT…]`: every command under every fault. Prints what was not as it has to be; status 1 if anything was. */
import {COMMANDS} from '../faults/matrix/commands.ts';
import {FAULTS} from '../faults/matrix/faults.ts';
import {runFault} from '../faults/matrix/run-fault.ts';
import {trialArguments} from './trial-arguments.ts';

// The rig takes its mounts away at the exit, which a signal alone is not.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));

const {positionals: wanted} = trialArguments(import.meta.filename, {allowPositionals: true});
let [cells, wrong] = [0, 0];
for (const fault of FAULTS.filter(({id}) => wanted.length === 0 || wanted.includes(id))) {
  const run = await runFault(fault, COMMANDS, 2);
  cells += run.cells;
  wrong += run.problems.length;
  for (const problem of run.problems) console.log(problem);
  const pictures = run.pictures.map(({ms}) => (ms === null ? 'none' : Math.round(ms)));
  console.error(
    `${fault.id}: ${run.cells} cells, ${run.problems.length} problems; first pictures after ${pictures.join(', ')} ms`,
  );
}
console.error(`${cells} cells, ${wrong} problems`);
process.exitCode = wrong === 0 ? 0 : 1;
