import {describe, expect, test} from 'vitest';
import {searchedCatalogs} from '../../src/commands/environment-memory-ahead.ts';
import type {StoredEnvironment} from '../../src/start/environment/record.ts';

const list = (name: string, ...before: readonly string[]) => ({kind: 'list', name, before, after: [], alone: null}) as const;
const catalogs = [
  ['a.org/view', 'one'],
  ['a.org/view/bin', 'one'],
  ['a.org/gcc', 'two'],
  ['a.org/data', 'three'],
] as const;
const proof = {hashes: [{fqrn: 'a.org', rootHash: 'x', catalogs}], times: [], paths: [], machine: []};
const within = (...changes: readonly ReturnType<typeof list>[]) =>
  searchedCatalogs({changes} as unknown as StoredEnvironment, proof);

describe('what is fetched ahead', () => {
  test('is one place in each catalog where programs and libraries are searched', () => {
    expect(within(list('PATH', '/cvmfs/a.org/view/bin', '/usr/bin'), list('LD_LIBRARY_PATH', '/cvmfs/a.org/gcc/lib64'))).toEqual([
      'a.org/view/bin',
      'a.org/gcc',
    ]);
  });

  test('is nothing that other variables name, or that only begins alike', () => {
    expect(
      within(list('PYTHONPATH', '/cvmfs/a.org/view/lib'), list('PATH', '/cvmfs/a.org/gcc-12/bin', '/cvmfs/b.org/bin')),
    ).toEqual([]);
  });
});
