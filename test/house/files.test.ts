import {readFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {CHECKOUT, sourcesBelow} from './sources.ts';

const MOST_LINES = 300;
const SOURCES = sourcesBelow('src', 'test', 'build', 'bench');

type Manifest = {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
  readonly optionalDependencies: Record<string, string>;
};
const read = (path: string) => readFileSync(join(CHECKOUT, path), 'utf8');

describe('source files', () => {
  test(`have at most ${MOST_LINES} lines`, () => {
    const long = SOURCES.map(({path, text}) => ({path, lines: text.split('\n').length})).filter(({lines}) => lines > MOST_LINES);
    expect(long).toEqual([]);
  });

  test('have names in kebab case that say what they are', () => {
    const odd = SOURCES.map(({path}) => path).filter(path => {
      const name = basename(path).replace(/(\.test|\.property|\.bench)?\.tsx?$/, '');
      return !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || /^(utils?|helpers?|managers?|common|misc|shared|index)$/.test(name);
    });
    expect(odd).toEqual([]);
  });

  test('export by name', () => {
    const config = new Set(['test/rig/global-setup.ts']);
    expect(SOURCES.filter(({path, code}) => !config.has(path) && /^export default/m.test(code)).map(({path}) => path)).toEqual(
      [],
    );
  });
});

describe('dependencies', () => {
  const manifest = JSON.parse(read('package.json')) as Manifest;
  const all = {...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies};

  test('have one exact version each', () => {
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });

  test('the lockfile names no registry, has a checksum for each package, and Node for each platform', () => {
    const {packages} = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, {resolved?: string; integrity?: string; link?: boolean}>;
    };
    const entries = Object.entries(packages).filter(([path]) => path !== '');
    expect(entries.filter(([, {resolved}]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
    expect(entries.filter(([, {integrity}]) => integrity === undefined).map(([path]) => path)).toEqual([]);
    for (const name of Object.keys(manifest.optionalDependencies)) expect(packages).toHaveProperty([`node_modules/${name}`]);
  });

  // npm leaves a package for another platform out of the lockfile when that version was never published, and then npm ci fails.
  test('the lockfile has the packages of all platforms', () => {
    type Locked = {packages: Record<string, {optionalDependencies?: Record<string, string>}>};
    const {packages} = JSON.parse(read('package-lock.json')) as Locked;
    const wanted = Object.values(packages).flatMap(({optionalDependencies}) => Object.keys(optionalDependencies ?? {}));
    const locked = new Set(Object.keys(packages).map(path => path.replace(/^.*node_modules\//, '')));
    expect(wanted.filter(name => !locked.has(name))).toEqual([]);
  });

  test('are all used, and none is used that is not named', () => {
    const tools = new Set([
      'oxfmt',
      'oxlint',
      'typescript',
      'vitest',
      '@types/node',
      '@types/react',
      ...Object.keys(manifest.optionalDependencies),
    ]);
    const imported = new Set(
      SOURCES.flatMap(({imports}) => imports.map(({specifier}) => specifier))
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
});
