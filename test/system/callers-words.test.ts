import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {callersEnvironment, callersWords} from '../../src/system/callers-words.ts';

describe('the words of the command line', () => {
  it('are as they are where nothing was marked', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), words => {
        fc.pre(words[0] !== 'hsf:words');
        expect(callersWords(words)).toEqual(words);
      }),
    );
  });

  it('come out of their marks unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), words => {
        expect(callersWords(['hsf:words', ...words.map(word => `:${word}`)])).toEqual(words);
      }),
    );
  });
});

describe("the caller's environment", () => {
  it('has back what was set aside, empty values too', () => {
    expect(callersEnvironment({A: '1', HSF_KEPT_NODE_OPTIONS: '--x', HSF_KEPT_NODE_DEBUG: ''})).toEqual({
      A: '1',
      NODE_OPTIONS: '--x',
      NODE_DEBUG: '',
    });
  });

  it('is the same object where nothing was', () => {
    const env = {A: '1'};
    expect(callersEnvironment(env)).toBe(env);
  });
});
