import {describe, expect, test} from 'vitest';
import {
  architectureNamed,
  compilerNamed,
  compilerWord,
  isSystem,
  isWholeSystem,
  levelNamed,
  osNamed,
  osWord,
  processorNamed,
  runTogether,
} from '../../../src/choose/grammars/words.ts';

const ARCHITECTURES: Readonly<Record<string, readonly string[]>> = {
  x86_64: ['x86_64', 'amd64', 'x86-64', 'x64'],
  aarch64: ['aarch64', 'arm64'],
  i686: ['i686', 'i386', 'i586', 'ia32', 'x86'],
  armv7l: ['armv7l', 'armv7hl'],
  ppc64le: ['ppc64le', 'ppc64el'],
  riscv64: ['riscv64', 'riscv'],
};
test.each(Object.entries(ARCHITECTURES).flatMap(([arch, words]) => words.map(word => ({word, arch}))))(
  '$word is $arch',
  ({word, arch}) => expect(architectureNamed(word)).toBe(arch),
);

test.each([
  {word: 'x86_64_v3', cpu: 'x86-64-v3', arch: 'x86_64'},
  {word: 'x86-64-v1', cpu: 'x86-64-v1', arch: 'x86_64'},
  {word: 'armv8.1_a', cpu: 'armv8.1a', arch: 'aarch64'},
  {word: 'armv8.1a', cpu: 'armv8.1a', arch: 'aarch64'},
  {word: 'armv9a', cpu: 'armv9a', arch: 'aarch64'},
  {word: 'zen3', cpu: 'zen3', arch: 'x86_64'},
])('$word is a processor, $cpu of $arch', ({word, cpu, arch}) => expect(processorNamed(word)).toEqual({arch, cpu}));

test.each(['x86_64_v5', 'xx86_64_v3', 'x86_64_v30', 'armv7a', 'armv8.1ab', 'xarmv8a', 'toString', ''])(
  '"%s" is no processor',
  word => {
    expect(processorNamed(word)).toBeNull();
    expect(levelNamed(word)).toBeNull();
  },
);

describe('the word for a system', () => {
  test.each([
    {word: 'el9', id: 'el', version: '9', back: 'el9'},
    {word: 'ubuntu2204', id: 'ubuntu', version: '22.04', back: 'ubuntu2204'},
    {word: 'ubuntu22.04', id: 'ubuntu', version: '22.04', back: 'ubuntu2204'},
    {word: 'ubuntu22', id: 'ubuntu', version: '22', back: 'ubuntu22'},
    {word: 'mac1015', id: 'mac', version: '10.15', back: 'mac1015'},
    {word: 'macos14', id: 'mac', version: '14', back: 'mac14'},
    {word: 'macosx14', id: 'mac', version: '14', back: 'mac14'},
    {word: 'osx', id: 'mac', version: null, back: 'mac'},
    {word: 'almalinux9.8', id: 'almalinux', version: '9.8', back: 'almalinux9.8'},
    {word: 'suse156', id: 'suse', version: '15.6', back: 'suse15.6'},
    {word: 'opensuse155', id: 'opensuse', version: '15.5', back: 'opensuse15.5'},
    {word: 'sles124', id: 'sles', version: '12.4', back: 'sles12.4'},
    {word: 'opensuse20240101', id: 'opensuse', version: '20240101', back: 'opensuse20240101'},
    {word: 'myopensuse155', id: 'myopensuse', version: '155', back: 'myopensuse155'},
    {word: 'archlinux', id: 'arch', version: null, back: 'arch'},
    {word: 'mac10.150', id: 'mac', version: '10.150', back: 'mac10150'},
  ])('$word', ({word, id, version, back}) => {
    expect(osNamed(word)).toEqual({id, version});
    expect(osWord({id, version})).toBe(back);
  });
  test.each(['9', '', 'EL9', 'el 9', 'el9.', 'el9x', 'el-9'])('is not "%s"', word => expect(osNamed(word)).toBeNull());
  test('keeps the dots that would not come back', () => expect(osWord({id: 'mac', version: '1.5'})).toBe('mac1.5'));

  // These are the words by which a name is told from any other one: python39 is no system, fc39 is.
  test.each(
    `el rhel almalinux alma rocky centos centosstream cs cc slc sl scientific ol oracle fedora fc amzn ubuntu debian linuxmint
     raspbian opensuse sles gentoo alpine mac macos osx freebsd`.split(/\s+/),
  )('may be %s', id => expect(isSystem(id)).toBe(true));
  test.each(['python', 'dev', '', 'gcc'])('may not be "%s"', id => expect(isSystem(id)).toBe(false));

  test('says all where there are no versions', () => {
    for (const id of ['arch', 'gentoo', 'tumbleweed', 'manjaro']) expect(isWholeSystem({id, version: null})).toBe(true);
    expect(isWholeSystem({id: 'el', version: null})).toBe(false);
    expect(isWholeSystem({id: 'el', version: '9'})).toBe(true);
  });
});

describe('the word for a compiler', () => {
  test.each([
    {word: 'gcc13', name: 'gcc', version: '13', back: 'gcc13'},
    {word: 'gcc62', name: 'gcc', version: '6.2', back: 'gcc62'},
    {word: 'gcc115', name: 'gcc', version: '11.5', back: 'gcc115'},
    {word: 'gcc530', name: 'gcc', version: '5.3.0', back: 'gcc5.3.0'},
    {word: 'gcc1120', name: 'gcc', version: '11.2.0', back: 'gcc11.2.0'},
    {word: 'gcc14.2.0', name: 'gcc', version: '14.2.0', back: 'gcc14.2.0'},
    {word: 'gcc20240101', name: 'gcc', version: '20240101', back: 'gcc20240101'},
    {word: 'clang', name: 'clang', version: null, back: 'clang'},
    ...['oneapi', 'intel', 'icc', 'icx', 'icpx', 'ifx', 'dpcpp'].map(name => ({
      word: `${name}2025`,
      name,
      version: '2025',
      back: `${name}2025`,
    })),
    {word: 'intel19', name: 'intel', version: '19', back: 'intel19'},
    {word: 'intel1920', name: 'intel', version: '19.2.0', back: 'intel19.2.0'},
    {word: 'gcc2025', name: 'gcc', version: '20.2.5', back: 'gcc20.2.5'},
    {word: 'myicc2025', name: 'myicc', version: '20.2.5', back: 'myicc20.2.5'},
  ])('$word', ({word, name, version, back}) => {
    expect(compilerNamed(word)).toEqual({compiler: {name, version}, tag: null});
    expect(compilerWord({name, version})).toBe(back);
  });
  test('may have something glued to it', () => {
    expect(compilerNamed('gcc62binutils')).toEqual({compiler: {name: 'gcc', version: '6.2'}, tag: 'binutils'});
  });
  test.each(['62', '', 'gcc62bin', 'gcc 62', 'GCC62', 'gcc6.', '-gcc6'])('is not "%s"', word => {
    expect(compilerNamed(word)).toBeNull();
  });
  test('runs all digits together where they come back as they were', () => {
    expect(runTogether({name: 'gcc', version: '5.3.0'})).toBe('gcc530');
    expect(runTogether({name: 'gcc', version: '14.2.0'})).toBe('gcc1420');
    expect(runTogether({name: 'gcc', version: '5.30'})).toBe('gcc5.30');
    expect(runTogether({name: 'clang', version: null})).toBe('clang');
  });
});
