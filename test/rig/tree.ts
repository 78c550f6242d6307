import {chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

/** What a test may want to know about the tree it got; all paths are real paths below the given directory. */
export type Tree = {
  /** The stand-in for `/cvmfs`: pass it as `--cvmfs` or `HSF_CVMFS`. */
  readonly root: string;
  readonly repositories: readonly string[];
  /** Mode 000; readable all the same for root. */
  readonly unreadable: string;
  readonly prefix: string;
  readonly image: string;
};

export type TreeWishes = {
  /** LCG platforms to add to LCG_107, so that a test has something that runs natively: `x86_64-debian12-gcc12-opt`. */
  readonly extraPlatforms?: readonly string[];
};

const SFT = 'sft.cern.ch';
const NIGHTLIES = 'sft-nightlies.cern.ch';
const EESSI = 'software.eessi.io';
const UNPACKED = 'unpacked.cern.ch';

const VIEWS: Readonly<Record<string, readonly string[]>> = {
  LCG_110a: ['x86_64-el9-gcc14-opt', 'x86_64-el9-gcc15-opt'],
  LCG_107: [
    'x86_64-el9-gcc13-opt',
    'x86_64-el9-gcc14-opt',
    'x86_64-el9-gcc13-dbg',
    'x86_64-ubuntu2204-gcc11-opt',
    'aarch64-el9-gcc13-opt',
  ],
  LCG_107a: ['x86_64-el9-gcc13-dbg'],
  LCG_106b: ['arm64-mac12-clang140-opt', 'x86_64-el9-gcc13-opt', 'x86_64-el9-gcc13+detdesc-opt'],
  LCG_106_ATLAS_13: ['x86_64-el9-gcc13-opt'],
  LCG_105a_cuda: ['x86_64-el9-gcc11-opt'],
  LCG_104cuda: ['x86_64-centos7-gcc11-opt'],
  LCG_97apython3: ['x86_64-centos7-clang10-opt', 'x86_64-centos7-gcc62-opt', 'x86_64+avx2+fma-centos7-gcc8-opt'],
};

/** The manifest of LAYOUTS.md 8 with its edge lines: no dependencies, absolute directory, blanks, CRLF, unknown header. */
const manifest = (release: string, platform: string) =>
  [
    `PLATFORM: ${platform}`,
    `VERSION: ${release.replace('LCG_', '')}`,
    'COMPILER: gcc;13.1.0',
    'FLAVOUR: plain',
    `ROOT; 18eb6; 6.34.02; ./ROOT/6.34.02/${platform}; Python-2924c,tbb-0a1b2,vdt-3c4d5`,
    `Python; 2924c; 3.11.9; ./Python/3.11.9/${platform}; openssl-6e7f8`,
    `Geant4; 3cd7f; 11.3.0; ./Geant4/11.3.0/${platform}; clhep-9a0b1,XercesC-2c3d4  `,
    `delphes; ae61c; 3.5.1pre12; ./delphes/3.5.1pre12/${platform}; ROOT-18eb6\r`,
    `Garfield++; fabe3; 3627927; /cvmfs/${SFT}/lcg/releases/Garfield++/3627927-fabe3/${platform}; ROOT-18eb6`,
    `fmt; 01abc; 10.1-rc2; ./fmt/10.1-rc2/${platform}; `,
    '',
  ].join('\n');

/** A small setup.sh that behaves like a real one where it matters: it exports, prints a line and reads unset variables. */
const setup = (name: string) =>
  [
    '#   Generated: Thu Aug 20 03:12:45 2026',
    `echo "setting up ${name}"`,
    `export LCG_VERSION=${name.split(' ')[0] ?? name}`,
    'export PATH="$(dirname "${BASH_SOURCE[0]}")/bin:$PATH"',
    'export LD_LIBRARY_PATH="$(dirname "${BASH_SOURCE[0]}")/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"',
    'test -z "$SURELY_NOT_SET" || echo odd',
    '',
  ].join('\n');

/**
 * Writes a CVMFS-like tree below `directory` (LAYOUTS.md 8): release views, nightlies with `latest` links, a dangling link, a
 * directory without `setup.sh`, an unreadable directory, a Gentoo Prefix with compilers, EESSI with several targets, unpacked
 * images with a flat store. Synchronous and small (some hundred files), so that each test can have its own.
 */
export function writeTree(directory: string, wishes: TreeWishes = {}): Tree {
  writeViews(directory, wishes.extraPlatforms ?? []);
  writeNightlies(directory);
  const prefix = writePrefix(join(directory, SFT, 'lcg/contrib/gentoo/linux/x86_64'));
  writeEessi(directory);
  const image = writeImages(directory);
  folder(join(directory, 'geant4.cern.ch/share/data/G4EMLOW8.6.1'));
  const unreadable = join(directory, SFT, 'lcg/views/LCG_99');
  folder(join(unreadable, 'x86_64-el9-gcc13-opt'));
  chmodSync(unreadable, 0o000);
  return {root: directory, repositories: [SFT, NIGHTLIES, 'geant4.cern.ch', EESSI, UNPACKED], unreadable, prefix, image};
}

/** Removes what `writeTree` made, unreadable directories included, also for an ordinary user. */
export function removeTree(directory: string): void {
  if (!existsSync(directory)) return;
  openUp(directory);
  rmSync(directory, {recursive: true, force: true});
}

/** A tree of `variants` LCG variants with five platforms a release, for figures (DESIGN.md: 2,000). */
export function writeLargeTree(directory: string, variants: number): Tree {
  const platforms = [
    'x86_64-el9-gcc13-opt',
    'x86_64-el9-gcc14-opt',
    'x86_64-el9-gcc13-dbg',
    'x86_64-ubuntu2204-gcc11-opt',
    'aarch64-el9-gcc13-opt',
  ];
  for (let i = 0; i < variants; i++) {
    const release = `LCG_${100 + Math.floor(i / platforms.length)}`;
    file(join(directory, SFT, 'lcg/views', release, platforms[i % platforms.length] ?? '', 'setup.sh'), 'export LCG_VERSION=1\n');
  }
  return {root: directory, repositories: [SFT], unreadable: '', prefix: '', image: ''};
}

function writeViews(directory: string, extra: readonly string[]): void {
  const views = join(directory, SFT, 'lcg/views');
  for (const [release, platforms] of Object.entries(VIEWS)) {
    for (const platform of [...platforms, ...(release === 'LCG_107' ? extra : [])]) {
      const view = join(views, release, platform);
      file(join(view, 'setup.sh'), setup(`${release} ${platform}`));
      file(join(view, 'setup.csh'), `setenv LCG_VERSION ${release}\n`);
      program(join(view, 'bin/stack-name'), `#!/bin/sh\necho "${release} ${platform}"\n`);
      folder(join(view, 'lib'));
      file(join(directory, SFT, 'lcg/releases', release, `LCG_externals_${platform}.txt`), manifest(release, platform));
    }
  }
  file(join(views, 'setupViews.sh'), 'echo chooser\n');
  file(join(directory, SFT, '.cvmfsdirtab'), '/lcg/views/*\n');
  file(join(directory, SFT, 'lcg/releases/LCG_107/LCG_generators_x86_64-el9-gcc13-opt.txt'), generators());
  // A half-published platform: the directory is there, its marker is not.
  folder(join(views, 'LCG_107/x86_64-el9-clang19-opt/bin'));
  folder(join(views, 'LCG_200'));
}

const generators = () =>
  [
    'PLATFORM: x86_64-el9-gcc13-opt',
    'VERSION: 107',
    'COMPILER: gcc;13.1.0',
    'tauola++; 0a1b2; 1.1.8; ./MCGenerators/tauola++/1.1.8/x86_64-el9-gcc13-opt; ',
    '',
  ].join('\n');

function writeNightlies(directory: string): void {
  const slot = join(directory, NIGHTLIES, 'lcg/views/dev3');
  const platform = 'x86_64-el9-gcc16-opt';
  for (const day of ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'])
    file(join(slot, day, platform, 'setup.sh'), setup(`dev3 ${day}`));
  link(`../Thu/${platform}`, join(slot, 'latest', platform));
  // Dangling on purpose: a platform whose last good day is gone.
  link('../Tue/x86_64-el9-clang16-dbg', join(slot, 'latest/x86_64-el9-clang16-dbg'));
  folder(join(directory, NIGHTLIES, 'lcg/views/dev4/latest'));
  const thursday = join(directory, NIGHTLIES, 'lcg/nightlies/dev3/Thu');
  file(join(thursday, `isDone-${platform}`), '');
  file(join(thursday, `LCG_externals_${platform}.txt`), manifest('dev3', platform));
}

/** A link to the machine's bash would lead out of the tree, where nothing of a repository may lead. */
const BASH = '#!/bin/sh\nexec /bin/bash "$@"\n';

/** Prefix-like: the programs are the machine's own, so it starts, but it proves nothing about loaders. */
function writePrefix(prefix: string): string {
  program(join(prefix, 'startprefix'), '#!/bin/sh\nexec /bin/sh\n');
  program(join(prefix, 'bin/bash'), BASH);
  folder(join(prefix, 'usr/bin'));
  file(join(prefix, 'etc/profile'), `export EPREFIX='${prefix}'\nexport PATH='${prefix}/usr/bin:${prefix}/bin:/usr/bin:/bin'\n`);
  for (const version of ['13', '14'])
    program(join(prefix, `usr/x86_64-pc-linux-gnu/gcc-bin/${version}/gcc`), `#!/bin/sh\necho gcc ${version}\n`);
  program(join(prefix, 'usr/lib/llvm/19/bin/clang'), '#!/bin/sh\necho clang 19\n');
  for (const name of ['sci-physics/root-6.36.02', 'dev-lang/python-3.13.1_p2-r1', 'sys-devel/gcc-13.3.1_p20241025']) {
    file(join(prefix, 'var/db/pkg', name, 'SLOT'), '0\n');
  }
  return prefix;
}

function writeEessi(directory: string): void {
  const root = join(directory, EESSI);
  file(join(root, 'README.eessi'), 'EESSI\n');
  link('/opt/eessi', join(root, 'host_injections'));
  for (const version of ['2023.06', '2025.06']) {
    const base = join(root, 'versions', version);
    const script = `echo "EESSI ${version}"\nexport EESSI_VERSION=${version}\nexport EESSI_SOFTWARE_SUBDIR="$EESSI_SOFTWARE_SUBDIR_OVERRIDE"\n`;
    file(join(base, 'init/bash'), script);
    if (version !== '2023.06')
      for (const shell of ['sh', 'bash', 'zsh', 'ksh', 'csh', 'fish']) file(join(base, 'init/lmod', shell), script);
    program(join(base, 'compat/linux/x86_64/startprefix'), '#!/bin/sh\nexec /bin/sh\n');
    program(join(base, 'compat/linux/x86_64/bin/bash'), BASH);
    file(join(base, 'compat/linux/x86_64/etc/profile'), `export EPREFIX='${join(base, 'compat/linux/x86_64')}'\n`);
    folder(join(base, 'compat/linux/x86_64/usr/bin'));
    folder(join(base, 'compat/linux/x86_64/var/db/pkg'));
    for (const target of [
      'x86_64/generic',
      'x86_64/amd/zen2',
      'x86_64/amd/zen3',
      'x86_64/intel/haswell',
      'aarch64/neoverse_v1',
      'aarch64/nvidia/grace',
    ]) {
      const modules = join(base, 'software/linux', target, 'modules/all');
      for (const name of ['ROOT/6.30.06-foss-2023a', 'GCC/12.3.0', 'Python/3.11.3-GCCcore-12.3.0'])
        file(join(modules, `${name}.lua`), '-- module\n');
    }
    folder(join(base, 'software/linux/x86_64/amd/zen3/accel/nvidia/cc80/modules/all'));
  }
}

function writeImages(directory: string): string {
  const root = join(directory, UNPACKED);
  const flat = '.flat/80/80fe7cc69c91332a0733c5aea408913df2f1944ab2e9a895ee51de8324cb232a';
  for (const name of ['bin', 'etc', 'usr', '.singularity.d']) folder(join(root, flat, name));
  file(join(root, flat, 'etc/os-release'), 'ID="almalinux"\nVERSION_ID="9.4"\nID_LIKE="rhel centos fedora"\n');
  folder(join(root, 'logDir'));
  link(`../../${flat}`, join(root, 'registry.hub.docker.com/library/almalinux:9'));
  link(`../../${flat}`, join(root, 'registry.hub.docker.com/rootproject/root:6.22.00-ubuntu20.04'));
  link(`../../../${flat}`, join(root, 'gitlab-registry.cern.ch/atlas_higgs_combination/software/analyzer:2-0'));
  folder(join(root, 'gitlab-p4n.aip.de:5005'));
  return join(root, flat);
}

function openUp(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, {withFileTypes: true})) if (entry.isDirectory()) openUp(join(directory, entry.name));
}

function folder(path: string): void {
  mkdirSync(path, {recursive: true});
}

function file(path: string, text: string): void {
  folder(dirname(path));
  writeFileSync(path, text);
}

function program(path: string, text: string): void {
  file(path, text);
  chmodSync(path, 0o755);
}

function link(target: string, path: string): void {
  folder(dirname(path));
  if (lstatSync(path, {throwIfNoEntry: false}) === undefined) symlinkSync(target, path);
}
