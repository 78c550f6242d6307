import {describe, expect, test} from 'vitest';
import {grammarNamed} from '../../../src/choose/grammars/grammar-named.ts';
import {unknownPlatform} from '../../../src/choose/grammars/grammar.ts';

/** A name that has something before or behind what a dialect understands is another name: half of it would be a wrong verdict. */
const UNDERSTOOD: Readonly<Record<string, readonly string[]>> = {
  alice: ['el9-x86_64', 'osx_arm64', 'darwin-x86_64', 'slc7_ppc64'],
  alliance: ['avx2', 'x86-64-v3', 'generic', 'sse3'],
  belle2: ['el9/Linux_x86_64/opt', 'ubuntu2204/Linux_x86_64/clang-debug', 'el9/Linux_x86_64', 'el9'],
  cms: ['el9_amd64_gcc12', 'slc7_amd64_gcc700'],
  conda: ['linux-64', 'osx-arm64', 'linux-aarch64'],
  dirac: ['Linux-x86_64', 'Darwin-arm64'],
  eessi: ['x86_64/amd/zen3', 'x86_64/amd/zen3/accel/nvidia/cc80', 'compat/linux/x86_64', 'x86_64/generic'],
  gentoo: ['x86_64', 'x86-64-v3'],
  icecube: ['RHEL_7_x86_64', 'OSX_19_x86_64', 'Ubuntu_22.04_x86_64', 'RHEL_9_aarch64_neon'],
  ilcsoft: ['x86_64_gcc82_sl6', 'x86_64_gcc103_centos7'],
  juno: ['el9_amd64_gcc11'],
  lcg: ['x86_64-el9-gcc13-opt', 'x86_64+avx2-centos7-gcc8-dbg', 'aarch64-el9-gcc14-opt'],
  'spack-target': ['linux-almalinux9-x86_64_v3', 'darwin-ventura-m1', 'linux-x86_64'],
  sphenix: ['x8664_sl7', 'gcc-8.3', 'alma9.2-gcc-14.2.0', 'default'],
  system: ['el9', 'ubuntu2204'],
};
const rows = Object.entries(UNDERSTOOD).flatMap(([name, texts]) => texts.map(text => ({name, text})));

describe.each(rows)('$name reads $text', ({name, text}) => {
  const {parse} = grammarNamed(name);
  const exact = JSON.stringify({...parse(text), text: ''});

  test('as something', () => expect({...parse(text), text: ''}).not.toEqual(unknownPlatform('')));
  test.each(['!', ' ', '=', 'é'])('and never the same with "%s" at an end', extra => {
    for (const near of [extra + text, text + extra, `${text}${extra}x`, `x${extra}${text}`]) {
      expect(JSON.stringify({...parse(near), text: ''}), near).not.toBe(exact);
    }
  });
});

describe('what is no platform in a dialect', () => {
  test.each([
    {name: 'alice', text: 'el9-vax'},
    {name: 'alice', text: 'EL9-x86_64'},
    {name: 'alice', text: '9el-x86_64'},
    {name: 'alliance', text: 'sse4'},
    {name: 'belle2', text: 'el/Linux_x86_64'},
    {name: 'belle2', text: 'el9/Linux_vax'},
    {name: 'belle2', text: 'el9/x86_64/opt'},
    {name: 'belle2', text: 'el9/Linux_x86_64/opt/more'},
    {name: 'belle2', text: 'python39/Linux_x86_64'},
    {name: 'belle2', text: 'el9/Linux_x86_64/gcc'},
    {name: 'cms', text: 'el9_vax_gcc12'},
    {name: 'cms', text: 'el9_amd64_gcc62binutils'},
    {name: 'conda', text: 'noarch'},
    {name: 'conda', text: 'linux-vax'},
    {name: 'conda', text: 'bsd-64'},
    {name: 'dirac', text: 'Linux-vax'},
    {name: 'dirac', text: 'SunOS-x86_64'},
    {name: 'eessi', text: 'x86_64/amd/zen3/accel/nvidia'},
    {name: 'eessi', text: 'x86_64/amd/zen3/accel/intel/pvc'},
    {name: 'eessi', text: 'x86_64/'},
    {name: 'eessi', text: 'compat/linux/vax'},
    {name: 'icecube', text: 'OSX_9_x86_64'},
    {name: 'icecube', text: 'mac_10.15_x86_64'},
    {name: 'icecube', text: 'Solaris_11_x86_64'},
    {name: 'icecube', text: 'RHEL_7_vax'},
    {name: 'ilcsoft', text: 'vax_gcc82_sl6'},
    {name: 'ilcsoft', text: 'x86_64_gcc62binutils_sl6'},
    {name: 'lcg', text: 'x86_64-el9-something-opt'},
    {name: 'lcg', text: 'x86_64-el9-gcc13-opt-x-y'},
    {name: 'lcg', text: 'x86_64-el9-gcc13-9opt'},
    {name: 'lcg', text: 'x86_64-el9-gcc13-opt-9'},
    {name: 'lcg', text: 'x86_64+-el9-gcc13-opt'},
    {name: 'lcg', text: 'x86_64-el-gcc13-opt'},
    {name: 'spack-target', text: 'linux-almalinux9-vax'},
    {name: 'spack-target', text: 'darwin-kodiak-m1'},
    {name: 'spack-target', text: 'windows-x86_64'},
    {name: 'system', text: 'el'},
    {name: 'system', text: 'python39'},
  ])('$text is none of $name', ({name, text}) => {
    expect(grammarNamed(name).parse(text)).toEqual(unknownPlatform(text));
  });
});

test.each([
  {name: 'icecube', text: 'OSX_10_x86_64', version: '10.6'},
  {name: 'icecube', text: 'OSX_19_x86_64', version: '10.15'},
  {name: 'icecube', text: 'OSX_20_x86_64', version: '11'},
  {name: 'icecube', text: 'OSX_24_x86_64', version: '15'},
  {name: 'icecube', text: 'OSX_25_x86_64', version: '26'},
  {name: 'spack-target', text: 'darwin-yosemite-x86_64', version: '10.10'},
  {name: 'spack-target', text: 'darwin-sierra-x86_64', version: '10.12'},
  {name: 'spack-target', text: 'darwin-monterey-m1', version: '12'},
  {name: 'spack-target', text: 'darwin-sequoia-m1', version: '15'},
  {name: 'spack-target', text: 'darwin-tahoe-m1', version: '26'},
  {name: 'alice', text: 'osx_arm64', version: null},
  {name: 'dirac', text: 'Darwin-x86_64', version: null},
  {name: 'conda', text: 'osx-64', version: null},
])('$name calls macOS $version $text', ({name, text, version}) => {
  const platform = grammarNamed(name).parse(text);
  expect(platform.os).toEqual({id: 'mac', version});
  expect(grammarNamed(name).format({...platform, text: ''})).not.toBeNull();
});
