import {describe, expect, test} from 'vitest';
import type {Family} from '../../src/find/family.ts';
import type {Repository} from '../../src/find/found.ts';
import {unseenHome} from '../../src/choose/unseen.ts';

const layout = (repository: string, release: string, match = {}) => ({repository, release, match});
const families = [
  {
    id: 'lhcb',
    layouts: [
      layout('lhcb.cern.ch', '{project}/{version}'),
      layout('lhcbdev.cern.ch', 'nightly/{slot}/{day}'),
      layout('lhcb-condb.cern.ch', '{release}', {release: 'v*'}),
    ],
  },
] as unknown as readonly Family[];
const repository = (fqrn: string, state: Repository['state']) => ({fqrn, state}) as Repository;
const all = (state: Repository['state']) => [repository('lhcb.cern.ch', 'ready'), repository('lhcbdev.cern.ch', state)];

describe('what could hold a choice and cannot be seen', () => {
  test.each([
    {stack: 'lhcb/Gauss/v56', part: 'release', state: 'hung', unseen: undefined},
    {stack: 'lhcb/nightly/lhcb-head/Mon', part: 'release', state: 'hung', unseen: 'lhcbdev.cern.ch does not answer'},
    {stack: 'lhcb/nightly/lhcb-head/Mon', part: 'family', state: 'not-mounted', unseen: 'lhcbdev.cern.ch is not mounted'},
    {stack: 'lhcb/nightly/lhcb-head/Mon', part: 'compiler', state: 'ready', unseen: undefined},
    {stack: 'lhcb/v7', part: 'release', state: 'ready', unseen: 'lhcb-condb.cern.ch is not here'},
    {stack: 'other/v7', part: 'family', state: 'hung', unseen: undefined},
    {stack: 'lhcb/v7', part: 'image', state: 'hung', unseen: 'unpacked.cern.ch is not here'},
  ] as const)('$stack, its $part, where a repository is $state', ({stack, part, state, unseen}) => {
    const found = unseenHome({stack, image: '/cvmfs/unpacked.cern.ch/el9'}, part, families, all(state));
    expect(found === null ? undefined : `${found.fqrn} ${found.what}`).toBe(unseen);
  });
});
