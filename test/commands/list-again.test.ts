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

type Document = {
  readonly stacks: readonly {readonly address: string}[];
  readonly repositories: readonly {readonly fqrn: string}[];
};

const LIST = ['list', '--json'];
let scene: Scene;
beforeAll(() => {
  scene = makeScene();
  // For an ordinary user it is a directory that cannot be read, which is another story.
  rmSync(scene.tree.unreadable, {recursive: true, force: true});
});
afterAll(() => scene.remove());

const memory = () => join(scene.home, '.cache/hsf/listed');
const files = () => (existsSync(memory()) ? readdirSync(memory()).map(name => join(memory(), name)) : []);
const forget = () => files().forEach(file => rmSync(file));
const list = (options: RunOptions = {}, args: readonly string[] = LIST): Promise<Ended> => scene.hsf(args, options);
const addresses = (ended: Ended) => (documentOf(ended) as unknown as Document).stacks.map(({address}) => address);

/** Puts a mark into what is remembered, with the right sum, so that one sees where an answer came from. */
async function marked(): Promise<string> {
  forget();
  await list();
  const {crc32} = await import('node:zlib');
  const [file = ''] = files();
  const text = readFileSync(file, 'utf8');
  const body = Buffer.from(text.slice(text.indexOf('\n') + 1).replace('{"schemaVersion":1,', '{"schemaVersion":1,"mark":true,'));
  const [, , , build = ''] = text.split(/[ \n]/);
  writeFileSync(file, Buffer.concat([Buffer.from(`hsf list 1 ${build} ${body.length} ${crc32(body)}\n`), body]));
  return file;
}
const fromMemory = (ended: Ended) => 'mark' in documentOf(ended);

describe('hsf list remembers', () => {
  test('what it printed, and prints the same', async () => {
    const first = await list();
    const second = await list();
    expect(second).toMatchObject({status: 0, stdout: first.stdout, stderr: first.stderr});
    await marked();
    expect(fromMemory(await list())).toBe(true);
  });

  test('the text for people with its notes', async () => {
    const first = await list({}, ['list', '--arch', 'x86_64']);
    expect(await list({}, ['list', '--arch', 'x86_64'])).toMatchObject({stdout: first.stdout, stderr: first.stderr, status: 0});
  });

  test.each<{title: string; change: RunOptions; args?: readonly string[]}>([
    {title: 'other filters', change: {}, args: ['list', '--json', '--family', 'lcg']},
    {title: 'another CPU', change: {env: {HSF_CPU: 'x86-64-v2'}}},
    {title: 'another system', change: {env: {HSF_OS: 'el9'}}},
    {title: 'other engines', change: {env: {PATH: '/nowhere'}}},
    {title: 'other repositories', change: {env: {HSF_PROBE: 'other.example.org'}}},
    {title: 'another home', change: {env: {XDG_CONFIG_HOME: '/nowhere'}}},
  ])('nothing of $title', async ({change, args}) => {
    await marked();
    expect(fromMemory(await list(change, args))).toBe(false);
  });

  test('nothing that a new variant, a removed one or a new repository makes wrong', async () => {
    const view = join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_300/x86_64-el9-gcc13-opt');
    await marked();
    mkdirSync(view, {recursive: true});
    writeFileSync(join(view, 'setup.sh'), 'export A=1\n');
    const added = await list();
    expect(fromMemory(added)).toBe(false);
    expect(addresses(added)).toContain('lcg/LCG_300');
    await marked();
    rmSync(join(scene.tree.root, 'sft.cern.ch/lcg/views/LCG_300'), {recursive: true});
    expect(addresses(await list())).not.toContain('lcg/LCG_300');
    await marked();
    mkdirSync(join(scene.tree.root, 'new.example.org/etc'), {recursive: true});
    const grown = documentOf(await list()) as unknown as Document;
    expect(grown.repositories.map(({fqrn}) => fqrn)).toContain('new.example.org');
  });

  test('nothing after settings, families or the project directory changed', async () => {
    const config = join(scene.home, '.config/hsf');
    await marked();
    mkdirSync(join(config, 'families'), {recursive: true});
    writeFileSync(join(config, 'config.json'), '{"images": {"el9": "/cvmfs/unpacked.cern.ch/x"}}');
    expect(fromMemory(await list())).toBe(false);
    await marked();
    writeFileSync(join(config, 'families/own.toml'), 'this is no family');
    const spoiled = await list();
    expect(fromMemory(spoiled)).toBe(false);
    expect(spoiled.stderr).toContain('own.toml');
    expect((await list()).stderr).toContain('own.toml');
    rmSync(config, {recursive: true});
    await marked();
    // A project that is not allowed is of no concern to a listing; one that is allowed may name images.
    writeFileSync(join(scene.folder, 'hsf.toml'), 'images = {el9 = "/cvmfs/unpacked.cern.ch/x"}');
    const before = await list();
    expect([fromMemory(before), before.stderr.includes('hsf.toml')]).toEqual([false, false]);
    await marked();
    await scene.hsf(['allow']);
    expect(fromMemory(await list())).toBe(false);
    await marked();
    writeFileSync(join(scene.folder, 'hsf.toml'), '');
    expect(fromMemory(await list())).toBe(false);
    rmSync(join(scene.folder, 'hsf.toml'));
    expect(fromMemory(await list())).toBe(false);
  });

  test('nothing after a refresh, which has other times to tell', async () => {
    await marked();
    await scene.hsf(['refresh']);
    expect(fromMemory(await list())).toBe(false);
  });

  test('nothing when the whole tree is gone', async () => {
    await marked();
    renameSync(scene.tree.root, `${scene.tree.root}.away`);
    const gone = await list();
    renameSync(`${scene.tree.root}.away`, scene.tree.root);
    expect(gone.status).toBe(3);
    expect(addresses(gone)).toEqual([]);
  });

  test.each<{title: string; spoil: (file: string) => void}>([
    {title: 'is cut short', spoil: file => writeFileSync(file, readFileSync(file).subarray(0, 5000))},
    {title: 'is empty', spoil: file => writeFileSync(file, '')},
    {title: 'has a changed byte', spoil: file => writeFileSync(file, readFileSync(file, 'utf8').replace(/LCG_107@/, 'LCG_666@'))},
    {title: 'has bytes behind its end', spoil: file => appendFileSync(file, 'x')},
    {
      title: 'is of another build',
      spoil: file => writeFileSync(file, readFileSync(file, 'utf8').replace(/^hsf list 1 \w/, 'hsf list 1 x')),
    },
    {title: 'may be written by others', spoil: file => chmodSync(file, 0o666)},
    {title: 'holds no facts', spoil: file => writeFileSync(file, 'hsf list 1 a 3 0\n{}\n')},
  ])('nothing from a file that $title', async ({spoil}) => {
    forget();
    const whole = await list();
    const file = await marked();
    spoil(file);
    const ended = await list();
    expect(ended).toMatchObject({status: 0, stdout: whole.stdout, stderr: ''});
    expect(await list()).toMatchObject({stdout: whole.stdout});
  });

  test('the same from several launchers at once', async () => {
    forget();
    const first = await list();
    forget();
    const all = await Promise.all(Array.from({length: 4}, () => list()));
    expect(new Set(all.map(({stdout}) => stdout))).toEqual(new Set([first.stdout]));
    expect(readdirSync(memory()).filter(name => name.endsWith('.tmp'))).toEqual([]);
  });
});
