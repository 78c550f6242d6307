import {setImmediate} from 'node:timers/promises';
import type {Guide} from './guide.ts';
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
  readonly guide?: Guide;
};

export type Outcome = {readonly tried: number; readonly failures: readonly Failure[]; readonly found: readonly Buffer[]};

/** As many failures as anybody reads. */
const MOST_FAILURES = 8;
/** Inputs between two looks at what was reached: few while each brings news, which has to be looked for among them. */
const LEAST_BATCH = 32;
const MOST_BATCH = 2048;
/** One in so many inputs is a long one, and one in so many of these as long as can be: it takes as much time as thousands of others. */
const LONG_EVERY = 200;
const LONGEST_EVERY = 10;
const USUAL_LONG = 4096;
const MOST_CORPUS = 2000;

/** Gives a parser its seeds, then changed ones, then says how it went. Failures that read alike are told once. */
export async function tryTarget(target: Target, {count, seed, limitMs, onInput, guide}: Trial): Promise<Outcome> {
  const random = randomFrom(seed);
  const corpus = [Buffer.alloc(0), ...seedsOf(target)];
  const words = (target.words ?? []).filter(word => word !== '').map(word => Buffer.from(word));
  const failures = new Map<string, Failure>();
  const found: Buffer[] = [];
  let batch: Buffer[] = [];
  let batchSize = LEAST_BATCH;
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
  for (let pumps = 0; tried < count + first && failures.size < MOST_FAILURES; tried++) {
    const isLong = tried % LONG_EVERY === LONG_EVERY - 1;
    const input =
      tried < first
        ? corpus[tried]!
        : isLong
          ? pumped(random, corpus, words, pumps++ % LONGEST_EVERY === 0 ? longest : Math.min(longest, USUAL_LONG))
          : mutated(random, corpus, words).subarray(0, longest);
    onInput?.(input);
    // Some of what is let go is only freed between two turns of the event loop.
    if (tried % LEAST_BATCH === 0) await setImmediate();
    const failure = await failureOf(target, input, limitMs);
    if (failure !== null && !failures.has(kindOf(failure))) failures.set(kindOf(failure), failure);
    if (guide === undefined || isLong || failure !== null) continue;
    batch.push(input);
    if (batch.length < batchSize) continue;
    const news = (await guide(batch, target.run)).filter(bytes => bytes.length < 4096);
    batchSize = news.length > 0 ? LEAST_BATCH : Math.min(MOST_BATCH, batchSize * 2);
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
