/**
 * `npm run kills -- [--count 500] [--seed S] [--only 'config set']`: kills hsf in the midst of its writes, at chosen steps and at
 * random moments, and looks after each kill whether all is there that a user would miss, and whether the next command works.
 */
import {readdirSync, utimesSync} from 'node:fs';
import {join} from 'node:path';
import {seededNumbers} from './seeded-numbers.ts';
import {countSteps, describeKill, killOnce, writerNamed, type Kill} from './kills/kill.ts';
import {WRITERS} from './kills/writers.ts';
import {trialArguments} from './trial-arguments.ts';
import {filesIn, leftovers} from '../rig/state/kept.ts';
import {makeStateScene} from '../rig/state/state-scene.ts';

const {values} = trialArguments(import.meta.filename, {
  options: {
    count: {type: 'string', default: '500'},
    seed: {type: 'string', default: String(Date.now() % 1_000_000)},
    only: {type: 'string', multiple: true},
  },
});
const count = Number(values.count);
const writers = values.only?.map(writerNamed) ?? WRITERS;
console.log(`${count} kills, --seed ${values.seed}`);

const below = seededNumbers(Number(values.seed));
const scene = makeStateScene();
let [hits, faults] = [0, 0];
try {
  const steps = new Map<string, number>();
  for (const writer of writers) {
    await scene.hsf(writer.words(0));
    steps.set(writer.title, await countSteps(scene, writer, 1));
  }
  console.log([...steps].map(([title, number]) => `${title}: ${number} steps`).join(', '));
  for (let number = 2; number < count + 2; number++) {
    const writer = writers[number % writers.length]!;
    const points = steps.get(writer.title)!;
    const kill: Kill =
      points > 0 && below(4) > 0
        ? {writer, number, fault: {at: 1 + below(points), how: (['kill', 'kill-after', 'kill-half'] as const)[below(3)]!}}
        : {writer, number, afterMs: 5 + below(600)};
    const {hit, wrong} = await killOnce(scene, kill);
    if (hit) hits++;
    if (wrong.length > 0) {
      faults++;
      console.log(`WRONG after ${describeKill(kill)}:\n  ${wrong.join('\n  ')}`);
    }
    if (number % 50 === 0) console.log(`${number - 1} kills, ${hits} hit, ${faults} wrong`);
  }
  // As if two hours had passed: whatever a killed writer left has to go by itself.
  const old = new Date(Date.now() - 2 * 3_600_000);
  const drafts = leftovers(scene.home);
  for (const name of drafts) utimesSync(join(scene.home, name), old, old);
  for (const writer of writers) {
    writer.before?.(scene, count + 2);
    await scene.hsf(writer.words(count + 2));
  }
  const left = leftovers(scene.home);
  console.log(`${drafts.length} drafts and locks of killed writers, of which are left: ${left.join(' ') || 'none'}`);
  console.log(
    `${filesIn(scene.home).length} files in the home directory, ${readdirSync(join(scene.home, '.cache/hsf')).join(' ')}`,
  );
  const strays = scene.left();
  console.log(`${count} kills (--seed ${values.seed}): ${hits} hit, ${faults} wrong, ${strays.length} processes left`);
  if (faults > 0 || left.length > 0 || strays.length > 0) process.exitCode = 1;
} finally {
  scene.remove();
}
