import {describe, expect, test} from 'vitest';
import {isOfSeries, seriesOf} from '../../src/choose/series.ts';

describe('a release is of the series of another', () => {
  test.each([
    ['LCG_106b', 'LCG_106'],
    ['LCG_106', 'LCG_106b'],
    ['LCG_106a_cuda', 'LCG_106_cuda'],
    ['2023.06', '2023.06'],
    ['2023.06.1', '2023.06'],
    ['6.32.10', '6.32.02'],
    ['CMSSW_14_0_9_patch1', 'CMSSW_14_0_5'],
    ['2024-03-12', '2024-03-10'],
    ['v9r2p3', 'v9r2p1'],
    ['dev3/Thu', 'dev3/Thu'],
    ['linux', 'linux'],
  ])('%s of %s', (release, of) => expect(isOfSeries(release, of)).toBe(true));

  test.each([
    ['LCG_107', 'LCG_106'],
    ['LCG_106_ATLAS_13', 'LCG_106'],
    ['LCG_106_cuda', 'LCG_106'],
    ['2025.06', '2023.06'],
    ['2023.11', '2023.06'],
    ['6.34.02', '6.32.02'],
    ['CMSSW_14_1_0', 'CMSSW_14_0_5'],
    ['CMSSW_14_0_0_pre3', 'CMSSW_14_0_5'],
    ['dev3/Fri', 'dev3/Thu'],
    ['dev4/latest', 'dev3/latest'],
    ['latest', 'LCG_106'],
    ['LbEnv-stable', 'LbEnv'],
    ['LCG_10', 'LCG_106'],
  ])('but not %s of %s', (release, of) => expect(isOfSeries(release, of)).toBe(false));
});

test('a series comes newest first', () => {
  const releases = ['LCG_105a', 'LCG_106', 'LCG_106b', 'LCG_106a', 'LCG_107'].map(release => ({release}));
  expect(seriesOf(releases, 'LCG_106').map(({release}) => release)).toEqual(['LCG_106b', 'LCG_106a', 'LCG_106']);
});
