import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {compareVersions, naturalParts} from '../../../src/find/packages/version-order.ts';

/** Versions of one package, the oldest first. */
const LISTS: readonly (readonly string[])[] = [
  ['5.34.36', '6.08.06', '6.9', '6.10', '6.34.02', '6.34.10', '6.40.00-rc1', '6.40.00-rc2', '6.40.00', '6.40.02'],
  ['3.5.0', '3.5.1pre9', '3.5.1pre12', '3.5.1', '3.5.1b', '3.5.1.1', '3.5.2'],
  ['10.03.p03', '10.04', '10.04.p02', '11.3.0.beta', '11.3.0', '11.4.1'],
  ['v5-34-30-alice7-1', 'v6-28-02-7', 'v6-32-06-alice1-2', 'v6-32-06-alice1-10', 'v6-36-04-alice1-1'],
  ['1.1.1', '1.1.1a', '1.1.1m', '3.0.0'],
  ['1.0.dev3', '1.0a1', '1.0a2', '1.0b1', '1.0rc1', '1.0', '1.0.post1', '1.1'],
  ['2023.04.01', '2024.02.1', '2024.10.1', '2025.01'],
  ['3.3.8-GCC-12.3.0', '3.3.10-GCC-12.3.0', '3.3.10-GCC-13.2.0'],
  ['8u222', '8u392', '11.0.2'],
  ['13.3.1', '13.3.1_p20241025', '13.3.1_p20241025-r1'],
  ['1.9', 'v1.10', '1.11', 'v2.0'],
  ['master', '0.1'],
];

describe('versions of packages', () => {
  for (const list of LISTS) {
    test(`from ${list[0]} to ${list.at(-1)}`, () => {
      expect(list.toReversed().toSorted(compareVersions)).toEqual(list);
      for (const [index, older] of list.entries()) {
        for (const newer of list.slice(index + 1)) {
          expect(compareVersions(older, newer), `${older} ${newer}`).toBeLessThan(0);
          expect(compareVersions(newer, older), `${newer} ${older}`).toBeGreaterThan(0);
        }
      }
    });
  }

  test('are the same whatever separates their numbers', () => {
    expect(compareVersions('01.31', '1.31')).toBe(0);
    expect(compareVersions('6.34.02', 'v6-34_2')).toBe(0);
  });

  const version = fc.oneof(
    fc
      .array(fc.constantFrom('1', '2', '10', '0', '.', '-', '_', 'a', 'b', 'rc', 'pre', 'dev', 'p', 'v', 'alice'), {maxLength: 8})
      .map(pieces => pieces.join('')),
    fc.constantFrom(...LISTS.flat()),
    fc.string({unit: 'binary'}),
    fc.constant('9'.repeat(400)),
  );
  test('are in one order, whichever are compared', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(0 - Math.sign(compareVersions(b, a)));
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
      }),
      {numRuns: 5000},
    );
  });

  test('may be endless', () => {
    for (const piece of ['1.', 'a', '1a1', '-', '9']) {
      expect(compareVersions(piece.repeat(50_000), piece.repeat(50_000))).toBe(0);
    }
  });
});

test('names fall into numbers and words', () => {
  expect(naturalParts('LCG_107a-x86_64')).toEqual(['lcg', 107, 'a', 'x', 86, 64]);
  expect(naturalParts('')).toEqual([]);
});
