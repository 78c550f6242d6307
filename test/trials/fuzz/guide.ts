import {Session} from 'node:inspector';

type Covered = {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly {readonly startOffset: number; readonly endOffset: number; readonly count: number}[];
    }[];
  }[];
};

/** Which inputs of those just tried went where none went before; `retry` tries one again. */
export type Guide = (tried: readonly Buffer[], retry: (input: Buffer) => void | Promise<void>) => Promise<readonly Buffer[]>;

/** Above any offset in a source. */
const LONGEST_SOURCE = 2 ** 24;

/**
 * Guidance by V8's own coverage of blocks. The coverage is taken once a batch, since that costs milliseconds; a batch with news is
 * halved until the inputs are found, each of which is then run again.
 */
export function blockGuide(): Guide {
  const session = new Session();
  session.connect();
  const post = <T>(method: string, parameters: object = {}): T => {
    let answer: unknown;
    session.post(method, parameters, (error, result) => {
      if (error !== null) throw new Error(`${method}: ${error.message}`);
      answer = result;
    });
    return answer as T;
  };
  post('Profiler.enable');
  post('Profiler.startPreciseCoverage', {callCount: true, detailed: true});
  const seen = new Map<string, Set<number>>();

  /** Blocks of each source that were run since the last time, and never before. */
  function news(): readonly (readonly [seen: Set<number>, block: number])[] {
    const blocks: (readonly [Set<number>, number])[] = [];
    for (const {url, functions} of post<Covered>('Profiler.takePreciseCoverage').result) {
      if (!url.includes('/src/')) continue;
      let known = seen.get(url);
      if (known === undefined) seen.set(url, (known = new Set()));
      for (const {ranges} of functions)
        for (const {startOffset, endOffset, count} of ranges) {
          const block = startOffset * LONGEST_SOURCE + endOffset;
          if (count > 0 && !known.has(block)) blocks.push([known, block]);
        }
    }
    return blocks;
  }

  return async (tried, retry) => {
    const reached = news();
    if (reached.length === 0) return [];
    const found: Buffer[] = [];
    const search = async (inputs: readonly Buffer[]) => {
      for (const input of inputs) await retry(input);
      const blocks = news();
      if (blocks.length === 0) return;
      if (inputs.length === 1) {
        for (const [known, block] of blocks) known.add(block);
        found.push(inputs[0]!);
        return;
      }
      const half = inputs.length >> 1;
      await search(inputs.slice(0, half));
      await search(inputs.slice(half));
    };
    await search(tried);
    // What nothing reaches a second time is found no better the next time.
    for (const [known, block] of reached) known.add(block);
    return found;
  };
}
