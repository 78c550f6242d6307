/** Numbers that a seed gives again (mulberry32). */
export type Random = {
  /** A whole number below `end`. */
  readonly below: (end: number) => number;
  readonly oneOf: <T>(values: readonly T[]) => T;
};

export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (end: number) => Math.floor((next() / 0x1_0000_0000) * end);
  return {below, oneOf: values => values[below(values.length)]!};
}
