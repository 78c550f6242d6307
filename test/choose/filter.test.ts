import {describe, expect, test} from 'vitest';
import {filterStacks, type Filters} from '../../src/choose/filter.ts';
import {judge} from '../../src/choose/judge.ts';
import {ALMA9, UBUNTU22, eessi, findings, host, lcg, prefix} from './scene.ts';

const STACKS = judge(
  findings([
    ...lcg(
      'LCG_107',
      'x86_64-el9-gcc13-opt',
      'x86_64-el9-gcc14-opt',
      'x86_64-el9-gcc13-dbg',
      'x86_64-ubuntu2204-gcc11-opt',
      'aarch64-el9-gcc13-opt',
    ),
    ...lcg('LCG_97', 'x86_64-centos7-gcc62-opt'),
    ...lcg('6.40.02', 'x86_64-almalinux9.8-gcc115-opt'),
    ...prefix('linux', 'x86_64', [['gcc', '13']]),
    ...eessi('2023.06', 'x86_64/amd/zen2', 'aarch64/neoverse_n1'),
    ALMA9,
    UBUNTU22,
  ]),
  host({os: 'el9'}),
);

const shown = (filters: Filters) =>
  filterStacks(STACKS, filters).stacks.flatMap(stack => stack.variants.map(variant => variant.address));

describe('filters of the list', () => {
  const cases: readonly {readonly title: string; readonly filters: Filters; readonly shown: readonly string[]}[] = [
    {
      title: 'words are found in release and platform',
      filters: {query: '107 gcc14'},
      shown: ['lcg/LCG_107@x86_64-el9-gcc14-opt'],
    },
    {title: 'blanks around words are none', filters: {query: '  107   gcc14 '}, shown: ['lcg/LCG_107@x86_64-el9-gcc14-opt']},
    {
      title: 'blanks around families and platforms neither',
      filters: {family: ' eessi ,', platform: ' zen2 '},
      shown: ['eessi/2023.06@x86_64/amd/zen2'],
    },
    {title: 'a word of an address in any case', filters: {query: 'X86_64/AMD'}, shown: ['eessi/2023.06@x86_64/amd/zen2']},
    {title: 'words are found in any case', filters: {query: 'lcg_97'}, shown: ['lcg/LCG_97@x86_64-centos7-gcc62-opt']},
    {title: 'words are found in the title', filters: {query: 'gentoo prefix gcc13'}, shown: ['gentoo/linux@x86_64-gcc13']},
    {
      title: 'a family',
      filters: {family: 'EESSI'},
      shown: ['eessi/2023.06@x86_64/amd/zen2', 'eessi/2023.06@aarch64/neoverse_n1'],
    },
    {
      title: 'two families',
      filters: {family: 'gentoo,eessi', arch: 'x86_64'},
      shown: ['gentoo/linux@x86_64', 'gentoo/linux@x86_64-gcc13', 'eessi/2023.06@x86_64/amd/zen2'],
    },
    {
      title: 'an architecture in another spelling',
      filters: {arch: 'arm64'},
      shown: ['lcg/LCG_107@aarch64-el9-gcc13-opt', 'eessi/2023.06@aarch64/neoverse_n1'],
    },
    {title: 'a CPU', filters: {arch: 'zen2'}, shown: ['eessi/2023.06@x86_64/amd/zen2']},
    {
      title: 'a system and its rebuilds',
      filters: {os: 'el9', build: 'opt', arch: 'x86_64'},
      shown: [
        'lcg/6.40.02@x86_64-almalinux9.8-gcc115-opt',
        'lcg/LCG_107@x86_64-el9-gcc14-opt',
        'lcg/LCG_107@x86_64-el9-gcc13-opt',
      ],
    },
    {
      title: 'a system without version',
      filters: {os: 'ubuntu', family: 'lcg'},
      shown: ['lcg/LCG_107@x86_64-ubuntu2204-gcc11-opt'],
    },
    {title: 'a compiler with digits run together', filters: {compiler: 'gcc62'}, shown: ['lcg/LCG_97@x86_64-centos7-gcc62-opt']},
    {title: 'a compiler with dots', filters: {compiler: 'gcc 6.2'}, shown: ['lcg/LCG_97@x86_64-centos7-gcc62-opt']},
    {
      title: 'a major version for all its minor ones',
      filters: {compiler: 'gcc11', family: 'lcg', os: 'el9'},
      shown: ['lcg/6.40.02@x86_64-almalinux9.8-gcc115-opt'],
    },
    {title: 'a build', filters: {build: 'dbg'}, shown: ['lcg/LCG_107@x86_64-el9-gcc13-dbg']},
    {title: 'the way it runs', filters: {runs: 'container', family: 'lcg'}, shown: ['lcg/LCG_107@x86_64-ubuntu2204-gcc11-opt']},
    {title: 'a platform by fragments', filters: {platform: 'el9-gcc13-dbg'}, shown: ['lcg/LCG_107@x86_64-el9-gcc13-dbg']},
    {title: 'an address with fragments', filters: {query: 'LCG_107@dbg'}, shown: ['lcg/LCG_107@x86_64-el9-gcc13-dbg']},
    {
      title: 'the same of a part of the name, with other words',
      filters: {query: 'lcg/LCG@GCC13-el9 opt x86_64'},
      shown: ['lcg/LCG_107@x86_64-el9-gcc13-opt'],
    },
    {title: 'an address without a stack', filters: {query: '@gcc62'}, shown: ['lcg/LCG_97@x86_64-centos7-gcc62-opt']},
    {title: 'an address that fits nothing', filters: {query: 'LCG_97@dbg'}, shown: []},
    {
      title: 'an image by its name',
      filters: {query: 'almalinux:9'},
      shown: ['unpacked/registry.hub.docker.com/library/almalinux:9'],
    },
  ];
  for (const {title, filters, ...expected} of cases) test(title, () => expect(shown(filters)).toEqual(expected.shown));

  test('without any, everything stays, and as it is', () =>
    expect(filterStacks(STACKS, {query: ' ', family: ''}).stacks).toEqual(STACKS));
  test('a platform of blanks is no filter', () => expect(shown({platform: '  '})).toEqual(shown({})));
  test('a stack of which only some variants fit is not the one it was', () => {
    const [all] = filterStacks(STACKS, {query: 'LCG_107'}).stacks;
    const [some] = filterStacks(STACKS, {query: 'LCG_107', build: 'dbg'}).stacks;
    expect(STACKS).toContain(all);
    expect(some).toEqual({...all, variants: all!.variants.filter(({platform}) => platform.build === 'dbg')});
  });
  test('any way to run is no filter', () => expect(shown({runs: 'any'})).toEqual(shown({})));
  test('several ways to run count together', () =>
    expect(shown({runs: 'native,container'}).some(address => address.includes('aarch64'))).toBe(false));
});

describe('a filter that nothing fits', () => {
  const cases = [
    {
      title: 'names a wrong compiler with its neighbours',
      filters: {compiler: 'gcc15'},
      unknown: [{flag: 'compiler', value: 'gcc15', nearest: ['gcc115', 'gcc14', 'gcc13']}],
    },
    {title: 'names a wrong family', filters: {family: 'esssi'}, unknown: [{flag: 'family', value: 'esssi', nearest: ['eessi']}]},
    {
      title: 'names each wrong family and no right one',
      filters: {family: 'LCG,esssi', build: 'none'},
      unknown: [
        {flag: 'family', value: 'esssi', nearest: ['eessi']},
        {flag: 'build', value: 'none', nearest: []},
      ],
    },
    {title: 'names no word that is there', filters: {query: 'gcc14 centos7', os: 'ubuntu2204'}, unknown: []},
    {title: 'names a wrong system', filters: {os: 'el8'}, unknown: [{flag: 'os', value: 'el8', nearest: ['el9']}]},
    {
      title: 'names a wrong word',
      filters: {query: 'LCG_108'},
      unknown: [{flag: 'query', value: 'LCG_108', nearest: ['LCG_107']}],
    },
    {title: 'says nothing of values that exist but not together', filters: {build: 'dbg', os: 'ubuntu2204'}, unknown: []},
  ];
  for (const {title, filters, unknown} of cases)
    test(title, () => expect(filterStacks(STACKS, filters)).toEqual({stacks: [], unknown}));
});
