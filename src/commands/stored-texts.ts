import type {Chosen} from './choose-one.ts';
import type {Context} from './context.ts';
import {storeAnswer} from './stored-answers.ts';
import {isPlainly} from './stored-starts.ts';
import {placesOf} from '../find/looks.ts';
import {maskValue} from '../start/mask-secrets.ts';
import type {Plan} from '../start/plan.ts';
import type {StoredText} from '../start/stored-start.ts';

/**
 * Leaves what a command printed about the environment of a stack for `bin/hsf`. Only where that environment is stored: then nothing
 * ran that might say something else the next time.
 */
export async function storeEnvironmentText(
  context: Context,
  {chosen, plan}: {readonly chosen: Chosen; readonly plan: Plan},
  text: string,
  more: Pick<StoredText, 'history'> = {},
): Promise<void> {
  const {world, inputs, looks, output, options, typed} = context;
  const trace = chosen.trace?.() ?? null;
  const [seen, rounds] = [inputs.seen(), looks.rounds()];
  if (plan.environment?.status !== 'stored' || trace === null || seen === null || rounds === null) return;
  const places = placesOf(rounds);
  // What holds a secret is not for a disk.
  if (Object.entries(plan.difference?.set ?? {}).some(([name, value]) => maskValue(name, value) !== value)) return;
  if (places === null || typed.rest !== null || options.verbose || world.terminals.stdout || !isPlainly(context)) return;
  const repositoryOf = (place: string) => place.split('/')[0]!;
  const concerned = new Set(places.map(repositoryOf));
  const own = trace.repositories.filter(({fqrn}) => concerned.has(fqrn));
  // A repository that is not there is missed in the list of all.
  const isThere = (fqrn: string) => trace.listed === null || trace.listed.includes(fqrn);
  if ([...concerned].some(fqrn => isThere(fqrn) && !own.some(one => one.fqrn === fqrn))) return;
  const timed = new Set(own.filter(({freshness}) => freshness === 'times').map(({fqrn}) => fqrn));
  await storeAnswer(
    world,
    {words: typed.argv, command: false},
    {terminals: {stdout: false}, notes: output.said(), then: {kind: 'text', text, ...more}},
    {
      // What it is about has to answer, whether or not it sleeps.
      trace: {...trace, repositories: trace.repositories.map(one => (concerned.has(one.fqrn) ? {...one, rest: null} : one))},
      inputs: seen,
      proof: null,
      places: places.filter(place => timed.has(repositoryOf(place))),
      seen: looks.host.seen(),
      plan,
    },
  );
}
