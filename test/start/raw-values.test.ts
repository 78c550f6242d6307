import {describe, expect, test} from 'vitest';
import {withFunctions} from '../../src/start/exported-functions.ts';
import {argumentsAreUtf8, rawValues} from '../../src/start/raw-values.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

describe('what Node cannot pass on exactly', () => {
  test.each([
    {title: 'a value', text: 'A=x\xff\0', found: [{name: 'A', escaped: '\\170\\377'}]},
    {title: 'the last value, without an end', text: 'A=1\0B_2=\xfe', found: [{name: 'B_2', escaped: '\\376'}]},
    {title: 'a value with an equals sign', text: 'A==\xff\0', found: [{name: 'A', escaped: '\\075\\377'}]},
    {title: 'a value with a line break', text: 'A=\n\x01\xff\0', found: [{name: 'A', escaped: '\\012\\001\\377'}]},
    {
      title: 'several',
      text: 'A=\xff\0\0B=1\0C=\xff\0',
      found: [
        {name: 'A', escaped: '\\377'},
        {name: 'C', escaped: '\\377'},
      ],
    },
    {title: 'but nothing that is UTF-8', text: 'A=\xc3\xa9\0B=\xf0\x9f\x98\x80\0', found: []},
    {title: 'nor a name that no shell can export', text: '\xff=1\0a.b=\xff\x001A=\xff\0=\xff\0x\xff\0A\n=\xff\0', found: []},
    {title: 'nor anything of nothing', text: '', found: []},
  ])('is $title', ({text, found}) => {
    expect(rawValues(bytes(text))).toEqual(found);
  });

  test('is said of arguments', () => {
    expect(['', 'a\0', 'a\0\xc3\xa9\0'].map(text => argumentsAreUtf8(bytes(text)))).toEqual([true, true, true]);
    expect(['\xff', '\xff\0', 'a\0\xc3\0', 'a\0b\xff'].map(text => argumentsAreUtf8(bytes(text)))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});

test('functions that bash exported are given again to a command behind another shell', () => {
  const env = {A: '1', 'BASH_FUNC_f%%': '() { :', 'BASH_FUNC_g()': '() { x', XBASH_FUNC_h: '1'};
  expect(withFunctions(['make', 'all'], env)).toEqual([
    '/usr/bin/env',
    'BASH_FUNC_f%%=() { :',
    'BASH_FUNC_g()=() { x',
    'make',
    'all',
  ]);
  expect(withFunctions(['make', 'all'], {A: '1', XBASH_FUNC_h: '1'})).toEqual(['make', 'all']);
  // env would take it for a variable.
  expect(withFunctions(['a=b', 'x=y'], env)).toEqual(['a=b', 'x=y']);
  expect(withFunctions(['make', 'x=y'], env).at(-1)).toBe('x=y');
});
