import {existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {Ajv2020} from 'ajv/dist/2020.js';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type RunOptions, type Scene} from './hsf.ts';

const PLATFORM = 'x86_64-debian12-gcc12-opt';
// On a busy machine the usual deadline is too short, above all for a second run, which may take half of it.
const env = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3', HSF_TIMEOUT: '60'};

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: [PLATFORM, 'x86_64-debian12-gcc13-opt']});
  view('LCG_106', PLATFORM);
});
afterAll(() => scene.remove());
beforeEach(() => rmSync(join(scene.home, '.config'), {recursive: true, force: true}));

const views = () => join(scene.tree.root, 'sft.cern.ch/lcg/views');
function view(release: string, platform: string): void {
  const folder = join(views(), release, platform);
  mkdirSync(join(folder, 'bin'), {recursive: true});
  writeFileSync(join(folder, 'setup.sh'), `export PATH="${folder}/bin:$PATH"\n`);
  writeFileSync(join(folder, 'bin/stack-name'), `#!/bin/sh\necho ${release} ${platform}\n`, {mode: 0o755});
}
const hsf = (words: readonly string[], options: RunOptions = {}) => scene.hsf(words, {...options, env: {...env, ...options.env}});
const file = () => join(scene.home, '.config/hsf/profiles.json');
const meant = async (...words: readonly string[]) => {
  const {stdout, stderr} = await hsf(['plan', ...words, '--json']);
  const {plan} = JSON.parse(stdout) as {plan?: {variant: string; env: {set: Record<string, string>}}};
  return plan === undefined ? `${stdout}${stderr}` : plan.variant;
};

describe('a profile', () => {
  test('stands wherever a stack is asked for', async () => {
    const saved = await hsf(['profile', 'save', 'work', 'LCG_107@gcc12']);
    expect(saved).toMatchObject({
      status: 0,
      stdout: '',
      stderr: expect.stringContaining(`work means lcg/LCG_107@${PLATFORM} now (exact)`),
    });
    expect((await hsf(['run', 'work', '--', 'stack-name'])).stdout).toBe(`LCG_107 ${PLATFORM}\n`);
    expect((await hsf(['run', 'work', '--', 'stack-name'])).stdout).toBe(`LCG_107 ${PLATFORM}\n`);
    expect((await hsf(['shell', 'work'], {input: 'stack-name\n'})).stdout).toContain(`LCG_107 ${PLATFORM}\n`);
    expect((await hsf(['env', 'work', '--shell', 'bash'])).stdout).toContain('LCG_VERSION');
    expect((await hsf(['show', 'work'])).stdout).toContain('lcg/LCG_107');
    expect(await meant('work')).toBe(`lcg/LCG_107@${PLATFORM}`);
  });

  test('brings its flags along; what is typed counts more, lists are added', async () => {
    await hsf(['profile', 'save', 'work', 'LCG_107@gcc12', '--container=never', '--env', 'A=1', '--env', 'B=1']);
    const {plan} = documentOf(await hsf(['plan', 'work', '--env', 'B=2', '--env', 'C=3', '--json'])) as {
      plan: {env: {set: Record<string, string>}};
    };
    expect(plan.env.set).toMatchObject({A: '1', B: '2', C: '3'});
    expect(await meant('work', '--compiler', 'gcc13')).toBe('lcg/LCG_107@x86_64-debian12-gcc13-opt');
  });

  test('saved anew means the other thing at once, and its name nothing when it is gone', async () => {
    await hsf(['profile', 'save', 'work', 'LCG_107@gcc12']);
    await hsf(['run', 'work', '--', 'true']);
    const {stderr} = await hsf(['profile', 'save', 'work', 'LCG_107@gcc13']);
    expect(stderr).toContain(`(exact), instead of lcg/LCG_107@${PLATFORM} (exact).`);
    expect((await hsf(['run', 'work', '--', 'stack-name'])).stdout).toContain('gcc13');
    await hsf(['profile', 'remove', 'work']);
    expect((await hsf(['run', 'work', '--', 'true'])).status).toBe(125);
    expect((await hsf(['profile', 'show', 'work'])).stderr).toContain('There is no profile "work".');
  });

  test('that lacks a stack is told with the line that was typed', async () => {
    const {status, stderr} = await hsf(['profile', 'save', 'work', '--update=series']);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/For example: hsf profile save work lcg\/\S+ --update=series$/m)]);
  });

  test('does not keep a secret', async () => {
    const {stderr} = await hsf(['profile', 'save', 'work', 'LCG_107@gcc12', '--env', 'MY_TOKEN=s3cret']);
    expect(stderr).toContain('The value of MY_TOKEN is not kept');
    expect(readFileSync(file(), 'utf8')).not.toContain('s3cret');
  });

  test.each([
    {name: 'lcg', says: 'means stacks already'},
    {name: 'LCG_107', says: 'means stacks already'},
    {name: 'run', says: 'a word of hsf'},
    {name: 'latest', says: 'a word of hsf'},
    {name: 'a/b', says: 'cannot be the name'},
    {name: '../x', says: 'cannot be the name'},
    {name: 'a b', says: 'cannot be the name'},
  ])('is not called $name', async ({name, says}) => {
    expect(await hsf(['profile', 'save', name, 'LCG_107@gcc12'])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(says),
    });
    expect(existsSync(file())).toBe(false);
  });
});

describe('when the stack is updated', () => {
  test('series follows the letter, latest what is recommended, exact stays', async () => {
    for (const rule of ['exact', 'series', 'latest'])
      await hsf(['profile', 'save', `my-${rule}`, 'LCG_106@debian12', `--update=${rule}`]);
    view('LCG_106z', PLATFORM);
    expect(await meant('my-exact')).toBe(`lcg/LCG_106@${PLATFORM}`);
    expect(await meant('my-series')).toBe(`lcg/LCG_106z@${PLATFORM}`);
    expect(await meant('my-latest')).toMatch(/^lcg\/LCG_107@x86_64-debian12-gcc1[23]-opt$/);
    expect((await hsf(['run', 'my-series', '--', 'stack-name'])).stdout).toBe(`LCG_106z ${PLATFORM}\n`);
    rmSync(join(views(), 'LCG_106z'), {recursive: true});
    // The start is remembered, and must not outlive what it found.
    expect((await hsf(['run', 'my-series', '--', 'stack-name'])).stdout).toBe(`LCG_106 ${PLATFORM}\n`);
  });

  test('it says which part is gone, what is nearest, and how to go on', async () => {
    view('LCG_103', PLATFORM);
    await hsf(['profile', 'save', 'work', 'LCG_103@debian12']);
    renameSync(join(views(), 'LCG_103'), join(views(), 'LCG_103a'));
    const {status, stderr} = await hsf(['run', 'work', '--', 'true']);
    expect(status).toBe(125);
    expect(stderr).toContain('Profile "work" cannot be followed. The release LCG_103 is no longer in the family lcg.');
    expect(stderr).toContain(
      `Nearest: hsf run lcg/LCG_103a@${PLATFORM} -- true; to keep it: hsf profile save work lcg/LCG_103a@${PLATFORM} --update=exact`,
    );
    expect(documentOf(await hsf(['plan', 'work', '--json']))).toMatchObject({
      error: {code: 'stack-unknown', choices: {stack: [`lcg/LCG_103a@${PLATFORM}`]}},
    });
    expect(await hsf(['profile', 'show', 'work'])).toMatchObject({
      status: 3,
      stdout: expect.stringContaining('gone: The release LCG_103'),
    });
    expect((await hsf(['profile'])).stdout).toMatch(/^work +exact +gone: /m);
    rmSync(join(views(), 'LCG_103a'), {recursive: true});
  });

  test('what cannot be seen is not called gone, and nothing else is offered', async () => {
    await hsf(['profile', 'save', 'work', 'LCG_107@gcc12']);
    await hsf(['run', 'work', '--', 'true']);
    const own = join(scene.tree.root, 'sft.cern.ch');
    renameSync(own, join(scene.folder, 'away'));
    try {
      const shown = await hsf(['profile', 'show', 'work']);
      expect(shown).toMatchObject({status: 1, stdout: expect.stringContaining('unknown: sft.cern.ch is not here.')});
      expect(shown.stdout).not.toContain('nearest');
      expect((await hsf(['history'])).stdout).toMatch(/unknown: sft\.cern\.ch is not here\.$/m);
      for (const words of [['run', 'work', '--', 'true'], ['last']]) {
        const {status, stderr} = await hsf(words);
        expect(status).toBe(125);
        expect(stderr).toContain('sft.cern.ch is not here, so nobody can tell whether it is still there.');
        expect(stderr).not.toMatch(/any more|Nearest/);
      }
    } finally {
      renameSync(join(scene.folder, 'away'), own);
    }
    expect((await hsf(['run', 'work', '--', 'true'])).status).toBe(0);
  });

  test('a platform that is gone is named by its part', async () => {
    view('LCG_103', PLATFORM);
    view('LCG_103', 'x86_64-el9-gcc13-opt');
    await hsf(['profile', 'save', 'work', 'LCG_103@debian12']);
    rmSync(join(views(), 'LCG_103', PLATFORM), {recursive: true});
    expect(await meant('work')).toContain('lcg/LCG_103 has no variant for debian12 any more.');
    rmSync(join(views(), 'LCG_103'), {recursive: true});
  });
});

test('a damaged file is told and left to be mended; what is saved next keeps each of them', async () => {
  mkdirSync(join(file(), '..'), {recursive: true});
  writeFileSync(file(), '{"profiles": {"work"');
  const line = ['plan', 'LCG_107', '--compiler=gcc12'];
  const {stderr} = await hsf(line);
  expect(stderr).toContain(`${file()} is no JSON with profiles`);
  expect((await hsf(line)).stderr).toBe(stderr);
  expect((await hsf(['profile', 'save', 'work', 'LCG_107@gcc12'])).stderr).toContain(`kept as ${file()}.bad.`);
  writeFileSync(file(), 'again');
  expect((await hsf(['profile', 'save', 'work', 'LCG_107@gcc12'])).stderr).toContain(`kept as ${file()}.bad.2.`);
  expect([readFileSync(`${file()}.bad`, 'utf8'), readFileSync(`${file()}.bad.2`, 'utf8')]).toEqual([
    '{"profiles": {"work"',
    'again',
  ]);
});

describe('documents', () => {
  const SCHEMAS = join(import.meta.dirname, '../../schemas');
  const ajv = new Ajv2020({allErrors: true, allowUnionTypes: true, strict: true, strictRequired: false, strictTypes: false});
  for (const name of readdirSync(SCHEMAS)) {
    const schema = JSON.parse(readFileSync(join(SCHEMAS, name), 'utf8')) as {$schema: string};
    if (schema.$schema.includes('2020-12')) ajv.addSchema(schema);
  }

  test.each([
    {schema: 'profiles', words: ['profile', 'save', 'work', 'LCG_107@gcc12', '--update=latest'], status: 0},
    {schema: 'profiles', words: ['profile'], status: 0},
    {schema: 'favourites', words: ['favourite', 'add', 'LCG_107'], status: 0},
    {schema: 'favourites', words: ['favourite'], status: 0},
    {schema: 'history', words: ['history'], status: 0},
    {schema: 'history', words: ['history', 'no-such-thing'], status: 3},
    {schema: 'plan', words: ['last', '--dry-run'], status: 0},
    {schema: 'error', words: ['profile', 'show', 'none'], status: 3},
    {schema: 'error', words: ['profile', 'forget', 'x'], status: 2},
    {schema: 'error', words: ['favourite', 'remove', 'x'], status: 3},
  ])('$words', async ({schema, words, status}) => {
    await hsf(['run', 'LCG_107@gcc12', '--', 'true'], {cwd: '/'});
    const ended = await hsf([...words, '--json']);
    const validate = ajv.getSchema(`${schema}.schema.json`)!;
    expect(validate(documentOf(ended)), JSON.stringify(validate.errors)).toBe(true);
    expect(ended.status).toBe(status);
  });
});
