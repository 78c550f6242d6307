import {expect, test} from 'vitest';
import {sampled, sampleText, SampleReporter, SAMPLE_VARIABLE, wishIn} from './mutants/sample.ts';
import {interval} from './mutants/score.ts';

const numbers = Array.from({length: 2_000}, (_, index) => index);
const draw = (seed: string, size = 500) => sampled(numbers, String, {size, seed});

test('a sample is as large as wished, and nothing is in it twice', () => {
  expect(new Set(draw('1')).size).toBe(500);
  expect(draw('1', 3_000)).toHaveLength(2_000);
});

test('a seed draws the same again, whatever order they come in; another one draws others', () => {
  expect(new Set(sampled(numbers.toReversed(), String, {size: 500, seed: '1'}))).toEqual(new Set(draw('1')));
  const again = new Set(draw('1'));
  const inBoth = draw('2').filter(one => again.has(one)).length;
  // A quarter of a quarter, 125 of 2,000, unless seeds hang together.
  expect(inBoth).toBeGreaterThan(80);
  expect(inBoth).toBeLessThan(170);
});

test('a wish comes through a variable', () => {
  expect(wishIn(sampleText({size: 1_500, seed: '7'}))).toEqual({size: 1_500, seed: '7'});
});

test('the plan of Stryker keeps what was drawn, and what is ignored anyway', () => {
  const plan = (index: number, status?: string) => ({
    mutant: {fileName: 'a.ts', mutatorName: 'x', replacement: '', location: index, ...(status !== undefined && {status})},
  });
  const mutantPlans = numbers.map(index => plan(index, index % 2 === 0 ? 'Ignored' : undefined));
  process.env[SAMPLE_VARIABLE] = '10 1';
  try {
    new SampleReporter().onMutationTestingPlanReady({mutantPlans});
  } finally {
    delete process.env[SAMPLE_VARIABLE];
  }
  expect(mutantPlans.filter(({mutant}) => mutant.status === undefined)).toHaveLength(10);
  expect(mutantPlans).toHaveLength(1_010);
});

// As published tables of Wilson's interval have them.
test.each([
  {part: 5, whole: 10, low: 0.2366, high: 0.7634},
  {part: 81, whole: 263, low: 0.2553, high: 0.3662},
  {part: 0, whole: 10, low: 0, high: 0.2775},
])('$part of $whole may be $low to $high', ({part, whole, low, high}) => {
  const [from, to] = interval(part, whole);
  expect(from).toBeCloseTo(low, 4);
  expect(to).toBeCloseTo(high, 4);
});
