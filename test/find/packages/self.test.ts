import {stringify} from 'smol-toml';
import {expect, test} from 'vitest';
import {checkFamily} from '../../../src/find/check-family.ts';
import {familyFromData} from '../../../src/find/family-from-data.ts';
import type {FoundVariant} from '../../../src/find/found.ts';
import {readPackages} from '../../../src/find/packages/read-packages.ts';
import {PLAIN_FIND} from '../../rig/layout.ts';

const layout = {
  repository: 'sft.cern.ch',
  path: 'lcg/contrib/gcc/{version}/{platform}',
  release: 'gcc/{version}',
  grammar: 'lcg',
  entry: {kind: 'source', path: 'setup.sh'},
} as const;
const dataWith = (packages: object) => ({id: 'tools', title: 'Tools', layout: [{...layout, packages}]});
const SELF = {format: 'self', directory: '.', name: 'gcc', version: '{version}'} as const;

function found(version: string, link: string | null = null, real: string | null = null): FoundVariant {
  const family = familyFromData(dataWith(SELF) as never, 'built-in');
  const platform = 'x86_64-el9';
  const root = `/cvmfs/sft.cern.ch/lcg/contrib/gcc/${version}/${platform}`;
  const entry = {kind: 'source' as const, path: `${root}/setup.sh`};
  const named = {family, layout: family.layouts[0]!, release: `gcc/${version}`, platformText: platform};
  return {...PLAIN_FIND, ...named, repository: 'sft.cern.ch', root, entry, captures: {version, platform}, link, real};
}

test('a stack that is a package itself is found without a list, and a link by what it leads to', async () => {
  const variants = [
    found('15.1.0'),
    found('15', '../15.1.0/x86_64-el9'),
    found('14.2.0'),
    found('latest', null, '/cvmfs/sft.cern.ch/lcg/contrib/gcc/14.2.0/x86_64-el9'),
    found('pro', '/elsewhere'),
  ];
  const {lists, keys, repositories} = await readPackages({
    variants,
    all: variants,
    known: [],
    cvmfs: '/nowhere',
    cacheDirectory: null,
    deadline: {totalMs: 1000, remainingMs: () => 1000} as never,
    launch: {getfattr: null} as never,
    now: () => new Date(),
  });
  const gcc = (version: string) => [{name: 'gcc', version, category: null}];
  expect(lists).toEqual([gcc('15.1.0'), gcc('15.1.0'), gcc('14.2.0'), gcc('14.2.0'), null]);
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).toBe(keys[3]);
  expect(new Set(keys).size).toBe(3);
  expect(repositories).toEqual([]);
});

test.each([
  [SELF, true],
  [{...SELF, version: '{release}'}, true],
  [{...SELF, name: '{platform}'}, true],
  [{format: 'self', directory: '.'}, false],
  [{...SELF, version: '{nothing}'}, false],
  [{...SELF, format: 'portage'}, false],
])('a family that says so is checked: %j', (packages, isRight) => {
  const {status} = checkFamily(stringify(dataWith(packages)), 'tools.toml', 'built-in', ['lcg']);
  expect(status).toBe(isRight ? 'family' : 'problems');
});
