import {existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {familyStart} from '../../src/commands/family-new.ts';
import {checkFamily} from '../../src/find/check-family.ts';
import {grammarNames} from '../../src/choose/grammars/grammar-named.ts';
import {documentOf, makeScene, type Scene} from './hsf.ts';

let scene: Scene;
beforeEach(() => {
  scene = makeScene();
});
afterEach(() => scene.remove());

const write = (path: string, text: string): string => {
  const file = join(scene.home, path);
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, text);
  return file;
};
const OWN = familyStart('own', '/x.json');

describe('hsf family list and show', () => {
  test('list every family with what is here of it and where it is from', async () => {
    const file = write('.config/hsf/families/own.toml', OWN);
    write('.config/hsf/families/rules.toml', 'hide = ["gentoo"]\n');
    const [text, json] = await Promise.all([scene.hsf(['family']), scene.hsf(['family', 'list', '--json'])]);
    expect([text.status, json.status, text.stderr]).toEqual([0, 0, '']);
    expect(text.stdout).toMatch(/^lcg {2,}LCG [a-z]+ {2,}\d+ variants$/m);
    expect(text.stdout).toMatch(new RegExp(`^own {2,}My stacks {2,}not on this machine {2,}${file}$`, 'm'));
    expect(text.stdout).toMatch(/^gentoo .* hidden, \d+ variants?$/m);
    const families = documentOf(json)['families'] as readonly Record<string, unknown>[];
    expect(families.find(({id}) => id === 'own')).toEqual({
      id: 'own',
      title: 'My stacks',
      origin: file,
      repositories: ['sw.example.org'],
      state: null,
      variants: 0,
      hidden: false,
    });
    expect(families.find(({id}) => id === 'lcg')).toMatchObject({state: 'ready', origin: 'built-in', hidden: false});
  });

  test('show where a family lies and how it is started', async () => {
    const {status, stdout} = await scene.hsf(['family', 'show', 'gentoo']);
    expect(status).toBe(0);
    expect(stdout).toContain('/cvmfs/sft.cern.ch/lcg/contrib/gentoo/');
    expect(stdout).toMatch(/^ {4}starts {2,}\S/m);
  });

  test('name the nearest families where there is none of that name', async () => {
    const {status, stderr} = await scene.hsf(['family', 'show', 'gento']);
    expect(status).toBe(3);
    expect(stderr).toMatch(/There is no family "gento"\.\n.*gentoo/);
  });
});

test('hsf list says what is known of a family that has nothing here', async () => {
  const [absent, wrong] = await Promise.all([scene.hsf(['list', '--family', 'alice']), scene.hsf(['list', '--family', 'alise'])]);
  expect([absent.status, absent.stderr]).toEqual([
    3,
    'hsf: Nothing of the family alice is here: not on this machine. Run "hsf list" without filters to see all.\n',
  ]);
  expect([wrong.status, wrong.stderr]).toEqual([3, expect.stringMatching(/There is no family "alise" here; near it: alice/)]);
});

test('a family that stands aside is left out where another one is meant', async () => {
  const build = join(scene.tree.root, 'sw.example.org/stacks/2026.1/x86_64-el9-gcc13-opt');
  mkdirSync(build, {recursive: true});
  writeFileSync(join(build, 'setup.sh'), '');
  write('.config/hsf/families/own.toml', OWN.replace('title =', 'aside = true\ntitle ='));
  const found = async (...args: readonly string[]) => (await scene.hsf(args)).stdout.includes('2026.1');
  expect(await found('show', '2026.1')).toBe(false);
  for (const args of [['list'], ['list', '--family', 'own'], ['show', 'own/2026.1']])
    expect([args, await found(...args)]).toEqual([args, true]);
  const wished = await scene.hsf(['show', '2026.1'], {env: {HSF_REPOSITORIES: 'sw.example.org'}});
  expect(wished.stdout).toContain('own/2026.1');
});

describe('hsf family check', () => {
  test('tells file, line, key and what was meant, and ends with 1', async () => {
    const wrong = OWN.replace('title =', 'titel =').replace('grammar = "lcg"', 'grammar = "alise"');
    const file = write('wrong.toml', wrong);
    const rules = write('rules.toml', 'hide = ["x"]\nrecomend = ["a"]\n');
    const {status, stdout} = await scene.hsf(['family', 'check', file, rules, join(scene.home, 'none.toml')]);
    expect(status).toBe(1);
    const line = wrong.split('\n').findIndex(text => text.startsWith('titel')) + 1;
    expect(stdout.split('\n')).toEqual(
      expect.arrayContaining([
        `${file}:${line}: titel: There is no key "titel" here; did you mean "title"?`,
        `${rules}:2: recomend: There is no key "recomend" here; did you mean "recommend"?`,
        `${join(scene.home, 'none.toml')}:1: This file is not there, or cannot be read.`,
      ]),
    );
  });

  test('says of an installed file no more than what it is, however it is named', async () => {
    const folder = join(scene.home, '.config/hsf/families');
    mkdirSync(folder, {recursive: true});
    writeFileSync(join(folder, 'own.toml'), OWN);
    for (const name of [join(folder, 'own.toml'), `${folder}/../families/own.toml`]) {
      const {stdout} = await scene.hsf(['family', 'check', name]);
      expect(stdout).toBe(`${name}: fine, the family "own" with 1 layout.\n`);
    }
  });

  test('tells of a grammar that does not exist', async () => {
    const file = write('own.toml', OWN.replace('grammar = "lcg"', 'grammar = "lgc"'));
    const {status, stdout} = await scene.hsf(['family', 'check', file]);
    expect([status, stdout]).toEqual([
      1,
      expect.stringMatching(/:\d+: layout\[0\]\.grammar: There is no grammar "lgc"; did you mean "lcg"/),
    ]);
  });

  test('reads standard input and files on CVMFS, and is 0 when all are fine', async () => {
    mkdirSync(join(scene.tree.root, 'sw.example.org/families'), {recursive: true});
    const file = join(scene.tree.root, 'sw.example.org/families/lcg.toml');
    writeFileSync(file, 'extends = "lcg"\ntitle = "Ours"\n');
    const {status, stdout} = await scene.hsf(['family', 'check', '-', file], {input: OWN});
    expect([status, stdout]).toEqual([
      0,
      `-: fine, the family "own" with 1 layout.\n${file}: fine, it changes the family "lcg".\n`,
    ]);
  });

  test('has the problems in JSON', async () => {
    const file = write('own.toml', 'extends = "lgc"\n');
    const {status, stdout} = await scene.hsf(['family', 'check', '--json', file]);
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      files: [
        {
          file,
          kind: 'family',
          id: 'lgc',
          problems: [
            {
              file,
              line: 1,
              key: 'extends',
              message: expect.stringMatching(/There is no family "lgc" to change; did you mean "lcg"/),
            },
          ],
        },
      ],
    });
  });

  test('without a file is wrong usage', async () => {
    expect(await scene.hsf(['family', 'check'])).toMatchObject({status: 2, stderr: expect.stringContaining('needs a FILE')});
    expect(await scene.hsf(['family', 'chekc'])).toMatchObject({status: 2, stderr: expect.stringContaining('hsf family check')});
  });
});

describe('hsf family new', () => {
  test('gives a start that passes its own check and names a schema that is there', async () => {
    const {status, stdout} = await scene.hsf(['family', 'new', 'mine']);
    expect(status).toBe(0);
    expect(checkFamily(stdout, 'mine.toml', 'mine.toml', grammarNames)).toMatchObject({status: 'family', family: {id: 'mine'}});
    const [, schema = ''] = /^#:schema (.*)$/m.exec(stdout) ?? [];
    expect(JSON.parse(readFileSync(schema, 'utf8'))).toMatchObject({$id: 'family.schema.json'});
  });

  test('passes also with everything that stands there as a comment', () => {
    const text = OWN.replace(/^# (\w+ = |\[layout)/gm, '$1').replace('\ndescription = ', '\ndescription = ');
    expect(checkFamily(text, 'own.toml', 'own.toml', grammarNames)).toMatchObject({status: 'family'});
  });

  test('writes a file, and never over one that is there', async () => {
    const file = join(scene.home, 'mine.toml');
    expect(await scene.hsf(['family', 'new', 'mine', '--output', file])).toMatchObject({status: 0, stdout: ''});
    writeFileSync(file, 'mine alone');
    const again = await scene.hsf(['family', 'new', 'mine', '--output', file]);
    expect([again.status, readFileSync(file, 'utf8')]).toEqual([1, 'mine alone']);
    expect(again.stderr).toContain('is there already');
  });

  test('makes the directory that the first family goes into, for others to read', async () => {
    const folder = join(scene.home, '.config/hsf/families');
    expect(await scene.hsf(['family', 'new', 'mine', '--output', join(folder, 'mine.toml')])).toMatchObject({status: 0});
    expect([statSync(folder).mode & 0o055, existsSync(join(folder, 'mine.toml'))]).toEqual([0o055, true]);
  });

  test('refuses a name that no family can have', async () => {
    expect(await scene.hsf(['family', 'new', 'My Stacks'])).toMatchObject({status: 2});
    expect(existsSync(join(scene.home, 'My Stacks'))).toBe(false);
  });
});
