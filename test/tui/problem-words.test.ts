import {expect, test} from 'vitest';
import {problemWords} from '../../src/tui/problem-words.ts';

test.each([
  {error: new Error('There is no image "docker://me:hush@host/x".'), told: 'There is no image "docker://***@host/x".'},
  {error: new Error('It says: A_TOKEN=hush'), told: 'It says: A_TOKEN=***'},
  {error: new Error('There is no LCG_999.'), told: 'There is no LCG_999.'},
  {error: 'thrown as a text with https://me:hush@host/', told: 'thrown as a text with https://***@host/'},
])('secrets of an error are masked: $told', ({error, told}) => {
  expect(problemWords(error)).toBe(told);
});
