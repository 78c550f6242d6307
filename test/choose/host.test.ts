import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {describeHost} from '../../src/choose/describe-host.ts';
import type {HostSource} from '../../src/choose/host-source.ts';
import {MICROARCHITECTURES, microarchitectureNamed} from '../../src/choose/microarchitectures.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

/** A machine whose files are these; entries of `links` are symbolic links. */
function machine(
  files: Files,
  changes: Partial<HostSource> & {readonly links?: Readonly<Record<string, string>>} = {},
): HostSource {
  const {links = {}, ...others} = changes;
  const bytes = (path: string, most: number): Uint8Array | null => {
    const content = files[path];
    if (content === undefined) return null;
    return (typeof content === 'string' ? new TextEncoder().encode(content) : content).subarray(0, most);
  };
  return {
    root: '/',
    readText: (path, most) => {
      const content = bytes(path, most);
      return content === null ? null : new TextDecoder().decode(content);
    },
    readBytes: bytes,
    readLink: path => links[path] ?? null,
    list: path => [
      ...new Set(
        Object.keys(files)
          .filter(name => name.startsWith(`${path}/`))
          .map(name => name.slice(path.length + 1).split('/')[0] ?? ''),
      ),
    ],
    which: program => (program === 'bash' ? '/usr/bin/bash' : null),
    overrides: {},
    uname: {sysname: 'Linux', release: '6.1.0', machine: 'x86_64'},
    engines: [],
    ...others,
  };
}

/** All flags of a microarchitecture and of the levels below it. */
function flagsOf(name: string): string {
  const own = microarchitectureNamed(name);
  const levels = MICROARCHITECTURES.filter(each => each.vendor === 'generic' && own?.ancestors.has(each.name));
  return [...new Set(['fpu', 'lm', ...(own?.flags ?? []), ...levels.flatMap(each => [...each.flags])])].join(' ');
}

const x86 = (vendor: string, flags: string, more = '') =>
  `processor\t: 0\nvendor_id\t: ${vendor}\ncpu family\t: 6\nmodel\t\t: 85\n${more}flags\t\t: ${flags}\n\nprocessor\t: 1\nvendor_id\t: ${vendor}\nflags\t\t: ${flags}\n`;
const arm = (implementer: string, part: string, features: string) =>
  `processor\t: 0\nBogoMIPS\t: 50.00\nFeatures\t: ${features}\nCPU implementer\t: ${implementer}\nCPU architecture: 8\nCPU part\t: ${part}\n`;
const armFlags = (name: string, more = '') => `${[...(microarchitectureNamed(name)?.flags ?? [])].join(' ')} ${more}`;

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
      title: 'Zen 5, which no longer needs pku',
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
    expect(host.cpu.candidates).toEqual(['riscv64/spacemit/x60', 'riscv64/generic/rva20u64', 'riscv64/generic']);
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

describe('facts that the user gives', () => {
  const intel = machine({
    '/proc/cpuinfo': x86('GenuineIntel', flagsOf('haswell')),
    '/etc/os-release': 'ID=debian\nVERSION_ID=12',
  });
  const withFacts = (overrides: Record<string, string>) => describeHost({...intel, overrides});

  test('replace the CPU by a name', () => {
    const host = withFacts({HSF_CPU: 'zen3'});
    expect(host.cpu).toMatchObject({
      vendor: 'AuthenticAMD',
      level: 'x86-64-v3',
      microarchitecture: 'zen3',
      candidates: ['x86_64/amd/zen3', 'x86_64/amd/zen2', 'x86_64/generic'],
    });
    expect(host.origins['cpu.microarchitecture']).toBe('HSF_CPU');
  });
  test('replace the CPU by a level', () => {
    expect(withFacts({HSF_CPU: 'x86-64-v2'}).cpu).toMatchObject({level: 'x86-64-v2', candidates: ['x86_64/generic']});
  });
  test('replace the CPU by a directory of EESSI', () => {
    expect(withFacts({HSF_CPU: 'x86_64/amd/zen4'}).cpu.candidates[0]).toBe('x86_64/amd/zen4');
  });
  test('say nothing with a word that is no CPU', () => {
    const host = withFacts({HSF_CPU: 'turbo'});
    expect(host.cpu.microarchitecture).toBe('haswell');
    expect(host.origins['cpu.level']).toBe('/proc/cpuinfo');
  });
  test('replace the architecture, of which this CPU then says nothing', () => {
    expect(withFacts({HSF_ARCH: 'arm64'})).toMatchObject({arch: 'aarch64', cpu: {level: null, candidates: ['aarch64/generic']}});
  });
  test('replace the system and the C library', () => {
    const host = withFacts({HSF_OS: 'el9', HSF_LIBC: 'glibc 2.34', HSF_GPU: 'nvidia A100'});
    expect(host).toMatchObject({os: {family: 'el9'}, libc: {name: 'glibc', version: '2.34'}, gpus: ['nvidia A100']});
    expect(host.origins['os.family']).toBe('HSF_OS');
  });
  test('are passed over when empty', () => expect(withFacts({HSF_OS: ' '}).os.family).toBe('debian12'));
});

/** A file that begins like a program for this ELF machine. */
function elf(code: number, content = ''): Uint8Array {
  const bytes = new Uint8Array(64 + content.length);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes[18] = code;
  bytes.set(new TextEncoder().encode(content), 64);
  return bytes;
}

const GLIBC = 'GNU C Library (Debian GLIBC 2.31-13) stable release version 2.31.\nCopyright';

describe('another root', () => {
  const below = (files: Files, links: Record<string, string> = {}) =>
    describeHost(machine(files, {root: '/images/a', uname: null, links}));

  test('is described by its own files', () => {
    const host = below({
      '/images/a/etc/os-release': 'ID=almalinux\nVERSION_ID=9.4',
      '/images/a/proc/cpuinfo': x86('GenuineIntel', flagsOf('skylake')),
      '/images/a/usr/lib64/libc.so.6': elf(62, GLIBC.replaceAll('2.31', '2.34')),
      '/images/a/usr/bin/zsh': '#!',
    });
    expect(host).toMatchObject({
      kernel: null,
      arch: 'x86_64',
      os: {family: 'el9'},
      libc: {name: 'glibc', version: '2.34'},
      shells: ['/usr/bin/zsh'],
    });
    expect(host.origins['arch']).toBe('/proc/cpuinfo');
  });

  test('takes the architecture from the C library where there is no /proc', () => {
    const host = below({'/images/a/lib/aarch64-linux-gnu/libc.so.6': elf(183, GLIBC)});
    expect(host).toMatchObject({
      arch: 'aarch64',
      libc: {name: 'glibc', version: '2.31'},
      cpu: {candidates: ['aarch64/generic'], microarchitecture: null},
    });
  });

  test('knows the machine of musl', () => {
    const host = below({'/images/a/lib/ld-musl-x86_64.so.1': elf(62, 'musl libc (x86_64)\nVersion %s\0\x001.2.5\0')});
    expect(host).toMatchObject({arch: 'x86_64', libc: {name: 'musl', version: '1.2.5'}});
  });

  test('follows absolute links inside and never out', () => {
    const host = below(
      {'/images/a/usr/lib/os-release': 'ID=ubuntu\nVERSION_ID=22.04', '/usr/lib/os-release': 'ID=debian\nVERSION_ID=12'},
      {'/images/a/etc/os-release': '/usr/lib/../../../usr/lib/os-release'},
    );
    expect(host.os.family).toBe('ubuntu2204');
  });

  test('survives a loop of links', () => {
    expect(below({}, {'/images/a/etc': '/etc', '/images/a/usr': 'usr'}).os).toEqual({id: null, version: null, family: null});
  });

  test('is unknown where there is nothing', () => {
    expect(below({})).toMatchObject({
      kernel: null,
      arch: null,
      cpu: {level: null, candidates: []},
      libc: {name: null},
      shells: [],
      gpus: [],
    });
  });
});

describe('hostile files', () => {
  test('never throw, whatever they hold', () => {
    const content = fc.oneof(fc.string({unit: 'binary', maxLength: 300}), fc.uint8Array({maxLength: 300}));
    const paths = [
      '/proc/cpuinfo',
      '/etc/os-release',
      '/lib64/libc.so.6',
      '/lib/ld-musl-x86_64.so.1',
      '/etc/redhat-release',
      '/proc/driver/nvidia/gpus/0/information',
    ];
    fc.assert(
      fc.property(fc.array(content, {minLength: 6, maxLength: 6}), contents => {
        const files = Object.fromEntries(paths.map((path, index) => [path, contents[index] ?? '']));
        expect(describeHost(machine(files)).arch).toBe('x86_64');
      }),
    );
  });
});

describe('the rest of this machine', () => {
  test('graphics cards come from their drivers', () => {
    const host = describeHost(
      machine({
        '/proc/driver/nvidia/gpus/0000:01:00.0/information': 'Model: \t\t NVIDIA A100-PCIE-40GB\nIRQ: 5\n',
        '/sys/class/kfd/kfd/topology/nodes/0/properties': 'gfx_target_version 0\n',
        '/sys/class/kfd/kfd/topology/nodes/1/properties': 'simd_count 4\ngfx_target_version 90010\n',
      }),
    );
    expect(host.gpus).toEqual(['nvidia NVIDIA A100-PCIE-40GB', 'amd gfx90a']);
  });
  test('every fact has an origin', () => {
    const host = describeHost(machine({}));
    expect(host.shells).toEqual(['/usr/bin/bash']);
    expect(Object.values(host.origins).every(origin => origin !== '')).toBe(true);
  });
  test('a Mac is known by its kernel', () => {
    const host = describeHost(machine({}, {uname: {sysname: 'Darwin', release: '23.4.0', machine: 'arm64'}}));
    expect(host).toMatchObject({arch: 'aarch64', os: {id: 'mac', version: '14', family: 'mac14'}});
  });
});
