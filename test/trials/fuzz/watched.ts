import {Worker} from 'node:worker_threads';
import type {Failure, Outcome} from './trial.ts';
import {LONGEST_INPUT} from './target.ts';

export type Request = {readonly name: string; readonly count: number; readonly seed: number; readonly limitMs: number};

/** What goes between a worker and whoever watches it: how many inputs were tried, how long the last one is, and its bytes. */
export const HEAD = 2;
export const SHARED_BYTES = HEAD * 4 + LONGEST_INPUT;

/** No input takes so long, on a machine with much else to do. */
const SILENCE_MS = 120_000;

export type Watched = {readonly outcome: Outcome; readonly seconds: number};

/** Tries a parser in a thread of its own: one that never comes back is ended, and the input is known. */
export function tryWatched(request: Request): Promise<Watched> {
  const shared = new SharedArrayBuffer(SHARED_BYTES);
  const head = new Int32Array(shared, 0, HEAD);
  const start = performance.now();
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: {request, shared},
    resourceLimits: {maxOldGenerationSizeMb: 1024},
  });
  return new Promise((resolve, reject) => {
    let last = -1;
    const end = (outcome: Outcome) => {
      clearInterval(watch);
      resolve({outcome, seconds: (performance.now() - start) / 1000});
    };
    const stuck = (message: string) => {
      const input = Buffer.from(Buffer.from(shared, HEAD * 4, head[1]!));
      const failure: Failure = {kind: 'hung', input, message};
      void worker.terminate();
      end({tried: head[0]!, failures: [failure], found: []});
    };
    const watch = setInterval(() => {
      const tried = Atomics.load(head, 0);
      if (tried === last && tried > 0) stuck(`did not come back in ${SILENCE_MS / 1000} s`);
      last = tried;
    }, SILENCE_MS);
    worker.once('message', (outcome: Outcome) => {
      const own = (bytes: Buffer) => Buffer.from(bytes);
      end({
        ...outcome,
        found: outcome.found.map(own),
        failures: outcome.failures.map(failure => ({...failure, input: own(failure.input)})),
      });
    });
    worker.once('error', error => {
      if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY') stuck('took more than a gigabyte of memory');
      else {
        clearInterval(watch);
        reject(error);
      }
    });
  });
}
