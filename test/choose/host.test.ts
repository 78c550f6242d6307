import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {describeHost} from '../../src/choose/describe-host.ts';

import {type Files, flagsOf, machine, x86} from './machine.ts';

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
  test('replace the kernel', () => {
    expect(withFacts({HSF_KERNEL: '3.10.0'})).toMatchObject({kernel: '3.10.0', origins: {kernel: 'HSF_KERNEL'}});
    expect(withFacts({})).toMatchObject({kernel: '6.1.0', origins: {kernel: 'uname'}});
  });
  test('replace the graphics cards, by none or by several', () => {
    expect(withFacts({HSF_GPU: 'none'})).toMatchObject({gpus: [], origins: {gpus: 'HSF_GPU'}});
    expect(withFacts({HSF_GPU: 'cc80, gfx90a'}).gpus).toEqual(['cc80', 'gfx90a']);
  });
  test('say in whose name they are', () => {
    const {origins} = withFacts({HSF_ARCH: 'arm64', HSF_LIBC: 'musl'});
    expect(origins).toMatchObject({
      arch: 'HSF_ARCH',
      'libc.name': 'HSF_LIBC',
      'libc.version': 'HSF_LIBC',
      gpus: expect.stringContaining('/proc'),
    });
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
  test('facts that few need are looked for once', () => {
    let reads = 0;
    const source = machine({'/usr/lib64/libc.so.6': elf(62, GLIBC)});
    const host = describeHost({...source, readBytes: (path, most) => ((reads += 1), source.readBytes(path, most))});
    expect(reads).toBe(0);
    expect([host.libc.version, host.origins['libc.version']]).toEqual(['2.31', '/usr/lib64/libc.so.6']);
    const once = reads;
    expect([host.libc.name, host.origins['libc.name']]).toEqual(['glibc', '/usr/lib64/libc.so.6']);
    expect(reads).toBe(once);
  });
  test('a machine that tells nothing has origins that say so', () => {
    const {origins, cpu} = describeHost(machine({}, {uname: null, root: '/empty'}));
    expect(origins).toMatchObject({
      kernel: 'not known',
      arch: 'not known',
      'cpu.level': 'not known',
      'os.id': 'not known',
      shells: '/usr/bin, /bin',
    });
    expect(cpu).toEqual({vendor: null, level: null, microarchitecture: null, candidates: [], flags: []});
  });
  test('a CPU of which nothing is said has no flags', () => {
    expect(describeHost(machine({}))).toMatchObject({cpu: {flags: [], vendor: null}, origins: {'cpu.flags': 'not known'}});
    expect(describeHost(machine({'/proc/cpuinfo': x86('GenuineIntel', 'fpu lm')})).cpu).toMatchObject({
      flags: ['fpu', 'lm'],
      vendor: 'GenuineIntel',
    });
  });
  test('flags of a CPU that does not say what it is count', () => {
    expect(describeHost(machine({'/proc/cpuinfo': 'vendor_id: x\nflags: sse\n'})).cpu.flags).toEqual(['sse']);
    expect(describeHost(machine({'/proc/cpuinfo': 'isa: rv64imac\n'})).cpu.flags).toEqual([]);
  });
  test('an os-release that names no system is no answer where another file is', () => {
    const files = {'/etc/os-release': 'NAME=x\n', '/etc/redhat-release': 'CentOS release 6.10 (Final)\n'};
    expect(describeHost(machine(files))).toMatchObject({os: {family: 'slc6'}, origins: {'os.id': '/etc/redhat-release'}});
  });
  test('a Mac is known by its kernel', () => {
    const host = describeHost(machine({}, {uname: {sysname: 'Darwin', release: '23.4.0', machine: 'arm64'}}));
    expect(host).toMatchObject({arch: 'aarch64', os: {id: 'mac', version: '14', family: 'mac14'}});
  });
  test.each([
    {darwin: '12.6.0', version: '10.8', family: 'mac108'},
    {darwin: '19.6.0', version: '10.15', family: 'mac1015'},
    {darwin: '20.1.0', version: '11', family: 'mac11'},
    {darwin: '24.5.0', version: '15', family: 'mac15'},
    {darwin: '25.0.0', version: '26', family: 'mac26'},
    {darwin: 'odd', version: null, family: 'mac'},
  ])('Darwin $darwin is macOS $version', ({darwin, version, family}) => {
    const {os} = describeHost(machine({}, {uname: {sysname: 'Darwin', release: darwin, machine: 'x86_64'}}));
    expect(os).toEqual({id: 'mac', version, family});
  });
});
