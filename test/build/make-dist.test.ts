import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {isFresh} from '../../build/freshness.ts';
import {makeDist} from '../../build/make-dist.ts';
import {packageFolder} from '../../build/third-party.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');
let base = '';

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-build-')));
});

afterAll(() => rmSync(base, {recursive: true, force: true}));

const PICKER = `import {Box, Text, renderToString} from 'ink';
export const draw = () => renderToString(<Box borderStyle="round"><Text>chosen ✓ 漢字</Text></Box>, {columns: 20});
`;

/** A small project of the shape of this one, with a picker drawn by Ink. */
function project(name: string, files: Readonly<Record<string, string>> = {}): string {
  const root = join(base, name);
  const all = {
    'package.json': '{"type": "module", "name": "drawn", "version": "1.2.3", "license": "MIT"}',
    'src/commands/main.ts': `import {families} from '../find/built-in-families.ts';
      const picker = await import('../tui/open.tsx');
      console.log(JSON.stringify(families()) + picker.draw());`,
    'src/find/built-in-families.ts': "export function families(): readonly {id: string}[] { return [{id: 'lcg'}]; }",
    'src/find/scout/main.ts': "console.log('scout');",
    'src/tui/open.tsx': PICKER,
    'src/start/shell/rc.bash': '# rc',
    ...files,
  };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, path)), {recursive: true});
    writeFileSync(join(root, path), text);
  }
  for (const name of ['node_modules', 'package-lock.json']) symlinkSync(join(CHECKOUT, name), join(root, name));
  return root;
}

function filesBelow(directory: string): Record<string, string> {
  const names = readdirSync(directory, {recursive: true, withFileTypes: true}).filter(entry => entry.isFile());
  return Object.fromEntries(
    names.map(({parentPath, name}) => {
      const path = join(parentPath, name);
      return [path.slice(directory.length + 1), readFileSync(path, 'latin1')];
    }),
  );
}

// Short enough to be read when they differ.
function digests(directory: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filesBelow(directory)).map(([path, text]) => [path, createHash('sha1').update(text).digest('hex')]),
  );
}

test('the bundle runs without its sources, draws with Ink, and has the families as data', async () => {
  const root = project('whole');
  await makeDist({root, out: join(root, 'dist')});
  rmSync(join(root, 'src'), {recursive: true});
  rmSync(join(root, 'node_modules'));
  const shown = execFileSync(process.execPath, [join(root, 'dist/hsf.js'), 'draw'], {encoding: 'utf8'});
  expect(shown).toContain('[{"id":"lcg"}]╭');
  expect(shown).toContain('│chosen ✓ 漢字     │');
  expect(execFileSync(process.execPath, [join(root, 'dist/scout.js')], {encoding: 'utf8'})).toBe('scout\n');
  const files = filesBelow(join(root, 'dist'));
  expect(files['shell/rc.bash']).toBe('# rc');
  expect(files['THIRD-PARTY.txt']).toContain('\nreact-reconciler ');
  expect(files['hsf.js']).not.toContain('Segmenter');
  expect(files['hsf.js']?.length).toBeLessThan(7000);
});

test('two builds in different places are equal, byte for byte', async () => {
  const [one, two] = [project('first'), project('second, elsewhere')];
  await makeDist({root: one, out: join(one, 'dist')});
  await makeDist({root: two, out: join(two, 'dist')});
  expect(digests(join(two, 'dist'))).toEqual(digests(join(one, 'dist')));
});

test.each([
  {
    title: 'a picker without Ink',
    files: {'src/tui/open.tsx': 'export const draw = () => 1;'},
    says: /yoga: the bundle no longer contains yoga-layout/,
  },
  {
    title: 'families that nobody reads',
    files: {'src/commands/main.ts': "console.log((await import('../tui/open.tsx')).draw())"},
    says: /families: the bundle no longer contains .*built-in-families/,
  },
  {
    title: 'a family that its check refuses',
    files: {'src/find/built-in-families.ts': "export function families() { throw new Error('lcg.toml:3: path'); }"},
    says: /lcg\.toml:3: path/,
  },
  {
    title: 'families that are no data',
    files: {'src/find/built-in-families.ts': 'export const families = () => new Map();'},
    says: /no plain data/,
  },
  {title: 'a syntax error', files: {'src/find/scout/main.ts': 'const = 1;'}, says: /scout\/main\.ts:1/},
])('$title fails the build, and the old one stays', async ({title, files, says}) => {
  const root = project(`bad ${title}`, files);
  mkdirSync(join(root, 'dist'));
  writeFileSync(join(root, 'dist/hsf.js'), 'old');
  await expect(makeDist({root, out: join(root, 'dist')})).rejects.toThrow(says);
  expect(filesBelow(join(root, 'dist'))).toEqual({'hsf.js': 'old'});
  expect(readdirSync(root).filter(name => name.startsWith('dist'))).toEqual(['dist']);
});

test('builds that run side by side leave one whole result', async () => {
  const root = project('race');
  const script = `import {makeDist} from '${join(CHECKOUT, 'build/make-dist.ts')}'; await makeDist({root: '${root}', out: '${root}/dist'});`;
  const {spawn} = await import('node:child_process');
  const ends = [1, 2, 3].map(() => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: CHECKOUT,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return new Promise(resolve => child.once('exit', resolve));
  });
  expect(await Promise.all(ends)).toEqual([0, 0, 0]);
  expect(readdirSync(root).filter(name => name.startsWith('dist'))).toEqual(['dist']);
  expect(Object.keys(filesBelow(join(root, 'dist')))).toContain('hsf.js');
});

test('a build is fresh until a source, a directory or a dependency changes', async () => {
  const root = project('fresh');
  const out = join(root, 'dist');
  expect(await isFresh(root, out)).toBe(false);
  const age = (path: string, seconds: number) => utimesSync(join(root, path), seconds, seconds);
  const settle = () => {
    execFileSync('find', [join(root, 'src'), join(root, 'package.json'), '-exec', 'touch', '-d', '@1000', '{}', '+']);
  };
  mkdirSync(out);
  writeFileSync(join(out, 'package.json'), '');
  settle();
  // The dependencies are those of the checkout, installed at some time before now.
  expect(await isFresh(root, out)).toBe(true);
  const later = Date.now() / 1000 + 60;
  for (const path of ['src/find/scout/main.ts', 'src/start/shell', 'package.json']) {
    settle();
    age(path, later);
    expect(await isFresh(root, out), path).toBe(false);
  }
});

test.each([
  ['node_modules/ink/build/index.js', 'node_modules/ink'],
  ['node_modules/@alcalzone/ansi-tokenize/build/x.js', 'node_modules/@alcalzone/ansi-tokenize'],
  ['../node_modules/a/node_modules/b/x.js', '../node_modules/a/node_modules/b'],
  ['src/commands/main.ts', null],
])('the package of %s is %s', (input, folder) => expect(packageFolder(input)).toBe(folder));
