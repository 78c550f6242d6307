import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {nearestRunnable} from '../../src/choose/nearest-runnable.ts';
import type {Stack} from '../../src/choose/stack.ts';
import type {RepositoryState} from '../../src/find/found.ts';
import type {Layout} from '../../src/find/family.ts';
import {family, findings, found, host, layout, lcg, nightly} from './scene.ts';

const EL9 = host({os: 'el9', engines: []});

/** A build that needs and uses others, where they are as said; null: nobody knows of it. */
function verdictWith(
  changes: Partial<Layout>,
  states: Readonly<Record<string, RepositoryState | null>>,
  platform = 'x86_64-el9-gcc13-opt',
) {
  const build = found('1', platform, {family: family('toy'), layout: layout({repository: 'toy.cern.ch', ...changes})});
  const known = Object.entries(states).filter((each): each is [string, RepositoryState] => each[1] !== null);
  const all = findings([build], Object.fromEntries(known));
  const repositories = all.repositories.filter(({fqrn}) => states[fqrn] !== null);
  const verdict = judge({...all, repositories}, EL9)[0]?.variants[0].verdict;
  return `${verdict?.runs}: ${verdict?.reason}`;
}

const RUNS = 'native: Built for el9, which this machine is';

describe('a repository that a stack needs', () => {
  const needs = {needs: ['sft.cern.ch']};
  test.each([
    {state: 'ready', says: `${RUNS}.`},
    // Nothing in it that families know: what is needed of it may be there.
    {state: 'empty', says: `${RUNS}; sft.cern.ch, which it needs, holds nothing that hsf knows.`},
    {state: 'not-mounted', says: 'no: Needs sft.cern.ch, which is not mounted.'},
    {state: 'not-configured', says: 'no: Needs sft.cern.ch, which is not configured here.'},
    {state: 'hung', says: 'no: Needs sft.cern.ch, which does not answer.'},
    {state: 'failed', says: 'no: Needs sft.cern.ch, which cannot be read.'},
    {state: null, says: 'no: Needs sft.cern.ch, which is not there.'},
  ] as const)('is $state', ({state, says}) => expect(verdictWith(needs, {'sft.cern.ch': state})).toBe(says));

  test('is one of several', () => {
    const several = {needs: ['sft.cern.ch', 'atlas.cern.ch'], uses: ['atlas-condb.cern.ch']};
    expect(
      verdictWith(several, {'sft.cern.ch': 'hung', 'atlas.cern.ch': 'not-mounted', 'atlas-condb.cern.ch': 'not-mounted'}),
    ).toBe(
      'no: Needs sft.cern.ch, which does not answer, and atlas.cern.ch, which is not mounted; atlas-condb.cern.ch, which it reads, is not mounted.',
    );
    expect(verdictWith(several, {'sft.cern.ch': 'empty', 'atlas.cern.ch': null})).toBe(
      'no: Needs atlas.cern.ch, which is not there; sft.cern.ch, which it needs, holds nothing that hsf knows.',
    );
  });
  test('changes nothing about what cannot run in any case', () => {
    expect(verdictWith(needs, {'sft.cern.ch': 'not-mounted'}, 'aarch64-el9-gcc13-opt')).toBe(
      'no: Built for aarch64; this machine is x86_64; sft.cern.ch, which it needs, is not mounted.',
    );
  });
});

describe('a repository that a stack reads besides', () => {
  test.each([
    {state: 'not-mounted', says: `${RUNS}; geant4.cern.ch, which it reads, is not mounted.`},
    {state: 'hung', says: `${RUNS}; geant4.cern.ch, which it reads, does not answer.`},
    {state: 'ready', says: `${RUNS}.`},
    {state: null, says: `${RUNS}.`},
  ] as const)('is $state', ({state, says}) => {
    expect(verdictWith({uses: ['geant4.cern.ch']}, {'geant4.cern.ch': state})).toBe(says);
  });
});

test('the nearest that runs is named for a nightly without its compilers', () => {
  const stacks = judge(
    findings([...nightly('dev3/Thu', 'x86_64-el9-gcc13-opt'), ...lcg('LCG_107', 'x86_64-el9-gcc13-opt')], {
      'sft.cern.ch': 'not-mounted',
    }),
    EL9,
  );
  const refused = stacks.find(({family: id}) => id === 'lcg-nightly') as Stack;
  expect(refused.variants[0].verdict.reason).toBe('Needs sft.cern.ch, which is not mounted.');
  expect(nearestRunnable(stacks, refused, refused.variants[0])).toBe(null);
  const of = refused.variants[0].found;
  const other = {...of, release: 'dev3/Wed', layout: layout({nightly: true})};
  const more = judge(findings([of, other], {'sft.cern.ch': 'hung'}), EL9);
  const first = more.find(({release}) => release === 'dev3/Thu');
  expect(nearestRunnable(more, first as Stack, (first as Stack).variants[0])?.found.release).toBe('dev3/Wed');
});

test('a stack says all repositories that it needs and reads', () => {
  const [stack] = judge(
    findings([found('1', 'p', {family: family('toy'), layout: layout({needs: ['a.cern.ch'], uses: ['b.cern.ch']})})]),
    host(),
  );
  expect(stack?.needs).toEqual(['a.cern.ch', 'b.cern.ch']);
});
