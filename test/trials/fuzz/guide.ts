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

/**
 * Guidance by V8's own coverage of blocks: which inputs of a batch reached a block that none had reached. The coverage is taken once a
 * batch, since that costs a millisecond; a batch with news is halved until the inputs are found, each of which is then run again.
 */
export function blockGuide(): (tried: readonly Buffer[], retry: (input: Buffer) => void) => readonly Buffer[] {
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
  const seen = new Set<string>();

  /** Blocks that were run since the last time. */
  function taken(): readonly string[] {
    const {result} = post<Covered>('Profiler.takePreciseCoverage');
    return result
      .filter(({url}) => url.includes('/src/'))
      .flatMap(({url, functions}) =>
        functions.flatMap(({ranges}) =>
          ranges.filter(({count}) => count > 0).map(({startOffset, endOffset}) => `${url}:${startOffset}:${endOffset}`),
        ),
      );
  }

  return (tried, retry) => {
    const reached = taken().filter(block => !seen.has(block));
    if (reached.length === 0) return [];
    const found: Buffer[] = [];
    const search = (inputs: readonly Buffer[]) => {
      for (const input of inputs) retry(input);
      const news = taken().filter(block => !seen.has(block));
      if (news.length === 0) return;
      if (inputs.length === 1) {
        for (const block of news) seen.add(block);
        found.push(inputs[0]!);
        return;
      }
      const half = inputs.length >> 1;
      search(inputs.slice(0, half));
      search(inputs.slice(half));
    };
    search(tried);
    // What nothing reaches a second time is found no better the next time.
    for (const block of reached) seen.add(block);
    return found;
  };
}
