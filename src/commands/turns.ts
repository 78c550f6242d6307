import {setTimeout as delay} from 'node:timers/promises';

/** Lets work about one thing wait for the work about it that is going on. */
export type Turns = <Value>(about: string, work: () => Promise<Value>) => Promise<Value>;

/**
 * One after the other for each name, so that no second helper is sent to a mount that hangs before the first one is known to hang.
 *
 * @param longestMs nobody waits longer: by then it is known
 */
export function makeTurns(longestMs: number): Turns {
  const last = new Map<string, Promise<unknown>>();
  return (about, work) => {
    const before = last.get(about);
    const mine = before === undefined ? work() : Promise.race([before, delay(longestMs, undefined, {ref: false})]).then(work);
    const over = mine.then(
      () => undefined,
      () => undefined,
    );
    last.set(about, over);
    return mine;
  };
}
