import type {AnswerValue} from '../picker-input.ts';

/** What was asked of somebody who takes time. `since` is on the clock of `now`. */
export type Answer =
  | {readonly status: 'asked'; readonly since: number}
  | {readonly status: 'known'; readonly value: AnswerValue}
  | {readonly status: 'failed'; readonly problem: string};
