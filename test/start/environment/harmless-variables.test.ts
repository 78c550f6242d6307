import fc from 'fast-check';
import {expect, test} from 'vitest';
import {
  fitsAny,
  HARMLESS,
  OF_BASH,
  OF_NO_SESSION,
  POINTS_TO_SECRET,
  SECRET,
} from '../../../src/start/environment/harmless-variables.ts';

const LISTS = {HARMLESS, OF_NO_SESSION, SECRET, POINTS_TO_SECRET, OF_BASH};

test.each(Object.entries(LISTS))('%s is told as `case` of bash would', (_, patterns) => {
  const texts = patterns.map(text => text.replaceAll('*', ''));
  const name = fc
    .tuple(fc.constantFrom('', 'X', 'MY_'), fc.constantFrom(...texts), fc.constantFrom('', '_', 'S', '_1'))
    .map(parts => parts.join(''));
  const fits = new RegExp(`^(?:${patterns.map(text => text.replaceAll('*', '.*')).join('|')})$`, 's');
  fc.assert(
    fc.property(name, one => fitsAny(one, patterns) === fits.test(one)),
    {numRuns: 300},
  );
});

test('a star stands at the ends only', () => {
  for (const text of Object.values(LISTS).flat()) expect(text.slice(1, -1)).not.toContain('*');
});
