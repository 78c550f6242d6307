import {describe, expect, test} from 'vitest';
import {matchCpu} from '../../src/choose/cpu-needs.ts';
import type {Host} from '../../src/choose/host.ts';
import type {Platform} from '../../src/choose/stack.ts';
import {flagsOf} from './machine.ts';
import {host} from './scene.ts';

/** A CPU by archspec's name of it, with the flags that it has. */
const cpu = (name: string, changes: Partial<Host['cpu']> & {readonly without?: string} = {}): Host['cpu'] => {
  const {without, ...others} = changes;
  const flags = flagsOf(name).split(' ');
  return {
    ...host().cpu,
    microarchitecture: name,
    level: null,
    candidates: [],
    flags: flags.filter(flag => flag !== without),
    ...others,
  };
};

type Need = {readonly cpu?: string; readonly tags?: readonly string[]; readonly arch?: string};
const match = ({cpu: named, tags, arch}: Need, machine: Host['cpu']) =>
  matchCpu({cpu: named ?? null, tags: tags ?? [], arch: arch ?? 'x86_64'} as Platform, machine);

describe('what a CPU lacks', () => {
  test.each<{title: string; need: Need; machine: Host['cpu']; lacks: string | null}>([
    {title: 'nothing for a plain platform', need: {}, machine: cpu('x86_64'), lacks: null},
    {title: 'nothing for a word that is no instruction set', need: {tags: ['detdesc']}, machine: cpu('x86_64'), lacks: null},
    {
      title: 'AVX-512 means all five of its parts',
      need: {tags: ['avx512']},
      machine: cpu('x86_64_v4', {without: 'avx512vl'}),
      lacks: 'AVX512',
    },
    {title: 'AVX-512 that is whole', need: {tags: ['avx512']}, machine: cpu('x86_64_v4'), lacks: null},
    {title: 'SSE4 means both of its steps', need: {tags: ['sse4']}, machine: cpu('nehalem', {without: 'sse4_2'}), lacks: 'SSE4'},
    {title: 'the first of several', need: {tags: ['fma', 'avx2']}, machine: cpu('nehalem'), lacks: 'FMA'},
    {title: 'a tag counts beside a named CPU', need: {cpu: 'nehalem', tags: ['avx2']}, machine: cpu('nehalem'), lacks: 'AVX2'},
    {title: 'a level that is reached', need: {cpu: 'x86-64-v3'}, machine: cpu('haswell', {level: 'x86-64-v3'}), lacks: null},
    {
      title: 'a level below the one that is reached',
      need: {cpu: 'x86-64-v2'},
      machine: cpu('zen4', {level: 'x86-64-v4'}),
      lacks: null,
    },
    {
      title: 'a level by what it is known for',
      need: {cpu: 'x86-64-v3'},
      machine: cpu('nehalem', {level: 'x86-64-v2'}),
      lacks: 'AVX2 (x86-64-v3)',
    },
    {
      title: 'a level by what a hypervisor hides',
      need: {cpu: 'x86-64-v3'},
      machine: cpu('haswell', {level: 'x86-64-v2', without: 'movbe'}),
      lacks: 'movbe (x86-64-v3)',
    },
    {
      title: 'a level where nothing is known',
      need: {cpu: 'x86-64-v2'},
      machine: cpu('x86_64', {flags: []}),
      lacks: 'SSE4.2 (x86-64-v2)',
    },
    {title: 'SSE4.2 for Nehalem', need: {cpu: 'nehalem'}, machine: cpu('core2'), lacks: 'SSE4.2 (nehalem)'},
    {title: 'AVX2 for Haswell', need: {cpu: 'haswell'}, machine: cpu('ivybridge'), lacks: 'AVX2 (haswell)'},
    {title: 'AVX-512 before AVX2', need: {cpu: 'skylake_avx512'}, machine: cpu('ivybridge'), lacks: 'AVX-512 (skylake_avx512)'},
    {title: 'AMX before AVX-512', need: {cpu: 'sapphirerapids'}, machine: cpu('haswell'), lacks: 'AMX (sapphirerapids)'},
    {
      title: 'SSE3 by its usual name',
      need: {cpu: 'core2'},
      machine: cpu('x86_64', {flags: ['mmx', 'sse', 'sse2', 'ssse3', 'cx16']}),
      lacks: 'SSE3 (core2)',
    },
    {title: 'SVE for A64FX', need: {cpu: 'a64fx', arch: 'aarch64'}, machine: cpu('neoverse_n1'), lacks: 'SVE (a64fx)'},
    {
      title: 'SVE2 before SVE',
      need: {cpu: 'neoverse_n2', arch: 'aarch64'},
      machine: cpu('neoverse_n1'),
      lacks: 'SVE2 (neoverse_n2)',
    },
    {
      title: 'a flag without a better name',
      need: {cpu: 'zen2'},
      machine: cpu('zen2', {microarchitecture: 'x86_64_v3', without: 'clwb'}),
      lacks: 'clwb (zen2)',
    },
    {
      title: 'a CPU by its name where no flags are known',
      need: {cpu: 'zen4'},
      machine: cpu('zen2', {flags: []}),
      lacks: 'a zen4 CPU',
    },
    {title: 'a CPU that nobody knows', need: {cpu: 'electron9'}, machine: cpu('zen2'), lacks: 'a electron9 CPU'},
    {
      title: 'a directory of the same name for another architecture',
      need: {cpu: 'generic', arch: 'aarch64'},
      machine: cpu('zen2', {candidates: ['x86_64/generic']}),
      lacks: 'a generic CPU',
    },
    {
      title: 'the target that only EESSI knows',
      need: {cpu: 'axion', arch: 'aarch64'},
      machine: cpu('neoverse_n1'),
      lacks: 'SVE2 (axion)',
    },
  ])('$title', ({need, machine, lacks}) => expect(match(need, machine).lacks).toBe(lacks));
});

describe('of two builds that run', () => {
  const zen4 = cpu('zen4', {level: 'x86-64-v4', candidates: ['x86_64/amd/zen4', 'x86_64/amd/zen2']});
  const broadwell = cpu('broadwell', {level: 'x86-64-v3'});
  const arm = cpu('neoverse_n1', {microarchitecture: 'aarch64'});

  test.each<{better: Need; worse: Need; machine: Host['cpu']}>([
    {better: {tags: ['avx512']}, worse: {tags: ['avx2']}, machine: zen4},
    {better: {tags: ['avx2', 'avx512']}, worse: {tags: ['avx2']}, machine: zen4},
    {better: {tags: ['avx2', 'fma']}, worse: {tags: ['sse4']}, machine: zen4},
    {better: {tags: ['sse4']}, worse: {}, machine: zen4},
    {better: {tags: ['sse4']}, worse: {tags: ['detdesc']}, machine: zen4},
    {better: {cpu: 'x86-64-v4'}, worse: {cpu: 'x86-64-v3'}, machine: zen4},
    {better: {cpu: 'x86-64-v3'}, worse: {cpu: 'x86-64-v2', tags: ['avx512']}, machine: zen4},
    {better: {cpu: 'x86-64-v3', tags: ['fma']}, worse: {cpu: 'x86-64-v3'}, machine: zen4},
    {better: {cpu: 'x86-64-v3'}, worse: {tags: ['avx2']}, machine: zen4},
    {better: {cpu: 'zen4'}, worse: {cpu: 'zen2'}, machine: zen4},
    {better: {cpu: 'zen2'}, worse: {cpu: 'zen3'}, machine: zen4},
    {better: {cpu: 'zen3'}, worse: {cpu: 'x86-64-v4'}, machine: zen4},
    {better: {cpu: 'broadwell'}, worse: {cpu: 'haswell'}, machine: broadwell},
    {better: {cpu: 'haswell'}, worse: {cpu: 'ivybridge'}, machine: broadwell},
    {better: {}, worse: {cpu: 'haswell'}, machine: cpu('x86_64_v3', {flags: broadwell.flags})},
    {better: {cpu: 'armv8.2a', arch: 'aarch64'}, worse: {cpu: 'armv8.1a', arch: 'aarch64'}, machine: arm},
    {better: {cpu: 'armv8.1a', arch: 'aarch64'}, worse: {arch: 'aarch64'}, machine: arm},
  ])('$better comes before $worse', ({better, worse, machine}) => {
    const [first, second] = [match(better, machine), match(worse, machine)];
    expect([first.lacks, second.lacks]).toEqual([null, null]);
    expect(first.rank).toBeGreaterThan(second.rank);
  });

  test.each<Need>([{cpu: 'haswell'}, {tags: ['avx2']}, {cpu: 'electron9'}])('one that lacks something, %j, comes last', need => {
    const old = cpu('nehalem');
    expect(match(need, old).rank).toBeLessThan(match({cpu: 'core2'}, cpu('x86_64_v2', {flags: old.flags})).rank);
  });
});

describe('tuned for another make is', () => {
  const amd = cpu('zen2', {flags: [...new Set([...cpu('zen2').flags, ...cpu('haswell').flags])]});
  test.each<{title: string; need: Need; machine: Host['cpu']; foreign: boolean}>([
    {title: 'a CPU that this one does not descend from', need: {cpu: 'haswell'}, machine: amd, foreign: true},
    {title: 'not an ancestor', need: {cpu: 'zen'}, machine: amd, foreign: false},
    {title: 'not the very same', need: {cpu: 'zen2'}, machine: amd, foreign: false},
    {title: 'not a level', need: {cpu: 'x86-64-v2'}, machine: {...amd, level: 'x86-64-v3'}, foreign: false},
    {title: 'not a tag', need: {tags: ['avx2']}, machine: amd, foreign: false},
    {title: 'not a tag that is lacking', need: {tags: ['avx512']}, machine: amd, foreign: false},
    {
      title: 'not a version of the Arm architecture',
      need: {cpu: 'armv8.2a', arch: 'aarch64'},
      machine: cpu('neoverse_n1', {microarchitecture: 'aarch64'}),
      foreign: false,
    },
    {
      title: 'not what EESSI counts as fitting',
      need: {cpu: 'haswell'},
      machine: {...amd, candidates: ['x86_64/intel/haswell']},
      foreign: false,
    },
  ])('$title', ({need, machine, foreign}) => expect(match(need, machine).foreign).toBe(foreign));
});
