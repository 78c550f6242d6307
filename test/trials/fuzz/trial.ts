import {mutated, pumped} from './mutate.ts';
import {randomFrom} from './random.ts';
import {seedsOf} from './seeds.ts';
import {LONGEST_INPUT, type Target} from './target.ts';

export type Failure = {readonly kind: 'threw' | 'hung'; readonly input: Buffer; readonly message: string};

export type Trial = {
  readonly count: number;
  readonly seed: number;
  /** An input that takes a processor longer is a hang. */
  readonly limitMs: number;
  /** Told of each input before it is tried, for whoever watches from outside. */
  readonly onInput?: (input: Buffer) => void;
  /** Which inputs of those just tried went where none went before. */
  readonly guide?: (tried: readonly Buffer[], retry: (input: Buffer) => void) => readonly Buffer[];
};

export type Outcome = {readonly tried: number; readonly failures: readonly Failure[]; readonly found: readonly Buffer[]};

/** As many failures as anybody reads. */
const MOST_FAILURES = 8;
/** Inputs between two looks at what was reached. */
const BATCH = 1000;
/** One in so many inputs is a long one. */
const LONG_EVERY = 200;
const MOST_CORPUS = 2000;

/** Gives a parser its seeds, then changed ones, then says how it went. Failures that read alike are told once. */
export async function tryTarget(target: Target, {count, seed, limitMs, onInput, guide}: Trial): Promise<Outcome> {
  const random = randomFrom(seed);
  const corpus = [Buffer.alloc(0), ...seedsOf(target)];
  const words = (target.words ?? []).filter(word => word !== '').map(word => Buffer.from(word));
  const failures = new Map<string, Failure>();
  const found: Buffer[] = [];
  let batch: Buffer[] = [];
  let tried = 0;
  const first = corpus.length;
  const longest = Math.min(LONGEST_INPUT, target.longest ?? LONGEST_INPUT);
  const long = (target.pumps ?? []).map(([before, again, behind]) => {
    const times = Math.max(1, Math.floor((longest - before.length - behind.length) / Buffer.byteLength(again)));
    return Buffer.from(before + again.repeat(times) + behind);
  });
  for (const input of long) {
    onInput?.(input);
    const failure = await failureOf(target, input, limitMs);
    if (failure !== null) failures.set(input.toString('latin1', 0, 40), failure);
  }
  for (; tried < count + first && failures.size < MOST_FAILURES; tried++) {
    const isLong = tried % LONG_EVERY === LONG_EVERY - 1;
    const input =
      tried < first
        ? corpus[tried]!
        : isLong
          ? pumped(random, corpus, words, longest)
          : mutated(random, corpus, words).subarray(0, longest);
    onInput?.(input);
    const failure = await failureOf(target, input, limitMs);
    if (failure !== null && !failures.has(kindOf(failure))) failures.set(kindOf(failure), failure);
    if (guide === undefined || isLong || failure !== null) continue;
    batch.push(input);
    if (batch.length < BATCH) continue;
    const news = guide(batch, bytes => void target.run(bytes)).filter(bytes => bytes.length < 4096);
    found.push(...news);
    corpus.push(...news);
    if (corpus.length > MOST_CORPUS) corpus.splice(first, corpus.length - MOST_CORPUS);
    batch = [];
  }
  return {tried, failures: [...failures.values()], found};
}

/** Null when all went well. */
export async function failureOf(target: Target, input: Buffer, limitMs: number): Promise<Failure | null> {
  let best = Infinity;
  // Thrice at most: what is slow is slow each time.
  for (let attempt = 0; attempt < 3 && best > limitMs; attempt++) {
    // Of this thread alone: a machine has other things to do.
    const start = process.threadCpuUsage();
    try {
      const going = target.run(input);
      if (going !== undefined) await going;
    } catch (error) {
      return {kind: 'threw', input, message: error instanceof Error ? `${error.stack ?? error.message}` : String(error)};
    }
    const {user, system} = process.threadCpuUsage(start);
    best = Math.min(best, (user + system) / 1000);
  }
  return best > limitMs ? {kind: 'hung', input, message: `took ${best.toFixed(0)} ms for ${input.length} bytes`} : null;
}

function kindOf({kind, message}: Failure): string {
  const place = /\n\s+at .*?(src\/[^)\n]+)/.exec(message)?.[1];
  const [said = ''] = message.split('\n');
  return kind === 'hung' ? kind : (place ?? said.split(':', 2).join());
}

/** The same failure by fewer bytes, as far as leaving pieces out gets. */
export async function smaller(target: Target, {kind, input, message}: Failure, limitMs: number): Promise<Failure> {
  let best: Failure = {kind, input, message};
  if (kind === 'hung') return best;
  for (let length = input.length >> 1; length > 0; length >>= 1) {
    for (let at = 0; at < best.input.length;) {
      const shorter = Buffer.concat([best.input.subarray(0, at), best.input.subarray(at + length)]);
      const failure = await failureOf(target, shorter, limitMs);
      if (failure !== null && kindOf(failure) === kindOf(best)) best = failure;
      else at += length;
    }
  }
  return best;
}
