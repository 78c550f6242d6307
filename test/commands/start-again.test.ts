import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import {join} from 'node:path';
import {crc32} from 'node:zlib';
import {afterAll, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {makeScene, type Ended, type RunOptions, type Scene} from './hsf.ts';

const VIEW = 'sft.cern.ch/lcg/views/LCG_107/x86_64-debian12-gcc12-opt';
const STACK = 'lcg/LCG_107@x86_64-debian12-gcc12-opt';
const env = {HSF_OS: 'debian12', HSF_ARCH: 'x86_64', HSF_CPU: 'x86_64/amd/zen3', HSF_STORED: 'ignore'};
const IMAGE = 'unpacked.cern.ch/own';
const COMMAND = ['stack-name'];

let scene: Scene;
beforeAll(() => {
  scene = makeScene({extraPlatforms: ['x86_64-debian12-gcc12-opt', 'x86_64-debian12-gcc13-opt']});
  // For an ordinary user it is a directory that cannot be read, which is another story.
  rmSync(scene.tree.unreadable, {recursive: true, force: true});
  // What has just changed proves nothing, so it is made here.
  for (const name of ['one', 'two']) {
    for (const folder of ['bin', 'usr/bin', 'etc', 'tmp', 'proc', 'sys', 'dev', 'home', 'cvmfs'])
      mkdirSync(at(`${IMAGE}/${name}/${folder}`), {recursive: true});
    for (const file of ['usr/bin/bash', 'bin/sh'])
      writeFileSync(at(`${IMAGE}/${name}/${file}`), readFileSync('/bin/sh'), {mode: 0o755});
  }
  symlinkSync('one', at(`${IMAGE}/latest`));
});
afterAll(() => scene.remove());

const memory = () => join(scene.home, '.cache/hsf/started');
const files = () => (existsSync(memory()) ? readdirSync(memory()).map(name => join(memory(), name)) : []);
const forget = () => files().forEach(file => rmSync(file));
const hsf = (words: readonly string[], options: RunOptions = {}): Promise<Ended> =>
  scene.hsf(words, {...options, env: {...env, ...options.env}});
const run = (options: RunOptions = {}, flags: readonly string[] = [], stack = STACK) =>
  hsf(['run', stack, ...flags, '--', ...COMMAND], options);
const at = (path: string) => join(scene.tree.root, path);

/** A start whose repositories are slow to answer is not remembered, and this machine may be busy. */
async function remembered(flags: readonly string[] = [], stack = STACK): Promise<string> {
  forget();
  for (let attempt = 0; attempt < 5 && files().length === 0; attempt += 1) await run({}, flags, stack);
  expect(files()).toHaveLength(1);
  return files()[0]!;
}

/** Remembers a start, then puts a mark into what is remembered, with the right sum: one sees where an answer comes from. */
async function marked(flags: readonly string[] = [], stack = STACK): Promise<string> {
  const file = await remembered(flags, stack);
  const text = readFileSync(file, 'latin1');
  const body = Buffer.from(
    text
      .slice(text.indexOf('\n') + 1)

      .replace(/"address":"(lcg[^"]*)@/, '"address":"$1#marked@'),
    'latin1',
  );
  const [, , , build = ''] = text.split(/[ \n]/);
  writeFileSync(file, Buffer.concat([Buffer.from(`hsf list 1 ${build} ${body.length} ${crc32(body)}\n`), body]), {mode: 0o600});
  return file;
}
/** Without the seconds that are left for the set-up, which are fewer where it took longer to get there. */
const plan = async (options: RunOptions = {}, flags: readonly string[] = [], stack = STACK) => {
  const {stdout, stderr, status} = await hsf(['plan', stack, ...flags, '--json', '--', ...COMMAND], options);
  return {stdout: stdout.replaceAll(/"\d+",(?="\d+","(?:source|call|evaluate)[",?])/g, ''), stderr, status};
};
const fromMemory = ({stdout}: Pick<Ended, 'stdout'>) => stdout.includes('#marked@');

/** What the long way says, with nothing remembered. */
async function longWay(options: RunOptions = {}, flags: readonly string[] = [], stack = STACK) {
  forget();
  return plan(options, flags, stack);
}

describe('a start remembers', () => {
  beforeEach(forget);

  test('what it found, and the next one does the same', async () => {
    const first = await run();
    await remembered();
    const second = await run();
    expect(second).toMatchObject({status: first.status, stdout: first.stdout, stderr: first.stderr});
    await marked();
    expect(fromMemory(await plan())).toBe(true);
    expect(statSync(files()[0]!).mode & 0o777).toBe(0o600);
  });

  test.each<{title: string; flags: readonly string[]; stack?: string; options?: RunOptions}>([
    {title: 'on this machine', flags: []},
    {title: "in this machine's root", flags: ['--container', 'always']},
    {title: 'elsewhere', flags: ['--cwd', '/tmp']},
    {title: 'with variables', flags: ['--env', 'A=b', '--no-env', 'LANG']},
    {title: 'of a prefix', flags: [], stack: 'gentoo/linux@gcc14'},
    {title: 'by modules or scripts of its own', flags: [], stack: 'eessi/2025.06'},
  ])('a start $title, whose plan is that of the long way', async ({flags, stack = STACK}) => {
    const whole = await longWay({}, flags, stack);
    expect(whole.status).toBe(0);
    await remembered(flags, stack);
    expect(await plan({}, flags, stack)).toEqual(whole);
  });

  test('nothing of the caller: directory, variables and command are those of now', async () => {
    await marked();
    const other = join(scene.folder, 'other');
    mkdirSync(other, {recursive: true});
    const options = {cwd: other, env: {MY_OWN: 'value'}};
    const again = await plan(options);
    expect(fromMemory(again)).toBe(true);
    expect((await longWay(options)).stdout).toBe(again.stdout.replaceAll('#marked', ''));
    const words = await hsf(['run', STACK, '--', 'sh', '-c', 'pwd; echo $MY_OWN'], options);
    expect(words.stdout).toBe(`${other}\nvalue\n`);
  });

  test('nothing for other words, another machine or other settings', async () => {
    await marked();
    expect(fromMemory(await plan({env: {HSF_CPU: 'x86-64-v2'}}))).toBe(false);
    expect(fromMemory(await plan({}, ['--container', 'always']))).toBe(false);
    expect(fromMemory(await plan({}, [], 'lcg/LCG_107@x86_64-debian12-gcc13-opt'))).toBe(false);
    expect(fromMemory(await plan({env: {PATH: '/usr/bin'}}))).toBe(false);
    expect(fromMemory(await plan({env: {HSF_TIMEOUT: '9'}}))).toBe(false);
    expect(fromMemory(await plan())).toBe(true);
  });

  test('no choice of the user’s that is still to be made', async () => {
    expect((await hsf(['run', 'lcg/LCG_107', '--platform', 'el9', '--', 'true'])).status).not.toBe(0);
    expect((await hsf(['run', 'lcg/LCG_9999', '--', 'true'])).status).not.toBe(0);
    await plan();
    await hsf(['run', STACK, '--dry-run', '--', 'true']);
    expect(files()).toEqual([]);
  });
});

describe('what is remembered does not outlive', () => {
  const config = () => join(scene.home, '.config/hsf');

  test.each<{title: string; change: () => void; undo: () => void}>([
    {
      title: 'the script that is sourced',
      change: () => renameSync(at(`${VIEW}/setup.sh`), at(`${VIEW}/setup.away`)),
      undo: () => renameSync(at(`${VIEW}/setup.away`), at(`${VIEW}/setup.sh`)),
    },
    {
      title: 'the variant',
      change: () => renameSync(at(VIEW), at(`${VIEW}.away`)),
      undo: () => renameSync(at(`${VIEW}.away`), at(VIEW)),
    },
    {
      title: 'the repository',
      change: () => renameSync(at('sft.cern.ch'), at('sft-away')),
      undo: () => renameSync(at('sft-away'), at('sft.cern.ch')),
    },
    {
      title: 'the whole tree',
      change: () => renameSync(scene.tree.root, `${scene.tree.root}.away`),
      undo: () => renameSync(`${scene.tree.root}.away`, scene.tree.root),
    },
    {
      title: 'a setting',
      change: () => {
        mkdirSync(config(), {recursive: true});
        writeFileSync(join(config(), 'config.json'), '{"container": "always"}');
      },
      undo: () => rmSync(config(), {recursive: true}),
    },
    {
      title: 'a family that hides it',
      change: () => {
        mkdirSync(join(config(), 'families'), {recursive: true});
        writeFileSync(join(config(), 'families/rules.toml'), 'hide = ["lcg/*"]\n');
      },
      undo: () => rmSync(config(), {recursive: true}),
    },
    {
      title: 'a setting that is wrong',
      change: () => {
        mkdirSync(config(), {recursive: true});
        writeFileSync(join(config(), 'config.json'), '{"container": 5}');
      },
      undo: () => rmSync(config(), {recursive: true}),
    },
  ])('$title', async ({change, undo}) => {
    await marked();
    expect(fromMemory(await plan())).toBe(true);
    change();
    try {
      const changed = await plan();
      expect(fromMemory(changed)).toBe(false);
      expect(changed).toEqual(await longWay());
    } finally {
      undo();
    }
  });

  test('the image that a name leads to', async () => {
    const flags = ['--container', 'always', '--image', `/cvmfs/${IMAGE}/latest`, '--engine', 'bubblewrap'];
    await remembered(flags);
    const first = await plan({}, flags);
    expect(first.stdout).toContain('own/one');
    rmSync(at(`${IMAGE}/latest`));
    symlinkSync('two', at(`${IMAGE}/latest`));
    const second = await plan({}, flags);
    expect(second.stdout).not.toContain('own/one');
    expect(second).toEqual(await longWay({}, flags));
  });

  test.each<{title: string; spoil: (file: string) => void}>([
    {title: 'cut short', spoil: file => writeFileSync(file, readFileSync(file).subarray(0, 5000))},
    {
      title: 'of a changed byte',
      spoil: file => writeFileSync(file, readFileSync(file, 'latin1').replace('"runs":"native"', '"runs":"narrow"'), 'latin1'),
    },
    {title: 'written by others', spoil: file => chmodSync(file, 0o666)},
    {title: 'without facts', spoil: file => writeFileSync(file, 'hsf list 1 a 3 0\n{}\n')},
  ])('its file: one $title is nothing', async ({spoil}) => {
    const whole = await longWay();
    spoil(await marked());
    expect(await plan()).toEqual(whole);
  });
});
