import {describe, expect, test} from 'vitest';
import {parseCondaMeta} from '../../../src/find/packages/conda-name.ts';
import {parseManifestLine} from '../../../src/find/packages/lcg-manifest.ts';
import {parseModuleFile, parseModuleName} from '../../../src/find/packages/module-name.ts';
import {matchesQuery, parsePackageQuery, unknownOperator} from '../../../src/find/packages/package-query.ts';
import type {Package} from '../../../src/find/packages/package.ts';

const told = (found: Package | 'header' | null) =>
  found === null || found === 'header' ? found : `${found.name} ${found.version}`;

describe('module files', () => {
  test.each([
    ['6.30.06-foss-2023a.lua', 'ROOT 6.30.06-foss-2023a', 'ROOT 6.30.06-foss-2023a'],
    ['6.30', null, 'ROOT 6.30'],
    ['.version', null, null],
    ['.6.30.lua', null, null],
    ['6.30.lua~', null, null],
    ['6~30', null, 'ROOT 6~30'],
    ['README', null, null],
    ['readme.txt', null, null],
    ['6.30-README', null, 'ROOT 6.30-README'],
    ['notes.md', null, null],
    ['notes.md.lua', 'ROOT notes.md', 'ROOT notes.md'],
    ['6.30.bak', null, null],
    ['6.30.bak.1', null, 'ROOT 6.30.bak.1'],
    ['6.30.yml', null, null],
    ['6.30.yaml', null, null],
    ['6.30.yl', null, 'ROOT 6.30.yl'],
    ['6.30.swp', null, null],
    ['6.30md', null, 'ROOT 6.30md'],
  ])('%s', (file, easybuild, any) => {
    expect([told(parseModuleName('ROOT', file)), told(parseModuleFile('ROOT', file))]).toEqual([easybuild, any]);
  });
});

describe('files of conda', () => {
  test.each([
    ['python-dateutil-2.9.0-pyhd8ed1ab_0.json', 'python-dateutil 2.9.0'],
    ['a-1-0.json', 'a 1'],
    ['a-1.json', null],
    ['a.json', null],
    ['.a-1-0.json', null],
    ['a-1-.json', null],
    ['a-1-0', null],
    ['a-1-0.json.bak', null],
    ['history', null],
  ])('%s', (file, name) => {
    expect(told(parseCondaMeta(file))).toBe(name);
  });
});

describe('lines of manifests', () => {
  test.each([
    ['ROOT; 0f687; 6.34.02; ./ROOT/6.34.02; a-1,b-2', 'ROOT 6.34.02'],
    [' ROOT ;0f687;6.34.02;x;', 'ROOT 6.34.02'],
    ['ROOT; 0f687; 6.34.02; ./ROOT', null],
    ['ROOT; 0f687; 6.34.02; ./ROOT; a; b', null],
    ['PLATFORM: x86_64-el9', 'header'],
    ['  COMPILER_VERSION OF IT: gcc;13', 'header'],
    ['VERSION', null],
    ['Version: 1', null],
    ['X: a; b; c; d; e', 'X: a c'],
    ['see HTTP: none', null],
    ['', 'header'],
    ['  \t', 'header'],
    ['; 0f687; 6.34.02; x; y', null],
  ])('%j', (line, name) => {
    expect(told(parseManifestLine(line))).toBe(name);
  });
});

describe('a question for packages', () => {
  const root = (version: string): Package => ({name: 'root', version, category: 'sci-physics'});
  test.each([
    ['ROOT', '6.34', true],
    [' ROOT ', '6.34', true],
    ['sci-physics/ROOT', '6.34', true],
    ['other/root', '6.34', false],
    ['ROOT = 6.34', '6.34.02', true],
    ['ROOT == 6.34', '6.34.02', true],
    ['ROOT=6.34.*', '6.34.02', true],
    ['ROOT=6.34.*', '6.34', true],
    ['ROOT=6.3', '6.34', false],
    ['ROOT!=6.34', '6.34.02', false],
    ['ROOT!=6.34.*', '6.34.02', false],
    ['ROOT!=6.34', '6.36', true],
    ['ROOT>=6.30,<6.36', '6.34', true],
    ['ROOT>=6.30,<6.36', '6.36', false],
    ['ROOT>6.34', '6.34', false],
    ['ROOT<=6.34', '6.34', true],
    ['ROOT<6.34', '6.34', false],
  ])('%s for %s: %s', (text, version, matches) => {
    const query = parsePackageQuery(text);
    expect(query === null ? null : matchesQuery(root(version), query)).toBe(matches);
  });

  test.each([
    ['', null],
    ['  ', null],
    ['>=6', null],
    ['ROOT 6.34', null],
    ['ROOT>=', null],
    ['ROOT>=6 <7', null],
    ['ROOT>=6;<7', null],
    ['ROOT>=6,,<7', null],
    ['ROOT>=6,', null],
    ['ROOT~6', '~'],
    ['ROOT=>6', '=>'],
    ['ROOT>=6,~7', '~'],
  ])('%j is none', (text, operator) => {
    expect([parsePackageQuery(text), unknownOperator(text)]).toEqual([null, operator]);
  });
});
