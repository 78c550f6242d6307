import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decayed, HALF_LIFE_MS, ranked} from '../../src/settings/frecency.ts';
import {eventOf, foldEvents, type HistoryEvent} from '../../src/settings/history-line.ts';

const NOW = new Date('2026-11-22T12:00:00Z');
const DAY = 24 * 3600 * 1000;
const use = (address: string, daysAgo: number, more: Partial<HistoryEvent> = {}): HistoryEvent => ({
  ...eventOf({at: new Date(NOW.getTime() - daysAgo * DAY).toISOString(), event: 'started', address, variant: null}),
  ...more,
});
const order = (uses: readonly HistoryEvent[]) => ranked(uses, ({address}) => address, NOW).map(({key}) => key);

describe('what comes first', () => {
  test.each([
    {title: 'is what was used last, of things used once', uses: [use('old', 2), use('new', 1)], first: 'new'},
    {
      title: 'is what was used often, of things used lately',
      uses: [use('often', 2), use('often', 3), use('once', 1)],
      first: 'often',
    },
    {
      title: 'is no longer what was used often long ago',
      uses: [...Array.from({length: 10}, () => use('old', 150)), use('new', 0)],
      first: 'new',
    },
    {
      title: 'is a shell before three runs',
      uses: [...Array.from({length: 3}, () => use('run', 1, {weight: 0.25})), use('shell', 1)],
      first: 'shell',
    },
    {title: 'is the later line, of the same moment', uses: [use('a', 1), use('b', 1)], first: 'b'},
    {
      title: 'is not what a clock from the future says, but what was used more',
      uses: [use('future', -400), use('x', 0), use('x', 1)],
      first: 'x',
    },
  ])('$title', ({uses, first}) => expect(order(uses)[0]).toBe(first));

  test('a use is worth half after thirty days', () => expect(decayed(1, HALF_LIFE_MS)).toBe(0.5));
});

const address = fc.constantFrom('a', 'b', 'c', 'd');
const uses = fc.array(
  fc.record({address, days: fc.double({min: 0, max: 2000, noNaN: true}), directory: fc.constantFrom('/x', '/y')}),
  {
    maxLength: 40,
  },
);
const events = uses.map(all =>
  all.map(({address: of, days, directory}) => use(of, days, {directory})).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)),
);

describe('whatever was used', () => {
  test('one more use never makes anything worth less', () => {
    fc.assert(
      fc.property(events, address, fc.double({min: 0, max: 2000, noNaN: true}), (all, of, days) => {
        const score = (list: readonly HistoryEvent[]) =>
          ranked(list, ({address: key}) => key, NOW).find(({key}) => key === of)?.score ?? 0;
        expect(score([...all, use(of, days)])).toBeGreaterThan(score(all) - 1e-12);
      }),
      {numRuns: 200},
    );
  });

  test('a folded history gives the same scores, numbers and newest times', () => {
    fc.assert(
      fc.property(events, fc.nat(40), (all, cut) => {
        const facts = (list: readonly HistoryEvent[]) =>
          new Map(
            ranked(list, ({address: key}) => key, NOW).map(
              ({key, score, times, newest}) => [key, [score, times, newest.at]] as const,
            ),
          );
        const [whole, folded] = [facts(all), facts([...foldEvents(all.slice(0, cut)), ...all.slice(cut)])];
        expect([...folded.keys()].toSorted()).toEqual([...whole.keys()].toSorted());
        for (const [key, [score, times, at]] of whole) {
          expect(folded.get(key)?.slice(1)).toEqual([times, at]);
          expect(folded.get(key)?.[0]).toBeCloseTo(score, 9);
        }
      }),
      {numRuns: 200},
    );
  });
});
