import {describe, expect, test} from 'vitest';
import type {FoundVariant} from '../../src/find/found.ts';
import {judge} from '../../src/choose/judge.ts';
import {ask, outcome} from './ask.ts';
import {family, findings, found, host, layout, lcg, nightly} from './scene.ts';

const PLATFORM = 'x86_64-el9-gcc13-opt';
const OLD = 'x86_64-centos7-gcc8-opt';

function releases(names: readonly string[], recommended: readonly string[] = [], platform = PLATFORM): readonly FoundVariant[] {
  const kind = {family: family('cms', {recommended}), layout: layout()};
  return names.map(name => found(name, platform, kind));
}

const meaning = (address: string, variants: readonly FoundVariant[]) =>
  outcome(ask({address}, judge(findings(variants), host({os: 'el9', engines: []}))));

describe('the latest of a family', () => {
  const daily = {family: family('cms', {recommended: ['CMSSW_15']}), layout: layout({nightly: true})};
  const inner = found('ib/latest', PLATFORM, daily);

  test('is the release that is called so', () =>
    expect(meaning('cms/latest', [...releases(['latest', 'CMSSW_2', 'scram'], ['CMSSW_*']), inner])).toBe(
      `cms/latest@${PLATFORM}`,
    ));
  test('also with the words that all releases have', () =>
    expect(meaning('cms/Latest', releases(['LCG_latest', 'LCG_107']))).toBe(`cms/LCG_latest@${PLATFORM}`));
  test('is else what is recommended', () =>
    expect(meaning('cms/latest', [...releases(['CMSSW_16', 'CMSSW_15', 'scram'], ['CMSSW_15']), inner])).toBe(
      `cms/CMSSW_15@${PLATFORM}`,
    ));
  test('is the newest release where the recommended one does not run', () =>
    expect(meaning('cms/latest', [...releases(['LbEnv'], ['LbEnv'], OLD), ...releases(['v2', 'v3', 'base'])])).toBe(
      `cms/v3@${PLATFORM}`,
    ));
  test('is a release with a number before a way in without one, a flavour and the latest of a branch', () =>
    expect(meaning('cms/latest', [inner, ...releases(['base', 'v1', 'v2_swan', 'x/latest'])])).toBe(`cms/v1@${PLATFORM}`));
  test('is a question where there are branches alone', () => {
    const branches = [...nightly('dev3/latest', PLATFORM), ...nightly('dev4/latest', PLATFORM)];
    expect(meaning('lcg-nightly/latest', branches)).toBe('missing stack');
    expect(meaning('lcg-nightly/latest', branches.slice(0, 1))).toBe(`lcg-nightly/dev3/latest@${PLATFORM}`);
    expect(meaning('dev3/latest', branches)).toBe(`lcg-nightly/dev3/latest@${PLATFORM}`);
  });
});

describe('a beginning', () => {
  const swan = lcg('LCG_109_swan', PLATFORM);

  test('stands for no flavour, which is named as what is near', () => {
    const stacks = judge(findings(swan), host({os: 'el9'}));
    for (const address of ['lcg/LCG_109', 'LCG_109', '109', 'lcg/LCG_10'])
      expect(ask({address}, stacks)).toMatchObject({status: 'unknown', part: 'stack', nearest: ['lcg/LCG_109_swan']});
  });
  test('may be one of the flavour itself', () => {
    for (const address of ['lcg/LCG_109_sw', '109_s', 'lcg/LCG_109_swan'])
      expect(meaning(address, swan)).toBe(`lcg/LCG_109_swan@${PLATFORM}`);
  });
  test('stands for no candidate of a release', () => {
    expect(meaning('cms/CMSSW_15_1_0', releases(['CMSSW_15_1_0_pre1']))).toBe('unknown stack');
    expect(meaning('cms/CMSSW_15_1_0_p', releases(['CMSSW_15_1_0_pre1']))).toBe(`cms/CMSSW_15_1_0_pre1@${PLATFORM}`);
  });
  test('stands for a letter or a patch', () => {
    expect(meaning('LCG_109', [...swan, ...lcg('LCG_109a', PLATFORM)])).toBe(`lcg/LCG_109a@${PLATFORM}`);
    expect(meaning('cms/CMSSW_15_0_6', releases(['CMSSW_15_0_6_patch1']))).toBe(`cms/CMSSW_15_0_6_patch1@${PLATFORM}`);
  });
  test('of two numbers or more stands for the newest patch, and no candidate counts', () => {
    const all = releases([
      '6.38.10',
      '6.38.04',
      '6.38.00-rc2',
      '6.36.12',
      'CMSSW_14_0_9',
      'CMSSW_14_0_10_patch1',
      'CMSSW_14_1_0',
    ]);
    expect(meaning('cms/6.38', all)).toBe(`cms/6.38.10@${PLATFORM}`);
    expect(meaning('CMSSW_14_0', all)).toBe(`cms/CMSSW_14_0_10_patch1@${PLATFORM}`);
    expect(meaning('14_0', all)).toBe(`cms/CMSSW_14_0_10_patch1@${PLATFORM}`);
  });
  test('that ends within a number, or is the name of a cycle, is a question', () => {
    const all = releases(['6.38.10', '6.36.12', 'CMSSW_14_0_9', 'CMSSW_14_1_0', '2025.06', '2025.12']);
    for (const address of ['cms/6.3', 'cms/6', 'CMSSW_14', 'CMSSW_1', 'cms/2025'])
      expect(meaning(address, all)).toBe('missing stack');
  });
  test('is a question where two things have releases of that number', () =>
    expect(meaning('25.2', releases(['Athena/25.2.1', 'AnalysisBase/25.2.1']))).toBe('missing stack'));
});
