import {mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {keepFamilies, keepNames, wordsDirectory} from '../../src/commands/word-files.ts';
import {makeScene} from './hsf.ts';

const scene = makeScene();
const folder = mkdtempSync(join(tmpdir(), 'hsf-words-'));
afterAll(() => {
  scene.remove();
  rmSync(folder, {recursive: true});
});
const directory = wordsDirectory(join(scene.home, '.cache/hsf'), scene.tree.root)!;
const words = (file: string) => readFileSync(join(directory, file), 'utf8').split('\n');

beforeAll(async () => {
  await scene.hsf(['list']);
});

test('a search keeps the stacks that it found, with their platforms', () => {
  expect(words('families').map(line => line.split(' ')[0])).toContain('>lcg');
  expect(words('family.lcg')).toContain('>lcg/>LCG_107');
  expect(words('family.lcg')).toContain('~LCG_107 lcg/LCG_107');
  const platforms = words('platforms.lcg').find(line => line.startsWith('@lcg/LCG_107 '));
  expect(platforms).toContain(' x86_64-ubuntu2204-gcc11-opt|x86_64|ubuntu2204|gcc11|opt');
});

test('what another search finds as it was is not written again, and what changed is', async () => {
  const file = join(directory, 'family.lcg');
  utimesSync(file, 1, 1);
  await scene.hsf(['list', 'lcg']);
  expect(statSync(file).mtimeMs).toBe(1000);
  const view = join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_999/x86_64-el9-gcc13-opt');
  mkdirSync(view, {recursive: true});
  writeFileSync(join(view, 'setup.sh'), '');
  await scene.hsf(['refresh', '--packages']);
  expect(words('family.lcg')).toContain('>lcg/>LCG_999');
  expect(words('packages')).toContain('>ROOT');
});

test('a family that rules hide is offered no more', async () => {
  const rules = join(scene.home, '.config/hsf/families');
  mkdirSync(rules, {recursive: true});
  writeFileSync(join(rules, 'rules.toml'), 'hide = ["lcg"]\n');
  await scene.hsf(['list']);
  expect(words('families').map(line => line.split(' ')[0])).not.toContain('>lcg');
  expect(words('families').map(line => line.split(' ')[0])).toContain('>eessi');
});

test('a family that was left out of a search stays as it is, and one that is no more is forgotten', () => {
  const own = join(folder, 'words/usual');
  const entry = (id: string) => ({id, stamp: '1', words: () => ({names: `>${id}/>x\n`, platforms: ''})});
  keepFamilies(own, [entry('a'), entry('b')], new Set(['a', 'b']));
  keepFamilies(own, [entry('a')], new Set(['a', 'b']));
  expect(readFileSync(join(own, 'families'), 'utf8')).toBe('>a 1\n>b 1\n');
  keepFamilies(own, [entry('a')], new Set(['a']));
  expect(readFileSync(join(own, 'families'), 'utf8')).toBe('>a 1\n');
});

test('words of a few other roots are kept, those of long ago are not', () => {
  const entry = {id: 'a', stamp: '1', words: () => ({names: '>a/>x\n', platforms: ''})};
  for (let number = 0; number < 12; number++) {
    const own = wordsDirectory(folder, `/data/cvmfs${number}/`)!;
    keepFamilies(own, [entry], new Set(['a']));
    utimesSync(own, number, number);
  }
  const kept = readdirSync(join(folder, 'words')).filter(name => name.startsWith('at'));
  expect(kept).toHaveLength(8);
  expect(kept).toContain('at_data_cvmfs11');
});

test('only roots that a shell finds the name of have words of their own', () => {
  expect(wordsDirectory('/c', null)).toBe('/c/words/usual');
  expect(wordsDirectory('/c', '/data/my cvmfs//')).toBe('/c/words/at_data_my_cvmfs');
  expect(wordsDirectory('/c', '/data/größe')).toBeNull();
  expect(wordsDirectory('/c', '/data/a\nb')).toBeNull();
  expect(wordsDirectory(null, null)).toBeNull();
});

test('where nothing can be written, nothing happens', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  keepNames(file, 'profiles', ['work']);
  keepFamilies(join(file, 'words'), [{id: 'a', stamp: '1', words: () => ({names: '>a/>x\n', platforms: ''})}], new Set(['a']));
  expect(readFileSync(file, 'utf8')).toBe('');
});
