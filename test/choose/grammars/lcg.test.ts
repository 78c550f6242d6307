import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {lcg} from '../../../src/choose/grammars/lcg.ts';
import type {Platform} from '../../../src/choose/stack.ts';

type Case = {readonly title: string; readonly text: string} & Partial<Omit<Platform, 'text'>>;

const cases: readonly Case[] = [
  {
    title: 'reads architecture, system, compiler and build',
    text: 'x86_64-el9-gcc14-opt',
    arch: 'x86_64',
    os: {id: 'el', version: '9'},
    compiler: {name: 'gcc', version: '14'},
    build: 'opt',
  },
  {
    title: 'puts the dot of an old compiler between its two digits',
    text: 'x86_64-slc6-gcc62-opt',
    arch: 'x86_64',
    os: {id: 'slc', version: '6'},
    compiler: {name: 'gcc', version: '6.2'},
    build: 'opt',
  },
  {
    title: 'takes two digits of a new compiler as one number',
    text: 'aarch64-el9-clang16-dbg',
    arch: 'aarch64',
    os: {id: 'el', version: '9'},
    compiler: {name: 'clang', version: '16'},
    build: 'dbg',
  },
  {
    title: 'reads clang 6.0 of the run-together kind',
    text: 'x86_64-centos7-clang60-opt',
    arch: 'x86_64',
    os: {id: 'centos', version: '7'},
    compiler: {name: 'clang', version: '6.0'},
    build: 'opt',
  },
  {
    title: 'gives Ubuntu its own dots',
    text: 'x86_64-ubuntu2204-gcc11-opt',
    arch: 'x86_64',
    os: {id: 'ubuntu', version: '22.04'},
    compiler: {name: 'gcc', version: '11'},
    build: 'opt',
  },
  {
    title: 'reads the Ubuntu of standalone ROOT with its dot',
    text: 'x86_64-ubuntu26.04-gcc152-opt',
    arch: 'x86_64',
    os: {id: 'ubuntu', version: '26.04'},
    compiler: {name: 'gcc', version: '15.2'},
    build: 'opt',
  },
  {
    title: 'reads a point release of Alma and a compiler of three digits',
    text: 'x86_64-almalinux9.8-gcc115-opt',
    arch: 'x86_64',
    os: {id: 'almalinux', version: '9.8'},
    compiler: {name: 'gcc', version: '11.5'},
    build: 'opt',
  },
  {
    title: 'keeps a full compiler version of Key4hep',
    text: 'x86_64-almalinux9-gcc14.2.0-opt',
    arch: 'x86_64',
    os: {id: 'almalinux', version: '9'},
    compiler: {name: 'gcc', version: '14.2.0'},
    build: 'opt',
  },
  {
    title: 'takes the year of a compiler of Intel for its version',
    text: 'x86_64-el9-oneapi2025-opt',
    arch: 'x86_64',
    os: {id: 'el', version: '9'},
    compiler: {name: 'oneapi', version: '2025'},
    build: 'opt',
  },
  {
    title: 'gives SUSE its dot',
    text: 'x86_64-suse155-gcc13-opt',
    arch: 'x86_64',
    os: {id: 'suse', version: '15.5'},
    compiler: {name: 'gcc', version: '13'},
    build: 'opt',
  },
  {
    title: 'reads a system that has no versions',
    text: 'x86_64-archlinux-gcc15-opt',
    arch: 'x86_64',
    os: {id: 'arch', version: null},
    compiler: {name: 'gcc', version: '15'},
    build: 'opt',
  },
  {
    title: 'takes a word after the build type for a tag',
    text: 'x86_64-el9-gcc14-opt-cuda12',
    arch: 'x86_64',
    os: {id: 'el', version: '9'},
    compiler: {name: 'gcc', version: '14'},
    build: 'opt',
    tags: ['cuda12'],
  },
  {
    title: 'takes macos for a Mac',
    text: 'x86_64-macos15.4-clang170-opt',
    arch: 'x86_64',
    os: {id: 'mac', version: '15.4'},
    compiler: {name: 'clang', version: '17.0'},
    build: 'opt',
  },
  {
    title: 'knows that macOS 10.15 came before 11',
    text: 'x86_64-mac1015-clang120-opt',
    arch: 'x86_64',
    os: {id: 'mac', version: '10.15'},
    compiler: {name: 'clang', version: '12.0'},
    build: 'opt',
  },
  {
    title: 'reads the oldest macOS',
    text: 'x86_64-mac108-clang42-opt',
    arch: 'x86_64',
    os: {id: 'mac', version: '10.8'},
    compiler: {name: 'clang', version: '4.2'},
    build: 'opt',
  },
  {
    title: 'calls the arm64 of a Mac aarch64',
    text: 'arm64-mac13-clang150-opt',
    arch: 'aarch64',
    os: {id: 'mac', version: '13'},
    compiler: {name: 'clang', version: '15.0'},
    build: 'opt',
  },
  {
    title: 'reads a level of x86-64',
    text: 'x86_64_v3-el9-gcc13+cuda12_4-opt+g',
    arch: 'x86_64',
    cpu: 'x86-64-v3',
    os: {id: 'el', version: '9'},
    compiler: {name: 'gcc', version: '13'},
    build: 'opt',
    tags: ['cuda12_4', 'g'],
  },
  {
    title: 'reads a microarchitecture in place of the architecture',
    text: 'skylake_avx512-centos7-gcc8-opt',
    arch: 'x86_64',
    cpu: 'skylake_avx512',
    os: {id: 'centos', version: '7'},
    compiler: {name: 'gcc', version: '8'},
    build: 'opt',
  },
  {
    title: 'keeps instruction sets as tags',
    text: 'x86_64+avx2+fma-centos7-gcc8-opt',
    arch: 'x86_64',
    os: {id: 'centos', version: '7'},
    compiler: {name: 'gcc', version: '8'},
    build: 'opt',
    tags: ['avx2', 'fma'],
  },
  {
    title: 'keeps the tag of an experiment layer',
    text: 'x86_64-el9-gcc13+detdesc-dbg+o1+asan',
    arch: 'x86_64',
    os: {id: 'el', version: '9'},
    compiler: {name: 'gcc', version: '13'},
    build: 'dbg',
    tags: ['detdesc', 'o1', 'asan'],
  },
  {
    title: 'takes the binutils that are glued to a compiler for a tag',
    text: 'x86_64-slc6-gcc62binutils-opt',
    arch: 'x86_64',
    os: {id: 'slc', version: '6'},
    compiler: {name: 'gcc', version: '6.2'},
    build: 'opt',
    tags: ['binutils'],
  },
  {title: 'reads the short platform of a compiler directory', text: 'x86_64-el9', arch: 'x86_64', os: {id: 'el', version: '9'}},
  {title: 'understands nothing of another dialect', text: 'el9_amd64_gcc12'},
  {title: 'understands nothing of too many fields', text: 'x86_64-el9-gcc13-opt-extra-more'},
  {title: 'understands nothing of an empty tag', text: 'x86_64-el9-gcc13+-opt'},
  {title: 'understands nothing of an empty text', text: ''},
  {title: 'understands nothing of a name with control characters', text: 'x86_64-el9\u001b[31m-gcc13-opt'},
];

describe('the LCG dialect', () => {
  for (const {title, text, ...expected} of cases) {
    test(title, () => {
      const nothing = {arch: null, cpu: null, os: null, compiler: null, build: null, tags: []};
      expect(lcg.parse(text)).toEqual({text, ...nothing, ...expected});
    });
    test(`${title}, and back`, () => {
      expect(lcg.format(lcg.parse(text))).toBe(expected.arch === undefined ? null : text);
    });
  }

  test('spells a platform that has no text of its own', () => {
    const {text} = {text: 'x86_64+avx2-ubuntu2404-gcc13+cuda-opt+g'};
    expect(lcg.format({...lcg.parse(text), text: ''})).toBe(text);
  });

  const fields = fc.record({
    arch: fc.constantFrom(
      'x86_64',
      'aarch64',
      'i686',
      'x86_64_v2',
      'x86_64_v3',
      'nehalem',
      'haswell',
      'skylake_avx512',
      'neoverse_n1',
    ),
    sets: fc.subarray(['avx', 'avx2', 'fma', 'avx512', 'bmi2']),
    os: fc.constantFrom(
      'slc5',
      'slc6',
      'centos7',
      'el8',
      'el9',
      'ubuntu2204',
      'ubuntu2604',
      'fedora42',
      'debian13',
      'mac1015',
      'mac13',
      'almalinux9.8',
    ),
    compiler: fc.constantFrom(
      'gcc48',
      'gcc62',
      'gcc7',
      'gcc13',
      'gcc115',
      'clang34',
      'clang60',
      'clang16',
      'clang150',
      'icc13',
      'gcc14.2.0',
      'gcc62binutils',
    ),
    tags: fc.subarray(['cuda12_4', 'detdesc', 'dd4hep']),
    build: fc.constantFrom('opt', 'dbg', 'do0'),
    switches: fc.subarray(['g', 'o3', 'asan']),
  });

  test('gives every generated platform back from its fields alone', () => {
    fc.assert(
      fc.property(fields, ({arch, sets, os, compiler, tags, build, switches}) => {
        const text = [[arch, ...sets], [os], [compiler, ...tags], [build, ...switches]].map(field => field.join('+')).join('-');
        const parsed = lcg.parse(text);
        expect(lcg.format({...parsed, text: ''})).toBe(
          os.startsWith('mac') && arch === 'aarch64' ? text.replace('aarch64', 'arm64') : text,
        );
        expect(lcg.format(parsed)).toBe(text);
      }),
    );
  });

  test('never throws and keeps the text', () => {
    fc.assert(fc.property(fc.string({unit: 'binary'}), text => lcg.parse(text).text === text));
  });
});
