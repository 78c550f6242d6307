import {describe, expect, test} from 'vitest';
import {builtInFamilies} from '../../../src/find/built-in-families.ts';
import type {FoundVariant} from '../../../src/find/found.ts';
import {familyFromData} from '../../../src/find/family-from-data.ts';
import {globTest} from '../../../src/find/glob.ts';
import {packageSources} from '../../../src/find/packages/package-source.ts';
import {PLAIN_FIND} from '../../rig/layout.ts';

/** The variant that a built-in layout makes of these captures. */
function variant(
  family: string,
  number: number,
  root: string,
  captures: Record<string, string>,
  link: string | null = null,
): FoundVariant {
  const described = builtInFamilies().find(({id}) => id === family)!;
  const layout = described.layouts[number]!;
  const platformText = captures['platform'] ?? '';
  const entry = {kind: layout.entry.kind, path: root};
  return {
    family: described,
    layout,
    release: '',
    repository: layout.repository,
    platformText,
    root,
    entry,
    ...PLAIN_FIND,
    captures,
    link,
  };
}

const packageSource = (found: FoundVariant) => packageSources([found])[0]?.place ?? null;
const PLATFORM = 'x86_64-el9-gcc13-opt';
const VIEW = variant('lcg', 0, `/cvmfs/sft.cern.ch/lcg/views/LCG_107/${PLATFORM}`, {release: 'LCG_107', platform: PLATFORM});

describe('packages are listed', () => {
  test('for an LCG view in the manifests of its release', () => {
    expect(packageSource(VIEW)?.directory).toBe('lcg/releases/LCG_107');
  });

  test.each([
    [`LCG_externals_${PLATFORM}.txt`, true],
    [`LCG_generators_${PLATFORM}.txt`, true],
    [`LCG_externals_aarch64-${PLATFORM}.txt`, false],
    [`LCG_externals_${PLATFORM}.txt.old`, false],
    ['LCG_externals_x86_64-el9-gcc13-dbg.txt', false],
  ])('and %s counts: %s', (file, counts) => {
    expect(globTest(packageSource(VIEW)?.files ?? '')(file)).toBe(counts);
  });

  test('for the latest nightly in the manifests of the day that its link names', () => {
    const root = `/cvmfs/sft-nightlies.cern.ch/lcg/views/dev3/latest/${PLATFORM}`;
    const captures = {slot: 'dev3', day: 'latest', platform: PLATFORM};
    const directory = (link: string | null) => packageSource(variant('lcg-nightly', 0, root, captures, link))?.directory;
    expect(directory(`../Thu/${PLATFORM}`)).toBe('lcg/nightlies/dev3/Thu');
    expect(directory(`/cvmfs/sft-nightlies.cern.ch/lcg/views/dev4/Mon/${PLATFORM}`)).toBe('lcg/nightlies/dev4/Mon');
    expect(directory('/etc')).toBe('lcg/nightlies/dev3/latest');
    expect(directory('../../../../../../..')).toBe('lcg/nightlies/dev3/latest');
  });

  test('for a Gentoo Prefix in its own database', () => {
    const root = '/cvmfs/sft.cern.ch/lcg/contrib/gentoo/linux/x86_64';
    expect(packageSource(variant('gentoo', 0, root, {release: 'linux', platform: 'x86_64'}))?.directory).toBe(
      'lcg/contrib/gentoo/linux/x86_64/var/db/pkg',
    );
  });

  test('for EESSI among the modules of the target', () => {
    const root = '/cvmfs/software.eessi.io/versions/2023.06/software/linux/x86_64/amd/zen3';
    const captures = {version: '2023.06', arch: 'x86_64', target: 'amd/zen3'};
    expect(packageSource(variant('eessi', 0, root, captures))).toMatchObject({
      format: 'modules',
      directory: 'versions/2023.06/software/linux/x86_64/amd/zen3/modules/all',
    });
  });

  test('for images nowhere', () => {
    expect(packageSource(variant('unpacked', 0, '/cvmfs/unpacked.cern.ch/x/y:1', {}))).toBeNull();
  });
});

describe('lists that hold only what changed', () => {
  const family = familyFromData(
    {
      id: 'night',
      title: 'Nightlies',
      layout: [
        {
          repository: 'sw.example.org',
          path: 'v/{release}/{platform}',
          grammar: 'lcg',
          entry: {kind: 'source', path: 'setup.sh'},
          packages: {format: 'spack', directory: 'spack', whole: '.scratch'},
        },
        {repository: 'sw.example.org', path: 'w/{release}/{platform}', grammar: 'lcg', entry: {kind: 'source', path: 'setup.sh'}},
      ],
    } as never,
    'test',
  );
  const night = (release: string, wishes: Partial<FoundVariant> = {}, number = 0): FoundVariant => ({
    ...PLAIN_FIND,
    family,
    layout: family.layouts[number]!,
    release,
    repository: 'sw.example.org',
    platformText: 'el9',
    root: `/cvmfs/sw.example.org/v/${release}/el9`,
    entry: {kind: 'source', path: ''},
    captures: {release, platform: 'el9'},
    link: null,
    ...wishes,
  });
  const belowOf = (found: FoundVariant, all: readonly FoundVariant[]) => packageSources([found], all)[0]?.place?.below;
  const days = ['2026-01-09', '2026-01-10', '2026-01-02', '2026-01-11'].map(release => night(release));

  test('are laid over older ones of the same platform and layout, the newest first', () => {
    const others = [
      night('2026-01-01', {platformText: 'el8'}),
      night('2026-01-03', {link: '2026-01-02'}),
      night('2026-01-04', {}, 1),
    ];
    expect(belowOf(days[1]!, [...days, ...others])).toEqual(['v/2026-01-09/el9/spack', 'v/2026-01-02/el9/spack']);
    expect(belowOf(days[2]!, [...days, ...others])).toEqual([]);
    expect(belowOf(night('2026-01-10'), days)).toEqual(['v/2026-01-09/el9/spack', 'v/2026-01-02/el9/spack']);
  });

  test('have none below them where the family says nothing of it', () => {
    expect(packageSources([VIEW], [VIEW])[0]?.place).toMatchObject({whole: null, below: []});
    expect(packageSources([days[3]!], days)[0]?.place?.whole).toBe('.scratch');
    expect(packageSources([night('2026-01-04', {}, 1)], days)).toEqual([null]);
  });
});
