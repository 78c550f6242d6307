import {describe, expect, test} from 'vitest';
import {grammarNamed} from '../../src/choose/grammars/grammar-named.ts';
import {imageLookup, rootKindOf} from '../../src/choose/image-lookup.ts';
import type {EngineFact} from '../../src/choose/host.ts';
import type {FoundVariant} from '../../src/find/found.ts';
import {APPTAINER, BUBBLEWRAP, image, kinds, layout} from './scene.ts';

const platformOf = (found: FoundVariant) => grammarNamed('image').parse(found.release);
const lookup = (images: readonly FoundVariant[], arch: string | null = 'x86_64', engines: readonly EngineFact[] = [BUBBLEWRAP]) =>
  imageLookup(
    images.map(found => ({found, platform: platformOf(found)})),
    {arch, engines},
  );
const rule = (...images: readonly string[]) => ({os: 'el9', images, reference: null, source: 'a test'});
const releaseOf = (answer: {readonly found: FoundVariant} | null) => answer?.found.release ?? null;

const PLAIN = image('a/almalinux:9');
const INTEL = image('a/almalinux:9-amd64');
const ARM = image('b/almalinux:9-arm64');
const SIF = {...image('c/almalinux:9.sif'), entry: {kind: 'image' as const, path: '/cvmfs/unpacked.cern.ch/c/almalinux:9.sif'}};

describe('of several images', () => {
  test.each([
    {title: 'one for another machine is none', images: [ARM], arch: 'x86_64', found: null},
    {title: 'one that names this machine', images: [ARM], arch: 'aarch64', found: ARM.release},
    {
      title: 'on Arm one that says so goes before one that says nothing',
      images: [PLAIN, ARM],
      arch: 'aarch64',
      found: ARM.release,
    },
    {title: 'on Arm one that says nothing is a hope', images: [PLAIN, INTEL], arch: 'aarch64', found: PLAIN.release},
    {
      title: 'on x86 the last by name, whether it says so or not',
      images: [INTEL, PLAIN, ARM],
      arch: 'x86_64',
      found: INTEL.release,
    },
    {title: 'where the machine is not known any will do', images: [ARM], arch: null, found: ARM.release},
    {
      title: 'one that an engine starts goes before one that none does',
      images: [PLAIN, SIF],
      arch: 'x86_64',
      found: PLAIN.release,
    },
    {title: 'and else one that none starts', images: [SIF], arch: 'x86_64', found: SIF.release},
  ])('$title', ({images, arch, found}) => {
    expect(releaseOf(lookup(images, arch).ofSystem('el9'))).toBe(found);
    expect(releaseOf(lookup(images.toReversed(), arch).ofSystem('el9'))).toBe(found);
  });

  test('the engine that starts it is told, or that there is none', () => {
    expect(lookup([PLAIN]).ofSystem('el9')?.engine?.name).toBe('bubblewrap');
    expect(lookup([SIF], 'x86_64', [BUBBLEWRAP, APPTAINER]).ofSystem('el9')?.engine?.name).toBe('apptainer');
    expect(lookup([SIF]).ofSystem('el9')?.engine).toBeNull();
    expect(lookup([PLAIN]).ofSystem('el8')).toBeNull();
  });
});

describe('a rule', () => {
  const TOOLS = image('team/tools:1');
  test('means the image that its earlier glob fits', () => {
    const images = lookup([image('z/almalinux:9'), image('a/rockylinux:9')]);
    expect(releaseOf(images.forRule(rule('a/*', '*almalinux*')))).toBe('a/rockylinux:9');
    expect(releaseOf(images.forRule(rule('*almalinux*', 'a/*')))).toBe('z/almalinux:9');
  });
  test.each(['team/tools:1', 'unpacked.cern.ch/team/tools:1', '*/tools:*'])('may name it as %s', glob => {
    expect(releaseOf(lookup([TOOLS]).forRule(rule(glob)))).toBe('team/tools:1');
  });
  test.each(['/cvmfs/unpacked.cern.ch/team/tools:1', 'tools:1', 'cvmfs/unpacked.cern.ch/team/tools:1'])(
    'does not as %s',
    glob => {
      expect(lookup([TOOLS]).forRule(rule(glob))).toBeNull();
    },
  );
  test('that somebody wrote may mean an image whose name tells no system', () => {
    expect(releaseOf(lookup([TOOLS, PLAIN]).forRule(rule('team/*')))).toBe('team/tools:1');
    expect(releaseOf(lookup([TOOLS, PLAIN]).forRule(rule('*')))).toBe(PLAIN.release);
  });
  test('means no image of another system', () => expect(lookup([image('a/almalinux:8')]).forRule(rule('a/*'))).toBeNull());
});

test('an image by its path is found as a directory, as the file that is entered, and by a glob', () => {
  const images = lookup([PLAIN, SIF]);
  expect(releaseOf(images.at(['/cvmfs/no', PLAIN.root]))).toBe(PLAIN.release);
  expect(releaseOf(images.at([SIF.entry.path]))).toBe(SIF.release);
  expect(releaseOf(images.at(['/cvmfs/unpacked.cern.ch/c/*']))).toBe(SIF.release);
  expect(images.at(['c/almalinux:9.sif'])).toBeNull();
});

describe('where a script asks for certain systems', () => {
  const STREAM = image('x/centos:stream9');
  const UBUNTU = image('a/ubuntu:22.04');
  const ask = (systems: readonly string[], word = 'el9') =>
    releaseOf(lookup([PLAIN, STREAM, UBUNTU]).agreeing(systems).ofSystem(word));

  test('an image of another one is none', () => expect(ask(['almalinux'])).toBe(PLAIN.release));
  test('all are good where it asks for none', () => expect(ask([])).toBe(STREAM.release));
  test('one whose name says nothing of it is given the benefit of the doubt', () => {
    expect(ask(['almalinux'], 'ubuntu2204')).toBe(UBUNTU.release);
  });
});

test.each([
  {path: '/cvmfs/r/a', ends: 'either', kind: 'directory'},
  {path: '/cvmfs/r/a.sif', ends: 'either', kind: 'sif'},
  {path: '/cvmfs/r/a.img', ends: 'directory', kind: 'sif'},
  {path: '/cvmfs/r/a.simg', ends: 'either', kind: 'sif'},
  {path: '/cvmfs/r/a.simg', ends: 'directory', kind: 'directory'},
  {path: '/cvmfs/r/a.simg', ends: 'file', kind: 'sif'},
  {path: '/cvmfs/r/a', ends: 'file', kind: 'sif'},
  {path: '/cvmfs/r/a.sqfs', ends: 'file', kind: 'squashfs'},
  {path: '/cvmfs/r/a.squashfs', ends: 'either', kind: 'squashfs'},
  {path: '/cvmfs/r/a.sqfs.d/x', ends: 'file', kind: 'sif'},
] as const)('$path, where $ends is expected, is a $kind', ({path, ends, kind}) => {
  expect(rootKindOf({layout: layout({...kinds.images.layout, ends}), entry: {kind: 'image', path}})).toBe(kind);
});
