import {describe, expect, test} from 'vitest';
import {microarchitectureOf, psabiLevel} from '../../src/choose/cpu-facts.ts';
import {CPU_INFO_BYTES, parseCpuInfo} from '../../src/choose/cpu-info.ts';

const flags = (text: string) => [...(parseCpuInfo(text)?.flags ?? [])];

describe('/proc/cpuinfo', () => {
  test.each([
    {title: 'nothing', text: ''},
    {title: 'a line without a colon', text: 'vendor_id GenuineIntel\nflags fpu'},
    {title: 'a key without a name', text: ': GenuineIntel'},
    {title: 'fields that say nothing of a CPU', text: 'processor\t: 0\nbogomips\t: 48.0\n'},
  ])('says nothing of a CPU by $title', ({text}) => expect(parseCpuInfo(text)).toBeNull());

  test.each([
    {title: 'a maker', text: 'vendor_id\t: GenuineIntel\n', info: {vendorText: 'GenuineIntel', arch: null}},
    {title: 'flags', text: 'flags\t: sse\n', info: {vendorText: null, arch: null}},
    {title: 'a generation', text: 'cpu\t: POWER10 (raw), altivec supported\n', info: {power: 10, arch: 'ppc64le'}},
  ])('says something by $title alone', ({text, info}) => expect(parseCpuInfo(text)).toMatchObject(info));

  test('is of a processor without a generation where the file names another', () => {
    expect(parseCpuInfo('cpu\t: UltraSparc T1\nvendor_id\t: x\n')).toMatchObject({power: null, arch: null});
  });
  test('has flags between any blanks', () => expect(flags('flags\t\t: fpu  lm\tsse \n')).toEqual(['fpu', 'lm', 'sse']));
  test('gives flags that all processors have, and the maker of the first', () => {
    const info = parseCpuInfo('vendor_id: a\nflags: fpu lm sse\n\nvendor_id: b\nflags: fpu lm avx\n');
    expect(info?.vendorText).toBe('a');
    expect([...(info?.flags ?? [])]).toEqual(['fpu', 'lm']);
  });

  test('believes its last line where the file is complete', () => expect(flags('flags: fpu lm')).toEqual(['fpu', 'lm']));
  test('leaves out a last line that was cut off', () => {
    const whole = 'flags: fpu lm avx512f\n';
    const text = whole + 'x'.repeat(CPU_INFO_BYTES - whole.length - 12) + '\nflags: fpu ';
    expect(text.length).toBe(CPU_INFO_BYTES);
    expect(flags(text)).toEqual(['fpu', 'lm', 'avx512f']);
  });

  test.each([
    {text: 'isa: rv64imafdc_zicsr_zba\n', arch: 'riscv64', found: ['i', 'm', 'a', 'f', 'd', 'c', 'zicsr', 'zba']},
    {text: 'isa: RV64IMA_Zrv9\n', arch: null, found: ['i', 'm', 'a', 'zrv9']},
    {text: 'isa: rv32ima\n', arch: null, found: ['i', 'm', 'a']},
  ])('lists the extensions of $text', ({text, arch, found}) => {
    expect(parseCpuInfo(text)).toMatchObject({arch});
    expect(flags(text)).toEqual(found);
  });

  test.each([
    {text: 'CPU architecture: 8\nFeatures: fp\n', arch: 'aarch64'},
    {text: 'CPU architecture: 9\nFeatures: fp\n', arch: 'aarch64'},
    {text: 'CPU architecture: AArch64\nFeatures: fp\n', arch: 'aarch64'},
    {text: 'CPU architecture: 7\nFeatures: vfp\n', arch: 'arm'},
    {text: 'CPU architecture: 5TEJ, like 8\nFeatures: vfp\n', arch: 'arm'},
    {text: 'flags: fpu lm\n', arch: 'x86_64'},
    {text: 'flags: fpu sse\n', arch: 'i686'},
    {text: 'flags: sse\n', arch: null},
  ])('betrays $arch by $text', ({text, arch}) => expect(parseCpuInfo(text)?.arch).toBe(arch));
});

describe('what archspec would name', () => {
  const named = (arch: string, text: string) => microarchitectureOf(arch, parseCpuInfo(text));
  test.each([
    {title: 'nothing known', arch: 'x86_64', text: '', name: null},
    {title: 'an architecture that nobody listed', arch: 's390x', text: 'vendor_id: IBM/S390\nflags: x\n', name: null},
    {title: 'a maker that is not told', arch: 'x86_64', text: 'flags: fpu lm\n', name: 'x86_64'},
    {title: 'a core without a part', arch: 'aarch64', text: 'CPU implementer: 0x41\nFeatures: fp\n', name: 'aarch64'},
    {title: 'a core of SiFive', arch: 'riscv64', text: 'isa: rv64imafdc\nuarch: sifive,u74-mc\n', name: 'u74mc'},
    {title: 'a core of SpacemiT', arch: 'riscv64', text: 'isa: rv64imafdcv\nuarch: spacemit,x60\n', name: 'x60'},
    {
      title: 'its chip, where the kernel is old',
      arch: 'riscv64',
      text: 'isa: rv64imafdcv\nmodel name: Spacemit(R) X60\n',
      name: 'x60',
    },
    {
      title: 'another core in it',
      arch: 'riscv64',
      text: 'isa: rv64imafdcv\nuarch: a,b\nmodel name: Spacemit(R) X60\n',
      name: 'riscv64',
    },
    {title: 'a chip with a longer name', arch: 'riscv64', text: 'isa: rv64\nmodel name: Spacemit(R) X600\n', name: 'riscv64'},
    {title: 'a chip like it', arch: 'riscv64', text: 'isa: rv64\nmodel name: not a Spacemit(R) X60\n', name: 'riscv64'},
    {title: 'an unknown core', arch: 'riscv64', text: 'isa: rv64imafdc\nuarch: thead,c920\n', name: 'riscv64'},
  ])('$title: $name', ({arch, text, name}) => expect(named(arch, text)).toBe(name));

  test('no level where no flags are known', () => {
    expect(psabiLevel('x86_64', new Set())).toBeNull();
    expect(psabiLevel('x86_64', new Set(['fpu']))).toBe('x86-64-v1');
    expect(psabiLevel('aarch64', new Set(['fp']))).toBeNull();
  });
});
