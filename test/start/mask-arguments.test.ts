import {describe, expect, test} from 'vitest';
import {maskArguments, maskSecrets} from '../../src/start/mask-secrets.ts';

describe('secrets of a command line', () => {
  test('in options of one dash are masked, and no option is the value of another', () => {
    expect(maskArguments(['login', '-password', 'hush', '-token=hush', '--token', '--', 'x', '--no-token', 'kept'])).toEqual([
      'login',
      '-password',
      '***',
      '-token=***',
      '--token',
      '--',
      'x',
      '--no-token',
      'kept',
    ]);
  });
  test('between quotes of any kind are masked to their end', () => {
    expect(maskSecrets('export A_TOKEN="a \\" b" B=1')).toBe('export A_TOKEN=*** B=1');
    expect(maskSecrets('x --token "a \\" b" --c')).toBe('x --token *** --c');
    expect(maskSecrets("x --token 'a b' --c")).toBe('x --token *** --c');
  });
  test('are no numbers of user and group, but what only begins or ends so', () => {
    expect(maskArguments(['-u', '1000:10a', '-u', 'a1000:10', '--users', 'a:b', 'x-u', 'a:b'])).toEqual([
      '-u',
      '1000:***',
      '-u',
      'a1000:***',
      '--users',
      'a:b',
      'x-u',
      'a:b',
    ]);
  });
});
