import {expect, test} from 'vitest';
import {describeHost} from '../../src/choose/describe-host.ts';
import {familiesFor, isNative} from '../../src/choose/os-rules.ts';
import {osNamed} from '../../src/choose/grammars/words.ts';
import {machine} from './machine.ts';

/**
 * What distributions write about themselves, as their release packages have it, in the fields that count. `native` is a word of a
 * platform string that runs there, from the compatibility that the distribution itself promises; null: none is published for it.
 */
type Distribution = {
  /** With bars for line ends. */
  readonly file: string;
  readonly family: string;
  readonly native: string | null;
};

const of = (file: string, family: string, native: string | null = null): Distribution => ({file, family, native});

const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  'RHEL 10': of(
    'NAME="Red Hat Enterprise Linux"|ID="rhel"|ID_LIKE="centos fedora"|VERSION_ID="10.0"|PLATFORM_ID="platform:el10"',
    'el10',
    'el10',
  ),
  'RHEL 9': of('ID="rhel"|ID_LIKE="fedora"|VERSION_ID="9.6"|PLATFORM_ID="platform:el9"', 'el9', 'el9'),
  'RHEL 8': of('ID="rhel"|ID_LIKE="fedora"|VERSION_ID="8.10"|PLATFORM_ID="platform:el8"', 'el8', 'cs8'),
  'RHEL 7': of('ID="rhel"|ID_LIKE="fedora"|VERSION_ID="7.9"', 'centos7', 'centos7'),
  'AlmaLinux 9': of(
    'NAME="AlmaLinux"|ID="almalinux"|ID_LIKE="rhel centos fedora"|VERSION_ID="9.6"|PLATFORM_ID="platform:el9"',
    'el9',
    'almalinux9.4',
  ),
  'AlmaLinux Kitten 10': of(
    'ID="almalinux"|ID_LIKE="rhel centos fedora"|VERSION_ID="10"|PLATFORM_ID="platform:el10"',
    'el10',
    'el10',
  ),
  'Rocky 8': of('ID="rocky"|ID_LIKE="rhel centos fedora"|VERSION_ID="8.10"|PLATFORM_ID="platform:el8"', 'el8', 'el8'),
  'Oracle Linux 9': of('ID="ol"|ID_LIKE="fedora"|VARIANT="Server"|VERSION_ID="9.5"|PLATFORM_ID="platform:el9"', 'el9', 'rhel9'),
  'Oracle Linux 7': of('ID="ol"|ID_LIKE="fedora"|VERSION_ID="7.9"', 'centos7', 'slc7'),
  'CentOS Stream 9': of(
    'NAME="CentOS Stream"|ID="centos"|ID_LIKE="rhel fedora"|VERSION_ID="9"|PLATFORM_ID="platform:el9"',
    'el9',
    'el9',
  ),
  'CentOS 8': of('ID="centos"|ID_LIKE="rhel fedora"|VERSION_ID="8"|PLATFORM_ID="platform:el8"', 'el8', 'centos8'),
  'CentOS 7': of(
    'NAME="CentOS Linux"|ID="centos"|ID_LIKE="rhel fedora"|VERSION_ID="7"|CENTOS_MANTISBT_PROJECT="CentOS-7"',
    'centos7',
    'cc7',
  ),
  'Scientific Linux 7': of(
    'NAME="Scientific Linux"|ID="scientific"|ID_LIKE="rhel centos fedora"|VERSION_ID="7.9"',
    'centos7',
    'sl7',
  ),
  'Springdale 8': of('NAME="Springdale Open Enterprise Linux"|ID="springdale"|VERSION_ID="8.6"', 'el8', 'el8'),
  'EuroLinux 9': of('ID="eurolinux"|ID_LIKE="rhel fedora centos"|VERSION_ID="9.4"|PLATFORM_ID="platform:el9"', 'el9', 'el9'),
  'MIRACLE LINUX 8': of('ID="miraclelinux"|ID_LIKE="rhel fedora"|VERSION_ID="8.8"|PLATFORM_ID="platform:el8"', 'el8', 'el8'),
  'Circle Linux 8': of('ID="circle"|ID_LIKE="rhel centos fedora"|VERSION_ID="8.10"', 'el8', 'el8'),
  'CloudLinux 8': of('ID="cloudlinux"|ID_LIKE="rhel fedora centos"|VERSION_ID="8.9"|PLATFORM_ID="platform:el8"', 'el8', 'el8'),
  'Anolis 8, built as a clone': of(
    'NAME="Anolis OS"|ID="anolis"|ID_LIKE="rhel fedora centos"|VERSION_ID="8.8"|PLATFORM_ID="platform:an8"',
    'el8',
    'el8',
  ),
  'Anolis 23, which is none any more': of('ID="anolis"|ID_LIKE="fedora"|VERSION_ID="23"|PLATFORM_ID="platform:an23"', 'anolis23'),
  'TencentOS 4, which counts its own releases': of(
    'ID="tencentos"|ID_LIKE="tencentos"|VERSION_ID="4.2"|PLATFORM_ID="platform:tl4"',
    'tencentos4.2',
  ),
  'Alibaba Cloud Linux 3': of(
    'ID="alinux"|ID_LIKE="rhel fedora centos anolis"|VERSION_ID="3"|PLATFORM_ID="platform:al8"',
    'alinux3',
  ),
  'openEuler 22.03': of('NAME="openEuler"|ID="openEuler"|VERSION_ID="22.03"', 'openeuler22.03'),
  'Kylin V10': of('NAME="Kylin Linux Advanced Server"|ID="kylin"|VERSION_ID="V10"', 'kylinv10'),
  'Amazon Linux 2': of('ID="amzn"|ID_LIKE="centos rhel fedora"|VERSION_ID="2"', 'amzn2', 'amzn2'),
  'Amazon Linux 2023': of('ID="amzn"|ID_LIKE="fedora"|VERSION_ID="2023"|PLATFORM_ID="platform:al2023"', 'amzn2023', 'amzn2023'),
  'Fedora 42': of('ID=fedora|VERSION_ID=42|PLATFORM_ID="platform:f42"|VARIANT_ID=workstation', 'fedora42', 'fedora42'),
  'Fedora Silverblue': of(
    'ID=fedora|VERSION_ID=41|PLATFORM_ID="platform:f41"|VARIANT_ID=silverblue|OSTREE_VERSION=41.1',
    'fedora41',
    'fedora41',
  ),
  'Fedora Asahi Remix': of(
    'ID=fedora-asahi-remix|ID_LIKE=fedora|VERSION_ID=42|PLATFORM_ID="platform:f42"',
    'fedora42',
    'fedora42',
  ),
  Bazzite: of('ID=bazzite|ID_LIKE="fedora"|VERSION_ID=41|PLATFORM_ID="platform:f41"', 'fedora41', 'fedora41'),

  'Ubuntu 24.04': of(
    'NAME="Ubuntu"|ID=ubuntu|ID_LIKE=debian|VERSION_ID="24.04"|VERSION_CODENAME=noble|UBUNTU_CODENAME=noble',
    'ubuntu2404',
    'ubuntu24',
  ),
  'Ubuntu 26.04': of('ID=ubuntu|ID_LIKE=debian|VERSION_ID="26.04"|UBUNTU_CODENAME=resolute', 'ubuntu2604', 'ubuntu26.04'),
  'Ubuntu 25.10': of('ID=ubuntu|ID_LIKE=debian|VERSION_ID="25.10"|UBUNTU_CODENAME=questing', 'ubuntu2510', 'ubuntu25.10'),
  'Ubuntu under WSL 2': of(
    'PRETTY_NAME="Ubuntu 22.04.5 LTS"|ID=ubuntu|ID_LIKE=debian|VERSION_ID="22.04"|UBUNTU_CODENAME=jammy',
    'ubuntu2204',
    'ubuntu2204',
  ),
  'Linux Mint 22': of(
    'ID=linuxmint|ID_LIKE="ubuntu debian"|VERSION_ID="22.1"|VERSION_CODENAME=xia|UBUNTU_CODENAME=noble',
    'ubuntu2404',
    'ubuntu2404',
  ),
  'Pop!_OS 22.04': of('ID=pop|ID_LIKE="ubuntu debian"|VERSION_ID="22.04"|UBUNTU_CODENAME=jammy', 'ubuntu2204', 'ubuntu2204'),
  'elementary OS 8': of(
    'ID=elementary|ID_LIKE="ubuntu debian"|VERSION_ID="8.0"|VERSION_CODENAME=circe|UBUNTU_CODENAME=noble',
    'ubuntu2404',
    'ubuntu2404',
  ),
  'KDE neon': of(
    'ID=neon|ID_LIKE="ubuntu debian"|VERSION_ID="24.04"|VERSION_CODENAME=noble|UBUNTU_CODENAME=noble',
    'ubuntu2404',
    'ubuntu2404',
  ),
  'Zorin OS 17': of(
    'ID=zorin|ID_LIKE="ubuntu debian"|VERSION_ID="17"|VERSION_CODENAME=jammy|UBUNTU_CODENAME=jammy',
    'ubuntu2204',
    'ubuntu2204',
  ),

  'Debian 13': of('ID=debian|VERSION_ID="13"|VERSION_CODENAME=trixie', 'debian13', 'debian13'),
  'Debian testing': of('PRETTY_NAME="Debian GNU/Linux forky/sid"|ID=debian|VERSION_CODENAME=forky', 'debian14', 'debian14'),
  'Raspberry Pi OS, 32 bits': of('ID=raspbian|ID_LIKE=debian|VERSION_ID="12"|VERSION_CODENAME=bookworm', 'debian12', 'debian12'),
  'Devuan 5': of('ID=devuan|ID_LIKE=debian|VERSION_ID="5"|VERSION_CODENAME="daedalus"', 'debian12', 'debian12'),
  'LMDE 6': of(
    'ID=linuxmint|ID_LIKE=debian|VERSION_ID="6"|VERSION_CODENAME=faye|DEBIAN_CODENAME=bookworm',
    'debian12',
    'debian12',
  ),
  'Kali, which rolls': of('ID=kali|ID_LIKE=debian|VERSION_ID="2025.3"|VERSION_CODENAME="kali-rolling"', 'kali2025.3'),

  'SLES 15 SP6': of('NAME="SLES"|ID="sles"|ID_LIKE="suse"|VERSION_ID="15.6"', 'sles15.6', 'sles15'),
  'openSUSE Leap 15.6': of('ID="opensuse-leap"|ID_LIKE="suse opensuse"|VERSION_ID="15.6"', 'opensuse-leap15.6', 'opensuse15'),
  'openSUSE Tumbleweed': of('ID="opensuse-tumbleweed"|ID_LIKE="opensuse suse"|VERSION_ID="20261120"', 'opensuse-tumbleweed'),
  Arch: of('ID=arch|BUILD_ID=rolling', 'arch'),
  Manjaro: of('ID=manjaro|ID_LIKE=arch|BUILD_ID=rolling', 'manjaro'),
  Gentoo: of('ID=gentoo|VERSION_ID="2.17"', 'gentoo2.17'),
  'Alpine 3.22': of('ID=alpine|VERSION_ID=3.22.1', 'alpine3.22.1'),
  'NixOS 25.05': of('ID=nixos|ID_LIKE=""|VERSION_ID="25.05"', 'nixos25.05'),
  Void: of('NAME="Void"|ID="void"', 'void'),
  'Mageia 9': of('ID=mageia|ID_LIKE="mandriva fedora"|VERSION_ID="9"', 'mageia9'),
  'Photon 5': of('ID=photon|VERSION_ID=5.0', 'photon5.0'),
  Flatcar: of('ID=flatcar|ID_LIKE=coreos|VERSION_ID=4230.2.1', 'flatcar4230.2.1'),
  'Slackware 15': of('ID=slackware|VERSION_ID=15.0', 'slackware15.0'),
  'Clear Linux': of('ID=clear-linux-os|VERSION_ID=42780', 'clear-linux-os42780'),
};

test.each(Object.entries(DISTRIBUTIONS))('%s is of a family', (_title, {file, family, native}) => {
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    const {os, origins} = describeHost(machine({[path]: `${file.replaceAll('|', '\n')}\n`}));
    expect(os.family).toBe(family);
    expect(origins['os.family']).toBe(path);
    if (native === null) continue;
    const word = osNamed(native);
    expect(word !== null && isNative(word, os), `${native} on ${family}`).toBe(true);
  }
});

test('no distribution runs what was built for another family', () => {
  const words = ['el8', 'el9', 'el10', 'centos7', 'slc6', 'ubuntu2204', 'ubuntu2404', 'debian12', 'fedora42', 'amzn2', 'sles15'];
  for (const [title, {file, family}] of Object.entries(DISTRIBUTIONS)) {
    const {os} = describeHost(machine({'/etc/os-release': file.replaceAll('|', '\n')}));
    const runs = words.filter(word => isNative(osNamed(word)!, os));
    expect(runs.length, `${title} runs ${runs.join(', ')}`).toBeLessThan(2);
    for (const word of runs)
      expect(
        familiesFor(osNamed(word)!).some(each => family.startsWith(each)),
        title,
      ).toBe(true);
  }
});

test('there are more than forty of them', () => expect(Object.keys(DISTRIBUTIONS).length).toBeGreaterThan(50));

test.each([
  {text: 'CentOS release 5.11 (Final)', family: 'slc5'},
  {text: 'CentOS release 6.10 (Final)', family: 'slc6'},
  {text: 'Scientific Linux release 6.10 (Carbon)', family: 'slc6'},
  {text: 'Scientific Linux CERN SLC release 6.10 (Carbon)', family: 'slc6'},
  {text: 'Red Hat Enterprise Linux Server release 6.10 (Santiago)', family: 'slc6'},
  {text: 'CentOS Linux release 7.9.2009 (AltArch)', family: 'centos7'},
  {text: 'Rocky Linux release 9.5 (Blue Onyx)', family: 'el9'},
  {text: 'Fedora release 20 (Heisenbug)', family: 'fedora20'},
])('before os-release: $text is $family', ({text, family}) => {
  const {os, origins} = describeHost(machine({'/etc/redhat-release': `${text}\n`}));
  expect(os.family).toBe(family);
  expect(origins['os.family']).toBe('/etc/redhat-release');
});

test.each([
  {word: 'sles15.5', runs: true},
  {word: 'suse155', runs: true},
  {word: 'opensuse15', runs: true},
  {word: 'sles15.7', runs: false},
  {word: 'sles12', runs: false},
])('what is built for $word runs on Leap 15.6: $runs', ({word, runs}) => {
  const {os} = describeHost(machine({'/etc/os-release': 'ID="opensuse-leap"\nVERSION_ID="15.6"\nID_LIKE="suse opensuse"'}));
  expect(isNative(osNamed(word)!, os)).toBe(runs);
});
