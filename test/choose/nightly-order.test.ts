import {expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {findings, found, host, kinds} from './scene.ts';

const PLATFORM = 'x86_64-el9-gcc16-opt';
const day = (release: string, dated: string | null, platform = PLATFORM) => found(release, platform, {...kinds.nightlies, dated});

test('nightlies of a slot: latest, then the newest day, those of unknown date last', () => {
  const variants = [
    day('dev3/Mon', null),
    day('dev3/Sun', '2026-11-15T03:00:00.000Z'),
    day('dev3/Wed', '2026-11-18T03:00:00.000Z', 'x86_64-el9-clang16-dbg'),
    day('dev3/Wed', '2026-11-11T03:00:00.000Z'),
    day('dev3/latest', '2026-11-19T03:00:00.000Z'),
    day('dev3/Thu', '2026-11-19T03:00:00.000Z'),
    day('dev3/Fri', '2026-11-13T03:00:00.000Z'),
  ];
  const expected = ['dev3/latest', 'dev3/Thu', 'dev3/Wed', 'dev3/Sun', 'dev3/Fri', 'dev3/Mon'];
  for (const order of [variants, variants.toReversed()]) {
    expect(judge(findings(order), host()).map(stack => stack.release)).toEqual(expected);
  }
});
