import {describe, expect, test} from 'vitest';
import {differenceOf} from '../../../src/start/environment/difference-of-dump.ts';
import {environmentAfter, NO_DIFFERENCE} from '../../../src/start/environment/difference.ts';
import {captureOf, HERE, type Doing, type Known} from './dumps.ts';

type Environment = Readonly<Record<string, string>>;
type More = {
  readonly env?: Environment;
  readonly before?: Known;
  readonly unset?: readonly string[];
  readonly dropped?: readonly string[];
};
function difference(
  doing: Doing,
  {env = HERE, before, unset = [], dropped = []}: More = {},
  secrets: readonly (readonly [string, string | null])[] = [],
) {
  const plan = {env: {set: {}, unset, dropped: dropped.map(name => ({name, reason: 'x'}))}};
  return differenceOf({...captureOf(env, doing, before), secrets: new Map(secrets)}, HERE, plan);
}

describe('what entering a stack changes', () => {
  test('is what is another one afterwards', () => {
    expect(difference({})).toEqual(NO_DIFFERENCE);
    expect(difference({env: {A: '1', USER: 'bob', TMPDIR: null}})).toMatchObject({set: {A: '1', USER: 'bob'}, unset: ['TMPDIR']});
  });

  test('is also what the plan sets and takes away before', () => {
    expect(difference({}, {env: {...HERE, HSF_STACK: 'x'}})).toMatchObject({set: {HSF_STACK: 'x'}, unset: []});
    const {TMPDIR: _, USER: __, ...env} = HERE;
    expect(difference({}, {env, unset: ['USER', 'NONE'], dropped: ['TMPDIR']})).toMatchObject({
      set: {},
      unset: ['TMPDIR', 'USER'],
    });
    expect(difference({env: {USER: 'ann'}}, {env, unset: ['USER']})).toMatchObject({unset: []});
  });

  test('is nothing that a shell keeps for itself', () => {
    const own = {_: 'x', SHLVL: '9', PWD: '/x', OLDPWD: '/y', HSF_ORIGIN: '1', HSF_CVMFS: '/z'};
    expect(difference({env: own})).toMatchObject({set: {}, unset: []});
    expect(difference({env: {PWD: null}})).toMatchObject({set: {}, unset: []});
  });

  test('is a secret with its value, and one that is gone', () => {
    const secrets = [
      ['A_TOKEN', 'x'],
      ['USER', null],
      ['B_TOKEN', null],
    ] as const;
    expect(difference({env: {USER: null}}, {}, secrets)).toMatchObject({set: {A_TOKEN: 'x'}, unset: ['USER']});
  });

  test('is what bash has besides, where that is new', () => {
    const known: Known = {
      functions: {f: 'f () \n{ \n    :\n}'},
      exportedFunctions: {f: null},
      aliases: {a: '1'},
      completions: [['-D']],
      options: {extglob: true},
      shell: [{name: 'v', attributes: '', value: '1'}],
    };
    const whole = {
      functions: known.functions,
      exportedFunctions: {f: '() { \n    :\n}'},
      aliases: {a: '1'},
      completions: [['-D']],
      options: {extglob: true},
      shellVariables: known.shell,
    };
    expect(difference(known)).toMatchObject(whole);
    expect(difference(known, {before: known})).toEqual(NO_DIFFERENCE);
    expect(difference({...known, functions: {f: 'f () \n{ \n    true\n}'}}, {before: known})).toMatchObject({
      exportedFunctions: {f: '() { \n    true\n}'},
    });
    expect(difference({exportedFunctions: {f: '() { x'}}, {before: {functions: known.functions!}})).toMatchObject({
      functions: {},
      exportedFunctions: {f: '() { x'},
    });
    expect(difference({exportedFunctions: {g: '() { x'}})).toEqual(NO_DIFFERENCE);
  });

  test.each([
    {title: 'a value', doing: {env: {A: 'x'}, broken: ['A']}, message: 'A is not valid UTF-8'},
    {title: 'a function', doing: {functions: {f: 'x'}, broken: ['f']}, message: 'f is not valid UTF-8'},
    {
      title: 'an alias and a value',
      doing: {aliases: {a: 'x'}, env: {B: 'x'}, broken: ['a', 'B']},
      message: 'a, B are not valid UTF-8',
    },
  ] as {title: string; doing: Doing; message: string}[])('cannot be told of $title that is no UTF-8', ({doing, message}) => {
    expect(() => difference(doing)).toThrow(
      expect.objectContaining({code: 'not-utf8', message: expect.stringContaining(message) as string}),
    );
  });

  test('counts as UTF-8 what is not changed', () => {
    expect(() => difference({broken: ['USER']})).not.toThrow();
  });
});

test('a child gets what is changed, functions in the form of bash', () => {
  const change = {...NO_DIFFERENCE, set: {A: '1', B: '2'}, unset: ['C', 'A'], exportedFunctions: {f: '() { :'}};
  expect(environmentAfter(change, {B: '1', C: '3', D: '4'})).toEqual({A: '1', B: '2', D: '4', 'BASH_FUNC_f%%': '() { :'});
});
