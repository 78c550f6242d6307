import type {RootKind} from '../../../src/choose/host.ts';
import {ENGINES} from '../../../src/engines/all.ts';
import type {BehaviourId} from './behaviours.ts';
import type {Contestant, ContestantName, Who} from './contestants.ts';
import {deviationOf, type Deviation} from './deviations.ts';

export type Expectation =
  | {readonly kind: 'works'}
  | {readonly kind: 'deviates'; readonly deviation: Deviation}
  /** A kind of root that the engine takes by no means. */
  | {readonly kind: 'not-taken'}
  | {readonly kind: 'not-for-this-account'};

const ROOTS: Partial<Record<BehaviourId, RootKind>> = {
  'root-directory': 'directory',
  'root-odd-name': 'directory',
  'root-squashfs': 'squashfs',
  'root-sif': 'sif',
  'root-oci-archive': 'archive',
  'root-docker-archive': 'archive',
  'root-reference': 'reference',
  'root-host': 'host',
};

/** What has to be seen in a cell of the table: the tests hold it to that, and the page says it. */
export function expectation(contestant: Contestant & {readonly name: ContestantName}, who: Who, id: BehaviourId): Expectation {
  if (!contestant.accounts.includes(who)) return {kind: 'not-for-this-account'};
  const root = ROOTS[id];
  if (root !== undefined && !rootsOf(contestant.engine).includes(root)) return {kind: 'not-taken'};
  const deviation = deviationOf(contestant.name, who, id);
  return deviation === null ? {kind: 'works'} : {kind: 'deviates', deviation};
}

function rootsOf(engine: string): readonly RootKind[] {
  return ENGINES.find(({name}) => name === engine)?.capabilities.roots ?? [];
}
