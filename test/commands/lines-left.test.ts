import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {checkPackageLists} from '../../src/commands/doctor/check-package-lists.ts';
import type {Findings} from '../../src/find/found.ts';
import {openPackageCache, type KeptList} from '../../src/find/packages/package-cache.ts';

test('lines of a file that many platforms share count once', () => {
  const directory = mkdtempSync(join(tmpdir(), 'hsf-left-'));
  const listOf = (path: string, left: number): KeptList => ({
    ...{status: 'read', packages: [], left, freshness: 'times', rootHash: null},
    readAt: '2026-11-22T12:00:00.000Z',
    places: [[path, 'a']],
  });
  const map = 'cms.cern.ch/releases.map';
  const lists = new Map([
    ['el8', listOf(map, 2)],
    ['el9', listOf(map, 2)],
    ['other', listOf('cms.cern.ch/other', 3)],
    ['whole', listOf('cms.cern.ch/whole', 0)],
  ]);
  openPackageCache(directory, '/cvmfs').write('cms.cern.ch', lists, null);
  const findings = {cvmfs: '/cvmfs', repositories: [{fqrn: 'cms.cern.ch'}]} as unknown as Findings;
  const [check] = checkPackageLists(findings, directory);
  expect(check?.message).toContain('5 lines or names in 3 of 4');
  rmSync(directory, {recursive: true});
});
