import {expect, test} from 'vitest';
import {libcFromWord, libcLack} from '../../src/choose/libc.ts';

test.each([
  {word: 'glibc 2.34', name: 'glibc', version: '2.34'},
  {word: 'glibc-2.34', name: 'glibc', version: '2.34'},
  {word: ' GLIBC2.34 ', name: 'glibc', version: '2.34'},
  {word: '2.17', name: 'glibc', version: '2.17'},
  {word: 'musl', name: 'musl', version: null},
  {word: '', name: null, version: null},
  {word: 'glibc 2.34 beta', name: null, version: null},
  {word: '=2.34', name: null, version: null},
])('"$word" names $name $version', ({word, name, version}) => expect(libcFromWord(word)).toEqual({name, version}));

test.each([
  {own: {name: 'glibc', version: '2.34'}, lack: null},
  {own: {name: 'glibc', version: '2.36'}, lack: null},
  {own: {name: 'glibc', version: '2.5'}, lack: 'Needs glibc 2.34; this machine has glibc 2.5'},
  {own: {name: 'glibc', version: null}, lack: null},
  {own: {name: null, version: null}, lack: null},
  {own: {name: 'musl', version: '2.99'}, lack: 'Needs glibc 2.34; this machine has musl 2.99'},
  {own: {name: 'musl', version: null}, lack: 'Needs glibc 2.34; this machine has musl'},
] as const)('$own.name $own.version for programs that want glibc 2.34', ({own, lack}) =>
  expect(libcLack('2.34', own)).toBe(lack),
);
