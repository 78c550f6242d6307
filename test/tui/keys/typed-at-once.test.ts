import fc from 'fast-check';
import {expect, test} from 'vitest';
import type {KeyPress} from '../../../src/tui/keys/key-press.ts';
import {typedAtOnce} from '../../../src/tui/keys/typed-at-once.ts';

const letters = (text: string): readonly KeyPress[] => Array.from(text, letter => ({name: 'text', text: letter}));

test('what can be typed stays keys', () => {
  const keys = [...letters('gcc13'), {name: 'enter'}, ...letters('?')];
  expect([...typedAtOnce(keys)]).toEqual(keys);
});

test('what nobody types is a paste, and the keys around it stay', () => {
  const keys = [{name: 'up'}, ...letters('x'.repeat(1000)), {name: 'enter'}, ...letters('y')];
  expect([...typedAtOnce(keys)]).toEqual([
    {name: 'up'},
    {name: 'paste', text: 'x'.repeat(1000)},
    {name: 'enter'},
    ...letters('y'),
  ]);
});

test('nothing is lost and nothing changes its place', () => {
  const key = fc.oneof(
    {weight: 3, arbitrary: fc.string({minLength: 1, maxLength: 90}).map(letters)},
    fc.constantFrom<readonly KeyPress[]>([{name: 'enter'}], [{name: 'paste', text: 'p'}]),
  );
  const words = (keys: Iterable<KeyPress>) => Array.from(keys, ({name, text}) => text ?? `<${name}>`).join('');
  fc.assert(
    fc.property(fc.array(key), groups => {
      expect(words(typedAtOnce(groups.flat()))).toBe(words(groups.flat()));
    }),
    {numRuns: 100},
  );
});
