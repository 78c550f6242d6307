import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';

/** What a test or the bench may want to know about the tree it got. */
export type BigTree = {
  /** The stand-in for `/cvmfs`. */
  readonly root: string;
  /** To be `XDG_CONFIG_HOME`: `hsf/families` in it has one file for each repository that no built-in family knows. */
  readonly config: string;
  readonly repositories: readonly string[];
  readonly variants: number;
  /** Lines of manifests and module files together. */
  readonly rows: number;
  /** Stacks with a package list, as `hsf show` takes them. */
  readonly listed: readonly string[];
};

export type BigTreeWishes = {
  /** At least four. */
  readonly repositories?: number;
  readonly variants?: number;
  readonly rows?: number;
  /** Platform (LCG's spelling) that comes first in every release, so that something runs natively. */
  readonly native?: string;
};

/** Lines of a manifest: real ones have between 200 and 500. */
const ROWS_OF_A_LIST = 250;

/**
 * Writes the tree that the figures are about: 20 repositories, 100,000 variants and 500,000 package rows unless told otherwise. The
 * numbers are exact, all is a function of them, and it takes some ten seconds.
 *
 * Four repositories have the layouts of built-in families: release views and their manifests (nine rows in ten), nightlies with
 * `latest` links and completion flags, EESSI targets with module files (the other rows), images with registries of several depths.
 * The others are a site's own, `stack05.example.org` and so on, in three shapes by turns, with a family file each: views by release,
 * by platform first as ALICE has them, and with a prefix of literal segments as Key4hep has them.
 *
 * @param directory empty or missing; `cvmfs` and `config` are made in it
 */
export function writeBigTree(directory: string, wishes: BigTreeWishes = {}): BigTree {
  const {repositories = 20, variants = 100_000, rows = 500_000, native} = wishes;
  const root = join(directory, 'cvmfs');
  const config = join(directory, 'config');
  const platforms = [...new Set([...(native === undefined ? [] : [native]), ...PLATFORMS])];
  const targets = Math.max(1, Math.floor(variants / 1000));
  const images = Math.floor(variants * 0.15);
  const nightlies = Math.floor(variants * 0.05);
  const moduleFiles = Math.floor(rows / 10 / targets);
  const manifests = Math.ceil((rows - moduleFiles * targets) / ROWS_OF_A_LIST);
  const views = Math.max(manifests, Math.floor(variants * 0.05));
  const own = Array.from({length: repositories - 4}, (_, index) => `stack${String(index + 5).padStart(2, '0')}.example.org`);
  if (repositories < 4 || targets + images + nightlies + views > variants)
    throw new Error('There are too few variants for this tree.');

  const listed = writeViews(join(root, 'sft.cern.ch/lcg'), views, platforms, rows - moduleFiles * targets);
  writeNightlies(join(root, 'sft-nightlies.cern.ch/lcg'), nightlies, platforms);
  writeTargets(join(root, 'software.eessi.io/versions'), targets, moduleFiles);
  let left = variants - targets - nightlies - views;
  writeImages(join(root, 'unpacked.cern.ch'), own.length === 0 ? left : images);
  left -= images;
  for (const [index, fqrn] of own.entries()) {
    const share = Math.floor(left / (own.length - index));
    left -= share;
    writeOwn(join(root, fqrn), share, platforms, index % SHAPES.length);
    write(join(config, 'hsf/families', `${fqrn}.toml`), familyFile(fqrn, index % SHAPES.length));
  }
  const known = ['sft.cern.ch', 'sft-nightlies.cern.ch', 'software.eessi.io', 'unpacked.cern.ch'];
  return {root, config, repositories: [...known, ...own], variants, rows, listed};
}

const PLATFORMS = ['x86_64', 'aarch64'].flatMap(arch =>
  ['el9', 'el8', 'ubuntu2404', 'ubuntu2204'].flatMap(system =>
    ['gcc13', 'gcc14', 'clang19'].map(compiler => `${arch}-${system}-${compiler}-opt`),
  ),
);
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const NAMES = ['ROOT', 'Python', 'Geant4', 'DD4hep', 'HepMC3', 'pythia8', 'fastjet', 'LHAPDF', 'Boost', 'fmt'];
const SETUP = 'export STACK_READY=1\n';

/** Paths of the site's own layouts. */
const SHAPES = [
  'releases/{release}/{platform}',
  '{platform}/Packages/stack/{release}',
  'sw/linux/opt/{release}/{platform}',
] as const;

/** The first `count` of all pairs of release and platform, release by release. */
function* pairs(count: number, platforms: readonly string[]): Generator<readonly [release: number, platform: string]> {
  for (let index = 0; index < count; index++) {
    yield [Math.floor(index / platforms.length), platforms[index % platforms.length] ?? ''];
  }
}

function writeViews(lcg: string, count: number, platforms: readonly string[], rows: number): readonly string[] {
  const listed = new Set<string>();
  let rowsLeft = rows;
  for (const [number, platform] of pairs(count, platforms)) {
    const release = `LCG_${100 + number}`;
    write(join(lcg, 'views', release, platform, 'setup.sh'), SETUP);
    const own = Math.min(rowsLeft, ROWS_OF_A_LIST);
    if (own === 0) continue;
    rowsLeft -= own;
    listed.add(`lcg/${release}`);
    write(join(lcg, 'releases', release, `LCG_externals_${platform}.txt`), manifest(number, platform, own));
  }
  return [...listed];
}

function manifest(release: number, platform: string, rows: number): string {
  let text = `PLATFORM: ${platform}\nVERSION: ${100 + release}\nCOMPILER: gcc;14.2.0\n`;
  for (let row = 0; row < rows; row++) {
    const name = packageName(row);
    const version = versionOf(row, release);
    const hash = (row * 7919 + release * 104_729).toString(16).padStart(5, '0').slice(-5);
    text += `${name}; ${hash}; ${version}; ./${name}/${version}/${platform}; Python-2924c,Boost-${hash}\n`;
  }
  return text;
}

function packageName(row: number): string {
  return NAMES[row] ?? `package${row}`;
}

function versionOf(row: number, release: number): string {
  return `${(row % 9) + 1}.${Math.floor(release / 3)}.${(row + release) % 10}`;
}

function writeNightlies(lcg: string, count: number, platforms: readonly string[]): void {
  const builds = DAYS.flatMap(day => platforms.map(platform => `${day}/${platform}`));
  const links = platforms.map(platform => `latest/${platform}`);
  for (const [number, leaf] of pairs(count, [...builds, ...links])) {
    const [day = '', platform = ''] = leaf.split('/');
    const slot = `dev${number}`;
    if (day === 'latest') {
      folder(join(lcg, 'views', slot, day));
      symlinkSync(`../Thu/${platform}`, join(lcg, 'views', slot, leaf));
      continue;
    }
    write(join(lcg, 'views', slot, leaf, 'setup.sh'), SETUP);
    write(join(lcg, 'nightlies', slot, day, `isDone-${platform}`), '');
  }
}

function writeTargets(versions: string, count: number, moduleFiles: number): void {
  const targets = Array.from({length: Math.min(count, 20)}, (_, index) => `x86_64/vendor${index % 4}/target${index}`);
  for (const [number, target] of pairs(count, targets)) {
    const version = join(versions, `${2023 + number}.06`);
    write(join(version, 'init/lmod/bash'), SETUP);
    const modules = join(version, 'software/linux', target, 'modules/all');
    folder(modules);
    for (let row = 0; row < moduleFiles; row++) {
      // Two versions of each.
      const name = packageName(row >> 1);
      write(join(modules, name, `${versionOf(row, number)}-gompi-2024${row % 2 === 0 ? 'a' : 'b'}.lua`), '');
    }
  }
}

function writeImages(root: string, count: number): void {
  const flat = '.flat/80/80fe7cc69c91332a0733c5aea408913df2f1944ab2e9a895ee51de8324cb232a';
  for (const name of ['bin', 'etc', '.singularity.d']) folder(join(root, flat, name));
  for (let index = 0; index < count; index++) {
    const group = Math.floor(index / 50);
    const place = group % 2 === 0 ? `hub.example.org/group${group}` : `gitlab.example.org:5005/team/sub${group}/project`;
    const up = '../'.repeat(place.split('/').length);
    folder(join(root, place));
    symlinkSync(`${up}${flat}`, join(root, place, `image${index % 10}:v${Math.floor(index / 10) % 5}`));
  }
}

function writeOwn(root: string, count: number, platforms: readonly string[], shape: number): void {
  const path = SHAPES[shape] ?? SHAPES[0];
  for (const [number, platform] of pairs(count, platforms)) {
    const leaf = path.replace('{release}', `2026.${number}`).replace('{platform}', platform);
    write(join(root, leaf, 'setup.sh'), SETUP);
  }
}

function familyFile(fqrn: string, shape: number): string {
  const id = fqrn.slice(0, fqrn.indexOf('.'));
  return [
    `id = "${id}"`,
    `title = "Stacks of ${fqrn}"`,
    '[[layout]]',
    `repository = "${fqrn}"`,
    `path = "${SHAPES[shape]}"`,
    'grammar = "lcg"',
    'marker = "setup.sh"',
    '[layout.entry]',
    'kind = "source"',
    'path = "setup.sh"',
    '',
  ].join('\n');
}

/** Asked tens of thousands of times for the same few thousand. */
let lastFolder = '';

function folder(path: string): void {
  if (path === lastFolder) return;
  mkdirSync(path, {recursive: true});
  lastFolder = path;
}

function write(path: string, text: string): void {
  folder(dirname(path));
  writeFileSync(path, text);
}
