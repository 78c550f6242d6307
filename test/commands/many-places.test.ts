import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {writeBigTree, type BigTree} from '../rig/big-tree.ts';
import {documentOf, makeScene, type Ended, type Scene} from './hsf.ts';

/** From a hundred places on they are compared by their sum. */
let scene: Scene;
let folder = '';
let tree: BigTree;
beforeAll(() => {
  scene = makeScene();
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'hsf-many-')));
  tree = writeBigTree(folder, {variants: 4000, rows: 12_000, repositories: 6});
  const extra = join(tree.root, 'software.eessi.io/versions/2023.06/software/linux/x86_64/vendor0/target0/modules/all');
  for (let index = 0; index < 1200; index++) {
    mkdirSync(join(extra, `more${index}`), {recursive: true});
    writeFileSync(join(extra, `more${index}`, '1.0.lua'), '');
  }
});
afterAll(() => {
  scene.remove();
  rmSync(folder, {recursive: true, force: true});
});

const hsf = (...args: readonly string[]) =>
  scene.hsf(args, {env: {HSF_CVMFS: tree.root, XDG_CONFIG_HOME: tree.config, HSF_TIMEOUT: '60'}});
const memory = () => join(scene.home, '.cache/hsf/searched');
const search = (...args: readonly string[]) => hsf('search', ...args, '--json');
const matches = (ended: Ended) => documentOf(ended)['matches'] as readonly {package: string; version: string}[];
/** When the memory was written: an answer from it leaves it as it is. */
const written = () =>
  existsSync(memory())
    ? readdirSync(memory())
        .map(name => readFileSync(join(memory(), name)).toString('latin1', 0, 60))
        .join()
    : '';
const module = (name: string) =>
  join(tree.root, 'software.eessi.io/versions/2023.06/software/linux/x86_64/vendor0/target0/modules/all', name);

describe('of thousands of places', () => {
  test('none changed, so every search is answered from memory', async () => {
    const first = await search('more7');
    expect(matches(first)).toMatchObject([{package: 'more7', version: '1.0'}]);
    const facts = readFileSync(join(memory(), readdirSync(memory())[0]!)).toString('latin1');
    expect(facts).toMatch(/"about":"software\.eessi\.io","sum":"[0-9a-f]{32}"/);
    const before = written();
    expect((await search('more7')).stdout).toBe(first.stdout);
    expect(matches(await search('ROOT', '--compiler', 'gcc14')).length).toBeGreaterThan(0);
    expect(written()).toBe(before);
  });

  test('one has a new version, and that is seen', async () => {
    await search('more7');
    writeFileSync(join(module('more7'), '2.0.lua'), '');
    expect(matches(await search('more7'))).toMatchObject([{version: '2.0'}, {version: '1.0'}]);
  });

  test('one has another content and its old time of modification, and that is seen', async () => {
    const [release] = readdirSync(join(tree.root, 'sft.cern.ch/lcg/releases'));
    const folder = join(tree.root, 'sft.cern.ch/lcg/releases', release!);
    const list = join(folder, readdirSync(folder)[0]!);
    const time = new Date('2020-01-01');
    await search('Surely');
    appendFileSync(list, 'Surely; 01234; 1.0; ./Surely/1.0/x; \n');
    utimesSync(list, time, time);
    expect(matches(await search('Surely')).length).toBe(1);
  });

  test('one is in another repository than those that the filters leave, and does not matter', async () => {
    await search('more7');
    const before = written();
    writeFileSync(join(module('more8'), '3.0.lua'), '');
    expect((await search('ROOT', '--family', 'lcg')).status).toBe(0);
    expect(written()).toBe(before);
    expect(matches(await search('more8'))).toMatchObject([{version: '3.0'}, {version: '1.0'}]);
  });
});
