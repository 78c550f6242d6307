import {chmodSync, mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

export type CostlyView = {
  readonly address: string;
  /** Below `/cvmfs`. */
  readonly setup: string;
  /** All that belong to it, by name. */
  readonly repositories: readonly string[];
};

const RELEASE = 'LCG_110';
const COMPILER = 'lcg/releases/gcc/13.1.0-b3d18';
const BINUTILS = 'lcg/releases/binutils/2.40-acaab';
const DATA_SETS = [
  'NEUTRONHP',
  'LEVELGAMMA',
  'RADIOACTIVE',
  'PARTICLEXS',
  'PII',
  'REALSURFACE',
  'SAIDXS',
  'ABLA',
  'INCL',
  'ENSDFSTATE',
];
/** Packages whose home is told by where a link of the view leads. */
const HOMES = [
  'root',
  'python3',
  'java',
  'cmake',
  'git',
  'hadoop',
  'spark-shell',
  'mpirun',
  'pythia8',
  'lhapdf',
  'valgrind',
  'julia',
];
const PLAIN = 48;

/**
 * A view that costs what LAYOUTS.md 1.6 says of real ones: some hundred child processes, about a hundred variables, `LD_LIBRARY_PATH`
 * of fifteen entries, helpers that are scripts themselves. Over a slow line it takes some thirty requests, as an LCG-like set-up did on a
 * real client (1,078 ms where it took 416 from the cache, at 20 ms a request). How the real repository divides its catalogs is not
 * published; here each release of views has one, and each package.
 */
export function writeCostlyView(root: string, arch: string, family: string): CostlyView {
  const platform = `${arch}-${family}-gcc13-opt`;
  const repository = join(root, 'sft.cern.ch');
  const view = `lcg/views/${RELEASE}/${platform}`;
  const file = (path: string, text: string, mode = 0o644) => {
    const place = join(repository, path);
    mkdirSync(dirname(place), {recursive: true});
    writeFileSync(place, text);
    chmodSync(place, mode);
  };
  const nested = [`lcg/views/${RELEASE}`, COMPILER, BINUTILS];
  for (const directory of nested) file(`${directory}/.cvmfscatalog`, '');
  for (const {path, text, mode} of filesOf(view, platform)) file(path, text, mode);
  // Programs of a view are links into the packages, each of which has a catalog of its own.
  for (const [name, text] of PROGRAMS) {
    const home = `lcg/releases/${name}/1.0-ab12c`;
    file(`${home}/.cvmfscatalog`, '');
    file(`${home}/${platform}/bin/${name}`, `#!/bin/sh\n${text}`, 0o755);
    mkdirSync(join(repository, view, 'bin'), {recursive: true});
    symlinkSync(`/cvmfs/sft.cern.ch/${home}/${platform}/bin/${name}`, join(repository, view, 'bin', name));
  }
  mkdirSync(join(root, 'geant4.cern.ch/share/data'), {recursive: true});
  const repositories = ['sft.cern.ch', 'geant4.cern.ch'];
  return {address: `lcg/${RELEASE}@${platform}`, setup: `/cvmfs/sft.cern.ch/${view}/setup.sh`, repositories};
}

type ViewFile = {readonly path: string; readonly text: string; readonly mode?: number};

function filesOf(view: string, platform: string): readonly ViewFile[] {
  return [
    {path: `${view}/setup.sh`, text: costlySetup(platform)},
    {path: `${COMPILER}/${platform.split('-').slice(0, 2).join('-')}/setup.sh`, text: COMPILER_SETUP},
    {path: `${BINUTILS}/${platform.split('-').slice(0, 2).join('-')}/setup.sh`, text: BINUTILS_SETUP},
    ...R_FILES.map(path => ({path: `lcg/releases/R/1.0-ab12c/${platform}/${path}`, text: `# ${path}\n`})),
    ...DATA_SETS.map(name => ({path: `${view}/share/Geant4/data/${name}/.data`, text: ''})),
    ...[1, 2, 3, 4].map(number => ({path: `${view}/share/julia/packages/p${number}/Project.toml`, text: 'name = "p"\n'})),
    {path: `${view}/lib/libCore.so`, text: ''},
  ];
}

// Prints where its data are, as the program of Geant4 does: a long shell script that looks for its own place first.
const GEANT4_CONFIG = `here=$(dirname "$(readlink -f "$0")")
prefix=$(cd "$here/.." && pwd)
case $1 in
  --datasets) for set in ${DATA_SETS.join(' ')}; do echo "$set G4\${set}DATA $prefix/share/Geant4/data/$set"; done | sed 's/  */ /g' ;;
  --path) echo "$prefix/share/Geant4/data/$2" | sed 's://*:/:g' ;;
esac
`;

const R_FILES = [
  'etc/ldpaths',
  'etc/Renviron',
  'lib/libR.so',
  'lib/libRblas.so',
  'library/base/R/base',
  'library/methods/R/methods',
];

// The front end of R is a shell script, too.
const R = `home=$(dirname "$(dirname "$(readlink -f "$0")")")
arch=$(uname -m)
case $arch in *64) libs=lib64 ;; *) libs=lib ;; esac
cat ${R_FILES.map(path => `"$home/${path}"`).join(' ')} >/dev/null
echo "$home/$libs/R/\${1#--}" | sed 's/RHOME/library/'
`;

const PROGRAMS: readonly (readonly [name: string, text: string])[] = [
  ['geant4-config', GEANT4_CONFIG],
  ['R', R],
  ...HOMES.map(name => [name, 'exit 0\n'] as const),
];

const BINUTILS_SETUP = `export PATH=$binutils_here/bin:$PATH LD_LIBRARY_PATH=$binutils_here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}\n`;

const COMPILER_SETUP = `gcc_here=$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd -P)
export PATH="$gcc_here/bin\${PATH:+:$PATH}"
export LD_LIBRARY_PATH="$gcc_here/lib64:$gcc_here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export COMPILER_PATH=$(readlink -f "$gcc_here")
binutils_here=/cvmfs/sft.cern.ch/${BINUTILS}/$(basename "$gcc_here")
. "$binutils_here/setup.sh"
unset binutils_here
export FC=gfortran CC=gcc CXX=g++
unset gcc_here
`;

/** The text of the set-up script. Like real ones it reads variables that may be unset. */
export function costlySetup(platform: string): string {
  const system = platform.split('-').slice(0, 2).join('-');
  const each = (names: readonly string[], line: (name: string) => string) => names.map(line).join('\n');
  return `#---Set-up of ${RELEASE} for ${platform}
#   Generated: Thu Aug 20 03:12:45 2026
thisdir=$(cd "$(dirname "\${BASH_SOURCE[0]}")"; pwd)
if [ "x$COMPILER" != xnative ]; then . /cvmfs/sft.cern.ch/${COMPILER}/${system}/setup.sh; fi
export LCG_VERSION=${RELEASE.slice(4)} LCG_PLATFORM=${platform} LCG_VIEW=$thisdir
export PATH=$thisdir/bin:$thisdir/scripts\${PATH:+:$PATH}
for part in lib lib64 lib/python3.11/site-packages/torch/lib lib/root lib/geant4 lib/hadoop/native lib/julia lib/R/lib lib/mysql lib/oracle lib/boost lib/intel64; do
  LD_LIBRARY_PATH=$LD_LIBRARY_PATH:$(dirname "$thisdir/$part/x")
done
export LD_LIBRARY_PATH
export PYTHONHOME=$thisdir PYTHONPATH=$thisdir/lib:$thisdir/lib/python3.11/site-packages\${PYTHONPATH:+:$PYTHONPATH}
export MANPATH=$thisdir/man:$thisdir/share/man:$MANPATH
export CMAKE_PREFIX_PATH=$thisdir\${CMAKE_PREFIX_PATH:+:$CMAKE_PREFIX_PATH}
export C_INCLUDE_PATH=$thisdir/include CPLUS_INCLUDE_PATH=$thisdir/include ROOT_INCLUDE_PATH=$thisdir/include:$thisdir/src/cpp
export JUPYTER_PATH=$thisdir/share/jupyter GIT_EXEC_PATH=$thisdir/libexec/git-core OPAL_PREFIX=$thisdir XLA_FLAGS=--xla_gpu_cuda_data_dir=$thisdir
${each(HOMES, name => `export ${name.replace(/\W/g, '_').toUpperCase()}_HOME=$(dirname "$(dirname "$(readlink -f "$thisdir/bin/${name}")")")`)}
${each(DATA_SETS, name => `export G4${name}DATA=$(geant4-config --path ${name})`)}
${each(['RHOME', 'R_LIBS', 'R_DOC', 'R_INCLUDE'], name => `export ${name}_DIR=$(R --${name})`)}
export JULIA_LOAD_PATH=$(find "$thisdir/share/julia/packages" -maxdepth 2 -name Project.toml | sort | tr '\\n' ':')
export JULIA_DEPOT_PATH=$thisdir/share/julia:$(find "$thisdir/share/julia" -maxdepth 1 -type d | head -1)
${each([...Array(PLAIN).keys()].map(String), number => `export PACKAGE_${number}_ROOT=$thisdir/share/package${number}`)}
lcg_about() { echo "${RELEASE} for ${platform}, from $LCG_VIEW"; }
unset part thisdir
`;
}
