import {describe, expect, test} from 'vitest';
import {describeHost} from '../../src/choose/describe-host.ts';
import {overrideDoubts} from '../../src/choose/override-doubts.ts';
import {arm, flagsOf, machine, x86} from './machine.ts';

const doubts = (overrides: Record<string, string>) => overrideDoubts(overrides, describeHost(machine({}, {overrides})));

describe('a fact that the user gives', () => {
  test.each([
    {overrides: {HSF_CPU: 'foo'}, said: 'HSF_CPU=foo is no CPU that is known here, and passed over.'},
    {overrides: {HSF_CPU: 'heswell'}, said: 'HSF_CPU=heswell is no CPU that is known here, and passed over; nearest: haswell.'},
    {
      overrides: {HSF_CPU: 'neoverse_n1', HSF_ARCH: 'x86_64'},
      said: 'HSF_CPU=neoverse_n1 is a CPU of aarch64, and this machine is x86_64; it is passed over.',
    },
    {overrides: {HSF_OS: '9?'}, said: 'HSF_OS=9? is no system; el9, debian12, "opensuse-leap 15.6" are.'},
    {overrides: {HSF_OS: 'almalinx9'}, said: 'HSF_OS=almalinx9 is a system of its own to hsf; nearest: almalinux.'},
    {overrides: {HSF_ARCH: 'x86-65'}, said: 'HSF_ARCH=x86-65 is no architecture that anything is built for.'},
    {overrides: {HSF_LIBC: '??'}, said: 'HSF_LIBC=?? is no C library; "glibc 2.34" is.'},
  ])('is doubted: $overrides', ({overrides, said}) => expect(doubts(overrides)).toEqual([said]));

  test('is believed where it means something, and where there is none', () => {
    expect(doubts({HSF_CPU: 'zen3', HSF_OS: 'el9', HSF_ARCH: 'amd64', HSF_LIBC: '2.34'})).toEqual([]);
    for (const HSF_OS of ['arch', 'pop 22.04', 'nixos25.05', 'kali', 'opensuse-leap15.6', 'suse155', 'sl7', 'macos15'])
      expect(doubts({HSF_OS})).toEqual([]);
    expect(doubts({HSF_CPU: ' ', HSF_OS: ''})).toEqual([]);
  });
});

describe('what a host says of itself is taken back', () => {
  const systems = [
    'ID="opensuse-leap"\nVERSION_ID="15.6"\nID_LIKE="suse opensuse"',
    'ID="opensuse-tumbleweed"\nVERSION_ID="20251120"',
    'ID=centos\nVERSION_ID="9"\nID_LIKE="rhel fedora"\nPLATFORM_ID="platform:el9"',
    'ID=rocky\nVERSION_ID="9.6"\nID_LIKE="rhel centos fedora"\nPLATFORM_ID="platform:el9"',
    'ID=ubuntu\nVERSION_ID="22.04"',
    'ID=debian\nVERSION_ID="12"',
    'ID=fedora\nVERSION_ID=42',
    'ID=sles_sap\nVERSION_ID="15.5"',
    'ID=amzn\nVERSION_ID="2023"\nID_LIKE="fedora"',
    'ID=arch',
  ];
  test.each(systems)('%s', file => {
    const {os} = describeHost(machine({'/etc/os-release': file}));
    const again = (word: string) => describeHost(machine({}, {overrides: {HSF_OS: word}})).os;
    expect(again(`${os.id} ${os.version ?? ''}`)).toEqual(os);
    expect(again(os.family ?? '').family).toBe(os.family);
  });

  test.each([
    x86('GenuineIntel', flagsOf('sapphirerapids'), 'model name\t: Xeon\n').replaceAll('model\t\t: 85', 'model\t\t: 173'),
    x86('AuthenticAMD', flagsOf('zen4')),
    x86('GenuineIntel', flagsOf('nehalem')),
    arm('0x41', '0xd40', flagsOf('neoverse_v1')),
  ])('the CPU and all that it runs', cpuinfo => {
    const own = describeHost(machine({'/proc/cpuinfo': cpuinfo}, {uname: null}));
    const {cpu} = own;
    const again = (word: string) => describeHost(machine({}, {overrides: {HSF_CPU: word, HSF_ARCH: own.arch ?? ''}}));
    expect(cpu.candidates.length).toBeGreaterThan(0);
    for (const word of [...cpu.candidates, cpu.microarchitecture ?? '', ...(cpu.level === null ? [] : [cpu.level])]) {
      const named = again(word);
      expect([word, named.origins['cpu.level']]).toEqual([word, 'HSF_CPU']);
      if (cpu.candidates.includes(word)) expect(named.cpu.candidates[0]).toBe(word);
    }
  });
});
