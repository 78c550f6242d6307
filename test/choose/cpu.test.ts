import {describe, expect, test} from 'vitest';
import {describeHost} from '../../src/choose/describe-host.ts';
import type {HostSource} from '../../src/choose/host-source.ts';

import {arm, armFlags, flagsOf, machine, x86} from './machine.ts';

describe('the CPU', () => {
  const cases = [
    {
      title: 'Haswell',
      cpu: x86('GenuineIntel', flagsOf('haswell')),
      level: 'x86-64-v3',
      name: 'haswell',
      candidates: ['x86_64/intel/haswell'],
    },
    {
      title: 'Skylake of a server',
      cpu: x86('GenuineIntel', flagsOf('skylake_avx512')),
      level: 'x86-64-v4',
      name: 'skylake_avx512',
      candidates: ['x86_64/intel/skylake_avx512', 'x86_64/intel/haswell'],
    },
    {
      title: 'Ice Lake',
      cpu: x86('GenuineIntel', flagsOf('icelake')),
      level: 'x86-64-v4',
      name: 'icelake',
      candidates: ['x86_64/intel/icelake', 'x86_64/intel/cascadelake', 'x86_64/intel/skylake_avx512', 'x86_64/intel/haswell'],
    },
    {
      title: 'Sapphire Rapids',
      cpu: x86('GenuineIntel', flagsOf('sapphirerapids')),
      level: 'x86-64-v4',
      name: 'sapphirerapids',
      candidates: [
        'x86_64/intel/sapphirerapids',
        'x86_64/intel/icelake',
        'x86_64/intel/cascadelake',
        'x86_64/intel/skylake_avx512',
        'x86_64/intel/haswell',
      ],
    },
    {
      title: 'Granite Rapids, which only its model tells',
      cpu: x86('GenuineIntel', flagsOf('sapphirerapids')).replace(': 85', ': 173'),
      level: 'x86-64-v4',
      name: 'sapphirerapids',
      candidates: [
        'x86_64/intel/graniterapids',
        'x86_64/intel/sapphirerapids',
        'x86_64/intel/icelake',
        'x86_64/intel/cascadelake',
        'x86_64/intel/skylake_avx512',
        'x86_64/intel/haswell',
      ],
    },
    {title: 'Ivy Bridge', cpu: x86('GenuineIntel', flagsOf('ivybridge')), level: 'x86-64-v2', name: 'ivybridge', candidates: []},
    {
      title: 'Zen 2',
      cpu: x86('AuthenticAMD', flagsOf('zen2')),
      level: 'x86-64-v3',
      name: 'zen2',
      candidates: ['x86_64/amd/zen2'],
    },
    {
      title: 'Zen 3',
      cpu: x86('AuthenticAMD', flagsOf('zen3')),
      level: 'x86-64-v3',
      name: 'zen3',
      candidates: ['x86_64/amd/zen3', 'x86_64/amd/zen2'],
    },
    {
      title: 'Zen 4',
      cpu: x86('AuthenticAMD', flagsOf('zen4')),
      level: 'x86-64-v4',
      name: 'zen4',
      candidates: ['x86_64/amd/zen4', 'x86_64/amd/zen3', 'x86_64/amd/zen2'],
    },
    {
      title: 'Zen 5',
      cpu: x86('AuthenticAMD', flagsOf('zen5')),
      level: 'x86-64-v4',
      name: 'zen5',
      candidates: ['x86_64/amd/zen5', 'x86_64/amd/zen4', 'x86_64/amd/zen3', 'x86_64/amd/zen2'],
    },
    {
      title: 'Zen 4 whose hypervisor hides a flag: the level, as archspec says, and EESSI looks at fewer flags',
      cpu: x86('AuthenticAMD', flagsOf('zen4').replace(' pku', '').replace(' flush_l1d', '')),
      level: 'x86-64-v4',
      name: 'x86_64_v4',
      candidates: ['x86_64/amd/zen4', 'x86_64/amd/zen3', 'x86_64/amd/zen2'],
    },
    {
      title: 'an x86 of an unknown vendor',
      cpu: x86('CentaurHauls', flagsOf('x86_64_v3')),
      level: 'x86-64-v3',
      name: 'x86_64_v3',
      candidates: [],
    },
    {title: 'a bare x86', cpu: x86('GenuineIntel', 'fpu lm sse sse2'), level: 'x86-64-v1', name: 'x86_64', candidates: []},
  ];
  for (const {title, cpu, level, name, candidates} of cases) {
    test(title, () => {
      const host = describeHost(machine({'/proc/cpuinfo': cpu}));
      expect(host.cpu).toMatchObject({level, microarchitecture: name, candidates: [...candidates, 'x86_64/generic']});
    });
  }

  const arms = [
    {
      title: 'Neoverse N1 (Graviton 2, Altra)',
      cpu: arm('0x41', '0xd0c', armFlags('neoverse_n1')),
      name: 'neoverse_n1',
      candidates: ['aarch64/neoverse_n1'],
    },
    {
      title: 'Neoverse V1 (Graviton 3)',
      cpu: arm('0x41', '0xd40', armFlags('neoverse_v1')),
      name: 'neoverse_v1',
      candidates: ['aarch64/neoverse_v1', 'aarch64/neoverse_n1'],
    },
    {
      title: 'Grace',
      cpu: arm('0x41', '0xd4f', armFlags('neoverse_v2', 'sm3 sm4 svesm4')),
      name: 'neoverse_v2',
      candidates: ['aarch64/nvidia/grace', 'aarch64/neoverse_v1', 'aarch64/neoverse_n1'],
    },
    {
      title: 'Axion',
      cpu: arm('0x41', '0xd4f', armFlags('neoverse_v2', 'rng sm3 sm4 svesm4')),
      name: 'neoverse_v2',
      candidates: ['aarch64/google/axion', 'aarch64/nvidia/grace', 'aarch64/neoverse_v1', 'aarch64/neoverse_n1'],
    },
    {
      title: 'Neoverse N2 by its part',
      cpu: arm('0x41', '0xd49', armFlags('neoverse_n2')),
      name: 'neoverse_n2',
      candidates: ['aarch64/neoverse_v1', 'aarch64/neoverse_n1'],
    },
    {title: 'A64FX', cpu: arm('0x46', '0x001', armFlags('a64fx')), name: 'a64fx', candidates: ['aarch64/a64fx']},
    {
      title: 'M1 under Linux, whose maker EESSI takes for Arm',
      cpu: arm('0x61', '0x022', armFlags('m1')),
      name: 'm1',
      candidates: ['aarch64/neoverse_n1'],
    },
    {title: 'a Raspberry Pi 4', cpu: arm('0x41', '0xd08', 'fp asimd evtstrm crc32 cpuid'), name: 'aarch64', candidates: []},
  ];
  for (const {title, cpu, name, candidates} of arms) {
    test(title, () => {
      const host = describeHost(machine({'/proc/cpuinfo': cpu}, {uname: {release: '6.1', machine: 'aarch64'}}));
      expect(host).toMatchObject({
        arch: 'aarch64',
        cpu: {level: null, microarchitecture: name, candidates: [...candidates, 'aarch64/generic']},
      });
    });
  }

  test('POWER9 goes by its generation', () => {
    const host = describeHost(
      machine(
        {'/proc/cpuinfo': 'processor\t: 0\ncpu\t\t: POWER9, altivec supported\n'},
        {uname: {release: '5', machine: 'ppc64le'}},
      ),
    );
    expect(host.cpu).toMatchObject({
      level: null,
      microarchitecture: 'power9le',
      candidates: ['ppc64le/power9le', 'ppc64le/generic'],
    });
  });

  test('RISC-V goes by vendor and extensions', () => {
    const isa = 'rv64imafdcv_zicbom_zicboz_zicbop_zihintpause_sscofpmf_sstc_svpbmt';
    const host = describeHost(
      machine(
        {'/proc/cpuinfo': `processor\t: 0\nisa\t\t: ${isa}\nmvendorid\t: 0x710\n`},
        {uname: {release: '6', machine: 'riscv64'}},
      ),
    );
    expect(host.cpu.candidates).toEqual(['riscv64/spacemit/x60', 'riscv64/generic']);
  });

  test('two kinds of cores count with what both have', () => {
    const both = `${arm('0x41', '0xd08', armFlags('cortex_a72'))}\n${arm('0x41', '0xd0c', armFlags('neoverse_n1'))}`;
    const host = describeHost(machine({'/proc/cpuinfo': both}, {uname: {release: '6', machine: 'aarch64'}}));
    expect(host.cpu).toMatchObject({microarchitecture: 'cortex_a72', candidates: ['aarch64/generic']});
  });

  test('hundreds of processors are not read to the end', () => {
    const many = x86('AuthenticAMD', flagsOf('zen3')).repeat(300);
    let read = 0;
    const source = machine({'/proc/cpuinfo': many});
    const counting: HostSource = {
      ...source,
      readText: (path, most) => ((read += path === '/proc/cpuinfo' ? most : 0), source.readText(path, most)),
    };
    expect(describeHost(counting).cpu.microarchitecture).toBe('zen3');
    expect(read).toBeLessThan(many.length / 2);
  });
});
