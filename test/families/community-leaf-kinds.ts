import {oneOf, text, type LeafKind} from './grammar-of-paths.ts';

const cms = text('{s}_{m}_{c}', {
  s: oneOf('slc5', 'slc6', 'slc7', 'cc8', 'cs8', 'cs9', 'el8', 'el9', 'alma9', 'fc40', 'ubuntu20'),
  m: oneOf('amd64', 'aarch64', 'ppc64le', 'riscv64'),
  c: oneOf('gcc493', 'gcc530', 'gcc900', 'gcc10', 'gcc13', 'llvm17'),
});
const cmssw = text('CMSSW_{n}_{n}_{n}{more}', {more: oneOf('', '', '_pre3', '_HLT2', '_ROOT6')});
const alice = text('{s}-{m}', {s: oneOf('el7', 'el8', 'el9', 'slc9', 'ubuntu2204'), m: oneOf('x86_64', 'aarch64')});

/** Kinds of leaves of experiments and communities. */
export const COMMUNITY_KINDS: readonly LeafKind[] = [
  {
    path: 'soft.computecanada.ca/easybuild/modules/<year>/<level>',
    holds: ['Core/', '/soft.computecanada.ca/config/profile/bash.sh'],
    address: 'alliance/<year>@<level>',
    words: {level: oneOf('x86-64-v3', 'x86-64-v4')},
  },
  {
    path: 'soft.computecanada.ca/gentoo/<year>/<level>',
    holds: ['bin/bash'],
    address: 'alliance/gentoo-<year>@<level>',
    words: {level: oneOf('x86-64-v3', 'x86-64-v4')},
  },
  {
    path: 'cms.cern.ch/<arch>/cms/cmssw/<release>',
    holds: ['bin/', '/cms.cern.ch/cmsset_default.sh', '/cms.cern.ch/<arch>/etc/profile.d/'],
    address: 'cms/<release>@<arch>',
    words: {arch: cms, release: cmssw},
  },
  {
    path: 'cms.cern.ch/<arch>/cms/cmssw-patch/<release>_patch<n>',
    holds: ['bin/', '/cms.cern.ch/cmsset_default.sh'],
    address: 'cms/<release>_patch<n>@<arch>',
    words: {arch: cms, release: cmssw},
  },
  {
    path: 'atlas.cern.ch/repo/sw/software/<branch>/<project>/<v>/InstallArea/<lcg>',
    holds: ['bin/', '/atlas.cern.ch/repo/ATLASLocalRootBase/user/atlasLocalSetup.sh'],
    address: 'atlas/<project>/<v>@<lcg>',
    words: {
      branch: oneOf('21.2', '22.0', '23.6', '24.0', '25.2', 'main'),
      project: oneOf('Athena', 'AnalysisBase', 'AthAnalysis', 'AthGeneration', 'AthSimulationExternals', 'DetCommon'),
    },
  },
  {
    path: 'atlas-nightlies.cern.ch/repo/sw/<branch>_<project>_<plat>/<day8>T2101',
    holds: ['<project>/25.0.28/'],
    address: 'atlas/nightly/<branch>/<project>/<day8>T2101@<plat>',
    words: {
      branch: oneOf('main', '24.0', 'main--dev3LCG', '25.0'),
      project: oneOf('Athena', 'AnalysisBase', 'VP1Light'),
      plat: oneOf('x86_64-el9-gcc14-opt', 'aarch64-el9-gcc13-opt', 'x86_64-el9-clang19-dbg'),
    },
  },
  {
    path: 'lhcb.cern.ch/lib/lhcb/<project>/<project>_v<n>r<n>/InstallArea/<lcg>',
    holds: ['bin/', '/lhcb.cern.ch/lib/LbEnv'],
    address: 'lhcb/<project>/v<n>r<n>@<lcg>',
    words: {project: oneOf('DAVINCI', 'MOORE', 'GAUSS', 'LHCB', 'GAUDI')},
  },
  {
    path: 'lhcbdev.cern.ch/conda/envs/<name>/<day8>_<month>-<date>/linux-64',
    holds: ['bin/'],
    address: 'lhcb/conda/<name>/<day8>_<month>-<date>@linux-64',
    words: {name: oneOf('default', 'experimental/scikit-hep', 'computing/lhcbpr', 'a/b/c')},
  },
  {
    path: 'lhcbdev.cern.ch/nightlies/lhcb-<slot>/<day>',
    holds: ['Rec/'],
    address: 'lhcb/nightly/lhcb-<slot>/<day>',
    words: {slot: oneOf('head', 'future', 'gaussino', 'sim11'), day: oneOf('Today', 'Mon', 'Fri', '2032')},
  },
  {
    path: 'alice.cern.ch/<plat>/Packages/<package>/<version>',
    holds: ['etc/profile.d/init.sh', '/alice.cern.ch/bin/alienv'],
    address: 'alice/<package>/<version>@<plat>',
    words: {
      plat: alice,
      package: oneOf('O2Physics', 'AliPhysics', 'GCC-Toolchain', 'lz4', 'FairMQ'),
      version: text('daily-{year}{month}{date}-0000-{n}'),
    },
  },
  {
    path: 'belle.cern.ch/<plat>/releases/<release>',
    holds: ['lib/', '/belle.cern.ch/tools/b2setup'],
    address: 'belle2/<release>@<plat>',
    words: {
      plat: oneOf('el7', 'el8', 'el9', 'ubuntu2204', 'ubuntu2404'),
      release: text('{kind}-{month}-{date}-{month}', {kind: oneOf('release', 'prerelease', 'light')}),
    },
  },
  {
    path: 'icecube.opensciencegrid.org/py3-v<v>/<plat>',
    holds: ['bin/', '/icecube.opensciencegrid.org/py3-v<v>/setup.sh'],
    address: 'icecube/py3-v<v>@<plat>',
    words: {plat: oneOf('RHEL_7_x86_64', 'RHEL_9_x86_64_v2', 'Ubuntu_22.04_x86_64_v3', 'RHEL_9_aarch64_neon')},
  },
  {
    path: 'software.igwn.org/conda/envs/igwn-py<n><more>',
    holds: ['conda-meta/history', '/software.igwn.org/conda/etc/profile.d/conda.sh'],
    address: 'igwn/igwn-py<n><more>@linux-64',
    words: {more: oneOf('', '-20260101', '-testing', '-lw')},
  },
  {path: 'dune.opensciencegrid.org/spack/v<v>', holds: ['setup-env.sh'], address: 'dune/spack/v<v>@el9-x86_64'},
  {
    path: 'larsoft.opensciencegrid.org/spack-<name>',
    holds: ['setup-env.sh'],
    address: 'fermilab/larsoft/spack-<name>@el9-x86_64',
    words: {name: oneOf('packages', 'fnal-v1.2.0', 'v0.22.0-fermi', 'v1.0')},
  },
  {
    path: 'dunedaq.opensciencegrid.org/spack/releases/fddaq-v<v>',
    holds: ['spack/', '/dunedaq.opensciencegrid.org/setup_dunedaq.sh'],
    address: 'dune-daq/fddaq-v<v>@el9-x86_64',
  },
  {
    path: 'sw.lsst.eu/almalinux-x86_64/lsst_distrib/<tag>',
    holds: ['loadLSST.sh'],
    address: 'lsst/lsst_distrib/<tag>@almalinux-x86_64',
    words: {tag: oneOf('w_2026_41', 'w_2025_01', 'v30_0_0', 'v29_1_1', 'v29_0_0_rc2')},
  },
  {
    path: 'fairsoft.gsi.de/<plat>/fairsoft/<tag>',
    holds: ['bin/'],
    address: 'fair/fairsoft/<tag>@<plat>',
    words: {plat: oneOf('debian10', 'debian12', 'centos8', 'rocky9'), tag: oneOf('jan24p5', 'nov22p3', 'apr21p2', 'jan26')},
  },
  {
    path: 'juno.ihep.ac.cn/<plat>/Release/J<year>.<n>.<n>',
    holds: ['setup.sh'],
    address: 'juno/J<year>.<n>.<n>@<plat>',
    words: {plat: oneOf('el9_amd64_gcc11', 'centos7_amd64_gcc1120', 'el9_amd64_gcc15')},
  },
  {
    path: 'xenon.opensciencegrid.org/releases/nT/<year>.<month>.<n>',
    holds: ['setup.sh'],
    address: 'xenon/<year>.<month>.<n>@linux-64',
  },
  {
    path: 'sndlhc.cern.ch/SNDLHC-<year>/<when>',
    holds: ['setUp.sh'],
    address: 'snd-ship/SNDLHC-<year>/<when>',
    words: {when: oneOf('Jan30', 'June25', 'Sep1', 'latest')},
  },
  {
    path: 'dirac.egi.eu/dirac/v<v><more>/Linux-x86_64',
    holds: ['diracosrc'],
    address: 'dirac/v<v><more>@Linux-x86_64',
    words: {more: oneOf('', 'a12', 'rc1')},
  },
  {
    path: 'oasis.opensciencegrid.org/osg-software/osg-wn-client/<n>.<n>/current/<plat>',
    holds: ['setup.sh'],
    address: 'osg/wn-client/<n>.<n>@<plat>',
    words: {plat: oneOf('el6-x86_64', 'el8-x86_64', 'el9-x86_64', 'el9-aarch64')},
  },
  {
    path: 'sw.escape.eu/<tool>/<v>',
    holds: ['setup-minimal.sh'],
    address: 'escape/<tool>/<v>',
    words: {tool: oneOf('rucio', 'reana')},
  },
  {
    path: 'sphenix.sdcc.bnl.gov/<plat>/release/release_<kind>/<kind>.<n>',
    holds: ['lib/', '/sphenix.sdcc.bnl.gov/<plat>/opt/sphenix/core/bin/sphenix_setup.sh'],
    address: 'sphenix/<kind>.<n>@<plat>',
    words: {plat: oneOf('alma9.2-gcc-14.2.0', 'gcc-12.1.0', 'x8664_sl7'), kind: oneOf('ana', 'new', 'pro', 'play')},
  },
];
