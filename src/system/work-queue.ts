export type WorkQueueRules<T> = {
  /** Works through tasks until `next` gives none. It may return early, when it lost what it works with. */
  readonly worker: (next: () => T | undefined) => Promise<void>;
  /**
   * A worker that spends longer than this on one task gets another one beside it, and as many as there are slow ones by then: where
   * half of sixty tasks are stuck, the others must not wait for them one by one.
   */
  readonly graceMs: number;
  /** Most workers at a time. */
  readonly most: number;
};

export type WorkQueue<T> = {
  readonly add: (task: T) => void;
  /** Settles when nothing is left to do; rejects with the first error of a worker. */
  readonly idle: () => Promise<void>;
};

/**
 * Does tasks with as few workers as will do: one is enough while all goes well, and a slow task never keeps the others waiting
 * longer than `graceMs`.
 */
export function makeWorkQueue<T>({worker, graceMs, most}: WorkQueueRules<T>): WorkQueue<T> {
  const queue: T[] = [];
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];

  let slow = 0;

  const startWorker = () => {
    let timer: NodeJS.Timeout | undefined;
    let isSlow = false;
    const answered = () => {
      clearTimeout(timer);
      if (isSlow) slow--;
      isSlow = false;
    };
    const next = () => {
      answered();
      const task = queue.shift();
      if (task !== undefined) {
        timer = setTimeout(() => {
          isSlow = true;
          slow++;
          for (let added = 0; added < slow; added++) addWorker();
        }, graceMs);
      }
      return task;
    };
    const work = worker(next)
      .catch((error: unknown) => void errors.push(error))
      .finally(() => {
        answered();
        running.delete(work);
        if (running.size === 0) addWorker();
      });
    running.add(work);
  };
  const addWorker = () => {
    if (queue.length > 0 && running.size < most) startWorker();
  };

  return {
    add: task => {
      queue.push(task);
      // In the same turn many tasks may follow: one worker for all of them.
      if (running.size === 0) startWorker();
    },
    idle: async () => {
      while (running.size > 0) await Promise.race(running);
      if (errors.length > 0) throw errors[0];
    },
  };
}
