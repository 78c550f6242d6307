import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import type {Query} from '../../src/choose/query.ts';
import type {Stack} from '../../src/choose/stack.ts';
import {findings, host, kinds, found, lcg} from './scene.ts';

import {DEBIAN, ask, outcome} from './ask.ts';

describe('an address means', () => {
  const cases: readonly {
    readonly title: string;
    readonly query: Partial<Query>;
    readonly means: string;
    readonly on?: readonly Stack[];
  }[] = [
    {
      title: 'the only variant that runs of a release alone',
      query: {address: 'LCG_105a'},
      means: 'lcg/LCG_105a@x86_64-el9-gcc11-opt',
    },
    {
      title: 'exactly that release, not one that begins with it',
      query: {address: 'lcg/LCG_105'},
      means: 'lcg/LCG_105@x86_64-el9-gcc11-opt',
    },
    {title: 'a release without the word all have in common', query: {address: '105'}, means: 'lcg/LCG_105@x86_64-el9-gcc11-opt'},
    {title: 'the same below its family', query: {address: 'lcg/105a'}, means: 'lcg/LCG_105a@x86_64-el9-gcc11-opt'},
    {title: 'the newest patch of a number, not a flavour', query: {address: '106'}, means: 'lcg/LCG_106b@x86_64-el9-gcc13-opt'},
    {
      title: 'a release by a beginning that is unique',
      query: {address: 'lcg/LCG_97apy'},
      means: 'cannot run lcg/LCG_97apython3@x86_64-centos7-gcc8-opt',
    },
    {title: 'nothing, where only a flavour of it is there', query: {address: 'lcg/LCG_97'}, means: 'unknown stack'},
    {title: 'a question, when a beginning is not unique', query: {address: 'lcg/LCG_10'}, means: 'missing stack'},
    {title: 'a release in the wrong case', query: {address: 'lcg_105A'}, means: 'lcg/LCG_105a@x86_64-el9-gcc11-opt'},
    {title: 'a question about the release for a family alone', query: {address: 'lcg'}, means: 'missing stack'},
    {title: 'the only release of a family', query: {address: 'gentoo'}, means: 'gentoo/linux@x86_64'},
    {title: 'a question, when only a compiler can decide', query: {address: 'LCG_107'}, means: 'missing compiler'},
    {
      title: 'a question about system and compiler, when all run in containers',
      query: {address: 'LCG_107'},
      means: 'missing os compiler',
      on: DEBIAN,
    },
    {title: 'a variant by two fragments', query: {address: 'LCG_107@el9-gcc13'}, means: 'lcg/LCG_107@x86_64-el9-gcc13-opt'},
    {title: 'the same in another order', query: {address: 'LCG_107@gcc13,el9'}, means: 'lcg/LCG_107@x86_64-el9-gcc13-opt'},
    {title: 'the same with blanks and plus', query: {address: 'LCG_107@ gcc13 + el9'}, means: 'lcg/LCG_107@x86_64-el9-gcc13-opt'},
    {title: 'a build that is not the usual one', query: {address: 'LCG_107@dbg'}, means: 'lcg/LCG_107@x86_64-el9-gcc13-dbg'},
    {
      title: 'a container, when it is asked for',
      query: {address: 'LCG_107@ubuntu2204'},
      means: 'lcg/LCG_107@x86_64-ubuntu2204-gcc11-opt',
    },
    {
      title: 'the same with the dot of the distribution',
      query: {address: 'LCG_107@ubuntu22.04'},
      means: 'lcg/LCG_107@x86_64-ubuntu2204-gcc11-opt',
    },
    {
      title: 'what stands in the exact text',
      query: {address: 'lcg/LCG_106b@x86_64-el9-gcc13+detdesc-opt'},
      means: 'lcg/LCG_106b@x86_64-el9-gcc13+detdesc-opt',
    },
    {
      title: 'the plain build, when tags are the only difference',
      query: {address: 'LCG_106b@gcc13'},
      means: 'lcg/LCG_106b@x86_64-el9-gcc13-opt',
    },
    {
      title: 'the build with the tag that is named',
      query: {address: 'LCG_106b@detdesc'},
      means: 'lcg/LCG_106b@x86_64-el9-gcc13+detdesc-opt',
    },
    {
      title: 'a refusal, when the very variant cannot run',
      query: {address: 'LCG_107@aarch64'},
      means: 'cannot run lcg/LCG_107@aarch64-el9-gcc13-opt',
    },
    {title: 'the best CPU without asking', query: {address: 'eessi/2023.06'}, means: 'eessi/2023.06@x86_64/amd/zen2'},
    {title: 'a CPU by name', query: {address: 'eessi/2023.06@generic'}, means: 'eessi/2023.06@x86_64/generic'},
    {title: 'a CPU with its vendor', query: {address: 'eessi/2023.06@amd/zen2'}, means: 'eessi/2023.06@x86_64/amd/zen2'},
    {
      title: 'a CPU that is not this one',
      query: {address: 'eessi/2023.06@zen3'},
      means: 'cannot run eessi/2023.06@x86_64/amd/zen3',
    },
    {title: 'the compatibility layer', query: {address: 'eessi/2023.06@compat'}, means: 'eessi/2023.06@compat/linux/x86_64'},
    {title: 'the beginning of a version', query: {address: 'eessi/2025'}, means: 'eessi/2025.06@x86_64/generic'},
    {title: 'the prefix as it is', query: {address: 'gentoo/linux'}, means: 'gentoo/linux@x86_64'},
    {title: 'the prefix as it is, by its platform', query: {address: 'gentoo/linux@x86_64'}, means: 'gentoo/linux@x86_64'},
    {title: 'a compiler in a prefix', query: {address: 'gentoo/linux@gcc13'}, means: 'gentoo/linux@x86_64-gcc13'},
    {
      title: 'a compiler in a prefix by its address',
      query: {address: 'gentoo/linux@x86_64-gcc12'},
      means: 'gentoo/linux@x86_64-gcc12',
    },
    {title: 'the newest release that runs', query: {address: 'lcg/latest'}, means: 'lcg/LCG_107a@x86_64-el9-gcc13-dbg'},
    {
      title: 'the newest release that has what is asked for',
      query: {address: 'lcg/latest@gcc14'},
      means: 'lcg/LCG_107@x86_64-el9-gcc14-opt',
    },
    {
      title: 'the directory called latest, where there is one',
      query: {address: 'lcg-nightly/dev3/latest'},
      means: 'lcg-nightly/dev3/latest@x86_64-el9-gcc16-opt',
    },
    {title: 'a nightly by slot and day', query: {address: 'dev3/Thu'}, means: 'lcg-nightly/dev3/Thu@x86_64-el9-gcc16-opt'},
    {
      title: 'an image by its full name',
      query: {address: 'unpacked/registry.hub.docker.com/library/almalinux:9'},
      means: 'unpacked/registry.hub.docker.com/library/almalinux:9',
    },
    {
      title: 'an image by the end of its name',
      query: {address: 'almalinux:9'},
      means: 'unpacked/registry.hub.docker.com/library/almalinux:9',
    },
    {
      title: 'an image by the end of its name below the family',
      query: {address: 'unpacked/rootproject/root:6.34'},
      means: 'unpacked/ghcr.io/rootproject/root:6.34',
    },
    {title: 'nothing, when no stack is called so', query: {address: 'lcg/LCG_999'}, means: 'unknown stack'},
    {title: 'nothing, when no variant is like that', query: {address: 'LCG_107@gcc12'}, means: 'unknown variant'},
    {title: 'nothing, when no variant is all of it', query: {address: 'LCG_107@ubuntu2204-gcc14'}, means: 'unknown variant'},
    {title: 'nothing, when it is none', query: {address: '@'}, means: 'unknown address'},
    {title: 'a question, when there is none', query: {}, means: 'missing stack'},
    {
      title: 'what flags narrow down: a compiler',
      query: {address: 'LCG_107', compiler: 'gcc13'},
      means: 'lcg/LCG_107@x86_64-el9-gcc13-opt',
    },
    {
      title: 'what flags narrow down: a compiler with a blank',
      query: {address: 'LCG_107', compiler: 'GCC 14'},
      means: 'lcg/LCG_107@x86_64-el9-gcc14-opt',
    },
    {
      title: 'what flags narrow down: a compiler without version leaves the question',
      query: {address: 'LCG_107', compiler: 'gcc'},
      means: 'missing compiler',
    },
    {
      title: 'what flags narrow down: a system',
      query: {address: 'LCG_107', os: 'ubuntu22.04'},
      means: 'lcg/LCG_107@x86_64-ubuntu2204-gcc11-opt',
    },
    {
      title: 'what flags narrow down: a build',
      query: {address: 'LCG_107', build: 'dbg'},
      means: 'lcg/LCG_107@x86_64-el9-gcc13-dbg',
    },
    {
      title: 'what flags narrow down: an architecture',
      query: {address: 'LCG_107', arch: 'arm64'},
      means: 'cannot run lcg/LCG_107@aarch64-el9-gcc13-opt',
    },
    {
      title: 'what flags narrow down: the way it runs',
      query: {address: 'LCG_107', runs: 'container'},
      means: 'lcg/LCG_107@x86_64-ubuntu2204-gcc11-opt',
    },
    {
      title: 'what flags narrow down: a whole platform',
      query: {address: 'LCG_107', platform: 'x86_64-el9-gcc14-opt'},
      means: 'lcg/LCG_107@x86_64-el9-gcc14-opt',
    },
    {
      title: 'what flags and fragments say together',
      query: {address: 'LCG_107@el9', compiler: 'gcc14'},
      means: 'lcg/LCG_107@x86_64-el9-gcc14-opt',
    },
  ];
  for (const {title, query, means, on} of cases) test(title, () => expect(outcome(ask(query, on))).toBe(means));
});

describe('what is missing', () => {
  test('comes with the valid values, best first, and the best answer', () => {
    expect(ask({address: 'LCG_107'})).toMatchObject({
      stack: {address: 'lcg/LCG_107'},
      choices: {compiler: ['gcc14', 'gcc13']},
      best: {address: 'lcg/LCG_107@x86_64-el9-gcc14-opt'},
    });
  });
  test('is a stack: then the newest plain release that runs is the best', () => {
    const asked = ask({address: 'lcg'});
    expect(asked).toMatchObject({stack: null, best: {address: 'lcg/LCG_107a'}});
    expect(asked.status === 'missing' && asked.choices['stack']?.slice(0, 2)).toEqual(['lcg/LCG_110', 'lcg/LCG_107a']);
  });
  test('is a family too, when one release is published by two', () => {
    const twice = judge(
      findings([...lcg('X_1', 'x86_64-el9-gcc13-opt'), found('X_1', 'x86_64-el9-gcc13-opt', kinds.nightlies)]),
      host({os: 'el9'}),
    );
    expect(ask({address: 'X_1'}, twice)).toMatchObject({status: 'missing', choices: {stack: ['lcg/X_1', 'lcg-nightly/X_1']}});
  });
});

describe('what is wrong', () => {
  const near = (address: string, on?: readonly Stack[]) => {
    const answer = ask({address}, on);
    return answer.status === 'unknown' ? answer : null;
  };
  test('a release with a typing error has its neighbours', () => expect(near('lcg/LGC_105a')?.nearest).toContain('lcg/LCG_105a'));
  test('a family with a typing error has its release', () => expect(near('lgc/LCG_105a')?.nearest[0]).toBe('lcg/LCG_105a'));
  test('a release far from all has the newest of its family', () => {
    expect(near('lcg/SOMETHING')).toMatchObject({
      what: 'No stack is called lcg/SOMETHING.',
      nearest: ['lcg/LCG_110', 'lcg/LCG_107a', 'lcg/LCG_107'],
    });
  });
  test('a number far from all has those that begin like it, plain ones first', () => {
    expect(near('LCG_2222')?.nearest).toEqual(['lcg/LCG_110', 'lcg/LCG_107a', 'lcg/LCG_107']);
    expect(near('LCG_999')?.nearest[0]).toBe('lcg/LCG_97apython3');
  });
  test('a family that there is none of has the families, and no stack at random', () => {
    expect(near('nosuch/x')).toMatchObject({
      what: 'No stack is called nosuch/x: there is no family nosuch, only lcg, lcg-nightly, gentoo, eessi, unpacked.',
      nearest: [],
    });
    expect(near('/')).toMatchObject({what: 'No stack is called /.', nearest: []});
  });
  test('a fragment has the nearest words of that stack', () => {
    expect(near('LCG_107@gcc12')).toMatchObject({
      what: 'lcg/LCG_107 has no variant for gcc12.',
      nearest: ['gcc14', 'gcc13', 'gcc11'],
    });
  });
  test('fragments that exclude each other have the variants that come closest', () => {
    const answer = near('LCG_107@ubuntu2204-gcc14');
    expect(answer?.what).toBe('lcg/LCG_107 has no variant that is all of ubuntu2204, gcc14.');
    expect(answer?.nearest).toContain('lcg/LCG_107@x86_64-ubuntu2204-gcc11-opt');
  });
  test('a variant that cannot run has the nearest that can', () => {
    expect(ask({address: 'LCG_107@aarch64'})).toMatchObject({
      status: 'cannot-run',
      nearest: {address: 'lcg/LCG_107@x86_64-el9-gcc13-opt'},
    });
  });
});
