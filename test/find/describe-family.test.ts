import {expect, test} from 'vitest';
import {describeFamily} from '../../src/find/describe-family.ts';
import {familyFromData, type FamilyData} from '../../src/find/family-from-data.ts';

type LayoutData = FamilyData['layout'][number];
const PLAIN = {
  repository: 'soft.example.org',
  path: 'v/{release}/{platform}',
  grammar: 'lcg',
  entry: {kind: 'source', path: 'setup.sh'},
} as const;
const described = (...layouts: readonly Partial<LayoutData>[]) =>
  describeFamily(familyFromData({id: 'x', title: 'X', layout: layouts.map(one => ({...PLAIN, ...one}))}, 'test'));

test.each([
  {title: 'a script', entry: {kind: 'source', path: 'setup.sh'}, says: 'sources `setup.sh`'},
  {
    title: 'a script with its words, or others in its place',
    entry: {kind: 'source', path: ['a.sh', 'b.sh', 'c.sh'], arguments: ['-q', 'x y']},
    says: 'sources `a.sh -q x y` (or `b.sh`, `c.sh`)',
  },
  {title: 'a layout that ends in the script', entry: {kind: 'source', path: '.'}, says: 'sources it'},
  {
    title: 'a script that brings modules',
    entry: {kind: 'modules', path: 'init/bash'},
    says: 'sources `init/bash`, which brings modules',
  },
  {title: 'a prefix with a program', entry: {kind: 'prefix', path: 'startprefix'}, says: 'enters the prefix by `startprefix`'},
  {title: 'a prefix without one', entry: {kind: 'prefix', path: '.'}, says: 'enters the prefix with its own shell'},
  {title: 'an image', entry: {kind: 'image', path: '.'}, says: 'starts a container of the image'},
  {
    title: 'a program that prints',
    entry: {kind: 'source', how: 'evaluate', path: 'print.py'},
    says: 'evaluates what `print.py` prints',
  },
  {
    title: 'variables alone',
    entry: {kind: 'source', how: 'none', path: '.', set: {A: '1', B: '2'}},
    says: 'sets `A=1`, `B=2`',
  },
  {
    title: 'variables before and after, and calls',
    entry: {
      kind: 'source',
      path: 's.sh',
      unset: ['OLD', 'OLDER'],
      set: {NEW: '`1`'},
      prepend: {PATH: ['bin', 'sbin']},
      then: [
        {call: ['go', 'on'], directory: 'd'},
        {evaluate: ['say'], directory: 'd'},
      ],
    },
    says:
      "unsets `OLD`, `OLDER`, sets `NEW='1'`, sources `s.sh`, puts `bin`, `sbin` in front of `PATH`, calls `go on` in `d`, " +
      'evaluates what `say` prints in `d`',
  },
])('the entry of $title', ({entry, says}) => {
  expect(described({entry: entry as unknown as LayoutData['entry']}).layouts[0]?.entry).toBe(says);
});

test.each([
  {title: 'nowhere', packages: undefined, says: null},
  {
    title: 'in manifests',
    packages: {format: 'lcg-manifest', directory: 'r/{release}', files: 'LCG_*'},
    says: 'manifests of LCG in `r/{release}`',
  },
  {
    title: 'in modules or a cache',
    packages: {format: 'modules', directory: 'm', cache: 'spider.lua'},
    says: 'module files in `m`, or the cache `spider.lua`',
  },
  {
    title: 'in the stack itself',
    packages: {format: 'self', directory: '.', name: 'gcc', version: '{release}'},
    says: 'it is `gcc` itself, version `{release}`',
  },
])('packages that are listed $title', ({packages, says}) => {
  expect(described({packages} as unknown as Partial<LayoutData>).layouts[0]?.packages).toBe(says);
});

test('repositories are told once, where they count most', () => {
  expect(
    described(
      {needs: ['b.org', 'c.org'], uses: ['c.org', 'd.org'], systems: ['el9'], source: 'A; B', unverified: 'Nobody saw it.'},
      {repository: 'b.org', needs: ['c.org'], uses: ['soft.example.org', 'd.org'], systems: ['el9', 'el8'], source: 'B;  C'},
    ),
  ).toEqual({
    repositories: ['soft.example.org', 'b.org'],
    needs: ['c.org'],
    uses: ['d.org'],
    systems: ['el9', 'el8'],
    unverified: ['Nobody saw it.'],
    sources: ['A', 'B', 'C'],
    layouts: [
      {place: '/cvmfs/soft.example.org/v/{release}/{platform}', grammar: 'lcg', entry: 'sources `setup.sh`', packages: null},
      {place: '/cvmfs/b.org/v/{release}/{platform}', grammar: 'lcg', entry: 'sources `setup.sh`', packages: null},
    ],
  });
});
