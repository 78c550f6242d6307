import {matchAccelerator} from '../../../../src/choose/accelerators.ts';
import {microarchitectureOf, psabiLevel} from '../../../../src/choose/cpu-facts.ts';
import {parseCpuInfo} from '../../../../src/choose/cpu-info.ts';
import {namedCpu} from '../../../../src/choose/cpu-override.ts';
import {eessiCandidates} from '../../../../src/choose/eessi-targets.ts';
import {libcFromWord} from '../../../../src/choose/libc.ts';
import {osFromRedHatRelease, osFromRelease, osFromWord, parseOsRelease} from '../../../../src/choose/os-release.ts';
import {holds, textTarget, type Target} from '../target.ts';

const systems = textTarget({
  name: 'os-release',
  covers: ['src/choose/os-release.ts parseOsRelease'],
  seeds: [
    'NAME="AlmaLinux"\nVERSION="9.4 (Seafoam Ocelot)"\nID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\nPLATFORM_ID="platform:el9"\n',
    "ID=ubuntu\nID_LIKE=debian\nVERSION_ID='22.04'\nUBUNTU_CODENAME=jammy\n",
    'ID=debian\nVERSION_CODENAME=trixie\n',
    'CentOS release 6.10 (Final)\n',
    'Scientific Linux CERN SLC release 6.10 (Carbon)',
    'el9',
    'opensuse-leap 15.6',
    'ubuntu22.04',
    'darwin24',
  ],
  pumps: [
    ['', ' ', ''],
    ['ID="', '\\', ''],
  ],
  words: [
    'ID=',
    'VERSION_ID=',
    'ID_LIKE=',
    'PLATFORM_ID=platform:el',
    'VERSION_CODENAME=',
    'rhel',
    'fedora',
    'debian',
    'ubuntu',
    '"',
    "'",
    '\\"',
    ' release ',
    'Linux ',
    '\r\n',
  ],
  check: text => {
    for (const os of [osFromRelease(parseOsRelease(text)), osFromRedHatRelease(text), osFromWord(text)])
      for (const field of [os?.id, os?.version, os?.family])
        holds(field == null || typeof field === 'string', 'a system is texts', text);
    for (const [key, value] of parseOsRelease(text))
      holds(/^[A-Z][A-Z0-9_]*$/.test(key) && !/[\n]/.test(value), 'a field is one line', text);
  },
});

const processors = textTarget({
  name: 'cpuinfo',
  covers: ['src/choose/cpu-info.ts parseCpuInfo'],
  seeds: [
    'processor\t: 0\nvendor_id\t: GenuineIntel\ncpu family\t: 6\nmodel\t\t: 85\nmodel name\t: Xeon\nflags\t\t: fpu lm sse2 avx2 avx512f\n\nprocessor\t: 1\nflags\t\t: fpu lm sse2\n',
    'processor\t: 0\nFeatures\t: fp asimd sve\nCPU implementer\t: 0x41\nCPU architecture: 8\nCPU part\t: 0xd0c\n',
    'processor\t: 0\ncpu\t\t: POWER9, altivec supported\n',
    'processor\t: 0\nisa\t\t: rv64imafdc_zicsr_zba\nuarch\t\t: sifive,u74-mc\nmvendorid\t: 0x489\n',
    'zen3',
    'x86_64/amd/zen3',
    'x86-64-v3',
    'neoverse_n1',
    'nvidia A100-SXM4-40GB',
    'glibc-2.34',
  ],
  pumps: [
    ['', ' ', 'x'],
    ['flags\t: ', 'a ', '\n'],
  ],
  longest: 48 * 1024,
  words: [
    'flags\t: ',
    'Features : ',
    'isa : rv64',
    'vendor_id : AuthenticAMD',
    'CPU implementer : 0x',
    'cpu : POWER',
    ':',
    '\n\n',
    'avx2',
    '0x41',
    'cc80',
    'gfx90a',
    'musl ',
  ],
  check: text => {
    const info = parseCpuInfo(text);
    const arch = info?.arch ?? null;
    if (info !== null) {
      microarchitectureOf(arch ?? 'x86_64', info);
      psabiLevel(arch, info.flags);
      holds(
        eessiCandidates(arch ?? 'x86_64', info).every(path => path.startsWith(`${arch ?? 'x86_64'}/`)),
        'candidates are of the architecture',
        text,
      );
    }
    const named = namedCpu(text, null, info);
    holds(
      named === null || named.candidates.length > 0 || named.level !== null || named.microarchitecture !== null,
      'a CPU that is named is known',
      text,
    );
    const libc = libcFromWord(text);
    holds(libc.name === null || /^[a-z]+$/.test(libc.name), 'a C library has a word for a name', text);
    // No machine has more.
    for (const wanted of ['cc80', 'gfx90a']) matchAccelerator(wanted, text.split('\n', 16));
  },
});

export const HOST_TARGETS: readonly Target[] = [systems, processors];
