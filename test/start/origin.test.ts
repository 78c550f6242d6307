import {describe, expect, test} from 'vitest';
import {parseOrigin} from '../../src/start/origin.ts';

const NOTHING = {ignored: [], limit: null, descriptors: []};

describe('what the caller gave us before Node took it away', () => {
  test.each([
    {text: '1 0 1024', found: {limit: '1024'}},
    {text: '1 1 1024', found: {ignored: ['HUP'], limit: '1024'}},
    {text: '1 3 unlimited', found: {ignored: ['HUP', 'INT'], limit: 'unlimited'}},
    {text: '1 0000000000001000 1024', found: {ignored: ['PIPE'], limit: '1024'}},
    {text: '1 80000000 1', found: {limit: '1'}},
    {text: '1 40000000 1', found: {ignored: ['SYS'], limit: '1'}},
    // KILL, STKFLT and STOP have names that nobody can use, real-time signals none.
    {text: '1 ffffffff00048100 1', found: {limit: '1'}},
    {text: '1 F 1', found: {ignored: ['HUP', 'INT', 'QUIT', 'ILL'], limit: '1'}},
    {text: '1 0 1024 0 1 2 3 12 3 7', found: {limit: '1024', descriptors: [3, 7, 12]}},
  ])('is read: $text', ({text, found}) => {
    expect(parseOrigin(text)).toEqual({...NOTHING, ...found});
  });

  test('has the names of all signals that can be ignored', () => {
    const {ignored} = parseOrigin('1 ffffffffffffffff 1');
    expect(ignored.join(' ')).toBe(
      'HUP INT QUIT ILL TRAP ABRT BUS FPE USR1 SEGV USR2 PIPE ALRM TERM CHLD CONT TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS',
    );
  });

  test.each([
    undefined,
    '',
    '2 0 1024',
    '1 0',
    '1 x 1024',
    '1 00000000000000000 1024',
    '1 0 many',
    '1 0 1024 12345678',
    '1 0 1024 x',
    'x1 0 1024',
    '1 0 1024 3 ',
    '1 0 1024 -3',
  ])('is nothing where it is not ours: %s', text => {
    expect(parseOrigin(text)).toEqual(NOTHING);
  });
});
