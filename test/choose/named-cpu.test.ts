import {expect, test} from 'vitest';
import {describeHost} from '../../src/choose/describe-host.ts';
import {matchCpu} from '../../src/choose/cpu-needs.ts';
import {unknownPlatform} from '../../src/choose/grammars/grammar.ts';
import {machine} from './machine.ts';

const named = (cpu: string, arch = 'x86_64') => describeHost(machine({}, {overrides: {HSF_CPU: cpu, HSF_ARCH: arch}})).cpu;

test.each([
  {cpu: 'zen3', level: 'x86-64-v3', first: 'x86_64/amd/zen3'},
  {cpu: 'x86_64/amd/zen5', level: 'x86-64-v4', first: 'x86_64/amd/zen5'},
  {cpu: 'haswell', level: 'x86-64-v3', first: 'x86_64/intel/haswell'},
  {cpu: 'x86-64-v2', level: 'x86-64-v2', first: 'x86_64/generic'},
  {cpu: 'k10', level: 'x86-64-v1', first: 'x86_64/generic'},
  {cpu: 'neoverse_v1', arch: 'aarch64', level: null, first: 'aarch64/neoverse_v1'},
  {cpu: 'aarch64/nvidia/grace', arch: 'aarch64', level: null, first: 'aarch64/nvidia/grace'},
  {cpu: 'ampere1a', arch: 'aarch64', level: null, first: 'aarch64/neoverse_n1'},
  {cpu: 'm4', arch: 'aarch64', level: null, first: 'aarch64/neoverse_n1'},
  {cpu: 'power9le', arch: 'ppc64le', level: null, first: 'ppc64le/power9le'},
])('$cpu is of level $level and runs $first first', ({cpu, level, first, arch = 'x86_64'}) => {
  const facts = named(cpu, arch);
  expect(facts.level).toBe(level);
  expect(facts.candidates[0]).toBe(first);
  expect(facts.candidates.at(-1)).toBe(`${arch}/generic`);
});

test('a CPU that is named has SSE3, which the tables leave out where its successors are', () => {
  for (const cpu of ['x86-64-v2', 'zen2', 'k10', 'haswell']) {
    expect(matchCpu({...unknownPlatform('sse3'), tags: ['sse3']}, named(cpu)).lacks).toBeNull();
  }
  expect(matchCpu({...unknownPlatform('sse3'), tags: ['sse3']}, named('x86_64')).lacks).toBe('SSE3');
});

test.each([
  {wanted: 'armv8a', cpu: 'cortex_a72', lacks: null},
  {wanted: 'armv8.1a', cpu: 'neoverse_n1', lacks: null},
  {wanted: 'armv8.2a', cpu: 'a64fx', lacks: null},
  {wanted: 'armv8.1a', cpu: 'cortex_a72', lacks: 'atomics (armv8.1a)'},
  {wanted: 'armv9.0a', cpu: 'neoverse_v1', lacks: 'SVE2 (armv9.0a)'},
])('version $wanted of the Arm architecture on $cpu: $lacks', ({wanted, cpu, lacks}) => {
  const match = matchCpu({...unknownPlatform(wanted), arch: 'aarch64', cpu: wanted}, named(cpu, 'aarch64'));
  expect(match).toMatchObject({lacks});
  if (lacks === null) expect(match.foreign).toBe(false);
});

test.each([
  {wanted: 'haswell', cpu: 'zen2', lacks: null},
  {wanted: 'broadwell', cpu: 'zen3', lacks: null},
  {wanted: 'sapphirerapids', cpu: 'zen5', lacks: 'AMX (sapphirerapids)'},
  {wanted: 'zen2', cpu: 'skylake_avx512', lacks: 'clzero (zen2)'},
  {wanted: 'zen4', cpu: 'sapphirerapids', lacks: 'clzero (zen4)'},
])('$wanted on $cpu, of another make: $lacks', ({wanted, cpu, lacks}) => {
  const match = matchCpu({...unknownPlatform(wanted), arch: 'x86_64', cpu: wanted}, named(cpu));
  expect(match).toMatchObject({lacks, foreign: true});
});

test('RISC-V profiles are told by their names in both folders that EESSI has used for them', () => {
  const cpu = describeHost(
    machine(
      {
        '/proc/cpuinfo':
          'isa\t: rv64imafdc_zicsr_zicntr_zifencei_zihpm_zihintpause_zba_zbb_zbs_zicbom_zicbop_zicboz_zfhmin_zkt\nmvendorid\t: 0x1\n',
      },
      {uname: {release: '6', machine: 'riscv64'}},
    ),
  ).cpu;
  for (const name of ['rva20u64', 'rva22u64'])
    expect(matchCpu({...unknownPlatform(`riscv64/generic/${name}`), arch: 'riscv64', cpu: name}, cpu).lacks).toBeNull();
  expect(matchCpu({...unknownPlatform('riscv64/rva23u64'), arch: 'riscv64', cpu: 'rva23u64'}, cpu).lacks).not.toBeNull();
});

test.each([
  {cpu: 'zen5', arch: 'x86_64', flags: ['rdpid', 'sha_ni', 'rdrand', 'adx', 'tsc_adjust']},
  {cpu: 'zen2', arch: 'x86_64', flags: ['rdpid', 'sha_ni', 'lahf_lm', 'xsave', 'pni']},
  {cpu: 'haswell', arch: 'x86_64', flags: ['tsc_adjust', 'fsgsbase']},
  {cpu: 'cascadelake', arch: 'x86_64', flags: ['pku', 'flush_l1d', 'tsc_adjust']},
  {cpu: 'graniterapids', arch: 'x86_64', flags: ['avx_vnni', 'amx_tile']},
  {cpu: 'x86-64-v3', arch: 'x86_64', flags: ['avx2', 'movbe', 'sse4_2']},
])('$cpu has $flags, which tables of names leave out or inherit', ({cpu, arch, flags}) => {
  expect(named(cpu, arch).flags).toEqual(expect.arrayContaining(flags));
});
test.each([
  {cpu: 'ivybridge', lacks: ['tsc_adjust', 'rdpid', 'avx2']},
  {cpu: 'zen', lacks: ['rdpid', 'tsc_adjust']},
  {cpu: 'skylake', lacks: ['pku', 'flush_l1d', 'avx512f']},
  {cpu: 'x86-64-v2', lacks: ['avx', 'rdrand']},
])('$cpu has none of $lacks', ({cpu, lacks}) => {
  const flags = new Set(named(cpu).flags);
  expect(lacks.filter(flag => flags.has(flag))).toEqual([]);
});

test.each([
  {cpu: 'ZEN3', name: 'zen3', vendor: 'AuthenticAMD', candidates: ['x86_64/amd/zen3', 'x86_64/amd/zen2', 'x86_64/generic']},
  {cpu: 'x86_64/generic', name: 'x86_64', vendor: 'GenuineIntel', candidates: ['x86_64/generic']},
  {cpu: 'x86-64-v3', name: 'x86_64_v3', vendor: 'GenuineIntel', candidates: ['x86_64/intel/haswell', 'x86_64/generic']},
  {
    cpu: 'graniterapids',
    name: 'sapphirerapids',
    vendor: 'GenuineIntel',
    candidates: ['x86_64/intel/graniterapids', 'x86_64/intel/sapphirerapids'],
  },
  {cpu: 'sapphirerapids', name: 'sapphirerapids', vendor: 'GenuineIntel', candidates: ['x86_64/intel/sapphirerapids']},
  {cpu: 'u74mc', name: 'u74mc', vendor: 'SiFive', candidates: []},
  {cpu: 'x60', name: 'x60', vendor: 'SpacemiT', candidates: ['riscv64/spacemit/x60']},
  {cpu: 'riscv64/sifive/u74-mc', name: 'riscv64', vendor: '0x489', candidates: ['riscv64/sifive/u74-mc']},
  {cpu: 'neoverse_v2', name: 'neoverse_v2', vendor: 'ARM', candidates: ['aarch64/neoverse_v1', 'aarch64/neoverse_n1']},
  {cpu: 'power10le', name: 'power10le', vendor: 'IBM', candidates: ['ppc64le/generic']},
])('$cpu counts as $name of $vendor', ({cpu, name, vendor, candidates}) => {
  const intel = {'/proc/cpuinfo': 'vendor_id: GenuineIntel\nflags: fpu lm\n'};
  const arch = {u: 'riscv64', r: 'riscv64', n: 'aarch64', p: 'ppc64le'}[cpu[0]!] ?? (cpu === 'x60' ? 'riscv64' : 'x86_64');
  const facts = describeHost(machine(intel, {overrides: {HSF_CPU: cpu, HSF_ARCH: arch}})).cpu;
  expect(facts).toMatchObject({microarchitecture: name, vendor});
  expect(facts.candidates.slice(0, candidates.length)).toEqual(candidates);
});

test('a CPU of another architecture than the one that is named beside it says nothing', () => {
  expect(named('neoverse_n1', 'x86_64')).toMatchObject({microarchitecture: null, flags: []});
  expect(named('zen2', 'aarch64').candidates).toEqual(['aarch64/generic']);
});
test('a CPU says something where the architecture is not known', () => {
  const source = machine({}, {uname: null, root: '/empty', overrides: {HSF_CPU: 'zen2'}});
  expect(describeHost(source).cpu.microarchitecture).toBe('zen2');
});
