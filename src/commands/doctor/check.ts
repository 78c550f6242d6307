/** One finding of `hsf doctor`. Ids are stable: scripts and help desks name them. */
export type Check = {
  readonly id: string;
  readonly level: 'ok' | 'warning' | 'failure';
  /** One sentence. */
  readonly message: string;
  /** The next step; null where nothing is to be done. */
  readonly advice: string | null;
};

export const ok = (id: string, message: string): Check => ({id, level: 'ok', message, advice: null});
export const warning = (id: string, message: string, advice: string): Check => ({id, level: 'warning', message, advice});
export const failure = (id: string, message: string, advice: string): Check => ({id, level: 'failure', message, advice});
