import type {Variant} from '../../choose/stack.ts';
import type {AnswerValue} from '../picker-input.ts';

/** What was asked of somebody who takes time. `since` is on the clock of `now`. */
export type Answer =
  | {readonly status: 'asked'; readonly since: number}
  | {readonly status: 'known'; readonly value: AnswerValue}
  | {readonly status: 'failed'; readonly problem: string};

/** By what an answer is found again. The choice is told by its `choiceKey`. */
export const answerKey = {
  packages: (variant: Variant) => `packages\n${variant.address}`,
  environment: (choice: string) => `environment\n${choice}`,
  difference: (one: Variant, other: Variant) => `difference\n${one.address}\n${other.address}`,
};
