import type {Entry} from './entry.ts';
import type {HostPrograms} from './host-programs.ts';
import {prefixTree, type Prefix} from './prefix.ts';
import {eessiInit, HELLO_EESSI} from './setup-scripts.ts';

const ROOT = 'software.eessi.io';
const VERSIONS = ['2023.06', '2025.06'];

const TARGETS: Readonly<Record<string, readonly string[]>> = {
  x86_64: ['generic', 'intel/haswell', 'intel/skylake_avx512', 'amd/zen2', 'amd/zen3', 'amd/zen4'],
  aarch64: ['generic', 'neoverse_n1', 'neoverse_v1', 'nvidia/grace'],
};

/** Enough for a look around; the whole set would be there three times otherwise. */
const COMPAT_PROGRAMS = ['bash', 'ls', 'cat', 'env', 'id', 'uname', 'head', 'grep', 'true', 'false', 'sleep'];

const MODULES = ['GCC/13.2.0', 'Python/3.11.5-GCCcore-13.2.0', 'ROOT/6.30.06-foss-2023b', 'hello-eessi/1.0'];

/** An EESSI-like repository: versions, init scripts, CPU targets with modules, and a compatibility layer that works. */
export function eessiTree(arch: string, host: HostPrograms | null): Prefix {
  const compat = host === null ? [] : VERSIONS.map(version => compatLayer(version, arch, host));
  return {
    withoutSearchPath: compat.flatMap(({withoutSearchPath}) => withoutSearchPath),
    entries: [
      {path: `${ROOT}/README.eessi`, text: "hsf's demo of an EESSI repository.\n"},
      {path: `${ROOT}/host_injections`, link: '/opt/eessi'},
      ...VERSIONS.flatMap(version => versionEntries(version)),
      ...compat.flatMap(({entries}) => entries),
    ],
  };
}

function versionEntries(version: string): readonly Entry[] {
  const base = `${ROOT}/versions/${version}`;
  const shells = ['bash', 'sh', 'zsh', 'ksh'];
  const software = Object.entries(TARGETS).flatMap(([arch, targets]) =>
    targets.map(target => `${base}/software/linux/${arch}/${target}`),
  );
  return [
    {path: `${base}/init/bash`, text: eessiInit(version)},
    ...shells.map((shell): Entry => ({path: `${base}/init/lmod/${shell}`, text: eessiInit(version)})),
    {path: `${ROOT}/init/modules/EESSI/${version}.lua`, text: '-- EESSI (hsf demo)\n'},
    ...software.flatMap(target => [
      ...MODULES.map((name): Entry => ({path: `${target}/modules/all/${name}.lua`, text: `-- ${name} (hsf demo)\n`})),
      {path: `${target}/software/hello-eessi/1.0/bin/hello-eessi`, text: HELLO_EESSI, executable: true} satisfies Entry,
    ]),
  ];
}

function compatLayer(version: string, arch: string, host: HostPrograms): Prefix {
  return prefixTree({
    prefix: `/cvmfs/${ROOT}/versions/${version}/compat/linux/${arch}`,
    arch,
    host,
    only: COMPAT_PROGRAMS,
    compilers: [],
    packages: ['app-shells/bash-5.2', 'sys-apps/coreutils-9.4', 'sys-cluster/lmod-8.7.30'],
  });
}
