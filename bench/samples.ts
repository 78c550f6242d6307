/** Milliseconds (or another unit) of each round of one case. */
export type Samples = readonly number[];

export type Summary = {readonly median: number; readonly least: number; readonly p95: number; readonly rounds: number};

/** The middle, the least and the 95th hundredth. An empty list has none. */
export function summarise(samples: Samples): Summary | null {
  if (samples.length === 0) return null;
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
  const half = sorted.length / 2;
  const median = sorted.length % 2 === 1 ? at(0.5) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
  return {median, least: sorted[0] ?? Number.NaN, p95: at(0.95), rounds: sorted.length};
}

export type Case = {readonly name: string; readonly run: () => Promise<number>};

/**
 * Runs all cases round by round, so that a machine that grows slower or faster meanwhile does so for all of them. The first round
 * warms caches and is thrown away.
 */
export async function interleaved(cases: readonly Case[], rounds: number): Promise<ReadonlyMap<string, Samples>> {
  const samples = new Map<string, number[]>(cases.map(({name}) => [name, []]));
  for (let round = -1; round < rounds; round += 1) {
    for (const {name, run} of cases) {
      const value = await run();
      if (round >= 0) samples.get(name)?.push(value);
    }
  }
  return samples;
}
