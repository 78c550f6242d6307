import {SLOW_MS, startHelper, type SilenceWatch} from './helper-process.ts';
import type {Launch} from './launch.ts';
import {patientTimer} from './patient-timer.ts';

export type LineAnswer =
  | {readonly status: 'line'; readonly text: string}
  /** No answer in time; the helper was left behind. */
  | {readonly status: 'stalled'; readonly group: number | null}
  /** The helper ended by itself, or could not be started. */
  | {readonly status: 'gone'};

type Waiting = {
  readonly settle: (answer: LineAnswer) => void;
  readonly begin: () => void;
  readonly watch: SilenceWatch | undefined;
};

/** A helper that answers each line with one line, in their order: more than one may be asked at once. */
export type LineClient = {
  readonly ask: (line: string, deadlineMs: number, watch?: SilenceWatch) => Promise<LineAnswer>;
  readonly stop: () => Promise<void>;
};

export function startLineClient(sh: Launch['sh'], argv: readonly string[]): LineClient {
  /** Questions without an answer, the first of which is being answered. */
  let waiting: readonly Waiting[] = [];
  let gone = false;
  const helper = startHelper(sh, argv, {
    onLine: text => answer({status: 'line', text}),
    onEnd: leave,
    onStop: group => waiting[0]?.watch?.onSlow?.(group),
  });

  function answer(given: LineAnswer): void {
    const [first, ...others] = waiting;
    waiting = others;
    first?.settle(given);
    waiting[0]?.begin();
  }

  function leave(): void {
    gone = true;
    for (const {settle} of waiting) settle({status: 'gone'});
    waiting = [];
  }

  return {
    ask: (line, deadlineMs, watch) =>
      new Promise(resolve => {
        if (gone) return resolve({status: 'gone'});
        let isSlow = false;
        let timers: readonly {readonly cancel: () => void}[] = [];
        const question: Waiting = {
          watch,
          // A question's time begins when those before it are answered.
          begin: () => {
            timers = [
              // The helper itself keeps the process; one that was stopped must not do so until its deadline.
              patientTimer(deadlineMs, () => {
                helper.abandon();
                answer({status: 'stalled', group: helper.group});
                leave();
              }),
              patientTimer(SLOW_MS, () => {
                isSlow = true;
                watch?.onSlow?.(helper.group);
              }),
            ];
          },
          settle: (given: LineAnswer) => {
            for (const timer of timers) timer.cancel();
            if (isSlow && given.status !== 'stalled') watch?.onAwake?.();
            resolve(given);
          },
        };
        waiting = [...waiting, question];
        if (waiting[0] === question) question.begin();
        helper.send(line);
      }),
    stop: helper.stop,
  };
}
