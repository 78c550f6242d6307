import {describe, expect, test} from 'vitest';
import {opened, play} from '../fixtures/screen-text.ts';

describe('where letters are commands from the start', () => {
  const home = () => opened({settings: {letters: 'commands'}});

  test('Esc in the filter clears it and makes letters commands again', () => {
    const state = play(home(), 'to-filter', '<107>', 'back');
    expect([state.stack.filter.text, state.stack.letters, state.outcome]).toEqual(['', 'commands', null]);
  });

  test('Esc without text goes back to the commands, and then leaves', () => {
    const state = play(home(), 'to-filter', 'back');
    expect([state.stack.letters, state.outcome]).toEqual(['commands', null]);
    expect(play(state, 'back').outcome?.status).toBe('cancelled');
  });
});

test('where letters search, Esc leaves them there', () => {
  const state = play(opened(), '<107>', 'back');
  expect([state.stack.filter.text, state.stack.letters]).toEqual(['', 'filter']);
});

test('a command of the palette that does nothing here says why', () => {
  const state = play(opened(), 'palette', '<themes>', 'forward');
  expect(state.overlay).not.toBeNull();
  expect(state.notice).toMatch(/themes.*: .+\./i);
});
