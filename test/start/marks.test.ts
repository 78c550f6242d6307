import {describe, expect, test} from 'vitest';
import {levelOf, marks, outerOf, variantOfMarks, withDropped} from '../../src/start/marks.ts';
import {inputFor} from './made-up-machine.ts';

const PLATFORM = 'x86_64-el9-gcc13-opt';
const made = (env: Readonly<Record<string, string>>, container: string | null = null, revision?: string | null) =>
  marks(inputFor({caller: {env}, ...(revision === undefined ? {} : {revision})}), container);
const FIRST = {HSF_STACK: 'toy/1', HSF_PLATFORM: PLATFORM, HSF_LEVEL: '1'};

describe('the variables that say where one is', () => {
  test('name stack and platform', () => {
    expect(made({})).toEqual(FIRST);
  });

  test('name what is around, the nearest first', () => {
    const once = made({HSF_STACK: 'a/1', HSF_PLATFORM: 'p', HSF_LEVEL: '1'});
    expect(once).toEqual({...FIRST, HSF_LEVEL: '2', HSF_OUTER: 'a/1@p'});
    expect(made({...once, HSF_STACK: 'b/1', HSF_PLATFORM: ''})).toEqual({...FIRST, HSF_LEVEL: '3', HSF_OUTER: 'b/1 a/1@p'});
    expect(made({HSF_STACK: '', HSF_PLATFORM: 'p', HSF_LEVEL: 'x'})).toEqual(FIRST);
  });

  test('name the container, also the one around', () => {
    expect(made({}, '/i')).toEqual({...FIRST, HSF_CONTAINER: '/i'});
    expect(made({HSF_CONTAINER: '/o'})).toEqual({...FIRST, HSF_CONTAINER: '/o'});
    expect(made({HSF_CONTAINER: '/o'}, 'host')).toEqual({...FIRST, HSF_CONTAINER: 'host'});
    expect(made({HSF_CONTAINER: ''})).toEqual(FIRST);
  });

  test('have nothing left of what was said around', () => {
    const around = {HSF_SINCE: '1', HSF_REVISION: 'x', HSF_DROPPED: 'A'};
    expect(made(around)).toEqual({...FIRST, HSF_SINCE: '', HSF_REVISION: '', HSF_DROPPED: ''});
    expect(made({HSF_SINCE: ''}, null, 'sft=1')).toEqual({...FIRST, HSF_REVISION: 'sft=1'});
    expect(made(around, null, null)).toMatchObject({HSF_REVISION: ''});
  });

  test('are read again', () => {
    expect([{}, {HSF_STACK: 'a'}, {HSF_STACK: 'a', HSF_PLATFORM: 'p'}, {HSF_PLATFORM: 'p'}].map(variantOfMarks)).toEqual([
      null,
      'a',
      'a@p',
      null,
    ]);
    expect([{}, {HSF_LEVEL: '3'}, {HSF_LEVEL: 'x'}].map(levelOf)).toEqual([0, 3, 0]);
    expect([{}, {HSF_OUTER: ' b  a '}].map(outerOf)).toEqual([[], ['b', 'a']]);
  });

  test('name what was left out, where something is started', () => {
    const dropped = ['A', 'B%', 'C_1'].map(name => ({name, reason: 'x'}));
    const change = {set: {X: '1'}, unset: [], dropped};
    expect(withDropped(change, {})).toBe(change);
    expect(withDropped(change, {revision: null})).toEqual({...change, set: {X: '1', HSF_DROPPED: 'A C_1'}});
  });
});
