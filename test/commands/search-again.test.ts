import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {documentOf, makeScene, type Ended, type RunOptions, type Scene} from './hsf.ts';

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt']});
  // For an ordinary user it is a directory that cannot be read, which is another story.
  rmSync(scene.tree.unreadable, {recursive: true, force: true});
});
afterAll(() => scene.remove());

const env = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3'};
const memory = () => join(scene.home, '.cache/hsf/searched');
const files = () => (existsSync(memory()) ? readdirSync(memory()).map(name => join(memory(), name)) : []);
const search = (args: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  scene.hsf(['search', ...args], {...options, env: {...env, ...options.env}});
const manifest = () => join(scene.tree.root, 'sft.cern.ch/lcg/releases/LCG_107/LCG_externals_x86_64-el9-gcc13-opt.txt');
const modules = () => join(scene.tree.root, 'software.eessi.io/versions/2025.06/software/linux/x86_64/amd/zen3/modules/all');
const variantsOf = (ended: Ended) => (documentOf(ended)['matches'] as readonly {variant: string}[]).map(({variant}) => variant);

/** The same search, first from nothing and then from what that left. */
async function both(args: readonly string[], options: RunOptions = {}): Promise<readonly [Ended, Ended]> {
  rmSync(memory(), {recursive: true, force: true});
  const long = await search(args, options);
  await search(['ROOT'], options);
  return [long, await search(args, options)];
}

/** Puts a mark into what is remembered, with the right sum, so that one sees where an answer came from. */
async function marked(): Promise<string> {
  rmSync(memory(), {recursive: true, force: true});
  await search(['ROOT']);
  const {crc32} = await import('node:zlib');
  const [file = ''] = files();
  const bytes = readFileSync(file);
  const head = bytes.toString('latin1', 0, bytes.indexOf(10));
  const body = bytes.subarray(bytes.indexOf(10) + 1);
  const facts = JSON.parse(body.toString('utf8', 0, body.indexOf(10))) as Record<string, unknown>;
  const notes = JSON.stringify({...facts, notes: ['from memory']});
  const changed = Buffer.concat([Buffer.from(`${notes}\n`), body.subarray(body.indexOf(10) + 1)]);
  const [, , , build = ''] = head.split(' ');
  writeFileSync(file, Buffer.concat([Buffer.from(`hsf search 1 ${build} ${changed.length} ${crc32(changed)}\n`), changed]));
  return file;
}
const fromMemory = ({stderr}: Ended) => stderr.includes('from memory');

describe('a search', () => {
  test('in a tree that is named from the working directory is another one in another directory', async () => {
    const elsewhere = join(scene.folder, 'elsewhere');
    mkdirSync(join(elsewhere, 'cvmfs/sw.example.org'), {recursive: true});
    const inTree = {cwd: join(scene.tree.root, '..')};
    const args = ['ROOT', '--cvmfs', 'cvmfs', '--runs', 'any', '--json'];
    await search(args, inTree);
    expect((await search(args, inTree)).status).toBe(0);
    expect((await search(args, {cwd: elsewhere})).status).toBe(3);
    rmSync(elsewhere, {recursive: true});
  });

  test.each<readonly string[]>([
    ['ROOT'],
    ['ROOT', '--json'],
    ['root>=6.34', '--json', '--runs', 'any', '--compiler', 'gcc13'],
    ['python', '--family', 'eessi,lcg'],
    ['sci-physics/root', '--json'],
    ['Geant5'],
    ['Geant4', '--compiler', 'gcc99', '--json'],
    ['ROOT', '--os', 'el9', '--build', 'dbg'],
    ['ROOT', '--family', 'lgc'],
    ['ROOT', '--quiet', '--runs', 'native'],
  ])('is answered alike from memory: %j %j %j', async (...args) => {
    const [long, short] = await both(args);
    expect({...short, ms: 0}).toEqual({...long, ms: 0});
  });

  test('of any kind is answered from what another one left', async () => {
    await marked();
    for (const args of [['Python'], ['ROOT', '--compiler', 'gcc13'], ['Geant4>=11', '--json'], ['Geant5']])
      expect([args, fromMemory(await search(args))]).toEqual([args, true]);
  });

  test.each<{title: string; args?: readonly string[]; change: RunOptions}>([
    {title: 'another CPU', change: {env: {HSF_CPU: 'x86-64-v2'}}},
    {title: 'another system', change: {env: {HSF_OS: 'el9'}}},
    {title: 'other repositories', change: {env: {HSF_PROBE: 'other.example.org'}}},
    {title: 'another timeout', args: ['ROOT', '--timeout', '20'], change: {}},
  ])('with $title is not', async ({args = ['ROOT'], change}) => {
    await marked();
    expect(fromMemory(await search(args, change))).toBe(false);
  });

  test('sees what changed in the lists: a line, a new version, a list that is gone', async () => {
    await marked();
    appendFileSync(manifest(), 'Surely; 01234; 1.0; ./Surely/1.0/x86_64-el9-gcc13-opt; \n');
    const line = await search(['Surely', '--json']);
    expect([fromMemory(line), variantsOf(line)]).toEqual([false, ['lcg/LCG_107@x86_64-el9-gcc13-opt']]);
    await marked();
    writeFileSync(join(modules(), 'ROOT/6.40.00-foss-2025a.lua'), '');
    const version = await search(['ROOT>=6.39', '--json']);
    expect([fromMemory(version), variantsOf(version)]).toEqual([false, ['eessi/2025.06@x86_64/amd/zen3']]);
    await marked();
    renameSync(manifest(), `${manifest()}.old`);
    const gone = await search(['Surely', '--json']);
    expect([fromMemory(gone), variantsOf(gone)]).toEqual([false, []]);
    renameSync(`${manifest()}.old`, manifest());
  });

  test('sees what changed in the catalogue: a new variant, a removed repository', async () => {
    await marked();
    const view = join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_300/x86_64-el9-gcc13-opt');
    mkdirSync(view, {recursive: true});
    writeFileSync(join(view, 'setup.sh'), 'export A=1\n');
    expect(fromMemory(await search(['ROOT']))).toBe(false);
    await marked();
    const eessi = join(scene.tree.root, 'software.eessi.io');
    renameSync(eessi, join(scene.folder, 'away'));
    const without = await search(['ROOT', '--json']);
    renameSync(join(scene.folder, 'away'), eessi);
    expect(fromMemory(without)).toBe(false);
    expect(variantsOf(without).filter(variant => variant.startsWith('eessi'))).toEqual([]);
  });

  test.each<{title: string; spoil: (file: string) => void}>([
    {title: 'is cut short', spoil: file => writeFileSync(file, readFileSync(file).subarray(0, 5000))},
    {title: 'is empty', spoil: file => writeFileSync(file, '')},
    {title: 'has bytes behind its end', spoil: file => appendFileSync(file, 'x')},
    {title: 'may be written by others', spoil: file => chmodSync(file, 0o666)},
    {title: 'holds no facts', spoil: file => writeFileSync(file, 'hsf search 1 a 3 0\n{}\n')},
  ])('believes nothing of a file that $title', async ({spoil}) => {
    const whole = await search(['ROOT', '--json']);
    spoil(await marked());
    const again = await search(['ROOT', '--json']);
    expect([again.status, again.stdout, fromMemory(again)]).toEqual([0, whole.stdout, false]);
  });
});
