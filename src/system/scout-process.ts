import {SLOW_MS, startHelper, type Helper, type SilenceWatch} from './helper-process.ts';
import type {Launch} from './launch.ts';
import {patientTimer} from './patient-timer.ts';

/** How a request ended: answered, no sign of life in time (the scout is left behind), or the scout is gone. */
export type ScoutOutcome = 'answered' | 'stalled' | 'gone';

export type Patience = SilenceWatch & {
  /** Longest wait for the next line, in milliseconds, asked before each wait. */
  readonly silenceMs: () => number;
};

/**
 * The client of one scout (`src/find/scout/main.ts`): one request at a time, answered in lines, the last of which says `end`.
 * A scout is started with its first request, and anew after it was lost.
 */
export type Scout = {
  /** Sends a request and hands over every line of its answer. */
  readonly ask: (request: unknown, patience: Patience, onAnswer: (answer: unknown) => void) => Promise<ScoutOutcome>;
  /** Process group of the scout that was left behind by the last request; null when it answered. */
  readonly stuckGroup: () => number | null;
  readonly stop: () => Promise<void>;
};

export function makeScout(launch: Launch, root: string): Scout {
  let helper: Helper | null = null;
  let stuck: number | null = null;
  let onLine: (line: string) => void = () => {};
  let onEnd: () => void = () => {};
  let onStop: (group: number | null) => void = () => {};

  const start = () =>
    startHelper(launch.sh, [launch.node, '--disable-warning=ExperimentalWarning', launch.scout, root], {
      onLine: line => onLine(line),
      onEnd: () => onEnd(),
      onStop: group => onStop(group),
    });

  return {
    ask: (request, patience, onAnswer) =>
      new Promise(resolve => {
        stuck = null;
        let timer: ReturnType<typeof patientTimer> | undefined;
        let slow: ReturnType<typeof patientTimer> | undefined;
        let isSlow = false;
        const heard = () => {
          timer?.cancel();
          slow?.cancel();
          if (isSlow) patience.onAwake?.();
          isSlow = false;
        };
        const settle = (outcome: ScoutOutcome) => {
          if (outcome === 'stalled') isSlow = false;
          heard();
          onLine = () => {};
          onStop = () => {};
          onEnd = () => (helper = null);
          if (outcome === 'gone') helper = null;
          resolve(outcome);
        };
        const wait = () => {
          heard();
          slow = patientTimer(SLOW_MS, () => {
            isSlow = true;
            patience.onSlow?.(helper?.group ?? null);
          });
          // The helper itself keeps the process; one that was stopped must not do so until its deadline.
          timer = patientTimer(patience.silenceMs(), () => {
            stuck = helper?.group ?? null;
            helper?.abandon();
            helper = null;
            settle('stalled');
          });
        };
        onEnd = () => settle('gone');
        onStop = group => patience.onSlow?.(group);
        onLine = line => {
          const answer = parseLine(line);
          if (answer === null) return;
          if (isEnd(answer)) return settle('answered');
          wait();
          onAnswer(answer);
        };
        helper ??= start();
        wait();
        helper.send(JSON.stringify(request));
      }),
    stuckGroup: () => stuck,
    stop: async () => {
      const last = helper;
      helper = null;
      await last?.stop();
    },
  };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    // Half a line of a scout that was killed.
    return null;
  }
}

function isEnd(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'end' in answer;
}
