import {expect, test} from 'vitest';
import {checkEntry} from '../../src/start/set-up.ts';
import type {TreeReader} from '../../src/start/tree-reader.ts';
import {found, layout, family, findings, host} from '../choose/scene.ts';
import {judge} from '../../src/choose/judge.ts';

type State = 'directory' | 'missing' | 'failed' | 'not-answering';

/** What the check of a stack says that needs one repository and reads another, where they are as said. */
function checked(needed: State, used: State): Promise<readonly string[]> {
  const by = layout({needs: ['sft.cern.ch'], uses: ['geant4.cern.ch'], repository: 'toy.cern.ch'});
  const [stack] = judge(findings([found('1', 'p', {family: family('toy'), layout: by})]), host());
  if (stack === undefined) throw new Error('it was made above');
  const states = new Map<string, string>([
    [stack.variants[0].found.entry.path, 'file'],
    ['/cvmfs/sft.cern.ch', needed],
    ['/cvmfs/geant4.cern.ch', used],
  ]);
  const tree = {
    states: () => Promise.resolve(states),
    start: () => Promise.resolve(new Uint8Array()),
    list: () => Promise.resolve([]),
  } as unknown as TreeReader;
  return checkEntry({stack, variant: stack.variants[0], tree});
}

test('a repository that is read besides may be missing, with a word', async () => {
  expect(await checked('directory', 'directory')).toEqual([]);
  expect(await checked('directory', 'missing')).toEqual(['geant4.cern.ch, which this stack reads as well, is not there.']);
  await expect(checked('directory', 'not-answering')).rejects.toMatchObject({code: 'repository-not-answering'});
});

test.each([
  {state: 'missing', code: 'variant-cannot-run', says: 'toy/1@p needs sft.cern.ch, which is not there.'},
  {state: 'failed', code: 'repository-failed', says: '/cvmfs/sft.cern.ch cannot be read.'},
  {state: 'not-answering', code: 'repository-not-answering', says: 'sft.cern.ch does not answer.'},
] as const)('a repository that it needs and that is $state ends the start', async ({state, code, says}) => {
  await expect(checked(state, 'directory')).rejects.toMatchObject({code, message: says});
});
