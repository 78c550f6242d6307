import type {BehaviourId} from './behaviours.ts';
import type {ContestantName, Who} from './contestants.ts';

/** Where an engine cannot do what the others do. A test holds every line: one that is not true any more fails. */
export type Deviation = {
  readonly engine: ContestantName;
  /** Whom it concerns; both when left out. */
  readonly who?: Who;
  readonly behaviours: readonly BehaviourId[];
  /** Why, in one sentence for users. */
  readonly reason: string;
  /** Where that was found out. */
  readonly source: string;
};

export const DEVIATIONS: readonly Deviation[] = [
  {
    engine: 'unshare',
    behaviours: ['nested'],
    reason: 'The image is entered by a change of root, in which the kernel lets nobody make user namespaces.',
    source: 'user_namespaces(7), EPERM',
  },
  {
    engine: 'unshare without an overlay',
    behaviours: ['nested'],
    reason: 'The image is entered by a change of root, in which the kernel lets nobody make user namespaces.',
    source: 'user_namespaces(7), EPERM',
  },
];

export function deviationOf(engine: ContestantName, who: Who, behaviour: BehaviourId): Deviation | null {
  return (
    DEVIATIONS.find(each => each.engine === engine && (each.who ?? who) === who && each.behaviours.includes(behaviour)) ?? null
  );
}
