import {describe, expect, test} from 'vitest';
import {builtInFamilies} from '../../../src/find/built-in-families.ts';
import type {FoundVariant} from '../../../src/find/found.ts';
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
