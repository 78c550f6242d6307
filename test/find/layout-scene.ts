import {expandLayouts} from '../../src/find/expand-layouts.ts';
import type {Family} from '../../src/find/family.ts';
import {familyFromData, type FamilyData} from '../../src/find/family-from-data.ts';
import {memoLookup} from '../../src/find/lookup.ts';
import {emptyMemo, type PathKind, type RepositoryMemo} from '../../src/find/memo.ts';

type LayoutData = FamilyData['layout'][number];

export const REPOSITORY = 'soft.example.org';

/** A family of one layout, `{release}/{platform}` with `setup.sh` unless told otherwise. */
export function familyWith(layout: Partial<LayoutData>): Family {
  const data = {
    repository: REPOSITORY,
    path: '{release}/{platform}',
    grammar: 'lcg',
    entry: {kind: 'source', path: 'setup.sh'},
  } as const;
  return familyFromData({id: 'test', title: 'Test', layout: [{...data, ...layout}]}, 'test');
}

/** Directories as `path: 'a/ b/ file link//target'`. */
export function memoOf(
  directories: Readonly<Record<string, string>>,
  checks: Readonly<Record<string, PathKind>> = {},
): RepositoryMemo {
  const memo = emptyMemo();
  for (const [path, names] of Object.entries(directories)) {
    memo.directories.set(path, {key: null, content: names.split(' ').filter(name => name !== '')});
  }
  for (const [path, kind] of Object.entries(checks)) memo.checks.set(path, kind);
  return memo;
}

export function expand(family: Family, memo: RepositoryMemo, checkMarkers = false, repository = REPOSITORY) {
  return expandLayouts({repository, families: [family], lookup: memoLookup(memo), checkMarkers});
}

export const found = (family: Family, memo: RepositoryMemo, checkMarkers = false) =>
  expand(family, memo, checkMarkers).variants.map(({release, platformText}) => `${release}@${platformText}`);
