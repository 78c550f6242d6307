import type {Family, Layout} from '../../src/find/family.ts';
import type {Findings, FoundVariant, Repository, RepositoryState} from '../../src/find/found.ts';
import type {EngineFact, Host} from '../../src/choose/host.ts';
import {familyWith, layoutWith, PLAIN_FIND} from '../rig/layout.ts';

/** Small catalogues in the words of the tests: what lies where, on which machine. */

export const layout = (changes: Partial<Layout> = {}): Layout => layoutWith({markers: ['setup.sh'], ...changes});

export const family = (id: string, changes: Partial<Family> = {}): Family => familyWith({id, ...changes});

const LAYOUT = layout();

type Kind = Partial<FoundVariant> & {readonly family: Family; readonly layout: Layout};

/** A variant as the search finds it. */
export function found(release: string, platformText: string, {family: of, layout: by, ...changes}: Kind): FoundVariant {
  const root = `/cvmfs/${by.repository}/${release}${platformText === '' ? '' : `/${platformText}`}`;
  return {
    family: of,
    layout: by,
    release,
    repository: by.repository,
    platformText,
    root,
    entry: {kind: by.entry.kind, path: by.entry.kind === 'source' ? `${root}/setup.sh` : root},
    ...PLAIN_FIND,
    ...changes,
  };
}

const LCG = {family: family('lcg', {title: 'LCG releases', recommended: ['LCG_*']}), layout: LAYOUT};
const IMAGES = {
  family: family('unpacked', {title: 'Container images'}),
  layout: layout({
    repository: 'unpacked.cern.ch',
    grammar: 'image',
    platform: '',
    ends: 'either',
    entry: {...LAYOUT.entry, kind: 'image'},
  }),
};
const EESSI = {
  family: family('eessi', {title: 'EESSI'}),
  layout: layout({repository: 'software.eessi.io', grammar: 'eessi', entry: {...LAYOUT.entry, kind: 'modules'}}),
};
const COMPAT = {
  family: EESSI.family,
  layout: {...EESSI.layout, preference: -10, entry: {...LAYOUT.entry, kind: 'prefix' as const}},
};
const GENTOO = {
  family: family('gentoo', {title: 'Gentoo Prefix'}),
  layout: layout({grammar: 'gentoo', entry: {...LAYOUT.entry, kind: 'prefix'}}),
};
const NIGHTLIES = {
  family: family('lcg-nightly', {title: 'LCG nightlies'}),
  layout: layout({repository: 'sft-nightlies.cern.ch', nightly: true, needs: ['sft.cern.ch']}),
};

export const kinds = {lcg: LCG, images: IMAGES, eessi: EESSI, compat: COMPAT, gentoo: GENTOO, nightlies: NIGHTLIES};

export const lcg = (release: string, ...platforms: readonly string[]) => platforms.map(each => found(release, each, LCG));
export const image = (name: string) => found(name, '', IMAGES);
export const eessi = (version: string, ...targets: readonly string[]) =>
  targets.map(each => found(version, each, each.startsWith('compat/') ? COMPAT : EESSI));
export const nightly = (release: string, ...platforms: readonly string[]) =>
  platforms.map(each => found(release, each, NIGHTLIES));

/** A prefix and the compilers in it. */
export function prefix(
  release: string,
  arch: string,
  compilers: readonly (readonly [string, string])[],
): readonly FoundVariant[] {
  const plain = found(release, arch, GENTOO);
  return [plain, ...compilers.map(([name, version]) => ({...plain, compiler: {name, version, path: `usr/${name}/${version}`}}))];
}

export const ALMA9 = image('registry.hub.docker.com/library/almalinux:9');
export const UBUNTU22 = image('registry.hub.docker.com/library/ubuntu:22.04');
export const CENTOS7 = image('registry.hub.docker.com/library/centos:centos7');

export function findings(variants: readonly FoundVariant[], states: Readonly<Record<string, RepositoryState>> = {}): Findings {
  // What they need is there, unless a test says otherwise.
  const names = new Set([...variants.flatMap(each => [each.repository, ...each.layout.needs]), ...Object.keys(states)]);
  const repositories = [...names].map((fqrn): Repository => ({
    fqrn,
    state: states[fqrn] ?? 'ready',
    revision: null,
    rootHash: null,
    scannedAt: null,
    message: null,
  }));
  return {cvmfs: '/cvmfs', repositories, variants};
}

export const BUBBLEWRAP: EngineFact = {
  name: 'bubblewrap',
  program: '/usr/bin/bwrap',
  version: '0.8.0',
  usable: true,
  reason: 'It is installed.',
  takes: ['directory', 'host'],
};
export const BROKEN: EngineFact = {...BUBBLEWRAP, usable: false, reason: 'User namespaces are switched off.'};
export const APPTAINER: EngineFact = {
  name: 'apptainer',
  program: '/usr/bin/apptainer',
  version: '1.3',
  usable: true,
  reason: 'It is installed.',
  takes: ['directory', 'sif', 'squashfs', 'archive', 'reference'],
};

const V3 = 'cx16 lahf_lm mmx sse sse2 pni ssse3 sse4_1 sse4_2 popcnt avx avx2 bmi1 bmi2 f16c fma abm movbe xsave'.split(' ');

/** A machine with AVX2 made by AMD, Debian 12 and bubblewrap, unless said otherwise. */
export function host(
  changes: Partial<Omit<Host, 'cpu' | 'os'>> & {readonly cpu?: Partial<Host['cpu']>; readonly os?: string} = {},
): Host {
  const {cpu, os = 'debian12', ...others} = changes;
  const [, id = null, version = null] = /^([a-z]+)([\d.]*)$/.exec(os) ?? [];
  return {
    kernel: '6.1.0',
    arch: 'x86_64',
    libc: {name: 'glibc', version: '2.36'},
    gpus: [],
    engines: [BUBBLEWRAP],
    shells: ['/bin/bash'],
    origins: {},
    ...others,
    cpu: {
      vendor: 'AuthenticAMD',
      level: 'x86-64-v3',
      microarchitecture: 'zen2',
      candidates: ['x86_64/amd/zen2', 'x86_64/generic'],
      flags: [...V3, 'clwb'],
      ...cpu,
    },
    os: {id, version, family: os},
  };
}
