/** A point in time by which a whole command has to answer; passed down so that every wait shares one budget (DESIGN.md 5). */
export type Deadline = {
  /** What the user asked for, in milliseconds, for messages. */
  readonly totalMs: number;
  /** Milliseconds left, never negative. */
  readonly remainingMs: () => number;
};

/** One that waits for people: nobody has to choose within it, and after a choice there is as much time as at first. */
export type PatientDeadline = Deadline & {readonly whileAsked: <Value>(answer: () => Promise<Value>) => Promise<Value>};

/** A deadline `totalMs` milliseconds after `startedAt`, on the given clock (milliseconds, monotonic). */
export function deadlineAfter(totalMs: number, now: () => number, startedAt: number = now()): PatientDeadline {
  let begun = startedAt;
  let isAsked = false;
  return {
    totalMs,
    remainingMs: () => (isAsked ? totalMs : Math.max(0, begun + totalMs - now())),
    whileAsked: async answer => {
      isAsked = true;
      try {
        return await answer();
      } finally {
        isAsked = false;
        begun = now();
      }
    },
  };
}

/** Whoever was waited for less long than this has not been given the time to answer: nothing is known of it. In milliseconds. */
export function shortestWait({totalMs}: Pick<Deadline, 'totalMs'>): number {
  return Math.min(1000, totalMs / 4);
}

/** A deadline that ends `marginMs` earlier, so that an answer can still be written in time. */
export function earlier(deadline: Deadline, marginMs: number): Deadline {
  return {totalMs: deadline.totalMs, remainingMs: () => Math.max(0, deadline.remainingMs() - marginMs)};
}

/** A deadline that ends after `limitMs` at the latest, counted from now. */
export function atMost(deadline: Deadline, limitMs: number, now: () => number): Deadline {
  const startedAt = now();
  return {
    totalMs: deadline.totalMs,
    remainingMs: () => Math.max(0, Math.min(deadline.remainingMs(), startedAt + limitMs - now())),
  };
}
