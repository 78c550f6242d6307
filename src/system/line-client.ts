import {SLOW_MS, startHelper, type SilenceWatch} from './helper-process.ts';
import type {Launch} from './launch.ts';
import {patientTimer} from './patient-timer.ts';

export type LineAnswer =
  | {readonly status: 'line'; readonly text: string}
  /** No answer in time; the helper was left behind. */
  | {readonly status: 'stalled'; readonly group: number | null}
  /** The helper ended by itself, or could not be started. */
  | {readonly status: 'gone'};

/** A helper that answers each line with one line. */
export type LineClient = {
  readonly ask: (line: string, deadlineMs: number, watch?: SilenceWatch) => Promise<LineAnswer>;
  readonly stop: () => Promise<void>;
};

export function startLineClient(sh: Launch['sh'], argv: readonly string[]): LineClient {
  let settle: (answer: LineAnswer) => void = () => {};
  let gone = false;
  const helper = startHelper(sh, argv, {
    onLine: text => settle({status: 'line', text}),
    onEnd: () => {
      gone = true;
      settle({status: 'gone'});
    },
  });
  return {
    ask: (line, deadlineMs, watch) =>
      new Promise(resolve => {
        if (gone) return resolve({status: 'gone'});
        // The helper itself keeps the process; one that was stopped must not do so until its deadline.
        const timer = patientTimer(deadlineMs, () => {
          helper.abandon();
          settle({status: 'stalled', group: helper.group});
        });
        let isSlow = false;
        const slow = patientTimer(SLOW_MS, () => {
          isSlow = true;
          watch?.onSlow?.(helper.group);
        });
        settle = answer => {
          timer.cancel();
          slow.cancel();
          if (isSlow && answer.status !== 'stalled') watch?.onAwake?.();
          settle = () => {};
          resolve(answer);
        };
        helper.send(line);
      }),
    stop: helper.stop,
  };
}
