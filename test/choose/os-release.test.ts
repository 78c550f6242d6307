import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {osFromRedHatRelease, osFromRelease, osFromWord, parseOsRelease} from '../../src/choose/os-release.ts';

const cases: readonly {
  readonly title: string;
  readonly file: string;
  readonly id: string | null;
  readonly version: string | null;
  readonly family: string | null;
}[] = [
  {
    title: 'AlmaLinux 9 is el9',
    file: 'ID="almalinux"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.4"\nPLATFORM_ID="platform:el9"',
    id: 'almalinux',
    version: '9.4',
    family: 'el9',
  },
  {
    title: 'Rocky 8 is el8',
    file: 'ID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="8.10"\nPLATFORM_ID="platform:el8"',
    id: 'rocky',
    version: '8.10',
    family: 'el8',
  },
  {
    title: 'RHEL 9 is el9 without a platform id',
    file: 'ID="rhel"\nID_LIKE="fedora"\nVERSION_ID="9.5"',
    id: 'rhel',
    version: '9.5',
    family: 'el9',
  },
  {
    title: 'RHEL 10 is el10',
    file: 'ID="rhel"\nVERSION_ID="10.0"\nPLATFORM_ID="platform:el10"',
    id: 'rhel',
    version: '10.0',
    family: 'el10',
  },
  {title: 'Oracle Linux 8 is el8', file: 'ID="ol"\nID_LIKE="fedora"\nVERSION_ID="8.9"', id: 'ol', version: '8.9', family: 'el8'},
  {
    title: 'CentOS Stream 9 is el9',
    file: 'ID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="9"\nPLATFORM_ID="platform:el9"',
    id: 'centos',
    version: '9',
    family: 'el9',
  },
  {
    title: 'CentOS 7 is centos7',
    file: 'ID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="7"',
    id: 'centos',
    version: '7',
    family: 'centos7',
  },
  {
    title: 'RHEL 7 is centos7',
    file: 'ID="rhel"\nID_LIKE="fedora"\nVERSION_ID="7.9"',
    id: 'rhel',
    version: '7.9',
    family: 'centos7',
  },
  {
    title: 'Scientific Linux 7 is centos7',
    file: 'ID="scientific"\nID_LIKE="rhel centos fedora"\nVERSION_ID="7.9"',
    id: 'scientific',
    version: '7.9',
    family: 'centos7',
  },
  {
    title: 'a rebuild nobody has heard of goes by ID_LIKE',
    file: 'ID=newclone\nID_LIKE="rhel centos"\nVERSION_ID=9.1',
    id: 'newclone',
    version: '9.1',
    family: 'el9',
  },
  {
    title: 'Fedora keeps its name',
    file: 'ID=fedora\nVERSION_ID=42\nPLATFORM_ID="platform:f42"',
    id: 'fedora',
    version: '42',
    family: 'fedora42',
  },
  {
    title: 'a derivative of Fedora is Fedora',
    file: 'ID=nobara\nID_LIKE="rhel centos fedora"\nVERSION_ID="39"',
    id: 'nobara',
    version: '39',
    family: 'fedora39',
  },
  {
    title: 'Ubuntu loses its dot',
    file: 'ID=ubuntu\nID_LIKE=debian\nVERSION_ID="24.04"',
    id: 'ubuntu',
    version: '24.04',
    family: 'ubuntu2404',
  },
  {
    title: 'Linux Mint is the Ubuntu it is made from',
    file: 'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID="21.3"\nUBUNTU_CODENAME=jammy',
    id: 'linuxmint',
    version: '21.3',
    family: 'ubuntu2204',
  },
  {
    title: 'Pop!_OS is the Ubuntu of the same version',
    file: 'ID=pop\nID_LIKE="ubuntu debian"\nVERSION_ID="22.04"\nUBUNTU_CODENAME=jammy',
    id: 'pop',
    version: '22.04',
    family: 'ubuntu2204',
  },
  {title: 'Debian keeps its name', file: 'ID=debian\nVERSION_ID="12"', id: 'debian', version: '12', family: 'debian12'},
  {
    title: 'Debian testing goes by its codename',
    file: 'ID=debian\nVERSION_CODENAME=trixie',
    id: 'debian',
    version: '13',
    family: 'debian13',
  },
  {
    title: 'Raspberry Pi OS is Debian',
    file: 'ID=raspbian\nID_LIKE=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm',
    id: 'raspbian',
    version: '12',
    family: 'debian12',
  },
  {
    title: 'Mint on Debian is the Debian it is made from',
    file: 'ID=linuxmint\nID_LIKE=debian\nVERSION_ID="6"\nDEBIAN_CODENAME=bookworm',
    id: 'linuxmint',
    version: '6',
    family: 'debian12',
  },
  {
    title: 'a Debian that counts its own versions keeps its name',
    file: 'ID=kali\nID_LIKE=debian\nVERSION_ID="2024.1"\nVERSION_CODENAME=kali-rolling',
    id: 'kali',
    version: '2024.1',
    family: 'kali2024.1',
  },
  {
    title: 'openSUSE Leap, of which no platform speaks, keeps its own name',
    file: 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\nVERSION_ID="15.6"',
    id: 'opensuse-leap',
    version: '15.6',
    family: 'opensuse-leap15.6',
  },
  {
    title: 'Tumbleweed has no version',
    file: 'ID="opensuse-tumbleweed"\nVERSION_ID="20260101"',
    id: 'opensuse-tumbleweed',
    version: '20260101',
    family: 'opensuse-tumbleweed',
  },
  {
    title: 'SLES keeps its name',
    file: 'ID="sles"\nID_LIKE="suse"\nVERSION_ID="15.5"',
    id: 'sles',
    version: '15.5',
    family: 'sles15.5',
  },
  {
    title: 'Amazon Linux 2 keeps its name',
    file: 'ID="amzn"\nID_LIKE="centos rhel fedora"\nVERSION_ID="2"',
    id: 'amzn',
    version: '2',
    family: 'amzn2',
  },
  {
    title: 'Amazon Linux 2023 keeps its name',
    file: 'ID="amzn"\nID_LIKE="fedora"\nVERSION_ID="2023"\nPLATFORM_ID="platform:al2023"',
    id: 'amzn',
    version: '2023',
    family: 'amzn2023',
  },
  {
    title: 'Alpine gets id and version',
    file: 'ID=alpine\nVERSION_ID=3.20.1',
    id: 'alpine',
    version: '3.20.1',
    family: 'alpine3.20.1',
  },
  {title: 'Arch has no version', file: 'ID=arch', id: 'arch', version: null, family: 'arch'},
  {
    title: 'Windows line ends do no harm',
    file: 'ID=ubuntu\r\nVERSION_ID="22.04"\r\n',
    id: 'ubuntu',
    version: '22.04',
    family: 'ubuntu2204',
  },
  {
    title: 'single quotes and blanks do no harm',
    file: "  ID='debian'  \n# ID=other\nVERSION_ID='13'",
    id: 'debian',
    version: '13',
    family: 'debian13',
  },
  {title: 'a mark at one end is no quote', file: 'ID=\'odd\nVERSION_ID="7', id: "'odd", version: '"7', family: `'odd"7`},
  {title: 'a single mark is no quote', file: "ID=a\nVERSION_ID='", id: 'a', version: "'", family: "a'"},
  {
    title: 'backslashes go between double quotes',
    file: 'ID="a\\$b\\\\c\\d"',
    id: 'a$b\\c\\d',
    version: null,
    family: 'a$b\\c\\d',
  },
  {title: 'and stay between single ones', file: "ID='a\\$b'", id: 'a\\$b', version: null, family: 'a\\$b'},
  {title: 'an empty version is none', file: 'ID=arch\nVERSION_ID=""', id: 'arch', version: null, family: 'arch'},
  {
    title: 'Ubuntu without a version goes by its codename',
    file: 'ID=ubuntu\nVERSION_CODENAME=noble',
    id: 'ubuntu',
    version: '24.04',
    family: 'ubuntu2404',
  },
  {
    title: 'the codename of another one does not help',
    file: 'ID=arch\nVERSION_CODENAME=bookworm\nUBUNTU_CODENAME=jammy',
    id: 'arch',
    version: null,
    family: 'arch',
  },
  {
    title: 'a codename that nobody knows says nothing',
    file: 'ID=debian\nVERSION_CODENAME=constructor',
    id: 'debian',
    version: null,
    family: 'debian',
  },
  {title: 'RHEL without a version is no release', file: 'ID=rhel', id: 'rhel', version: null, family: 'rhel'},
  {title: 'RHEL 6 is slc6', file: 'ID=rhel\nVERSION_ID=6.10', id: 'rhel', version: '6.10', family: 'slc6'},
  {
    title: 'a derivative that counts releases of its own is none of them',
    file: 'ID=tencentos\nID_LIKE="rhel fedora"\nVERSION_ID=4',
    id: 'tencentos',
    version: '4',
    family: 'tencentos4',
  },
  {title: 'a file without an id says nothing', file: 'NAME="Something"\nVERSION_ID=3', id: null, version: '3', family: null},
  {title: 'binary noise says nothing', file: '\u0000\u0001ELF\n=\n===', id: null, version: null, family: null},
];

describe('os-release', () => {
  for (const {title, file, ...expected} of cases)
    test(title, () => expect(osFromRelease(parseOsRelease(file))).toEqual(expected));

  test('any text is accepted', () => {
    fc.assert(fc.property(fc.string({unit: 'binary'}), text => typeof osFromRelease(parseOsRelease(text)) === 'object'));
  });
});

describe('the file that older Red Hat systems have', () => {
  const old = [
    {title: 'CentOS 6 is slc6', text: 'CentOS release 6.10 (Final)\n', family: 'slc6'},
    {title: 'Scientific Linux of CERN is slc6', text: 'Scientific Linux CERN SLC release 6.10 (Carbon)', family: 'slc6'},
    {title: 'CentOS 7 is centos7', text: 'CentOS Linux release 7.9.2009 (Core)', family: 'centos7'},
  ];
  for (const {title, text, family} of old) test(title, () => expect(osFromRedHatRelease(text)?.family).toBe(family));
  test.each([
    {text: 'Red Hat Enterprise Linux Server release 6.9 (Santiago)', id: 'rhel', version: '6.9', family: 'slc6'},
    {text: 'Fedora release 30 (Thirty)', id: 'fedora', version: '30', family: 'fedora30'},
    {text: 'CentOS Linux   release   7', id: 'centos', version: '7', family: 'centos7'},
    {text: 'Scientific Linux release 5.11 (Boron)', id: 'scientific', version: '5.11', family: 'slc5'},
  ])('$text', ({text, ...os}) => expect(osFromRedHatRelease(text)).toEqual(os));
  test('noise says nothing', () => expect(osFromRedHatRelease('hello')).toBeNull());
});

describe('a system that the user names', () => {
  test('may be the word of platform strings', () => expect(osFromWord('el9')).toEqual({id: 'el', version: '9', family: 'el9'}));
  test.each([
    {word: 'almalinux9.6', os: {id: 'almalinux', version: '9.6', family: 'el9'}},
    {word: 'Rocky 8.10', os: {id: 'rocky', version: '8.10', family: 'el8'}},
    {word: 'cc7', os: {id: 'cc', version: '7', family: 'centos7'}},
    {word: 'debian12', os: {id: 'debian', version: '12', family: 'debian12'}},
    {word: 'mac14', os: {id: 'mac', version: '14', family: 'mac14'}},
    {word: 'arch', os: {id: 'arch', version: null, family: 'arch'}},
    {word: 'opensuse-leap15.6', os: {id: 'opensuse-leap', version: '15.6', family: 'opensuse-leap15.6'}},
    {word: 'opensuse-tumbleweed', os: {id: 'opensuse-tumbleweed', version: null, family: 'opensuse-tumbleweed'}},
    {word: 'centos-stream9', os: {id: 'centos', version: '9', family: 'el9'}},
    {word: 'rocky-9', os: {id: 'rocky', version: '9', family: 'el9'}},
    {word: 'linuxmint22', os: {id: 'linuxmint', version: '22', family: 'ubuntu2404'}},
    {word: 'macos15', os: {id: 'mac', version: '15', family: 'mac15'}},
    {word: 'macOS 10.15', os: {id: 'mac', version: '10.15', family: 'mac1015'}},
    {word: 'darwin', os: {id: 'mac', version: null, family: 'mac'}},
    {word: 'darwin24', os: {id: 'mac', version: '15', family: 'mac15'}},
    {word: '??', os: {id: null, version: null, family: '??'}},
  ])('gets the family that its os-release would give: $word', ({word, os}) => expect(osFromWord(word)).toEqual(os));
  test('may be written as people do', () =>
    expect(osFromWord('Ubuntu 22.04')).toEqual({id: 'ubuntu', version: '22.04', family: 'ubuntu2204'}));
});
