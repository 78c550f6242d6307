import {describe, expect, test} from 'vitest';
import {parseManifestLine} from '../../../src/find/packages/lcg-manifest.ts';
import {parseModuleName} from '../../../src/find/packages/module-name.ts';
import {matchesQuery, parsePackageQuery, unknownOperator} from '../../../src/find/packages/package-query.ts';
import {parsePortageName} from '../../../src/find/packages/portage-name.ts';
import {compareVersions} from '../../../src/find/packages/version-order.ts';

describe('versions', () => {
  test.each([
    ['6.9', '6.10'],
    ['6.34.02', '6.34.10'],
    ['3.5.1pre12', '3.5.1'],
    ['3.5.1pre9', '3.5.1pre12'],
    ['6.40.00-rc1', '6.40.00'],
    ['1.0_alpha1', '1.0_beta1'],
    ['3.5.1', '3.5.1b'],
    ['13.3.1', '13.3.1_p20241025'],
    ['5.2_p21', '5.2_p21-r1'],
    ['1.2b', '1.2.1'],
    ['v1.9', 'v1.10'],
  ])('%s is older than %s', (older, newer) => {
    expect(Math.sign(compareVersions(older, newer))).toBe(-1);
    expect(Math.sign(compareVersions(newer, older))).toBe(1);
  });

  test('zeros in front and separators do not count', () => {
    expect(compareVersions('01.31', '1.31')).toBe(0);
    expect(compareVersions('6.34.02', '6-34_2')).toBe(0);
  });
});

test('an LCG manifest: five fields count, everything else is passed over', () => {
  const text = [
    'PLATFORM: x86_64-el9-gcc13-opt',
    'COMPILER: gcc;13.1.0',
    'UNKNOWN: header',
    'ROOT; 18eb6; 6.34.02; ./ROOT/6.34.02/x86_64-el9-gcc13-opt; Python-2924c,tbb-0a1b2',
    'fmt; 01abc; 10.1-rc2; ./fmt/10.1-rc2/x; ',
    'delphes; ae61c; 3.5.1pre12; ./delphes; ROOT-18eb6  \r',
    'broken; line',
    '; 01abc; 1; ./x; ',
  ].join('\n');
  const read = text.split('\n').map(line => parseManifestLine(line));
  expect(read.map(found => (found === null || found === 'header' ? found : `${found.name} ${found.version}`))).toEqual([
    'header',
    'header',
    'header',
    'ROOT 6.34.02',
    'fmt 10.1-rc2',
    'delphes 3.5.1pre12',
    null,
    null,
  ]);
});

test.each([
  ['root-6.36.02', 'root', '6.36.02'],
  ['python-3.13.1_p2-r1', 'python', '3.13.1_p2-r1'],
  ['gcc-13.3.1_p20241025', 'gcc', '13.3.1_p20241025'],
  ['font-adobe-100dpi-1.0.3', 'font-adobe-100dpi', '1.0.3'],
  ['gtk+-2.24.33', 'gtk+', '2.24.33'],
])('portage calls %s', (directory, name, version) => {
  expect(parsePortageName('any', directory)).toEqual({name, version, category: 'any'});
});

test('only .lua files are modules', () => {
  expect(parseModuleName('ROOT', '6.30.06-foss-2023a.lua')).toMatchObject({name: 'ROOT', version: '6.30.06-foss-2023a'});
  expect(parseModuleName('ROOT', '.modulerc.lua')).toBeNull();
  expect(parseModuleName('ROOT', '.version')).toBeNull();
});

describe('queries', () => {
  const root = {name: 'ROOT', version: '6.34.02', category: null};
  test.each([
    'root',
    'ROOT>=6.34',
    'ROOT >= 6.34.02',
    'ROOT=6.34',
    'ROOT==6.34.02',
    'ROOT<6.40',
    'ROOT>6.9',
    'ROOT!=6.36',
    'ROOT=6.34.*',
    'ROOT>=6.30,<6.36',
    'ROOT >6.30 , != 6.36.*, <7',
  ])('%s finds ROOT 6.34.02', text => {
    expect(matchesQuery(root, parsePackageQuery(text)!)).toBe(true);
  });
  test.each([
    'roo',
    'ROOT>=6.36',
    'ROOT=6.3',
    'ROOT<6.34.02',
    'ROOT>6.34.02',
    'ROOT!=6.34',
    'ROOT=6.36.*',
    'ROOT>=6.30,<6.34',
    'ROOT!=6.34.*,>6',
  ])('%s does not', text => {
    expect(matchesQuery(root, parsePackageQuery(text)!)).toBe(false);
  });
  test('a category may be given', () => {
    const found = {name: 'root', version: '6.36.02', category: 'sci-physics'};
    expect(matchesQuery(found, parsePackageQuery('sci-physics/root')!)).toBe(true);
    expect(matchesQuery(found, parsePackageQuery('sci-libs/root')!)).toBe(false);
  });
  test.each(['', '>=1', 'ROOT>=', 'ROOT>=1>=2', 'a b', 'ROOT~6.3', 'ROOT!6', 'ROOT>=6.30,', 'ROOT>=6.30 <6.36', ','])(
    '"%s" is none',
    text => expect(parsePackageQuery(text)).toBeNull(),
  );
  test.each([
    ['ROOT~6.3', '~'],
    ['ROOT>=6.30,=>7', '=>'],
    ['ROOT^6', '^'],
    ['ROOT>=6', null],
    ['a b', null],
    ['', null],
  ])('"%s" has the unknown sign %s', (text, sign) => expect(unknownOperator(text)).toBe(sign));
});
