import {describe, expect, test, vi} from 'vitest';
import {framePlace} from '../../../src/tui/frame/frame-place.ts';
import type {KeyPress} from '../../../src/tui/keys/key-press.ts';

const clickAt = (row: number): KeyPress => ({name: 'click', place: {row, column: 3}});
const answer = (row: number): KeyPress => ({name: 'cursor-at', place: {row, column: 0}});

function scene(fullScreen = false) {
  const written: string[] = [];
  const stdout = {write: (text: string) => written.push(text) > 0} as unknown as NodeJS.WriteStream;
  return {written, place: framePlace(stdout, fullScreen, () => 1)};
}

describe('a click', () => {
  test('on the whole screen is where it is', () => {
    const {written, place} = scene(true);
    expect(place.seen(clickAt(5))).toEqual(clickAt(5));
    place.lose();
    expect(place.seen(clickAt(5))).toEqual(clickAt(5));
    expect(written).toEqual([]);
  });

  test('inline asks where the cursor is, once, and comes with the answer', () => {
    const {written, place} = scene();
    expect(place.seen(clickAt(12))).toBeNull();
    expect(place.seen(clickAt(14))).toBeNull();
    expect(written).toEqual(['\u001b[6n']);
    // The cursor is in row 1 of the frame and in row 10 of the terminal, so the frame begins in row 9.
    expect(place.seen(answer(10))).toEqual(clickAt(5));
    expect(place.seen(clickAt(12))).toEqual(clickAt(3));
    expect(written).toHaveLength(1);
  });

  test('asks again when the frame may be elsewhere, and an answer for the old place is none', () => {
    const {written, place} = scene();
    place.seen(clickAt(12));
    place.lose();
    expect(place.seen(answer(10))).toBeNull();
    expect(place.seen(clickAt(12))).toBeNull();
    expect(written).toHaveLength(2);
    expect(place.seen(answer(2))).toEqual(clickAt(11));
  });

  test('is answered from the first row too, which looks like a function key', () => {
    const {place} = scene();
    expect(place.seen({name: 'ctrl-f3'})).toEqual({name: 'ctrl-f3'});
    place.seen(clickAt(2));
    expect(place.seen({name: 'ctrl-f3'})).toEqual(clickAt(3));
    expect(place.seen({name: 'ctrl-f3'})).toEqual({name: 'ctrl-f3'});
  });

  test('is nothing else: keys and the wheel go on while an answer is awaited', () => {
    const {place} = scene();
    place.seen(clickAt(2));
    const wheel = {name: 'wheel-up', place: {row: 1, column: 1}};
    expect(place.seen(wheel)).toEqual(wheel);
    expect(place.seen({name: 'text', text: 'a'})).toEqual({name: 'text', text: 'a'});
  });
});

describe('leaving', () => {
  test('waits for nothing when nothing was asked', async () => {
    await scene().place.answered();
  });

  test('waits for an answer that is under way, and not for one that never comes', async () => {
    const {place} = scene();
    place.seen(clickAt(2));
    const left = place.answered();
    place.seen(answer(2));
    await left;
    vi.useFakeTimers();
    try {
      place.lose();
      place.seen(clickAt(2));
      const given = place.answered();
      await vi.advanceTimersByTimeAsync(1000);
      await given;
    } finally {
      vi.useRealTimers();
    }
  });
});
