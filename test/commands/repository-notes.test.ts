import {expect, test} from 'vitest';
import {repositoryLines} from '../../src/commands/repository-notes.ts';
import type {Findings, FoundVariant, RepositoryState} from '../../src/find/found.ts';

const repository = (fqrn: string, state: RepositoryState) => ({
  fqrn,
  state,
  revision: null,
  rootHash: null,
  scannedAt: null,
  message: `${fqrn} is ${state}.`,
});
const STATES = ['ready', 'empty', 'hung', 'failed', 'not-mounted', 'not-configured'] as const;
const findings = (withStacks: readonly string[]): Findings => ({
  cvmfs: '/cvmfs',
  repositories: STATES.filter(state => state !== 'ready').map(state => repository(`${state}.org`, state)),
  variants: withStacks.map(name => ({repository: name}) as FoundVariant),
});

test.each([
  {title: 'what this machine does not have is normal', withStacks: [], says: ['hung', 'failed']},
  {title: 'but not where stacks of it are shown', withStacks: ['not-mounted.org'], says: ['hung', 'failed', 'not-mounted']},
])('$title', ({withStacks, says}) => {
  expect(repositoryLines(findings(withStacks), false)).toEqual(says.map(state => `${state}.org is ${state}.`));
});
