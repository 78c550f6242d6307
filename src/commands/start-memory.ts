import type {Context} from './context.ts';
import {launchOf} from './launch-of.ts';
import {memoryFile, recall, remember, type Recalled} from './list-memory.ts';
import {requestOf, wordsOf} from './list-request.ts';
import type {Invocation} from './parse-arguments.ts';
import type {Startable} from './planning.ts';
import type {Host} from '../choose/host.ts';
import {placesOf, type Round} from '../find/looks.ts';
import type {Trace} from '../find/trace.ts';
import {maskText} from '../start/mask-secrets.ts';
import type {HostQuestions} from '../system/host-looks.ts';
import {directoriesOf, type World} from '../system/world.ts';

/** What was found for a start: what an address meant, for which machine, and what its plan saw below `/cvmfs`. */
export type FoundStart = {
  readonly found: Startable;
  readonly host: Host;
  readonly rounds: readonly Round[];
  /** Asked of this machine: the next start will ask the same. */
  readonly asked: HostQuestions;
};

export type RecalledStart = Omit<Recalled, 'stdout'> & {
  /** Not to be believed before `isWhole` has said yes. @throws for what is no JSON */
  readonly start: () => FoundStart;
};

/** What only tells how something is shown. */
const SHOWN = new Set(['json', 'command', 'dry-run', 'quiet', 'verbose', 'no-input']);

/** What was asked: the address and all flags that may have to do with its meaning, whatever is to be run there. */
function askedBy({positionals, given}: Invocation): readonly string[] {
  const flags = [...given]
    .filter(([name]) => !SHOWN.has(name))
    .flatMap(([name, values]) => values.map(value => `--${name}=${value}`));
  return ['start', ...positionals, ...flags];
}

/** What an earlier start by the same words found, if that is remembered; whether it still holds is another question. */
export function recallStart(invocation: Invocation, world: World): RecalledStart | null {
  const {cache} = directoriesOf(world.env);
  if (cache === null || world.build === null) return null;
  const request = requestOf(askedBy(invocation), world);
  const known = recall(memoryFile(cache, request, 'started'), world.build, request, world.uid);
  if (known === null) return null;
  const {stdout, ...facts} = known;
  return {...facts, start: () => JSON.parse(Buffer.concat([...pieces(stdout())]).toString('utf8')) as FoundStart};
}

function* pieces(all: Iterator<Uint8Array, void>): Generator<Uint8Array, void> {
  for (let piece = all.next(); piece.done !== true; piece = all.next()) yield piece.value;
}

/** For the next start by the same words. Nothing is remembered of which a later run could not tell that it still holds. */
export async function rememberStart(
  context: Context,
  {found, host, trace}: {readonly found: Startable; readonly host: Host; readonly trace: Trace | null},
): Promise<void> {
  const {world, directories, inputs, looks, typed, deadline} = context;
  const rounds = looks.rounds();
  if (trace === null || rounds === null || world.build === null || directories.cache === null) return;
  const words = wordsOf(askedBy(typed), world);
  // What is found for somebody who names a secret is for this start alone.
  if (maskText(words) !== words) return;
  const request = requestOf(askedBy(typed), world);
  const places = placesOf(rounds);
  if (places === null) return;
  const {provenTrace, seePlaces, withPlaces} = await import('../find/prove-places.ts');
  const launch = launchOf(world, trace.root);
  const looking = {root: trace.root, launch, limitMs: Math.min(trace.limitMs, deadline.remainingMs())};
  const concerned = new Set(places.map(place => place.split('/')[0]!));
  // A repository that is not there is missed in the list of all.
  const isThere = (fqrn: string) => trace.listed === null || trace.listed.includes(fqrn);
  const own = trace.repositories.filter(({fqrn}) => concerned.has(fqrn));
  if ([...concerned].some(fqrn => isThere(fqrn) && !own.some(one => one.fqrn === fqrn))) return;
  if (own.some(({freshness}) => freshness === 'age')) return;
  const timed = own.filter(({freshness}) => freshness === 'times').map(({fqrn}) => fqrn);
  const begun = new Date(world.now().getTime() - world.clock());
  const seen = await seePlaces(
    places.filter(place => timed.includes(place.split('/')[0]!)),
    begun,
    looking,
  );
  if (seen === null) return;
  // What is started has to answer, whether or not it sleeps.
  const awake = {...trace, repositories: trace.repositories.map(one => (concerned.has(one.fqrn) ? {...one, rest: null} : one))};
  const watching = withPlaces(awake, new Map(timed.slice(0, 1).map(fqrn => [fqrn, seen])));
  const proven = await provenTrace(watching, new Map(), launch);
  // Describing may still look at something, which is noted then.
  const {stack, variant} = found;
  const start: FoundStart = {
    found: {stack: {address: stack.address, needs: stack.needs}, variant},
    host: {...host},
    rounds,
    asked: looks.host.asked(),
  };
  const text = Buffer.from(JSON.stringify(start));
  const seenInputs = inputs.seen();
  if (proven === null || seenInputs === null) return;
  const facts = {request, inputs: seenInputs, ...proven, notes: '', stdout: [text]};
  remember(memoryFile(directories.cache, request, 'started'), world.build, facts);
}
