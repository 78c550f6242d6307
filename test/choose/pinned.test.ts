import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {resolvePinned, type Pinned} from '../../src/choose/pinned.ts';
import type {Stack} from '../../src/choose/stack.ts';
import {DEBIAN, EL9, outcome} from './ask.ts';
import {findings, host, lcg} from './scene.ts';

const GCC13 = 'x86_64-el9-gcc13-opt';

function pinned(variant: string, changes: Partial<Pinned> = {}): Pinned {
  const [stack = '', platform = ''] = variant.split('@');
  return {update: 'exact', stack, variant, platform, fragments: null, image: null, ...changes};
}

function meaning(choice: Pinned, stacks: readonly Stack[] = EL9): string {
  const found = resolvePinned(stacks, choice, {address: null});
  return found.status === 'gone' ? `gone ${found.part}, nearest ${found.nearest?.address ?? 'none'}` : outcome(found);
}

describe('exactly', () => {
  test.each([
    {title: 'the same variant', choice: pinned(`lcg/LCG_106a@${GCC13}`), means: `lcg/LCG_106a@${GCC13}`},
    {
      title: 'never the next letter of a release that is gone',
      choice: pinned(`lcg/LCG_106@${GCC13}`),
      means: `gone release, nearest lcg/LCG_106b@${GCC13}`,
    },
    {
      title: 'never another platform; the system that is gone is named',
      choice: pinned('lcg/LCG_105@x86_64-ubuntu2204-gcc11-opt'),
      means: 'gone operating system, nearest lcg/LCG_105@x86_64-el9-gcc11-opt',
    },
    {
      title: 'nor another compiler',
      choice: pinned(`lcg/LCG_105@${GCC13}`),
      means: 'gone compiler, nearest lcg/LCG_105@x86_64-el9-gcc11-opt',
    },
    {
      title: 'nor another build',
      choice: pinned('lcg/LCG_106b@x86_64-el9-gcc13-dbg'),
      means: `gone build, nearest lcg/LCG_106b@${GCC13}`,
    },
    {
      title: 'nor another combination, of a platform that is nowhere any more',
      choice: pinned('lcg/LCG_105@x86_64-slc6-gcc49-opt'),
      means: 'gone platform, nearest lcg/LCG_105@x86_64-el9-gcc11-opt',
    },
    {
      title: 'nor another variant of the same platform',
      choice: pinned(`lcg/LCG_105@x86_64-el9-gcc11-opt+other`, {platform: 'x86_64-el9-gcc11-opt'}),
      means: 'gone platform, nearest lcg/LCG_105@x86_64-el9-gcc11-opt',
    },
    {
      title: 'a family that is gone',
      choice: pinned('lcgs/LCG_105@x'),
      means: 'gone family, nearest lcg/LCG_110@aarch64-el9-gcc14-opt',
    },
    {title: 'a family that nothing is like', choice: pinned('zzz/1@x'), means: 'gone family, nearest none'},
  ])('$title', ({choice, means}) => expect(meaning(choice)).toBe(means));

  test('what cannot run says so; with an image of before it is the image that is gone', () => {
    const bare = judge(findings(lcg('LCG_106', GCC13)), host());
    const choice = pinned(`lcg/LCG_106@${GCC13}`);
    expect(meaning(choice, bare)).toBe(`cannot run lcg/LCG_106@${GCC13}`);
    expect(meaning({...choice, image: '/cvmfs/unpacked.cern.ch/alma'}, bare)).toBe('gone image, nearest none');
  });
});

describe('of the series', () => {
  const series = (variant: string, changes: Partial<Pinned> = {}) => pinned(variant, {update: 'series', ...changes});

  test.each([
    {
      title: 'the newest letter',
      choice: series(`lcg/LCG_106@${GCC13}`, {fragments: 'el9-gcc13'}),
      means: `lcg/LCG_106b@${GCC13}`,
    },
    {
      title: 'not of the next number',
      choice: series('lcg/LCG_105@x86_64-el9-gcc11-opt'),
      means: 'lcg/LCG_105a@x86_64-el9-gcc11-opt',
    },
    {
      title: 'the newest that has the platform',
      choice: series('lcg/LCG_107@x86_64-el9-gcc14-opt', {fragments: 'gcc14'}),
      means: 'lcg/LCG_107@x86_64-el9-gcc14-opt',
    },
    {
      title: 'the same platform where no wish decides',
      choice: series(`lcg/LCG_107@${GCC13}`, {fragments: 'opt'}),
      means: `lcg/LCG_107@${GCC13}`,
    },
    {
      title: 'none where the wishes cannot be had any more',
      choice: series('lcg/LCG_106a@x86_64-el9-clang16-opt', {fragments: 'clang16'}),
      means: `gone release, nearest lcg/LCG_106b@${GCC13}`,
      on: EL9.filter(({release}) => release !== 'LCG_106a'),
    },
    {
      title: 'of this machine where nobody wished for a platform',
      choice: series('eessi/2023.06@x86_64/amd/zen3'),
      means: 'eessi/2023.06@x86_64/amd/zen2',
      on: EL9,
    },
    {
      title: 'a series of which nothing is left',
      choice: series(`lcg/LCG_103@${GCC13}`),
      means: `gone release, nearest lcg/LCG_107@${GCC13}`,
    },
  ])('$title', ({choice, means, on = EL9}) => expect(meaning(choice, on)).toBe(means));
});

describe('of the latest', () => {
  const without = (stacks: readonly Stack[]) => stacks.filter(({release}) => release !== 'LCG_107a');
  const latest = (variant: string, changes: Partial<Pinned> = {}) => pinned(variant, {update: 'latest', ...changes});

  test.each([
    {
      title: 'what is recommended, by the platform of before',
      choice: latest(`lcg/LCG_105@${GCC13}`),
      means: `lcg/LCG_107@${GCC13}`,
    },
    {
      title: 'by the wishes',
      choice: latest(`lcg/LCG_105@${GCC13}`, {fragments: 'gcc14'}),
      means: 'lcg/LCG_107@x86_64-el9-gcc14-opt',
    },
    {title: 'of another family', choice: latest('eessi/2023.06@x86_64/amd/zen3'), means: 'eessi/2025.06@x86_64/generic'},
    {title: 'of none that is gone', choice: latest('zzz/1@x'), means: 'gone family, nearest none'},
    {
      title: 'in a container where it has to be',
      choice: latest(`lcg/LCG_105@${GCC13}`),
      means: `lcg/LCG_107@${GCC13}`,
      on: without(DEBIAN),
    },
  ])('$title', ({choice, means, on = without(EL9)}) => expect(meaning(choice, on)).toBe(means));
});
