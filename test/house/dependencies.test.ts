import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {CHECKOUT, sourcesBelow} from './sources.ts';

type Manifest = {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly optionalDependencies: Record<string, string>;
};
type Locked = {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly hasInstallScript?: boolean;
  readonly optionalDependencies?: Record<string, string>;
};

/** Packages that bring a script for `npm install`, and what becomes of them without it, since `.npmrc` has none run. */
const WITH_INSTALL_SCRIPT: Readonly<Record<string, string>> = {
  esbuild:
    'puts the native program in the place of a small script, to save its command line some milliseconds; the build calls neither',
};

/** Named nowhere in the sources: tools, types, and Node. */
const TOOLS = ['oxfmt', 'oxlint', 'typescript', 'vitest', '@types/node', '@types/react'];

const read = (path: string) => readFileSync(join(CHECKOUT, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const all = {...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies};
const {packages} = JSON.parse(read('package-lock.json')) as {readonly packages: Record<string, Locked>};
const locked = Object.entries(packages).filter(([path]) => path !== '');
const nameOf = (path: string) => path.replace(/^.*node_modules\//, '');

test('have one exact version each', () => {
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('the lockfile has the version that was asked for', () => {
  expect(Object.entries(all).map(([name]) => [name, packages[`node_modules/${name}`]?.version])).toEqual(Object.entries(all));
});

test('each package of the lockfile has a SHA-512 of its own', () => {
  const isSum = (text = '') => /^sha512-[A-Za-z0-9+/]{86}==$/.test(text);
  expect(locked.filter(([, {integrity}]) => !isSum(integrity)).map(([path]) => path)).toEqual([]);
});

// Where packages come from is for each site to say: the checksums tell whether they are the right ones.
test('the lockfile names no place to fetch from', () => {
  expect(locked.filter(([, {resolved}]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  const strings = [
    ...JSON.stringify(locked, (key, value: unknown) => (key === 'funding' ? undefined : value)).matchAll(/"[^"]*"/g),
  ];
  expect(strings.map(([text]) => text).filter(text => /[a-z]+:\/\/|^"(?:git|github|file|link):|registry/.test(text))).toEqual([]);
});

test('no package runs a program when it is installed', () => {
  const scripted = locked.filter(([, {hasInstallScript}]) => hasInstallScript === true).map(([path]) => nameOf(path));
  expect(scripted.toSorted()).toEqual(Object.keys(WITH_INSTALL_SCRIPT).toSorted());
  expect(read('.npmrc').split('\n')).toContain('ignore-scripts=true');
});

// npm leaves a package for another platform out of the lockfile when that version was never published, and then npm ci fails.
test('the lockfile has the packages of all platforms', () => {
  const wanted = Object.values(packages).flatMap(({optionalDependencies}) => Object.keys(optionalDependencies ?? {}));
  const names = new Set(locked.map(([path]) => nameOf(path)));
  expect(wanted.filter(name => !names.has(name))).toEqual([]);
  expect(Object.keys(manifest.optionalDependencies).length).toBeGreaterThan(1);
});

test('each is named with its reason in docs/decisions/dependencies.md', () => {
  const rows = read('docs/decisions/dependencies.md')
    .split('\n')
    .filter(line => /^\| (?!package|---)/.test(line))
    .map(line => line.split('|').map(cell => cell.trim()));
  expect(rows.filter(([, , reason, loaded]) => !reason || !loaded)).toEqual([]);
  const named = rows.flatMap(([, names = '']) => names.split(', '));
  expect(named.toSorted()).toEqual(Object.keys(all).toSorted());
});

test('are all used, and none is used that is not named', () => {
  const tools = new Set([...TOOLS, ...Object.keys(manifest.optionalDependencies)]);
  const imported = new Set(
    sourcesBelow('src', 'test', 'build', 'bench')
      .flatMap(({imports}) => imports.map(({specifier}) => specifier))
      .filter(specifier => !specifier.startsWith('.') && !specifier.startsWith('node:'))
      .map(specifier =>
        specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/'),
      ),
  );
  expect(Object.keys(all).filter(name => !tools.has(name) && !imported.has(name))).toEqual([]);
  // string-width comes with Ink; the test compares our edit of it with the original.
  expect([...imported].filter(name => !(name in all) && name !== 'string-width')).toEqual([]);
});
