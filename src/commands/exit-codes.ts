import type {UserErrorCode} from '../system/user-error.ts';

/** Every status of ours (DESIGN.md 5). `run` and `shell` otherwise end with the command's own. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  nothing: 3,
  /** `run` and `shell`: every failure of ours, so that 2 can only be the command's. */
  launcher: 125,
  cannotRun: 126,
  notFound: 127,
  cancelled: 130,
} as const;

const READING: Partial<Record<UserErrorCode, number>> = {
  usage: EXIT.usage,
  'choice-missing': EXIT.usage,
  'stack-ambiguous': EXIT.usage,
  'no-terminal': EXIT.usage,
  'stack-unknown': EXIT.nothing,
  'variant-unknown': EXIT.nothing,
  'nothing-found': EXIT.nothing,
  cancelled: EXIT.cancelled,
};

const STARTING: Partial<Record<UserErrorCode, number>> = {
  'not-executable': EXIT.cannotRun,
  'command-missing': EXIT.notFound,
  cancelled: EXIT.cancelled,
};

/** The status for a failure. `starting` is true for `run` and `shell`, and for the picker once a choice was made. */
export function statusOf(code: UserErrorCode, starting: boolean): number {
  return starting ? (STARTING[code] ?? EXIT.launcher) : (READING[code] ?? EXIT.failure);
}
