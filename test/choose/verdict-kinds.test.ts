import {describe, expect, test} from 'vitest';
import {judge} from '../../src/choose/judge.ts';
import {BUILT_IN_RULES} from '../../src/choose/catalogue-rules.ts';
import {neverRuns} from '../../src/choose/verdict.ts';
import type {Host} from '../../src/choose/host.ts';
import type {Layout} from '../../src/find/family.ts';
import type {FoundVariant} from '../../src/find/found.ts';
import {
  ALMA9,
  APPTAINER,
  BUBBLEWRAP,
  UBUNTU22,
  eessi,
  family,
  findings,
  found,
  host,
  image,
  kinds,
  layout,
  lcg,
} from './scene.ts';

/** Verdicts on the kinds of stacks and machines beyond LCG views on Linux of one architecture. */

const verdictOf = (variants: readonly FoundVariant[], machine: Host, states: Parameters<typeof findings>[1] = {}) =>
  judge(findings(variants, states), machine)[0]?.variants[0].verdict;
const reasonOf = (...given: Parameters<typeof verdictOf>) => {
  const verdict = verdictOf(...given);
  return `${verdict?.runs}: ${verdict?.reason}`;
};
const as = (grammar: string, text: string, changes: Partial<Layout> = {}) =>
  found('1.0', text, {family: family('stack'), layout: layout({grammar, ...changes})});

describe('the C library', () => {
  const conda = (libc: string | null = '2.28') => as('conda', 'linux-64', {libc});
  const withLibc = (name: string | null, version: string | null, more: Parameters<typeof host>[0] = {}) =>
    host({libc: {name, version}, ...more});

  test.each([
    {
      title: 'is new enough',
      machine: withLibc('glibc', '2.36'),
      reason: 'native: Runs on any x86_64 Linux, since it asks for glibc 2.28 and nothing else.',
    },
    {
      title: 'is the very one',
      machine: withLibc('glibc', '2.28'),
      reason: 'native: Runs on any x86_64 Linux, since it asks for glibc 2.28 and nothing else.',
    },
    {
      title: 'is compared as a version',
      machine: withLibc('glibc', '2.5', {engines: []}),
      reason:
        'no: Needs glibc 2.28; this machine has glibc 2.5, and no container engine is installed here; podman or apptainer would start it.',
    },
    {
      title: 'is musl',
      machine: withLibc('musl', '1.2.5', {os: 'alpine3', engines: []}),
      reason:
        'no: Needs glibc 2.28; this machine has musl 1.2.5, and no container engine is installed here; podman or apptainer would start it.',
    },
    {
      title: 'is not known',
      machine: withLibc(null, null),
      reason: 'native: Runs on any x86_64 Linux, since it asks for glibc 2.28 and nothing else.',
    },
  ])('$title', ({machine, reason}) => expect(reasonOf([conda()], machine)).toBe(reason));

  test('is brought by a container where this one is too old', () => {
    expect(verdictOf([conda(), ALMA9], withLibc('glibc', '2.17', {os: 'centos7'}))).toEqual({
      runs: 'container',
      reason: 'Needs glibc 2.28; this machine has glibc 2.17; runs in a container of almalinux:9, started by bubblewrap.',
      image: ALMA9.entry.path,
    });
  });
  test('is nobody’s business where the layout does not ask', () => {
    expect(verdictOf([conda(null)], withLibc('musl', '1.2.5'))?.runs).toBe('native');
  });
});

describe('an accelerator', () => {
  const accel = (device: string) => eessi('2025.06', `x86_64/amd/zen2/accel/${device}`);
  const on = (...gpus: readonly string[]) => host({gpus});
  const NATIVE = 'native: Runs on any x86_64 Linux, since it brings its own system libraries';

  test.each([
    {device: 'nvidia/cc80', gpus: ['nvidia NVIDIA A100-SXM4-40GB'], reason: `${NATIVE}.`},
    // EESSI falls back to minor 0 of the same major number.
    {device: 'nvidia/cc80', gpus: ['nvidia NVIDIA L40S'], reason: `${NATIVE}.`},
    {device: 'nvidia/cc90', gpus: ['nvidia NVIDIA H100 80GB HBM3'], reason: `${NATIVE}.`},
    {device: 'nvidia/cc120', gpus: ['nvidia NVIDIA GeForce RTX 5090'], reason: `${NATIVE}.`},
    {device: 'nvidia/cc70', gpus: ['nvidia Tesla V100-PCIE-16GB'], reason: `${NATIVE}.`},
    {device: 'nvidia/cc80', gpus: ['cc89'], reason: `${NATIVE}.`},
    {device: 'nvidia/cc90', gpus: ['nvidia NVIDIA A100-SXM4-40GB', 'nvidia NVIDIA H100 PCIe'], reason: `${NATIVE}.`},
    {
      device: 'nvidia/cc90',
      gpus: ['nvidia NVIDIA A100-SXM4-40GB'],
      reason: 'no: Needs an NVIDIA GPU of compute capability 9.0; the one here has 8.0.',
    },
    {
      device: 'nvidia/cc89',
      gpus: ['nvidia NVIDIA A100-SXM4-40GB'],
      reason: 'no: Needs an NVIDIA GPU of compute capability 8.9; the one here has 8.0.',
    },
    {
      device: 'nvidia/cc80',
      gpus: [],
      reason: 'no: Needs an NVIDIA GPU of compute capability 8.0; this machine has no NVIDIA GPU.',
    },
    {
      device: 'nvidia/cc80',
      gpus: ['amd gfx90a'],
      reason: 'no: Needs an NVIDIA GPU of compute capability 8.0; this machine has no NVIDIA GPU.',
    },
    {
      device: 'nvidia/cc80',
      gpus: ['nvidia NVIDIA X900'],
      reason: `${NATIVE}, though whether nvidia NVIDIA X900 is an NVIDIA GPU of compute capability 8.0 is not known.`,
    },
    {device: 'amd/gfx90a', gpus: ['amd gfx90a'], reason: `${NATIVE}.`},
    {device: 'amd/gfx90a', gpus: ['amd gfx942'], reason: 'no: Needs an AMD GPU of kind gfx90a; the one here has gfx942.'},
    {
      device: 'amd/gfx942',
      gpus: ['nvidia NVIDIA H100 PCIe'],
      reason: 'no: Needs an AMD GPU of kind gfx942; this machine has no AMD GPU.',
    },
  ])('$device on $gpus', ({device, gpus, reason}) => expect(reasonOf(accel(device), on(...gpus))).toBe(reason));
});

describe('a Mac', () => {
  const mac = (arch: string, version: string) =>
    host({arch, os: `mac${version}`, engines: [], libc: {name: null, version: null}});
  const ARM = mac('aarch64', '14');

  test.each([
    {platform: 'arm64-mac14-clang150-opt', reason: 'native: Built for mac14, which this machine is.'},
    {platform: 'arm64-mac12-clang140-opt', reason: 'native: Built for mac12, which this machine runs as well.'},
    {platform: 'arm64-mac115-clang120-opt', reason: 'native: Built for mac115, which this machine runs as well.'},
    {platform: 'arm64-mac15-clang160-opt', reason: 'no: Built for macOS 15; this machine has macOS 14.'},
    {platform: 'x86_64-mac14-clang150-opt', reason: 'no: Built for x86_64; this machine is aarch64.'},
    {platform: 'aarch64-el9-gcc13-opt', reason: 'no: Built for Linux; this machine is a Mac.'},
  ])('$platform', ({platform, reason}) => expect(reasonOf(lcg('LCG_106b', platform), ARM)).toBe(reason));

  test('the years of macOS 10 are releases of their own', () => {
    const old = mac('x86_64', '10.14');
    expect(verdictOf(lcg('LCG_1', 'x86_64-mac1013-clang100-opt'), old)?.runs).toBe('native');
    expect(verdictOf(lcg('LCG_1', 'x86_64-mac1015-clang120-opt'), old)?.runs).toBe('no');
  });
  test('runs no images and no prefixes, and hides what is for Linux', () => {
    expect(verdictOf([ALMA9], ARM)?.runs).toBe('no');
    expect(verdictOf(eessi('2025.06', 'aarch64/generic'), ARM)?.reason).toBe('Built for Linux; this machine is a Mac.');
    const [stack] = judge(
      findings(lcg('LCG_106b', 'arm64-mac12-clang140-opt', 'aarch64-el9-gcc13-opt', 'arm64-mac15-clang160-opt')),
      ARM,
    );
    expect(stack?.variants.filter(each => neverRuns(each.platform, ARM)).map(each => each.platform.text)).toEqual([
      'aarch64-el9-gcc13-opt',
    ]);
  });
  test('and FreeBSD and Windows are no Linux', () => {
    expect(reasonOf([as('conda', 'win-64')], host())).toBe('no: Built for Windows; this machine is debian12.');
    expect(reasonOf([as('icecube', 'FreeBSD_14_x86_64')], host())).toBe('no: Built for FreeBSD; this machine is debian12.');
    expect(reasonOf([as('icecube', 'OSX_22_x86_64')], host())).toBe('no: Built for macOS; this machine is debian12.');
  });
});

describe('words for the same system', () => {
  test.each([
    {grammar: 'cms', text: 'slc7_amd64_gcc900', os: 'centos7'},
    {grammar: 'cms', text: 'cs8_amd64_gcc10', os: 'el8'},
    {grammar: 'alice', text: 'almalinux-x86_64', os: 'el9'},
    {grammar: 'alice', text: 'almalinux-x86_64', os: 'el8'},
    {grammar: 'cms', text: 'el9_amd64_gcc13', os: 'el9'},
    {grammar: 'spack', text: 'x86_64-almalinux9-gcc14.2.0-opt', os: 'el9'},
    {grammar: 'spack', text: 'x86_64-ubuntu22.04-gcc11.4.0-opt', os: 'ubuntu2204'},
    {grammar: 'spack-target', text: 'linux-rocky9-x86_64', os: 'el9'},
    {grammar: 'spack-target', text: 'linux-scientific7-x86_64', os: 'centos7'},
    {grammar: 'spack-target', text: 'linux-sles15-x86_64', os: 'sles15'},
    {grammar: 'spack-target', text: 'linux-linuxmint20-x86_64', os: 'ubuntu2004'},
    {grammar: 'root', text: 'x86_64-centosstream9-gcc115-opt', os: 'el9'},
    {grammar: 'alice', text: 'slc9-x86_64', os: 'el9'},
    {grammar: 'spack-target', text: 'linux-amzn2-x86_64', os: 'amzn2'},
    {grammar: 'icecube', text: 'RHEL_7_x86_64', os: 'centos7'},
    {grammar: 'icecube', text: 'Ubuntu_22.04_x86_64', os: 'ubuntu2204'},
    {grammar: 'alice', text: 'el7-x86_64', os: 'centos7'},
    {grammar: 'juno', text: 'centos7_amd64_gcc1120', os: 'centos7'},
    {grammar: 'ilcsoft', text: 'x86_64_gcc131_el9', os: 'el9'},
    {grammar: 'belle2', text: 'ubuntu2204', os: 'ubuntu2204'},
    {grammar: 'system', text: 'debian12', os: 'debian12'},
    {grammar: 'root', text: 'x86_64-fedora44-gcc161-opt', os: 'fedora44'},
    {grammar: 'lcg', text: 'x86_64-cc7-gcc62-opt', os: 'centos7'},
  ])('$text runs on $os', ({grammar, text, os}) => {
    expect(verdictOf([as(grammar, text)], host({os}))?.runs).toBe('native');
    expect(verdictOf([as(grammar, text)], host({os: 'debian99', engines: []}))?.runs).toBe('no');
  });

  test('an architecture that the layout knows counts where the platform names none', () => {
    const arm = host({arch: 'aarch64', os: 'el9'});
    const belle = as('belle2', 'el9', {arch: 'x86_64'});
    expect(verdictOf([belle], arm)?.reason).toBe('Built for x86_64; this machine is aarch64.');
    expect(verdictOf([belle], host({os: 'el9'}))?.runs).toBe('native');
    expect(verdictOf([as('belle2', 'el9')], arm)?.runs).toBe('native');
    // It says nothing about the system.
    expect(reasonOf([as('verbatim', '', {arch: 'x86_64'})], host())).toBe(
      'native: It names no platform, so nothing speaks against it.',
    );
    expect(reasonOf([as('verbatim', '', {arch: 'x86_64'})], arm)).toBe('no: Built for x86_64; this machine is aarch64.');
    expect(verdictOf([as('cms', 'el9_aarch64_gcc13', {arch: 'x86_64'})], arm)?.runs).toBe('native');
  });
  test('tags are extras of the build, and instruction sets count by their flags', () => {
    const lhcb = (text: string) => verdictOf([as('lhcb', text)], host({os: 'el9'}));
    expect(lhcb('x86_64_v3-el9-gcc13+detdesc-opt+g')?.runs).toBe('native');
    expect(lhcb('x86_64+avx2+fma-el9-gcc13-opt')?.runs).toBe('native');
    expect(lhcb('x86_64_v4-el9-gcc13+detdesc-opt')?.reason).toBe('Needs AVX-512 (x86-64-v4), which this CPU lacks.');
    expect(verdictOf([as('alliance', 'sse3')], host())?.runs).toBe('native');
    expect(verdictOf([as('alliance', 'avx512')], host())?.reason).toBe('Needs AVX512, which this CPU lacks.');
  });
  test('a level is refused by the instruction that is hidden', () => {
    const flags = host().cpu.flags.filter(flag => flag !== 'movbe');
    const machine = host({os: 'el9', cpu: {flags, level: 'x86-64-v2'}});
    expect(verdictOf(lcg('LCG_108', 'x86_64_v3-el9-gcc13-opt'), machine)?.reason).toBe(
      'Needs movbe (x86-64-v3), which this CPU lacks.',
    );
  });
});

describe('an image for a stack', () => {
  const root = (repository: string, path: string, changes: Partial<Layout> = {}): FoundVariant => ({
    ...image(path),
    repository,
    root: `/cvmfs/${repository}/${path}`,
    entry: {kind: 'image', path: `/cvmfs/${repository}/${path}`},
    layout: {...kinds.images.layout, repository, ...changes},
  });
  const centos7 = lcg('LCG_97', 'x86_64-centos7-gcc8-opt');

  test.each([
    {os: 'x86_64-centos7-gcc8-opt', found: root('atlas.cern.ch', 'repo/containers/fs/singularity/x86_64-centos7')},
    {os: 'x86_64-el9-gcc13-opt', found: root('lhcb.cern.ch', 'containers/os-base/alma9-devel/prod/amd64')},
    {os: 'x86_64-el9-gcc13-opt', found: root('belle.cern.ch', 'images/belle2-base-el9')},
    {os: 'x86_64-centos7-gcc8-opt', found: root('singularity.opensciencegrid.org', 'fermilab/fnal-dev-sl7:latest')},
    {os: 'x86_64-centos7-gcc8-opt', found: root('alice.cern.ch', 'containers/fs/apptainer/compat_el7-x86_64')},
    {os: 'x86_64-ubuntu2204-gcc11-opt', found: UBUNTU22},
  ])('is $found.root', ({os, found: rootImage}) => {
    expect(verdictOf([...lcg('LCG_107', os), rootImage], host())).toMatchObject({runs: 'container', image: rootImage.entry.path});
  });
  test('is any of its system, where none is a system and nothing fetches one', () => {
    const app = root('unpacked.cern.ch', 'ghcr.io/muoncollidersoft/mucoll-sim-alma9:v2.11');
    const lcg107 = lcg('LCG_107', 'x86_64-el9-gcc13-opt');
    expect(verdictOf([...lcg107, app], host())?.image).toBe(app.entry.path);
    expect(verdictOf([...lcg107, app, ALMA9], host())?.image).toBe(ALMA9.entry.path);
    const unknown = root('unpacked.cern.ch', 'ghcr.io/some/thing:v2');
    expect(verdictOf([...lcg107, unknown], host())?.runs).toBe('no');
  });
  test('is one that the engines here can start, though another comes before it', () => {
    const file = root('sw.skatelescope.eu', 'images/centos7.simg', {ends: 'file'});
    const directory = root('unpacked.cern.ch', 'registry.hub.docker.com/library/centos:centos7');
    expect(verdictOf([...centos7, file, directory], host({engines: [BUBBLEWRAP]}))?.image).toBe(directory.entry.path);
    expect(verdictOf([...centos7, file], host({engines: [BUBBLEWRAP]}))?.runs).toBe('no');
  });
  test('that ends like a file and is a directory is one', () => {
    const neurodesk = root('neurodesk.ardc.edu.au', 'containers/itksnap_3.8.0/itksnap_3.8.0.simg', {ends: 'directory'});
    expect(verdictOf([neurodesk], host({engines: [BUBBLEWRAP]}))?.runs).toBe('container');
    const ska = root('sw.skatelescope.eu', 'images/rascil.simg', {ends: 'file'});
    expect(verdictOf([ska], host({engines: [BUBBLEWRAP]}))?.runs).toBe('no');
    expect(verdictOf([ska], host({engines: [APPTAINER]}))?.runs).toBe('container');
  });
  test('is the one that the layout names before all others, where it was found', () => {
    const own = root('belle.cern.ch', 'images/belle2-base-el9');
    const belle = as('belle2', 'el9', {images: ['/cvmfs/belle.cern.ch/images/gone', own.root]});
    expect(verdictOf([belle, ALMA9, own], host())?.image).toBe(own.entry.path);
    expect(verdictOf([belle, ALMA9], host())?.image).toBe(ALMA9.entry.path);
    expect(verdictOf([belle, ALMA9, own], host({os: 'el9'}))?.runs).toBe('native');
    const any = as('verbatim', 'tools', {images: ['/cvmfs/belle.cern.ch/images/*']});
    expect(verdictOf([any, own], host())).toMatchObject({runs: 'container', image: own.entry.path});
    expect(verdictOf([any], host())?.runs).toBe('native');
  });
  test('of a rule of the user may be a path in a repository', () => {
    const own = root('example.org', 'roots/seven');
    const rules = {...BUILT_IN_RULES, images: [{os: 'centos7', images: ['roots/seven'], reference: null, source: 'user'}]};
    expect(judge(findings([...centos7, own]), host(), rules)[0]?.variants[0].verdict.image).toBe(own.entry.path);
  });
});
