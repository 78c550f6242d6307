import {appendFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {expectCall, makeStoredScene, missingForStored, STACK, VIEW, type StoredScene} from './stored-scene.ts';

const missing = missingForStored();
if (missing !== null && process.env['CI'] !== undefined) throw new Error(`Stored starts cannot be tried: ${missing}.`);

const run = (script: string) => ['run', STACK, '--', 'sh', '-c', script];
const HERE = run('echo "$HERE"; echo "$THERE"');

describe.skipIf(missing !== null)('a stored start follows', () => {
  let scene: StoredScene;
  beforeAll(() => {
    scene = makeStoredScene();
    const set = join(scene.tree.root, VIEW, 'setup.sh');
    appendFileSync(set, '\n[ ! -f ~/.lcgrc ] || . ~/.lcgrc\n');
    appendFileSync(set, '\nexport HERE=$PWD/x THERE=$HOME/y:$PWD/z\n');
  });
  afterAll(() => scene.remove());

  test('the working directory where the set-up did', async () => {
    const [one, two] = ['one', 'two and'].map(name => join(scene.folder, name)) as [string, string];
    for (const cwd of [one, two]) mkdirSync(cwd);
    const texts = {run: HERE, env: ['env', STACK, '--shell', 'json']};
    await scene.prime(texts.run, {cwd: one});
    await scene.prime(texts.env, {cwd: one});
    for (const cwd of [two, one]) {
      expect((await scene.call(texts.run, {cwd})).stdout).toContain(`${cwd}/x\n${scene.home}/y:${cwd}/z\n`);
      expect((await scene.call(texts.env, {cwd})).stdout).toContain(`${cwd}/x`);
    }
    expectCall(await scene.prime(HERE, {cwd: two}), {node: false, stdout: `${two}/x\n${scene.home}/y:${two}/z\n`});
  }, 60_000);

  test('a file of the user that the set-up looked for', async () => {
    const says = run('echo "$MINE"');
    await scene.prime(says);
    for (const value of ['one', 'two!']) {
      writeFileSync(join(scene.home, '.lcgrc'), `export MINE=${value}\n`);
      expect(await scene.call(says)).toMatchObject({node: true, stdout: `${value}\n`});
      expectCall(await scene.prime(says), {node: false, stdout: `${value}\n`});
    }
    rmSync(join(scene.home, '.lcgrc'));
    expect(await scene.call(says)).toMatchObject({node: true, stdout: '\n'});
  }, 60_000);

  test('the refusal where the working directory is gone', async () => {
    await scene.prime(HERE);
    const before = 'mkdir gone && cd gone && rmdir ../gone';
    const called = await scene.call(HERE, {before});
    expectCall(called, {node: true, status: 125, stdout: ''});
    expect(called.stderr).toContain('The working directory no longer exists.');
  }, 30_000);

  test('no bit that was lost', async () => {
    await scene.prime(HERE);
    const file = scene.stored().find(path => path.includes('run '));
    const whole = readFileSync(file!);
    const code = whole.indexOf('hsf_code0');
    const length = whole.length - code;
    for (let turn = 0; turn < 12; turn += 1) {
      const damaged = Buffer.from(whole);
      damaged[code + Math.floor((length * turn) / 12) + 11]! ^= 1;
      writeFileSync(file!, damaged);
      const called = await scene.call(HERE);
      expect(called).toMatchObject({status: 0, stdout: `${scene.folder}/x\n${scene.home}/y:${scene.folder}/z\n`});
    }
  }, 60_000);

  test('settings that are changed in their file, and profiles', async () => {
    const config = join(scene.home, '.config/hsf');
    mkdirSync(config, {recursive: true});
    writeFileSync(join(config, 'config.json'), '{"timeout": 9}');
    writeFileSync(join(config, 'profiles.json'), '{}');
    for (const [name, text] of [
      ['config.json', '{"timeout": 8}'],
      ['profiles.json', '{ }'],
    ] as const) {
      await scene.prime(HERE);
      writeFileSync(join(config, name), text);
      expectCall(await scene.call(HERE), {node: true});
    }
  }, 60_000);

  test('a history that grows: Node makes a new one', async () => {
    await scene.prime(HERE);
    const history = join(scene.home, '.local/state/hsf/history.jsonl');
    const line = readFileSync(history, 'utf8').split('\n')[0]!;
    writeFileSync(history, `${line}\n`.repeat(Math.ceil(2_200_000 / line.length)));
    expectCall(await scene.call(HERE), {node: true});
    // It is moved away.
    expect(statSync(history, {throwIfNoEntry: false})?.size ?? 0).toBeLessThan(100_000);
    expectCall(await scene.prime(HERE), {node: false});
    expect(scene.history().every(({verb}) => verb === 'run')).toBe(true);
  }, 30_000);

  test.each(['0<&-', '1>&-', '2>&-'])(
    'what Node does about a closed stream: %s',
    async closed => {
      await scene.prime(HERE);
      const shows = run('exec 3>>shown; for n in 0 1 2; do readlink /proc/$$/fd/$n; done >&3');
      const file = join(scene.folder, 'shown');
      const shown = async (stored: string) => {
        writeFileSync(file, '');
        await scene.call(shows, {before: `exec ${closed}`, env: {HSF_STORED: stored}});
        return readFileSync(file, 'utf8').replace(/\[\d+\]/g, '');
      };
      expect(await shown('')).toBe(await shown('ignore'));
    },
    30_000,
  );
});
