/** Releases of one family in the order in which people expect them, the newest first. */
export type ReleaseList = {readonly title: string; readonly order: readonly string[]};

export const RELEASE_LISTS: readonly ReleaseList[] = [
  {title: 'LCG: numbers count as numbers', order: ['LCG_110', 'LCG_107', 'LCG_99', 'LCG_9']},
  {title: 'LCG: a letter is newer than none', order: ['LCG_107b', 'LCG_107a', 'LCG_107', 'LCG_106b', 'LCG_106a']},
  {
    title: 'LCG: flavours stand beside their base, never above it',
    order: [
      'LCG_110a',
      'LCG_110a_cuda',
      'LCG_110',
      'LCG_110_cuda',
      'LCG_110_swan',
      'LCG_109',
      'LCG_109_cuda',
      'LCG_108a_LHCB_Core',
    ],
  },
  {
    title: 'LCG: the letter does not eat a flavour',
    order: ['LCG_104d_ATLAS_13', 'LCG_104a', 'LCG_104aswan', 'LCG_104', 'LCG_104cuda', 'LCG_101', 'LCG_101cuda', 'LCG_101swan'],
  },
  {
    title: 'LCG: python3 follows its letter, release candidates stand below their base',
    order: [
      ...['LCG_98python3', 'LCG_97a', 'LCG_97a_FCC_4', 'LCG_97a_FCC_2', 'LCG_97apython3', 'LCG_97', 'LCG_97python3', 'LCG_97rc4'],
      ...['LCG_97rc1', 'LCG_96', 'LCG_95apython3_nxcals', 'LCG_94python3'],
    ],
  },
  {
    title: 'LCG: the newest layer of a base first',
    order: ['LCG_106a_geant4ext20241128', 'LCG_106', 'LCG_106_ATLAS_13', 'LCG_106_ATLAS_5', 'LCG_106_cuda', 'LCG_105a_swan'],
  },
  {
    title: 'LCG nightlies: slot by slot, latest, then the week',
    order: [
      ...['dev3/latest', 'dev3/Mon', 'dev3/Tue', 'dev3/Wed', 'dev3/Thu', 'dev3/Fri', 'dev3/Sat', 'dev3/Sun'],
      ...['dev3python3/Mon', 'dev4/latest', 'dev4/Sun', 'devkey/latest', 'devkey-head/Thu'],
    ],
  },
  {
    title: 'LCG compilers: the hash of a build does not count',
    order: ['14.3.0-c8dfb', '14.2.0-2f0a0', '13.1.0', '8.2.0-3fa06', '4.9.3'],
  },
  {
    title: 'standalone ROOT',
    order: ['6.40.02', '6.40.00', '6.40.00-rc1', '6.38.06', '6.08.06', '6.08.02', '5.34.36'],
  },
  {title: 'EESSI', order: ['2026.06', '2025.06-001', '2025.06', '2023.06', '2021.12', '2021.06']},
  {title: 'EESSI for RISC-V: a day in one number', order: ['2025.06-001', '20240402']},
  {title: 'EESSI development: project by project', order: ['espresso/2025.06', 'espresso/2023.06', 'riscv/2025.06-001']},
  {
    title: 'Key4hep: dates, those with a name beside them, the links before all',
    order: [
      ...['latest-dbg', 'latest-opt', '2026-02-01', '2025-05-29', '2024-10-03', '2024-04-12', '2024-03-10', '2023-10-06'],
      ...['2023-10-06-paestum', '2023-06-05-fcchh', '2023-04-08', '2021-07-16', '2021-04-30'],
    ],
  },
  {
    title: 'iLCSoft',
    order: [
      'current',
      'v02-03-03',
      'v02-03',
      'v02-02-03',
      'v02-02-02',
      'v02-02',
      'v01-19-06',
      'v01-17-11-p02',
      'v01-17-11-p01',
      'v01-17-11',
    ],
  },
  {
    title: 'CMSSW: patches above, pre-releases below',
    order: [
      ...['CMSSW_14_1_0_patch2', 'CMSSW_14_1_0_patch1', 'CMSSW_14_1_0', 'CMSSW_14_1_0_pre10', 'CMSSW_14_1_0_pre3'],
      ...[
        'CMSSW_14_0_19',
        'CMSSW_14_0_5_patch1',
        'CMSSW_14_0_5',
        'CMSSW_14_0_5_HLT1',
        'CMSSW_13_3_0',
        'CMSSW_10_6_30',
        'CMSSW_9_4_4',
      ],
    ],
  },
  {
    title: 'CMSSW: what was built between releases stands below its cycle',
    order: [
      ...['CMSSW_14_1_0', 'CMSSW_14_1_0_pre3', 'CMSSW_14_1_0_pre3_ROOT632', 'CMSSW_14_1_X_2024-05-02-1100'],
      ...['CMSSW_14_1_X_2024-05-01-2300', 'CMSSW_14_1_X_2023-12-31-2300', 'CMSSW_14_0_5'],
    ],
  },
  {
    title: 'CMSSW: flavours of a release',
    order: ['CMSSW_11_1_3', 'CMSSW_11_1_3_Patatrack', 'CMSSW_11_1_0_pre5', 'CMSSW_11_1_0_pre5_Patatrack'],
  },
  {
    title: 'ATLAS: project by project, then the version',
    order: [
      'AnalysisBase/25.2.97',
      'AnalysisBase/25.2.9',
      'AnalysisBase/21.2.111',
      'AthAnalysis/25.2.76',
      'Athena/25.0.73',
      'Athena/25.0.28',
    ],
  },
  {
    title: 'ATLAS: the newest branch first',
    order: [
      '25.2/AnalysisBase/25.2.97',
      '25.2/AthAnalysis/25.2.76',
      '25.0/Athena/25.0.73',
      '21.2/AnalysisBase/21.2.111',
      '21.0/AtlasOffline/21.0.15',
    ],
  },
  {
    title: 'ATLAS nightlies: day and time',
    order: [
      'main_Athena/2025-03-27T2101',
      'main_Athena/2025-03-27T0901',
      'main_Athena/2025-03-26T2101',
      'main_Athena/2024-12-31T2101',
    ],
  },
  {title: 'LHCb: version, revision, patch', order: ['v66r10', 'v66r9', 'v66r8p1', 'v66r8', 'v66r0', 'v65r12p3', 'v9r40']},
  {
    title: 'LHCb: project by project',
    order: ['DaVinci/v66r8', 'DaVinci/v65r0', 'DaVinci/v52r0', 'DaVinci/v36r2', 'LHCb/v42r4', 'Moore/v58r2', 'Rec/v39r2'],
  },
  {
    title: 'LHCb nightlies: today before the week',
    order: ['lhcb-head/Today', 'lhcb-head/Yesterday', 'lhcb-head/Mon', 'lhcb-head/Tue', 'lhcb-run2/Today'],
  },
  {
    title: 'LHCb environments: day and time',
    order: [
      'default/2021-09-07_04-06',
      'default/2021-09-07_03-59',
      'default/2020-12-31_23-59',
      'experimental/scikit-hep/2025-06-13_11-40',
    ],
  },
  {
    title: 'ALICE: packages by name, the day of a build as a date',
    order: [
      ...['AliPhysics/vAN-20260616_O2-1', 'AliPhysics/vAN-20181208-1', 'AliPhysics/vAN-20181201-1'],
      ...['GCC-Toolchain/v14.2.0-alice2-1', 'GCC-Toolchain/v14.2.0-alice1-9', 'GCC-Toolchain/v12.2.0-alice1-9'],
      ...[
        'O2Physics/daily-20251008-0000-1',
        'O2Physics/daily-20250614-0000-1',
        'O2Physics/daily-20240214-0100-1',
        'OpenSSL/v1.1.1m-2',
      ],
    ],
  },
  {title: 'ALICE: releases before dailies', order: ['O2/v1.2.0-1', 'O2/daily-20251008-0000-1', 'O2/nightly-20180503-1']},
  {
    title: 'Belle II: releases, light releases, pre-releases',
    order: [
      ...['release-09-00-03', 'release-08-03-00', 'release-08-02-04', 'release-08-00-10', 'release-01-02-09'],
      ...['light-2607-kasei', 'light-2503-ichep', 'light-2409-toyger', 'prerelease-08-00-00b', 'prerelease-08-00-00a'],
    ],
  },
  {title: 'Belle II externals', order: ['v02-01-00', 'v02-00-02b', 'v02-00-02', 'v01-12-01']},
  {
    title: 'JUNO: the link first, then releases, then what comes before them',
    order: [
      ...[
        'Jlatest',
        'J26.1.1',
        'J26.1.0',
        'J25.7.1',
        'J25.5.0',
        'J23.1.0',
        'J23.1.0-rc6',
        'J23.1.0-rc0',
        'J22.2.x',
        'J22.1.0-rc0',
      ],
      ...['J20v2r0', 'J20v2r0-Pre2', 'J20v2r0-Pre0', 'J20v2r0-branch', 'J20v1r0-Pre2', 'J17v1r1'],
    ],
  },
  {
    title: 'JUNO: pre-releases in a folder of their own',
    order: ['Release/Jlatest', 'Release/J26.1.1', 'Pre-Release/J26.1.1', 'Pre-Release/J22.1.0-rc0'],
  },
  {
    title: 'IceCube',
    order: [
      'py3-v4.3.0',
      'py3-v4.2.1',
      'py3-v4.1.1',
      'py3-v4.1.0',
      'py3-v4.0.1',
      'py3-v4',
      'py3-v3',
      'py2-v3.1.1',
      'py2-v3',
      'py2-v1',
    ],
  },
  {
    title: 'IceCube production',
    order: ['iceprod/current', 'iceprod/v2.7.1', 'iceprod/v2.6.12', 'iceprod/v2.6.9', 'iceprod/master'],
  },
  {
    title: 'IGWN: Python as a number',
    order: ['igwn', 'igwn-testing', 'igwn-py311', 'igwn-py310', 'igwn-py39-20231212', 'igwn-py39', 'igwn-py39-lw', 'igwn-py37'],
  },
  {
    title: 'UPS: letters in the middle of a version',
    order: ['v09_72_01d00', 'v09_72_01', 'v09_72_00', 'v09_71_00', 'v1_02_01'],
  },
  {title: 'Spack of Fermilab', order: ['v1.2.2', 'v1.1.1', 'v1.0.0', 'v1.0.0.alpha', 'v0.22.0-fermi']},
  {
    title: 'Rubin: releases, weeklies, dailies',
    order: [
      'v29.2.1',
      'v29.2.0',
      'v29.2.0.rc2',
      'v28.0.1',
      'v27_0_0',
      'v27_0_0_rc3',
      'w_2026_09',
      'w_2025_52',
      'w_2023_22',
      'd_2026_03_01',
    ],
  },
  {title: 'Rubin, the old way', order: ['lsst-v15.0', 'lsst-v12.1']},
  {
    title: 'SND and SHiP: the year in the folder, the day below it',
    order: ['SNDLHC-2025/Jan30', 'SNDLHC-2024/June25', 'SNDLHC-2024/Feb2', 'SNDLHC-2023/Aug30'],
  },
  {title: 'SND by the year alone', order: ['2025/Oct1', '2025/Jan30', '2024/June25', '2024/Feb2']},
  {title: 'SHiP: a link of its year', order: ['SHiP-2022/latest', 'SHiP-2021/latest', 'SHiP-2021/June30', 'SHiP-2018/latest']},
  {title: 'XENON: development after all releases', order: ['2024.10.1', '2024.02.1', '2023.07.2', '2023.07.1', 'development']},
  {title: 'FAIR: months and their patches', order: ['jan24p5', 'jan24p1', 'jan24', 'nov22p1', 'apr22', 'apr21p2']},
  {title: 'FairRoot: the month after the version', order: ['v18.8.2_jan24p5', 'v18.8.2_jan24p1', 'v18.8.0_nov22p1', 'v18.6.10']},
  {
    title: 'EIC images: stable is the usual',
    order: [
      'eicweb/eic_xl:latest',
      'eicweb/eic_xl:26.07.1-stable',
      'eicweb/eic_xl:26.05.0-stable',
      'eicweb/eic_xl:25.07-stable',
      'eicweb/eic_xl:nightly',
    ],
  },
  {
    title: 'images: by name, the newest tag first',
    order: ['a.b/library/almalinux:9', 'a.b/library/almalinux:8', 'a.b/library/ubuntu:24.04', 'a.b/library/ubuntu:22.04'],
  },
  {
    title: 'images: a registry with a port, flavours, links',
    order: [
      'a.b:5005/x/root:latest',
      'a.b:5005/x/root:6.22.02',
      'a.b:5005/x/root:6.22.00',
      'a.b:5005/x/root:6.22.00-ubuntu20.04',
      'a.b:5005/x/root:master',
    ],
  },
  {
    title: 'BioContainers: builds of one version',
    order: ['samtools:1.17--h00cdaf9_0', 'samtools:1.9--h10a08f8_12', 'samtools:1.9--h91753b0_8', 'samtools:1.2--0'],
  },
  {title: 'Neurodesk: version and day', order: ['itksnap_4.0.2_20240124', 'itksnap_3.8.0_20201208', 'itksnap_3.8.0_20201130']},
  {title: 'Alliance', order: ['2026', '2023', '2020', '2018.3', '2016.4']},
  {title: 'sPHENIX', order: ['default', 'ana.560', 'ana.541', 'ana.99', 'new.20', 'new.2']},
  {
    title: 'DIRAC: links, releases, what comes before them',
    order: ['pro', 'v9.0.2', 'v9.0.0', 'v9.0.0a56', 'v9.0.0a9', 'v8.0.32', 'v8.0.9'],
  },
  {
    title: 'LHCbDIRAC: the time of a build in seconds',
    order: ['v10.2.1-1622561290', 'v10.2.1a1-1622561290', 'v10.2.0-1622000000'],
  },
  {title: 'Ganga', order: ['LATEST', '8.7.10', '8.7.9', '8-0-0', 'DEV']},
  {title: 'Geant4', order: ['11.4.1', '11.3.0', '11.3.0.beta', '10.04.p02', '10.04', '10.03.p03']},
  {
    title: 'a name alone stands before what is made of it',
    order: ['LbEnv', 'LbEnv-stable', 'LbEnv-dev', 'LbEnv-testing', 'LbEnv-unstable'],
  },
  {
    title: 'DUNE DAQ: the system at the end is a flavour',
    order: ['fddaq-v5.3.0-a9', 'fddaq-v5.3.0-rc2-a9', 'fddaq-v5.2.0', 'fddaq-v5.2.0-a9'],
  },
  {title: 'names without numbers go by the alphabet', order: ['linux', 'trunk']},
];
