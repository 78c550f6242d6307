import {execFileSync} from 'node:child_process';
import {cpSync, mkdtempSync, readFileSync, realpathSync, symlinkSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {filesIn, keptAside, keptIn, leftovers} from '../rig/state/kept.ts';
import {makeStateScene, NATIVE, type StateScene} from '../rig/state/state-scene.ts';
import {removeTree} from '../rig/tree.ts';

const CHECKOUT = join(import.meta.dirname, '..', '..');
const NEEDED = ['bin', 'src', 'build', 'schemas', 'themes', 'package.json', 'package-lock.json', 'LICENSE', 'tsconfig.json'];

const {version: VERSION} = JSON.parse(readFileSync(join(CHECKOUT, 'package.json'), 'utf8')) as {version: string};

/** As on a login node that gets a new hsf while the old one is at work in the jobs of the same user. */
describe('an hsf that is built from other sources, with another index, beside this one', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-builds-')));
  const other = join(folder, 'bin/hsf');
  let scene: StateScene;
  const all = (...words: readonly string[]) => [scene.hsf(words), scene.hsf(words, {program: [other]})];
  const stacksOf = (stdout: string) => (JSON.parse(stdout) as {stacks: readonly unknown[]}).stacks;

  beforeAll(async () => {
    for (const name of NEEDED) cpSync(join(CHECKOUT, name), join(folder, name), {recursive: true});
    symlinkSync(join(CHECKOUT, 'node_modules'), join(folder, 'node_modules'));
    const change = (file: string, from: string, to: string) => {
      const text = readFileSync(join(folder, file), 'utf8');
      expect(text.split(from)).toHaveLength(2);
      writeFileSync(join(folder, file), text.replace(from, to));
    };
    change('src/find/index-file.ts', 'const FORMAT = 2;', 'const FORMAT = 3;');
    change('package.json', `"version": "${VERSION}"`, '"version": "99.0.0"');
    execFileSync(process.execPath, [join(folder, 'build/build.ts')], {stdio: 'ignore'});
    scene = makeStateScene();
    for (const ended of await Promise.all(all('--version'))) expect(ended.status).toBe(0);
  }, 120_000);
  afterAll(() => {
    scene.remove();
    removeTree(folder);
  });

  test('is another one', async () => {
    const versions = (await Promise.all(all('--version'))).map(({stdout}) => stdout.trim());
    expect(versions[0]).toContain(VERSION);
    expect(versions[1]).toContain('99.0.0');
  });

  test('shows the same, in turns and at once, and neither finds fault with the index of the other', async () => {
    const seen: (readonly unknown[])[] = [];
    for (let turn = 0; turn < 3; turn++)
      for (const call of [{}, {program: [other]}]) {
        const {status, stdout, stderr} = await scene.hsf(['list', '--json'], call);
        expect([status, stderr]).toEqual([0, '']);
        seen.push(stacksOf(stdout));
      }
    for (const {status, stdout, stderr} of await Promise.all([1, 2, 3].flatMap(() => all('list', '--json')))) {
      expect([status, stderr]).toEqual([0, '']);
      seen.push(stacksOf(stdout));
    }
    for (const stacks of seen) expect(stacks).toEqual(seen[0]);
    expect([keptAside(scene.home), leftovers(scene.home)]).toEqual([[], []]);
  });

  test('loses nothing of what the other writes', async () => {
    const writes = [1, 2, 3, 4, 5].flatMap(number => [
      scene.hsf(['profile', 'save', `old${number}`, NATIVE]),
      scene.hsf(['profile', 'save', `new${number}`, NATIVE], {program: [other]}),
      ...all('run', NATIVE, '--', 'true'),
    ]);
    for (const {status, stderr} of await Promise.all(writes))
      expect([status, stderr]).toEqual([0, expect.not.stringContaining('damaged')]);
    for (const ended of await Promise.all([
      scene.hsf(['favourite', 'add', 'LCG_107']),
      scene.hsf(['config', 'set', 'timeout', '33'], {program: [other]}),
    ]))
      expect(ended.status).toBe(0);
    const {profiles, starts, favourites, settings, problems} = keptIn(scene.home);
    expect(Object.keys(profiles).toSorted()).toEqual(
      [1, 2, 3, 4, 5].flatMap(number => [`old${number}`, `new${number}`]).toSorted(),
    );
    expect([starts.get('lcg/LCG_107'), favourites, settings['timeout'], problems]).toEqual([10, ['lcg/LCG_107'], 33, []]);
  });

  test('starts what the other has kept ready, and both go on', async () => {
    for (let turn = 0; turn < 4; turn++)
      for (const call of [{}, {program: [other]}]) {
        const {status, stdout} = await scene.hsf(['run', NATIVE, '--', 'sh', '-c', 'echo "$HSF_STACK"'], call);
        expect([status, stdout]).toEqual([0, 'lcg/LCG_107\n']);
      }
    expect([keptAside(scene.home), leftovers(scene.home)]).toEqual([[], []]);
    expect(filesIn(scene.home).filter(name => name.includes('/index/')).length).toBeGreaterThan(0);
  });
});
