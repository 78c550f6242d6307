import {number, oneOf, text, two, type LeafKind} from './grammar-of-paths.ts';

const image = text('{name}{more}:{tag}', {
  name: oneOf('analyzer', 'root', 'el9', 'pytorch', 'mucoll-sim'),
  more: oneOf('', '-full', '_2', '.dev', '++'),
  tag: text('{a}{n}{b}', {a: oneOf('v', '', 'py-'), b: oneOf('', '-cuda12.9', '-amd64', '.1-stable', '_rc1')}),
});
const target = oneOf('generic', 'intel/haswell', 'intel/sapphirerapids', 'amd/zen5', 'amd/zen2', 'intel/icelake');
const arm = oneOf('generic', 'neoverse_n1', 'neoverse_v1', 'a64fx', 'nvidia/grace', 'google/axion');
const spack = text('{a}-{o}-{c}-{b}', {
  a: oneOf('x86_64', 'aarch64'),
  o: oneOf('almalinux9', 'ubuntu22.04', 'ubuntu24.04', 'centos7'),
  c: text('gcc{n}.{n}.0', {n: number(9, 8)}),
  b: oneOf('opt', 'dbg'),
});

/** Kinds of leaves of everybody's stacks and images. */
export const COMMON_KINDS: readonly LeafKind[] = [
  {
    path: 'sft.cern.ch/lcg/views/LCG_<num><flavour>/<lcg>',
    holds: ['setup.sh'],
    address: 'lcg/LCG_<num><flavour>@<lcg>',
    words: {num: number(115, 85)},
  },
  {
    path: 'sft-nightlies.cern.ch/lcg/views/<slot>/<day>/<lcg>',
    holds: ['setup.sh'],
    address: 'lcg-nightly/<slot>/<day>@<lcg>',
    words: {slot: oneOf('dev3', 'dev4', 'devkey-head', 'dev3python3', 'devAdePT', 'dev4cuda9')},
  },
  {
    path: 'sft.cern.ch/lcg/views/<slot>/latest/<lcg>',
    holds: ['setup.sh'],
    address: 'lcg-mirror/<slot>/latest@<lcg>',
    words: {slot: oneOf('dev3', 'dev4', 'devkey', 'devswan')},
  },
  {
    path: 'sft.cern.ch/lcg/releases/gcc/<v>-<hash5>/<naked>-<os>',
    holds: ['setup.sh'],
    address: 'lcg-compiler/gcc/<v>-<hash5>@<naked>-<os>',
  },
  {path: 'sft.cern.ch/lcg/contrib/gcc/<v>/<naked>-<os>', holds: ['setup.sh'], address: 'lcg-contrib/gcc/<v>@<naked>-<os>'},
  {
    path: 'sft.cern.ch/lcg/contrib/gcc/<n>/<naked>-<os>-gcc<n>-opt',
    holds: ['setup.sh'],
    address: 'lcg-contrib/gcc/<n>@<naked>-<os>-gcc<n>-opt',
  },
  {
    path: 'sft.cern.ch/lcg/contrib/clang/<n>/<naked>-<os>',
    holds: ['setup-wrapper.sh'],
    address: 'lcg-contrib/clang/<n>@<naked>-<os>',
  },
  {
    path: 'sft.cern.ch/lcg/contrib/cuda/<n>.<n>/<naked>-<os>',
    holds: ['setup.sh'],
    address: 'lcg-contrib/cuda/<n>.<n>@<naked>-<os>',
  },
  {
    path: 'sft.cern.ch/lcg/app/releases/ROOT/6.<minor>.<patch>/<plat>',
    holds: ['bin/thisroot.sh'],
    address: 'root/6.<minor>.<patch>@<plat>',
    words: {
      minor: number(42, 16),
      patch: two(9, 0),
      plat: text('{a}-{o}-{c}-opt', {
        a: oneOf('x86_64', 'arm64'),
        o: oneOf('almalinux9.8', 'ubuntu26.04', 'debian13', 'fedora44', 'mac265', 'centos8'),
        c: oneOf('gcc115', 'gcc161', 'clang210'),
      }),
    },
  },
  {
    path: 'software.eessi.io/versions/<year>.<month>/software/linux/x86_64/<target>',
    holds: ['modules/all/', '/software.eessi.io/versions/<year>.<month>/init/lmod/bash'],
    address: 'eessi/<year>.<month>@x86_64/<target>',
    words: {target},
  },
  {
    path: 'software.eessi.io/versions/<year>.<month>/software/linux/aarch64/<target>',
    holds: ['modules/all/', '/software.eessi.io/versions/<year>.<month>/init/bash'],
    address: 'eessi/<year>.<month>@aarch64/<target>',
    words: {target: arm},
  },
  {
    path: 'software.eessi.io/versions/<year>.<month>/compat/linux/<machine>',
    holds: ['startprefix'],
    address: 'eessi/<year>.<month>@compat/linux/<machine>',
    words: {machine: oneOf('x86_64', 'aarch64', 'riscv64')},
  },
  {
    path: 'sw.hsf.org/key4hep/releases/<day8>/<spack>',
    holds: ['key4hep-stack/', '/sw.hsf.org/key4hep/setup.sh'],
    address: 'key4hep/<day8>@<spack>',
    words: {spack},
  },
  {
    path: 'ilc.desy.de/sw/<plat>/v<month>-<date>',
    holds: ['init_ilcsoft.sh'],
    address: 'ilcsoft/v<month>-<date>@<plat>',
    words: {plat: oneOf('x86_64_gcc131_el9', 'x86_64_gcc82_centos7', 'x86_64_gcc49_sl6')},
  },
  {
    path: 'unpacked.cern.ch/<registry>/<image>',
    holds: ['bin/'],
    address: 'unpacked/<registry>/<image>',
    words: {
      registry: text('{host}/{groups}', {
        host: oneOf(
          'ghcr.io',
          'quay.io',
          'registry.hub.docker.com',
          'gitlab-registry.cern.ch',
          'gitlab-p4n.aip.de:5005',
          'nvcr.io',
        ),
        groups: oneOf('org', 'a/b', 'a/b/c', 'cms-cmu', 'a/b/c/d'),
      }),
      image,
    },
  },
  {
    path: 'singularity.opensciencegrid.org/<namespace>/<image>',
    holds: ['bin/'],
    address: 'osg-image/<namespace>/<image>',
    words: {namespace: oneOf('htc', 'opensciencegrid', 'eicweb', 'jiahe58'), image},
  },
];
