import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compareVersions, isPlain, newestFirst, releaseKey} from '../../src/choose/release-order.ts';

const sorted = (releases: readonly string[]) => releases.toSorted((a, b) => newestFirst(releaseKey(a), releaseKey(b)));

const cases = [
  {title: 'numbers count as numbers', order: ['LCG_110', 'LCG_107', 'LCG_99', 'LCG_9']},
  {title: 'a letter is newer than none', order: ['LCG_107b', 'LCG_107a', 'LCG_107', 'LCG_106b']},
  {
    title: 'flavours stand beside their base, never above it',
    order: ['LCG_110a', 'LCG_110a_cuda', 'LCG_110', 'LCG_110_cuda', 'LCG_110_swan', 'LCG_109'],
  },
  {title: 'the letter does not eat a flavour', order: ['LCG_104d_ATLAS_13', 'LCG_104', 'LCG_104cuda', 'LCG_101', 'LCG_101swan']},
  {title: 'python3 follows its letter', order: ['LCG_97a', 'LCG_97a_FCC_2', 'LCG_97apython3', 'LCG_97']},
  {title: 'release candidates stand below their base', order: ['LCG_98python3', 'LCG_97', 'LCG_97rc4', 'LCG_97rc1', 'LCG_96']},
  {title: 'standalone ROOT', order: ['6.40.02', '6.40.00', '6.40.00-rc1', '6.8.2', '5.34.36']},
  {title: 'dates with dots', order: ['2026.06', '2025.06-001', '2025.06', '2023.06']},
  {title: 'dates with dashes and names', order: ['2026-02-01', '2024-03-10', '2023-10-06', '2023-10-06-paestum']},
  {
    title: 'CMSSW patches above, pre-releases below',
    order: ['CMSSW_14_0_5_patch1', 'CMSSW_14_0_5', 'CMSSW_14_0_5_pre2', 'CMSSW_13_3_0'],
  },
  {title: 'letters in the middle of a version', order: ['v09_72_01d00', 'v09_72_01', 'v09_71_00']},
  {title: 'nightlies: latest, then the week', order: ['dev3/latest', 'dev3/Mon', 'dev3/Thu', 'dev3/Sun', 'dev4/latest']},
  {
    title: 'images: by name, the newest tag first',
    order: ['a.b/library/almalinux:9', 'a.b/library/almalinux:8', 'a.b/library/ubuntu:24.04', 'a.b/library/ubuntu:22.04'],
  },
  {title: 'names without numbers go by the alphabet', order: ['linux', 'trunk']},
];

describe('the order of releases', () => {
  for (const {title, order} of cases) {
    test(title, () => {
      expect(sorted(order.toReversed())).toEqual(order);
      expect(sorted(order)).toEqual(order);
    });
  }

  test('is an order: it does not depend on where one begins', () => {
    const release = fc.oneof(
      fc
        .tuple(fc.nat(200), fc.constantFrom('', 'a', 'b'), fc.constantFrom('', '_cuda', 'python3', 'rc1', '_ATLAS_3'))
        .map(([n, letter, rest]) => `LCG_${n}${letter}${rest}`),
      fc.string({unit: fc.constantFrom('1', '2', 'a', 'rc', '_', '.', '-', '/', ':', 'latest')}),
    );
    fc.assert(
      fc.property(fc.array(release, {maxLength: 12}), releases => {
        const once = sorted(releases);
        expect(sorted(releases.toReversed()).map(each => JSON.stringify(releaseKey(each)))).toEqual(
          once.map(each => JSON.stringify(releaseKey(each))),
        );
      }),
    );
  });

  test('tells bases from flavours and candidates', () => {
    expect(['LCG_107a', '2023.06', 'v1.2'].every(each => isPlain(releaseKey(each)))).toBe(true);
    expect(['LCG_107_swan', 'LCG_97rc4', '6.40.00-rc1'].some(each => isPlain(releaseKey(each)))).toBe(false);
  });

  test('versions: 9 is older than 13, 6.2 than 6.10, nothing than anything', () => {
    expect(compareVersions('9', '13')).toBeLessThan(0);
    expect(compareVersions('6.2', '6.10')).toBeLessThan(0);
    expect(compareVersions(null, '4.8')).toBeLessThan(0);
    expect(compareVersions('13.2', '13')).toBeGreaterThan(0);
  });
});
