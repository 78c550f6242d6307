import type {Launch} from '../system/launch.ts';
import {makeScout, type Scout} from '../system/scout-process.ts';

/** Scouts that are used for several rounds of questions: to start one takes Node longer than it looks (some 40 ms). */
export type ScoutPool = {
  readonly take: (launch: Launch, root: string) => Scout;
  /** Back, for the next round. */
  readonly give: (root: string, scout: Scout) => Promise<void>;
  /** Ends them all; whatever is given back later ends, too. An idle scout keeps this process alive. */
  readonly stop: () => Promise<void>;
};

export function makeScoutPool(): ScoutPool {
  const idle = new Map<string, Scout[]>();
  let isOver = false;
  return {
    take: (launch, root) => idle.get(root)?.pop() ?? makeScout(launch, root),
    give: async (root, scout) => {
      if (isOver) return scout.stop();
      const others = idle.get(root);
      if (others === undefined) idle.set(root, [scout]);
      else others.push(scout);
    },
    stop: async () => {
      isOver = true;
      const all = [...idle.values()].flat();
      idle.clear();
      await Promise.all(all.map(scout => scout.stop()));
    },
  };
}

/** One round: every scout ends with it. */
export const ONE_ROUND: Pick<ScoutPool, 'take' | 'give'> = {take: makeScout, give: (_root, scout) => scout.stop()};
