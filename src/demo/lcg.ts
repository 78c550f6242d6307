import type {Entry} from './entry.ts';
import {setupCsh, setupSh} from './setup-scripts.ts';

const SFT = 'sft.cern.ch/lcg';
const HELLO = {version: '1.0', hash: 'd3e40'};

type Release = {
  readonly name: string;
  /** Without the architecture, which is this machine's: `el9-gcc13-opt`. */
  readonly platforms: readonly string[];
  readonly packages: Readonly<Record<string, string>>;
};

/** Releases, platforms and versions in the spelling of the real ones; none of these packages is in the demo (DEMO says so). */
const RELEASES: readonly Release[] = [
  {
    name: 'LCG_104',
    platforms: ['centos7-gcc11-opt', 'centos7-clang16-opt', 'el9-gcc12-opt', 'el9-gcc12-dbg'],
    packages: {ROOT: '6.28.04', Python: '3.9.12', Geant4: '11.1.2', pythia8: '308', fmt: '7.1.3'},
  },
  {
    name: 'LCG_105',
    platforms: ['centos7-gcc12-opt', 'el9-gcc12-opt', 'el9-gcc13-opt', 'ubuntu2204-gcc11-opt'],
    packages: {ROOT: '6.30.02', Python: '3.9.12', Geant4: '11.2.0', pythia8: '310', fmt: '10.0.0'},
  },
  {
    name: 'LCG_106',
    platforms: ['el9-gcc13-opt', 'el9-gcc13-dbg', 'el9-clang16-opt', 'ubuntu2204-gcc11-opt'],
    packages: {ROOT: '6.32.02', Python: '3.11.9', Geant4: '11.2.1', DD4hep: '01.29', pythia8: '311', fmt: '10.2.1'},
  },
  {
    name: 'LCG_106_cuda',
    platforms: ['el9-gcc11-opt'],
    packages: {ROOT: '6.32.02', Python: '3.11.9', cuda: '12.4', pytorch: '2.3.0'},
  },
  {
    name: 'LCG_107',
    platforms: [
      'el9-gcc13-opt',
      'el9-gcc13-dbg',
      'el9-gcc14-opt',
      'el9-clang16-opt',
      'ubuntu2204-gcc11-opt',
      'ubuntu2404-gcc13-opt',
    ],
    packages: {
      ROOT: '6.34.02',
      Python: '3.11.9',
      Geant4: '11.3.0',
      DD4hep: '01.31',
      delphes: '3.5.1pre12',
      pythia8: '312',
      fmt: '11.0.2',
    },
  },
  {
    name: 'LCG_108',
    platforms: ['el9-gcc13-opt', 'el9-gcc14-opt', 'el9-gcc14-dbg', 'el9-gcc15-opt', 'ubuntu2404-gcc13-opt'],
    packages: {
      ROOT: '6.36.02',
      Python: '3.12.11',
      Geant4: '11.3.2',
      DD4hep: '01.32',
      'Garfield++': '3627927',
      pythia8: '315',
      fmt: '11.1.4',
    },
  },
];

/**
 * Release views as sft.cern.ch has them, with the manifests that name their packages.
 *
 * @param family this machine's system in the spelling of platforms, so that one variant of each release runs as it is
 */
export function lcgTree(arch: string, family: string | null): readonly Entry[] {
  const views = RELEASES.flatMap(release => {
    const own = family === null ? [] : [`${family}-gcc13-opt`];
    const platforms = [...new Set([...release.platforms, ...own])].map(platform => `${arch}-${platform}`);
    // One of another architecture, which can never run here.
    const foreign = arch === 'x86_64' ? 'aarch64-el9-gcc13-opt' : 'x86_64-el9-gcc13-opt';
    return [...platforms, ...(release.name === 'LCG_107' ? [foreign] : [])].flatMap(platform => [
      ...viewEntries(`${SFT}/views/${release.name}/${platform}`, release.name, platform),
      ...manifests(`${SFT}/releases/${release.name}`, release, platform),
      ...helloPackage(release.name, platform),
    ]);
  });
  return [...views, {path: `${SFT}/../.cvmfsdirtab`, text: '/lcg/views/*\n'}, ...geant4Data()].map(plain);
}

/** `a/../b` is `b`. */
function plain(entry: Entry): Entry {
  return {...entry, path: entry.path.replace(/[^/]+\/\.\.\//, '')};
}

/** A view: its set-up scripts, and absolute links to the files of packages, as the real ones have. */
export function viewEntries(view: string, name: string, platform: string): readonly Entry[] {
  const release = name.startsWith('LCG_') ? name : 'nightlies';
  return [
    {path: `${view}/setup.sh`, text: setupSh(name, platform)},
    {path: `${view}/setup.csh`, text: setupCsh(name, platform, `/cvmfs/${view}`)},
    {path: `${view}/bin/hello-lcg`, link: `/cvmfs/${SFT}/releases/${packageDirectory(release, platform)}/bin/hello-lcg`},
    {path: `${view}/share/hsf-demo/${platform}`, text: `${name} ${platform}\n`},
    {path: `${view}/lib`, directory: true},
  ];
}

const packageDirectory = (release: string, platform: string) => `hello-lcg/${HELLO.version}-${HELLO.hash}/${release}/${platform}`;

export function helloPackage(release: string, platform: string): readonly Entry[] {
  return [{path: `${SFT}/releases/${packageDirectory(release, platform)}/bin/hello-lcg`, text: HELLO_LCG, executable: true}];
}

/** Both manifest files in the format of LAYOUTS.md 1.5. Hashes are made from the names. */
export function manifests(directory: string, release: Release, platform: string): readonly Entry[] {
  const [, , compiler = 'gcc13'] = platform.split('-');
  const [, family = 'gcc', version = '13'] = /^([a-z]+)(\d+)$/.exec(compiler) ?? [];
  const header = [`PLATFORM: ${platform}`, `VERSION: ${release.name.replace('LCG_', '')}`, `COMPILER: ${family};${version}.1.0`];
  const all = Object.entries({'hello-lcg': HELLO.version, ...release.packages});
  const line = ([name, number]: readonly [string, string], directory: string) =>
    `${name}; ${shortHash(`${name}${number}`)}; ${number}; ./${directory}${name}/${number}/${platform}; ${name === 'ROOT' ? `Python-${shortHash('Python')}` : ''}`;
  const text = (lines: readonly string[]) => [...header, ...lines, ''].join('\n');
  const generators = all.filter(([name]) => name === 'pythia8');
  const externals = all.filter(([name]) => name !== 'pythia8');
  return [
    {path: `${directory}/LCG_externals_${platform}.txt`, text: text(externals.map(one => line(one, '')))},
    {path: `${directory}/LCG_generators_${platform}.txt`, text: text(generators.map(one => line(one, 'MCGenerators/')))},
  ];
}

function geant4Data(): readonly Entry[] {
  return ['G4EMLOW8.6.1', 'G4NDL4.7.1'].map(name => ({
    path: `geant4.cern.ch/share/data/${name}/DEMO`,
    text: 'No data here (hsf demo).\n',
  }));
}

/** Five hex digits from a text, always the same. */
function shortHash(text: string): string {
  let sum = 0x811c9dc5;
  for (const character of text) sum = Math.imul(sum ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return sum.toString(16).padStart(8, '0').slice(0, 5);
}

// Shell builtins only: in a thin container there may be little else.
const HELLO_LCG = `#!/bin/sh
# A small program in a view: says which view it was started from, and where it runs (hsf demo).
system=unknown
if [ -r /etc/os-release ]; then
  while IFS= read -r line; do
    case $line in PRETTY_NAME=*) system=\${line#PRETTY_NAME=} ;; esac
  done </etc/os-release
fi
echo "Hello from the LCG view \${LCG_VERSION:-(none set up)} for \${LCG_PLATFORM:-an unknown platform}."
echo "Program: $0"
echo "System:  $system"
echo "Started: \${HSF_STACK:-not by hsf}\${HSF_CONTAINER:+, in a container: $HSF_CONTAINER}"
`;
