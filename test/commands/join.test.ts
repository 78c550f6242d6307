import {spawn} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {requires} from '../engines/rig.ts';
import {writeRoot} from '../start/toy-image.ts';
import {makeScene, type Scene} from './hsf.ts';

const able = requires('bwrap', 'unshare', 'proot', 'busybox', 'nsenter', 'ldd');
const STACK = 'LCG_107@el9-gcc14';
const LINES = 'echo "$PWD $(readlink /proc/self/ns/mnt)"; exit 9';
const MAIN = join(import.meta.dirname, '..', '..', 'dist/hsf.js');

describe.skipIf(!able)('hsf shell --join', () => {
  let scene: Scene;
  beforeAll(() => {
    scene = makeScene();
    writeRoot(join(scene.folder, 'image'));
    for (const point of ['cvmfs', 'sys', 'tmp', 'root']) mkdirSync(join(scene.folder, 'image', point), {recursive: true});
  });
  afterAll(() => scene.remove());

  /** A start that says in which mount namespace it is and goes on until its input ends. */
  async function running(engine: string, how: 'run' | 'shell') {
    const said = join(scene.folder, `said-${engine}-${how}`);
    rmSync(said, {force: true});
    const flags = [
      '--container',
      'always',
      '--engine',
      engine,
      '--image',
      join(scene.folder, 'image'),
      '--env',
      'MARK=first',
      STACK,
    ];
    const script = `readlink /proc/self/ns/mnt > ${said}`;
    const words = how === 'run' ? [...flags, '--', 'sh', '-c', `${script}; cat`] : flags;
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN, how, ...words], {
      cwd: scene.folder,
      env: {PATH: process.env['PATH'], HOME: scene.home, HSF_CVMFS: scene.tree.root, SHELL: '/bin/bash', USER: 'tester'},
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
    if (how === 'shell') child.stdin.write(`${script}\n`);
    const end = Date.now() + 15_000;
    while (!existsSync(said) || readFileSync(said, 'utf8') === '') {
      if (child.exitCode !== null || Date.now() > end) throw new Error(`did not start: ${errors}`);
      await delay(25);
    }
    const stop = () => new Promise(resolve => child.on('close', resolve).stdin.end());
    return {namespace: readFileSync(said, 'utf8').trim(), stop};
  }

  test.each([
    {engine: 'bubblewrap', how: 'run'},
    {engine: 'bubblewrap', how: 'shell'},
    {engine: 'unshare', how: 'run'},
    {engine: 'proot', how: 'shell'},
  ] as const)('enters what $how of $engine started: same directory, set-up and mounts', async ({engine, how}) => {
    const first = await running(engine, how);
    try {
      const {stdout, stderr, status} = await scene.hsf(['shell', '--join'], {input: `${LINES}\n`});
      const isRepeated = engine === 'proot' || (engine === 'unshare' && process.getuid!() !== 0);
      expect({status, stderr}).toEqual({
        status: 9,
        stderr: expect.stringContaining(isRepeated ? 'by the same start' : `(${engine})`),
      });
      expect(stdout).toMatch(new RegExp(`^${scene.folder} `));
      if (!isRepeated) expect(stdout.trim().endsWith(first.namespace)).toBe(true);
    } finally {
      await first.stop();
    }
  });

  test('says that nothing runs, and lists what does where there is a choice', async () => {
    expect(await scene.hsf(['shell', '--join'])).toMatchObject({
      stderr: expect.stringContaining('No container that hsf started runs'),
    });
    const [one, other] = [await running('bubblewrap', 'run'), await running('unshare', 'run')];
    const {stderr, status} = await scene.hsf(['shell', '--join', '--no-input']);
    expect([status, stderr]).toEqual([
      expect.any(Number),
      expect.stringMatching(/^hsf: 2 containers run here: hsf-\d+-\d+ .*bubblewrap/),
    ]);
    expect(status).not.toBe(0);
    await Promise.all([one.stop(), other.stop()]);
  });
});
