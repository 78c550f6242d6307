import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compareVersions, isPlain, newestFirst, releaseKey} from '../../src/choose/release-order.ts';
import {RELEASE_LISTS} from './release-lists.ts';

const sorted = (releases: readonly string[]) => releases.toSorted((a, b) => newestFirst(releaseKey(a), releaseKey(b)));
const compare = (a: string, b: string) => Math.sign(newestFirst(releaseKey(a), releaseKey(b)));

describe('the order of releases', () => {
  for (const {title, order} of RELEASE_LISTS) {
    test(title, () => {
      expect(sorted(order.toReversed())).toEqual(order);
      expect(sorted(order)).toEqual(order);
      expect(sorted(order.toSorted())).toEqual(order);
    });
  }

  test('days go by their dates where these are known, after latest', () => {
    const dates: Readonly<Record<string, string>> = {
      Thu: '2026-11-19T03:00:00.000Z',
      Wed: '2026-11-18T03:00:00.000Z',
      Sun: '2026-11-15T03:00:00.000Z',
    };
    const days = ['Mon', 'Wed', 'latest', 'Sun', 'Thu', 'Fri'].map(day => releaseKey(`dev3/${day}`, dates[day] ?? null));
    expect(days.toSorted(newestFirst).map(key => key.text.slice(5))).toEqual(['latest', 'Thu', 'Wed', 'Sun', 'Mon', 'Fri']);
    expect(days.toReversed().toSorted(newestFirst)).toEqual(days.toSorted(newestFirst));
  });

  const piece = fc.constantFrom(
    ...['LCG_', 'CMSSW_', 'v', 'r', 'p', 'J', 'py', 'w_', 'jan24', 'Jan', '20251008', '2026', '107', '9', '14', '0', '00', '01'],
    ...['a', 'b', 'd', 'X', 'rc', 'rc1', 'pre3', 'patch1', 'dev', 'latest', 'Thu', 'nightly', 'stable', 'release', 'python3'],
    ...['_cuda', '_ATLAS_13', '-51ebb', '--h0_1', 'alice2', 'T2101', '_', '.', '-', '/', ':'],
  );
  const release = fc.oneof(
    {weight: 5, arbitrary: fc.array(piece, {maxLength: 7}).map(pieces => pieces.join(''))},
    {weight: 2, arbitrary: fc.constantFrom(...RELEASE_LISTS.flatMap(list => list.order))},
    {weight: 1, arbitrary: fc.string({unit: 'binary'})},
  );

  test('is total: two releases are the same or one stands before the other', () => {
    fc.assert(
      fc.property(release, release, (a, b) => {
        expect(compare(a, b)).toBe(0 - compare(b, a));
        expect(compare(a, b) === 0).toBe(a === b);
      }),
      {numRuns: 2000},
    );
  });

  test('is transitive, with and without dates', () => {
    const day = fc.constantFrom('dev3/Mon', 'dev3/Thu', 'dev3/Sun', 'dev3/latest', 'dev3/1', 'dev3/nightly', 'dev3');
    const dated = fc.constantFrom(null, '2026-11-19T03:00:00.000Z', '2026-11-21T03:00:00.000Z');
    const key = fc.tuple(fc.oneof(release, day), dated).map(([text, date]) => releaseKey(text, date));
    fc.assert(
      fc.property(key, key, key, (a, b, c) => {
        if (newestFirst(a, b) <= 0 && newestFirst(b, c) <= 0) expect(newestFirst(a, c)).toBeLessThanOrEqual(0);
        expect(Math.sign(newestFirst(a, b))).toBe(0 - Math.sign(newestFirst(b, a)));
      }),
      {numRuns: 10_000},
    );
  });

  test('does not depend on where one begins', () => {
    fc.assert(
      fc.property(fc.uniqueArray(release, {maxLength: 20}), releases => {
        expect(sorted(releases.toReversed())).toEqual(sorted(releases));
      }),
    );
  });

  test('puts up with endless names, digits without end and control characters', () => {
    const hostile = [
      '1'.repeat(100_000),
      'a1.'.repeat(30_000),
      '9'.repeat(900),
      '8'.repeat(900),
      '-'.repeat(900),
      'LCG_\u001b[31m1',
      '',
    ];
    for (const a of hostile) for (const b of hostile) expect(compare(a, b)).toBe(0 - compare(b, a));
    expect(sorted(hostile.toReversed())).toEqual(sorted(hostile));
  });
});

describe('plain releases', () => {
  const plain = [
    ...[
      'LCG_107a',
      '2023.06',
      '2025.06-001',
      'v1.2',
      '2026-02-01',
      'CMSSW_14_0_5',
      'CMSSW_14_0_5_patch1',
      '6.40.02',
      '14.2.0-2f0a0',
    ],
    ...[
      'AnalysisBase/25.2.97',
      'DaVinci/v66r8p1',
      'GCC-Toolchain/v14.2.0-alice2-1',
      'release-08-02-04',
      'J26.1.1',
      'Release/J26.1.1',
    ],
    ...['py3-v4.3.0', 'igwn-py310', 'igwn', 'v09_72_01d00', 'v29.2.1', 'w_2026_09', 'SNDLHC-2025/Jan30', '2024.02.1', 'jan24p5'],
    ...[
      'eicweb/eic_xl:26.07.1-stable',
      'library/almalinux:9',
      'samtools:1.17--h00cdaf9_0',
      'v8.0.32',
      '10.04.p02',
      'ana.541',
      '2023',
    ],
    'main_Athena/2025-03-27T2101',
  ];
  for (const name of plain) test(`${name} is one`, () => expect(isPlain(releaseKey(name))).toBe(true));

  const others = [
    ...['LCG_107_swan', 'LCG_104cuda', 'LCG_106_ATLAS_13', 'LCG_97apython3', 'LCG_97rc4', '6.40.00-rc1', '2023-10-06-paestum'],
    ...[
      'CMSSW_14_1_0_pre3',
      'CMSSW_14_1_X_2024-05-01-2300',
      'CMSSW_11_1_3_Patatrack',
      'prerelease-08-00-00a',
      'Pre-Release/J22.1.0',
    ],
    ...[
      'J20v2r0-branch',
      'J22.2.x',
      'Jlatest',
      'latest',
      'latest-opt',
      'dev3/Thu',
      'lhcb-head/Today',
      'pro',
      'current',
      'development',
    ],
    ...['eicweb/eic_xl:nightly', 'igwn-testing', 'igwn-py39-lw', 'O2/nightly-20180503-1', 'O2Physics/daily-20251008-0000-1'],
    ...['v9.0.0a56', 'v27_0_0_rc3', 'd_2026_03_01', 'root:6.22.00-ubuntu20.04', 'DEV', 'iceprod/master'],
  ];
  for (const name of others) test(`${name} is none`, () => expect(isPlain(releaseKey(name))).toBe(false));
});

test('the name is how the release begins', () => {
  const names = [
    ...(['LCG_107a', 'CMSSW_14_0_5', 'v1.2', 'dev3/Thu', 'a.b/almalinux:9', 'Jlatest', 'linux', 'jan24p5'] as const),
  ].map(each => releaseKey(each).name);
  expect(names).toEqual(['LCG_', 'CMSSW_', '', 'dev3/', 'a.b/almalinux:', 'J', 'linux', '']);
});

test('versions: 9 is older than 13, 6.2 than 6.10, nothing than anything', () => {
  expect(compareVersions('9', '13')).toBeLessThan(0);
  expect(compareVersions('6.2', '6.10')).toBeLessThan(0);
  expect(compareVersions(null, '4.8')).toBeLessThan(0);
  expect(compareVersions('4.8', null)).toBeGreaterThan(0);
  expect(compareVersions(null, null)).toBe(0);
  expect(compareVersions('13.2', '13')).toBeGreaterThan(0);
});
