import {describe, expect, test} from 'vitest';
import {addressOf} from '../../src/choose/address.ts';
import {addressAmong, findStack} from '../../src/choose/find-stack.ts';
import {judge} from '../../src/choose/judge.ts';
import type {Stack} from '../../src/choose/stack.ts';
import type {FoundVariant} from '../../src/find/found.ts';
import {family, findings, found, host, layout, lcg, nightly} from './scene.ts';

const PLATFORM = 'x86_64-el9-gcc13-opt';
const stacksOf = (variants: readonly FoundVariant[]) => judge(findings(variants), host({os: 'el9'}));
const of = (id: string, ...releases: readonly string[]) =>
  releases.map(release => found(release, PLATFORM, {family: family(id), layout: layout()}));

/** What an address means, in a word and the stacks it is about. */
function meaning(stacks: readonly Stack[], text: string): string {
  const match = findStack(stacks, addressOf(text, null));
  switch (match.status) {
    case 'one':
      return match.stack.address;
    case 'many':
      return `many ${match.stacks.map(({release}) => release).join(' ')}`;
    case 'latest':
      return `latest of ${match.family}`;
    case 'none':
      return `none: ${match.what} ${match.nearest.join(' ')}`;
  }
}

describe('the words of an address', () => {
  const LCG = stacksOf([
    ...lcg('LCG_105', PLATFORM),
    ...lcg('LCG_106', PLATFORM),
    ...lcg('LCG_106a', PLATFORM),
    ...lcg('lcg_view', PLATFORM),
    ...lcg('LCG_VIEW', PLATFORM),
    ...lcg('latest2', PLATFORM),
    ...nightly('dev3/latest', PLATFORM),
    ...nightly('dev4/latest', PLATFORM),
    ...of('sw', 'only', 'Only-2'),
    ...of('single', '1.0'),
  ]);
  test.each([
    {title: 'are the stack itself', text: 'lcg/LCG_105', means: 'lcg/LCG_105'},
    {title: 'are a release in its own spelling before another', text: 'lcg/LCG_VIEW', means: 'lcg/LCG_VIEW'},
    {title: 'the same without the family', text: 'LCG_VIEW', means: 'lcg/LCG_VIEW'},
    {title: 'are both in neither spelling', text: 'lcg/Lcg_View', means: 'many LCG_VIEW lcg_view'},
    {title: 'are a whole name before a beginning', text: 'sw/ONLY', means: 'sw/only'},
    {title: 'with nothing behind the family are the family', text: 'single/', means: 'single/1.0'},
    {title: 'and are a question where it has several', text: 'SW/', means: 'many only Only-2'},
    {title: 'with the word latest begin nothing', text: 'lcg/latest', means: 'latest of lcg'},
    {title: 'nor without a family', text: 'latest', means: 'many dev3/latest dev4/latest'},
    {
      title: 'are the tail of a name',
      text: 'DEV3',
      means: 'lcg-nightly/dev3/latest',
    },
  ])('$title: $text', ({text, means}) => expect(meaning(LCG, text)).toBe(means));

  test('that fit nothing get advice', () => {
    expect(meaning(LCG, 'lcg/LCG_999')).toMatch(/^none: No stack is called lcg\/LCG_999\. lcg\/LCG_10/);
    expect(meaning(LCG, 'lgc/LCG_105')).toMatch(
      /^none: No stack is called lgc\/LCG_105: there is no family lgc, only .*\. lcg\/LCG_105 lcg\/LCG_106 /,
    );
    expect(meaning(LCG, 'single/2.0')).toMatch(/^none: No stack is called single\/2\.0\. single\/1\.0$/);
  });
  test('that have nothing in common with any name get none', () => {
    expect(meaning(LCG, 'zzzzzzzz')).toBe('none: No stack is called zzzzzzzz. ');
  });
});

describe('advice', () => {
  test('is the newest of the same kind, those that agree longest and are plain first', () => {
    const stacks = stacksOf(of('x', 'CMSSW_12_0', 'CMSSW_14_1_swan', 'CMSSW_14_1', 'CMSSW_13_0'));
    expect(meaning(stacks, 'CMSSW_14_9_9_9_9_9').split('. ')[1]?.split(' ')[0]).toBe('x/CMSSW_14_1');
  });
  test('is no name that nobody can type', () => {
    expect(meaning(stacksOf(of('x', 'Tools_\u001b[31m1')), 'Tools_444444')).not.toContain('\u001b');
    expect(meaning(stacksOf(of('x', 'Tools_\u001b[31m1')), 'other/Tools_44444444444')).not.toContain('\u001b');
  });
});

describe('an address as the catalogue prints it', () => {
  const ODD = stacksOf([...of('x', 'a@b', 'c'), ...lcg('LCG_1', PLATFORM, 'x86_64-el9-gcc14-opt')]);
  test.each([
    {text: 'x/a@b', stack: 'x/a@b', fragments: null},
    {text: 'a@b', stack: 'a@b', fragments: null},
    {text: `x/a@b@${PLATFORM}`, stack: 'x/a@b', fragments: PLATFORM},
    {text: 'lcg/LCG_1@x86_64-el9-gcc14-opt', stack: 'lcg/LCG_1', fragments: 'x86_64-el9-gcc14-opt'},
    {text: 'x/a@c', stack: 'x/a', fragments: 'c'},
    {text: 'c@el9', stack: 'c', fragments: 'el9'},
  ])('is that: $text', ({text, stack, fragments}) => {
    expect(addressAmong(ODD, text)).toEqual({status: 'address', address: addressOf(stack, fragments)});
  });
  test('and is refused where nothing is called so', () => {
    expect(addressAmong(ODD, 'x/a\u001b').status).toBe('refused');
  });
});

test('a beginning means the newest patch where all are patches of one release, and never a nightly', () => {
  expect(meaning(stacksOf(lcgAll('LCG_106', 'LCG_106a', 'LCG_106b')), 'lcg/10')).toBe('lcg/LCG_106b');
  expect(meaning(stacksOf(lcgAll('LCG_105', 'LCG_106a')), 'lcg/10')).toBe('many LCG_106a LCG_105');
  expect(meaning(stacksOf([...nightly('dev-1', PLATFORM), ...nightly('dev-1a', PLATFORM)]), 'lcg-nightly/dev-')).toMatch(
    /^many /,
  );
});
const lcgAll = (...releases: readonly string[]) => releases.flatMap(release => lcg(release, PLATFORM));
